// What the state is made of. Plain records without padding, so that their bytes can be hashed.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/closure.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/compliance.hpp"
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

/// Since 1970, as records keep a moment.
constexpr std::int64_t milliseconds_of(Instant instant) {
  return instant.time_since_epoch().count();
}

using LedgerDays = std::array<ShortDate, config::ledger_max>;

/// One citizen: open obligations and the ledger of the last cancellations and no-shows.
struct Citizen {
  CitizenKey key{};
  std::uint32_t active_services = 0;  // bit per ServiceCode: held, booked or checked in, not as a
                                      // companion; bit 0: nothing is known any more
  Place newest = nowhere;             // newest appointment; older ones by Appointment::older
  ShortDate suspended_until = 0;      // booking is open again on this day
  std::uint8_t open_holds = 0;        // made by holding, not by an offer nor as a companion
  std::uint8_t waiting = 0;           // waitlist entries waiting or offered, the same
  LedgerDays cancellations{};         // days, newest first
  LedgerDays no_shows{};
  std::uint32_t entries = 0;  // waitlist entries that name this citizen, whatever their status
};

/// What a member of a party comes for, in one byte: bits 0 to 4 the service; bit 7 is set for a
/// companion, whom somebody else named and who has not confirmed. A companion's own record is not
/// touched: no service is active, nothing is noted in the ledger.
class MemberService {
 public:
  constexpr MemberService() = default;
  constexpr MemberService(ServiceCode service, bool is_companion)
      : bits_{static_cast<std::uint8_t>(static_cast<unsigned>(service) |
                                        (is_companion ? companion_bit : 0U))} {}

  constexpr ServiceCode code() const {
    return ServiceCode{static_cast<std::uint8_t>(bits_ & ~companion_bit)};
  }
  constexpr bool is_companion() const { return (bits_ & companion_bit) != 0; }
  /// In Citizen::active_services.
  constexpr std::uint32_t active_bit() const { return 1U << static_cast<unsigned>(code()); }

  friend constexpr bool operator==(MemberService, MemberService) = default;

 private:
  static constexpr unsigned companion_bit = 0x80;
  std::uint8_t bits_ = 0;
};
using MemberServices = std::array<MemberService, config::party_max>;

constexpr MemberSet companions_of(const MemberServices& services) {
  MemberSet companions = 0;
  for (std::size_t i = 0; i < services.size(); ++i) {
    if (services[i].is_companion()) companions |= static_cast<MemberSet>(1U << i);
  }
  return companions;
}

/// A hold or an appointment, from its first moment to its end.
struct Appointment {
  AppointmentId id{};
  SlotKey slot{};
  std::int64_t until_ms = 0;     // held: its end; expired, released: when it ended; cancelled:
                                 // when its capacity returns; displaced: places offered so far;
                                 // else 0
  std::uint32_t code = 0;        // KioskCode, from `booked` on
  Place earlier = nowhere;       // the appointment this one replaced; held: would replace
  Place later = nowhere;         // the one that replaced it; booked, displaced: that is offered
                                 // instead
  Place offer_of = nowhere;      // waitlist entry, when this hold is an offer
  Place next_in_slot = nowhere;  // list of the slot's appointments
  std::array<Place, config::party_max> citizens{nowhere, nowhere, nowhere, nowhere};
  std::array<Place, config::party_max> older{nowhere, nowhere, nowhere, nowhere};
  MemberServices services{};
  std::uint16_t minutes = 0;
  std::uint8_t slot_minutes = 0;
  std::uint8_t further_slots = 0;  // as of Claim
  std::uint8_t size = 0;
  AppointmentStatus status = AppointmentStatus::held;
  std::uint8_t capacity_held = 0;  // 1 while its minutes count as taken
  std::uint8_t marks = 0;          // tail_mark, reminder_mark, offered marks
};

/// Appointment::marks: checked in too late for the slot's place.
inline constexpr std::uint8_t tail_mark = 1;
/// Appointment::marks: the n-th reminder of the configuration is out.
constexpr std::uint8_t reminder_mark(std::uint8_t reminder) {
  return static_cast<std::uint8_t>(2U << reminder);
}
/// Appointment::marks of a hold: a place offered instead of a booked one, until it is taken; then
/// of the booked one, which was given back for it.
inline constexpr std::uint8_t instead_mark = 0x40;
/// Appointment::marks: offered as a swap; of a booking: it was offered one, or came of one.
inline constexpr std::uint8_t swap_mark = 0x80;
/// Those that only a booking has which people know of.
inline constexpr std::uint8_t visit_marks = tail_mark | ((1U << config::reminders_max) - 1) << 1;
inline constexpr std::uint8_t all_marks = visit_marks | instead_mark | swap_mark;
static_assert((visit_marks & (instead_mark | swap_mark)) == 0);

/// Whether this hold is a place offered instead of a booked one: `earlier` is that one.
constexpr bool is_place_offer(const Appointment& record) {
  return record.status == AppointmentStatus::held && (record.marks & instead_mark) != 0;
}
/// Whether another place is offered instead of this booking: `later` is that one.
constexpr bool has_place_offer(const Appointment& record) {
  const bool may_have =
      record.status == AppointmentStatus::booked || record.status == AppointmentStatus::displaced;
  return may_have && record.later != nowhere;
}
/// Whether a displaced booking is still to be offered another place, after so many.
constexpr bool is_unsettled(const Appointment& record) {
  return record.status == AppointmentStatus::displaced && record.later == nowhere &&
         record.until_ms < displaced_offers_max;
}

