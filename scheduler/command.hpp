// What may be asked of the core. Fixed-size and trivially copyable, so that a command lies in a
// ring slot as it is. Randomness and identity arrive inside; the time is the argument of `decide`.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "scheduler/ids.hpp"

namespace offpeak::scheduler {

enum class Role : std::uint8_t { anyone = 0, citizen, staff, kiosk, display, planner, admin };

/// Who asks. `citizen` is set for Role::citizen, `hall` for roles bound to one.
struct Caller {
  Role role = Role::anyone;
  CitizenKey citizen{};
  HallCode hall{};
};

struct Applicant {
  CitizenKey citizen{};
  ServiceCode service{};
  bool minor = false;  // under the guardian age on the day of the visit
};

/// One to four people who come together, all or nothing.
struct Party {
  std::array<Applicant, config::party_max> applicants{};
  std::uint8_t size = 0;

  const Applicant* begin() const { return applicants.data(); }
  const Applicant* end() const { return applicants.data() + size; }
};

// ---- from people -------------------------------------------------------------------------------

/// Take capacity for some minutes while the form is filled in.
struct HoldSlot {
  AppointmentId id{};  // fresh
  SlotKey slot{};
  Party party{};
};
/// Give a hold back.
struct ReleaseHold {
  AppointmentId id{};
};
/// Turn a hold (or an offer) into an appointment.
struct ConfirmHold {
  AppointmentId id{};
};
/// Book at once.
struct BookSlot {
  AppointmentId id{};  // fresh
  SlotKey slot{};
  Party party{};
};
struct Cancel {
  AppointmentId id{};
  RandomBits random{};  // draws the return delay
};
/// Take the new place, then give the old one back, as one fact.
struct Reschedule {
  AppointmentId id{};
  AppointmentId new_id{};  // fresh
  SlotKey slot{};
  RandomBits random{};
};
struct JoinWaitlist {
  WaitlistId id{};           // fresh
  AppointmentId offer_id{};  // fresh: the id an offer will have, should one be made
  SlotKey slot{};
  Party party{};
};
struct LeaveWaitlist {
  WaitlistId id{};
};
/// Arrival at the hall, by the code typed at a kiosk.
struct CheckIn {
  HallCode hall{};
  KioskCode code{};
};

// ---- questions: answered in order with everything else, never journaled ------------------------

struct GetAppointment {
  AppointmentId id{};
};
struct GetWaitlist {
  WaitlistId id{};
};
struct ListAppointments {
  CitizenKey citizen{};
};

// ---- timers: commands the driver issues when `Timers` says they are due ------------------------

/// A hold or an offer has reached its end.
struct ExpireHold {
  AppointmentId id{};
};
/// Cancelled capacity comes back.
struct ReturnCapacity {
  AppointmentId id{};
};
/// Capacity of a waited-for slot is released: make offers.
struct OfferReleased {
  SlotKey slot{};
};
/// The slot begins: nobody waits for it any more.
struct CloseWaitlist {
  SlotKey slot{};
};
/// The check-in window of the slot has passed: booked appointments become no-shows.
struct SweepNoShows {
  SlotKey slot{};
};
/// The day is over: checked-in appointments of the slot are done.
struct CompleteVisits {
  SlotKey slot{};
};

using CommandBody =
    std::variant<HoldSlot, ReleaseHold, ConfirmHold, BookSlot, Cancel, Reschedule, JoinWaitlist,
                 LeaveWaitlist, CheckIn, GetAppointment, GetWaitlist, ListAppointments, ExpireHold,
                 ReturnCapacity, OfferReleased, CloseWaitlist, SweepNoShows, CompleteVisits>;

/// `key` zero: the request carried no idempotency key.
struct Idempotency {
  IdempotencyKey key{};
  RequestDigest request{};
};

struct Command {
  Caller caller{};
  Idempotency idempotency{};
  CommandBody body{};
};

static_assert(std::is_trivially_copyable_v<Command>,
              "commands are copied through the ring as bytes");

}  // namespace offpeak::scheduler
