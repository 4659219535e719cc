// The facts the core decides. They carry everything a replay needs, so a changed configuration
// never changes history. store/event_codec.cpp writes them; enumerators and field orders are frozen
// there.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>
#include <variant>

#include "scheduler/command.hpp"
#include "scheduler/ids.hpp"
#include "scheduler/receipt.hpp"

namespace offpeak::scheduler {

/// What a booking takes of its slot, and how large the slot was when it did (I1).
struct Claim {
  SlotKey slot{};
  std::uint32_t capacity_minutes = 0;  // released counter-minutes of the slot at that time
  std::uint16_t minutes = 0;           // counter-minutes of the whole party
  std::uint16_t slot_minutes = 0;      // length of the slot
};

/// The people of a booking, without anything that names them.
struct Members {
  std::array<CitizenKey, config::party_max> citizens{};
  std::array<ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;
};

struct Held {
  AppointmentId id{};
  Claim claim{};
  Members members{};
  Instant expires_at{};
};

enum class HoldEnd : std::uint8_t { released = 0, expired = 1 };
struct HoldEnded {
  AppointmentId id{};
  HoldEnd reason{};
};

struct Booked {
  AppointmentId id{};
  Claim claim{};
  Members members{};
  KioskCode code{};
};

/// A hold became an appointment.
struct Confirmed {
  AppointmentId id{};
  KioskCode code{};
};

struct Cancelled {
  AppointmentId id{};
  bool late = false;
  Instant capacity_returns_at{};
};

struct Rescheduled {
  AppointmentId old_id{};
  bool late = false;
  Instant capacity_returns_at{};  // of the old place
  AppointmentId new_id{};
  Claim claim{};  // of the new place
  KioskCode code{};
};

/// Capacity of a cancelled or rescheduled appointment is bookable again.
struct CapacityReturned {
  AppointmentId id{};
};

struct WaitlistJoined {
  WaitlistId id{};
  AppointmentId offer_id{};
  SlotKey slot{};
  std::uint16_t minutes = 0;
  Members members{};
};

enum class WaitlistEnd : std::uint8_t { left = 0, closed = 1, ineligible = 2 };
struct WaitlistEnded {
  WaitlistId id{};
  WaitlistEnd reason{};
};

/// An exclusive hold for the first in line whom the free capacity fits.
struct OfferMade {
  WaitlistId id{};
  Claim claim{};
  Instant expires_at{};
};

struct CheckedIn {
  AppointmentId id{};
  bool tail = false;  // too late for the slot's place: joins the walk-in tail
};

struct NoShowed {
  AppointmentId id{};
  /// Per member: first day on which booking is open again; the epoch when not suspended by this.
  std::array<Date, config::party_max> suspended_until{};
};

struct Completed {
  AppointmentId id{};
};

/// The reply to an idempotency key, kept for 24 h (I6).
struct Remembered {
  IdempotencyKey key{};
  RequestDigest request{};
  Receipt receipt{};
};

using Fact = std::variant<Held, HoldEnded, Booked, Confirmed, Cancelled, Rescheduled,
                          CapacityReturned, WaitlistJoined, WaitlistEnded, OfferMade, CheckedIn,
                          NoShowed, Completed, Remembered>;

struct Event {
  Instant at{};
  Fact fact{};
};

static_assert(std::is_trivially_copyable_v<Event>);

}  // namespace offpeak::scheduler
