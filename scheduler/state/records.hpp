// What the state is made of. Plain records without padding, so that their bytes can be hashed.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// Days since 1970, small: 0 is "never".
using ShortDate = std::uint16_t;

constexpr ShortDate short_date(Date date) {
  return static_cast<ShortDate>(date.time_since_epoch().count());
}
constexpr Date long_date(ShortDate date) { return Date{std::chrono::days{date}}; }

using LedgerDays = std::array<ShortDate, config::ledger_max>;

/// One citizen: open obligations and the ledger of the last cancellations and no-shows.
struct Citizen {
  CitizenKey key{};
  std::uint32_t active_services = 0;  // bit per ServiceCode: held, booked or checked in; bit
                                      // 0: nothing is known any more
  Place newest = nowhere;             // newest appointment; older ones by Appointment::older
  ShortDate suspended_until = 0;      // booking is open again on this day
  std::uint8_t open_holds = 0;        // made by holding, not by an offer
  std::uint8_t waiting = 0;           // waitlist entries waiting or offered
  LedgerDays cancellations{};         // days, newest first
  LedgerDays no_shows{};
  std::uint32_t entries = 0;  // waitlist entries that name this citizen, whatever their status
};

/// A hold or an appointment, from its first moment to its end.
struct Appointment {
  AppointmentId id{};
  SlotKey slot{};
  std::int64_t until_ms = 0;     // held: its end; cancelled: when its capacity returns; else 0
  std::uint32_t code = 0;        // KioskCode, from `booked` on
  Place earlier = nowhere;       // the appointment this one replaced by rescheduling
  Place later = nowhere;         // the one that replaced it
  Place offer_of = nowhere;      // waitlist entry, when this hold is an offer
  Place next_in_slot = nowhere;  // list of the slot's appointments
  std::array<Place, config::party_max> citizens{nowhere, nowhere, nowhere, nowhere};
  std::array<Place, config::party_max> older{nowhere, nowhere, nowhere, nowhere};
  std::array<std::uint8_t, config::party_max> services{};
  std::uint16_t minutes = 0;
  std::uint16_t slot_minutes = 0;
  std::uint8_t size = 0;
  AppointmentStatus status = AppointmentStatus::held;
  std::uint8_t capacity_held = 0;  // 1 while its minutes count as taken
  std::uint8_t marks = 0;          // tail_mark, reminder_mark
};

/// Appointment::marks: checked in too late for the slot's place.
inline constexpr std::uint8_t tail_mark = 1;
/// Appointment::marks: the n-th reminder of the configuration is out.
constexpr std::uint8_t reminder_mark(std::uint8_t reminder) {
  return static_cast<std::uint8_t>(2U << reminder);
}
inline constexpr std::uint8_t marks_max = tail_mark | ((1U << config::reminders_max) - 1) << 1;

/// Booking state of one slot; made when it is first touched.
struct Slot {
  SlotKey key{};
  std::uint32_t taken_minutes = 0;
  Place newest = nowhere;         // appointments and holds in it
  Place first_waiting = nowhere;  // waitlist, in order of joining
  Place last_waiting = nowhere;
  std::uint32_t waiting = 0;  // entries with status waiting
  std::uint32_t reserved = 0;
};

/// A place in line for a slot.
struct WaitlistEntry {
  WaitlistId id{};
  AppointmentId offer_id{};
  SlotKey slot{};
  Place next = nowhere;   // next in the slot's line
  Place offer = nowhere;  // the hold made for it
  std::array<Place, config::party_max> citizens{nowhere, nowhere, nowhere, nowhere};
  std::array<std::uint8_t, config::party_max> services{};
  std::uint16_t minutes = 0;
  std::uint8_t size = 0;
  WaitlistStatus status = WaitlistStatus::waiting;
};

/// Kiosk codes given out for a hall on a day: the n-th appointment there has the n-th code.
struct CodeDay {
  HallDayKey key{};
  std::uint64_t codes = 0;
};

/// How long a reply is kept for its idempotency key.
inline constexpr std::chrono::hours idempotency_kept{24};
/// Bound on replies kept.
inline constexpr std::size_t memories_max = std::size_t{1} << 22;

/// Reply to an idempotency key.
struct Memory {
  IdempotencyKey key{};
  RequestDigest request{};
  Bits128<struct SubjectTag> subject{};
  std::int64_t at_ms = 0;
  std::int64_t expires_at_ms = 0;
  std::uint32_t position = 0;
  Rejection rejection = Rejection::none;
  ReceiptKind kind = ReceiptKind::nothing;
  std::uint8_t status = 0;
  std::uint8_t recalls = 0;
  std::int64_t called_at_ms = 0;
  std::uint16_t counter = 0;
  std::uint8_t lane = 0;
  std::array<std::uint8_t, 5> reserved{};
};

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const Citizen& record) { return (record.active_services & 1) != 0; }
constexpr bool is_dropped(const Appointment& record) { return record.size == 0; }
constexpr bool is_dropped(const Slot& record) { return record.key == SlotKey{}; }
constexpr bool is_dropped(const WaitlistEntry& record) { return record.size == 0; }
constexpr bool is_dropped(const CodeDay& record) { return record.key == HallDayKey{}; }

template <>
constexpr Citizen dropped_record() {
  Citizen record;
  record.active_services = 1;
  return record;
}

static_assert(std::has_unique_object_representations_v<Citizen>);
static_assert(std::has_unique_object_representations_v<Appointment>);
static_assert(std::has_unique_object_representations_v<Slot>);
static_assert(std::has_unique_object_representations_v<WaitlistEntry>);
static_assert(std::has_unique_object_representations_v<CodeDay>);
static_assert(std::has_unique_object_representations_v<Memory>);
// Together with two index entries and a code entry this keeps an appointment of one under 200
// bytes.
static_assert(sizeof(Appointment) + sizeof(Citizen) <= 168);

template <>
struct RecordTraits<Appointment> : TableTraits<Section::appointments, Bits128Hash, Reuse::never> {
  static constexpr const char* name = "appointment";
  static AppointmentId key_of(const Appointment& record) { return record.id; }
};
template <>
struct RecordTraits<Citizen> : TableTraits<Section::citizens, Bits128Hash> {
  static constexpr const char* name = "citizen";
  static CitizenKey key_of(const Citizen& record) { return record.key; }
};
template <>
struct RecordTraits<Slot> : TableTraits<Section::slots, KeyHash> {
  static constexpr const char* name = "slot";
  static SlotKey key_of(const Slot& record) { return record.key; }
};
template <>
struct RecordTraits<WaitlistEntry> : TableTraits<Section::waitlist, Bits128Hash, Reuse::never> {
  static constexpr const char* name = "waitlist entry";
  static WaitlistId key_of(const WaitlistEntry& record) { return record.id; }
};
template <>
struct RecordTraits<CodeDay> : TableTraits<Section::code_days, KeyHash> {
  static constexpr const char* name = "day of codes";
  static HallDayKey key_of(const CodeDay& record) { return record.key; }
};
template <>
struct RecordTraits<Memory> {
  static constexpr const char* name = "memory";
};

struct MemoryTrail {
  using Record = Memory;
  static constexpr Section section = Section::memories;
  static constexpr std::uint64_t size_max = memories_max;
  static constexpr std::uint64_t per_event_max = 1;
};

}  // namespace offpeak::scheduler