/// Booking state of one slot; made when it is first touched.
struct Slot {
  SlotKey key{};
  std::uint32_t taken_minutes = 0;
  Place newest = nowhere;         // appointments and holds that begin in it
  Place first_waiting = nowhere;  // waitlist, in order of joining
  Place last_waiting = nowhere;
  std::uint32_t waiting = 0;    // entries with status waiting
  std::uint8_t reserve = 0;     // percent for walk-ins, and 1; 0: as configured
  std::uint8_t reserve_of = 0;  // the configured percent for which that was set, and 1; 0: any
  std::uint16_t carried_minutes = 0;  // taken by bookings of slots that are no more (CarriedOver)
};

/// How citizens of a hall answered suggestions.
struct KeptCompliance {
  std::uint32_t hall = 0;
  std::uint32_t reserved = 0;
  ComplianceCounts counts{};
};

/// A place in line for a slot.
struct WaitlistEntry {
  WaitlistId id{};
  AppointmentId offer_id{};
  SlotKey slot{};
  // Waiting: the next in the slot's line. Ended otherwise than by an offer: the minute since 1970
  // by which it had, where that is known. Else nowhere.
  Place next = nowhere;
  Place offer = nowhere;  // the hold made for it
  std::array<Place, config::party_max> citizens{nowhere, nowhere, nowhere, nowhere};
  MemberServices services{};
  std::uint16_t minutes = 0;
  std::uint8_t size = 0;
  WaitlistStatus status = WaitlistStatus::waiting;
};

/// The key of a document that was joined to a person, who is known by another; and what either had
/// in the ledger then, so that the join can be taken back.
struct Alias {
  CitizenKey key{};
  CitizenKey person{};         // of no alias itself
  LedgerDays cancellations{};  // of the document
  LedgerDays no_shows{};
  ShortDate suspended_until = 0;
  ShortDate person_suspended_until = 0;
  ShortDate since = 0;
  std::uint16_t reserved = 0;
};
/// So few that a join, which looks at all of them, takes a millisecond at most.
inline constexpr std::uint32_t aliases_max = std::uint32_t{1} << 16;

/// Kiosk codes given out for a hall on a day: the n-th appointment there has the n-th code.
struct CodeDay {
  HallDayKey key{};
  std::uint64_t codes = 0;
};

/// How long a reply is kept for its idempotency key.
inline constexpr std::chrono::hours idempotency_kept{24};
/// Bound on replies kept; the last eighth is for others than citizens.
inline constexpr std::size_t memories_max = std::size_t{1} << 22;
inline constexpr std::size_t memories_of_citizens_max = memories_max - memories_max / 8;
/// Replies kept for one citizen, and for another caller: a kiosk gives out some thousand numbers.
inline constexpr std::uint32_t memories_per_citizen_max = 256;
inline constexpr std::uint32_t memories_per_device_max = 32'768;

/// How long a hold that has come to nothing is known: as long as the reply about it is.
inline constexpr std::chrono::hours ended_hold_kept = idempotency_kept;

/// The same for a waitlist entry that has ended without a booking.
inline constexpr std::chrono::hours ended_entry_kept = idempotency_kept;

/// Minutes since 1970, the one that has begun counted whole.
constexpr Place minute_after(Instant instant) {
  return static_cast<Place>(std::chrono::ceil<config::minutes>(instant.time_since_epoch()).count());
}

/// Whether an entry has ended, and no hold or appointment tells of it.
constexpr bool has_ended_alone(const WaitlistEntry& record) {
  switch (record.status) {
    case WaitlistStatus::left:
    case WaitlistStatus::lapsed:
    case WaitlistStatus::closed:
    case WaitlistStatus::ineligible:
      return record.offer == nowhere;
    case WaitlistStatus::waiting:
    case WaitlistStatus::offered:
    case WaitlistStatus::accepted:
      return false;
  }
  return false;
}
/// When, or 1970 where that is not known: it was long ago.
constexpr Instant ended_at(const WaitlistEntry& record) {
  return Instant{config::minutes{record.next == nowhere ? 0 : record.next}};
}

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
  std::uint8_t reserved = 0;
  std::uint32_t owner = 0;  // who asked; 0: nobody knows
};

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const Citizen& record) { return (record.active_services & 1) != 0; }
constexpr bool is_dropped(const Appointment& record) { return record.size == 0; }
constexpr bool is_dropped(const Slot& record) { return record.key == SlotKey{}; }
constexpr bool is_dropped(const WaitlistEntry& record) { return record.size == 0; }
constexpr bool is_dropped(const Alias& record) { return record.key.is_zero(); }
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
static_assert(std::has_unique_object_representations_v<Alias>);
static_assert(std::has_unique_object_representations_v<Memory>);
static_assert(std::has_unique_object_representations_v<KeptCompliance>);
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
struct RecordTraits<Alias> : TableTraits<Section::aliases, Bits128Hash> {
  static constexpr const char* name = "alias";
  static CitizenKey key_of(const Alias& record) { return record.key; }
};
template <>
struct RecordTraits<CodeDay> : TableTraits<Section::code_days, KeyHash> {
  static constexpr const char* name = "day of codes";
  static HallDayKey key_of(const CodeDay& record) { return record.key; }
};
template <>
struct RecordTraits<KeptCompliance> : TableTraits<Section::compliance, KeyHash> {
  static constexpr const char* name = "compliance";
  static HallKey<LaneCode> key_of(const KeptCompliance& record) {
    return {HallCode{record.hall}, {}};
  }
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
