// What the state keeps in order of time and drops from the front: announcements to other systems,
// those that could not be delivered, and who did what. Plain records without padding.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/enumerators.hpp"
#include "config/city.hpp"
#include "scheduler/messages/audit.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/words.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"

namespace offpeak::scheduler {

/// Persisted: never renumber.
enum class AnnouncementKind : std::uint8_t {
  booked = 0,
  reminder_due = 1,
  cancelled = 2,
  offer_made = 3,
  called = 4,
  missed = 5,
  level_changed = 6,
  rescheduled = 7,  // the subject is the new appointment
  checked_in = 8,   // the subject is the ticket
  no_show = 9,
  recalled = 10,
  done = 11,
  waitlist_ended = 12,
  place_offered = 13,      // instead of another; the subject is the offer
  place_offer_ended = 14,  // without being taken; the same
  watch_ended = 15,
  call_undone = 16,
  displaced = 17,
  excused = 18,
  hall_closed = 19,    // the subject is the closure
  hall_reopened = 20,  // the same
  notice_posted = 21,  // the subject is the notice
  notice_ended = 22,   // the same
};

/// Persisted: never renumber.
enum class AnnouncementStatus : std::uint8_t {
  pending = 0,  // of a dead letter: it is announced again
  delivered = 1,
  // Dead letters, and why.
  given_up = 2,  // from before reasons were kept
  refused = 3,
  unreachable = 4,
  crowded_out = 5,  // more were pending than are kept
};

/// What another system may want to know; ids only. Announcements of one `thread` leave in order.
struct Announcement {
  std::int64_t at_ms = 0;
  Bits128<struct SubjectTag> subject{};  // appointment, waitlist entry or ticket
  Bits128<struct SubjectTag>
      thread{};  // the first of the appointments it belongs to, or the subject
  std::uint32_t hall = 0;
  std::uint16_t detail = 0;  // minutes before, counter, the level, a WaitlistStatus,
                             // a PlaceOfferKind, an AppointmentStatus, or a WatchEnd
  AnnouncementKind kind{};
  AnnouncementStatus status{};
};

/// A counter and why it was paused, in two bytes: bits 0 to 11 the number, bits 12 to 15 the
/// reason, which records of before do not have.
class AuditedCounter {
 public:
  constexpr AuditedCounter() = default;
  constexpr AuditedCounter(CounterNumber counter, PauseReason reason)
      : bits_{static_cast<std::uint16_t>((static_cast<unsigned>(counter) & number_mask) |
                                         static_cast<unsigned>(reason) << number_bits)} {}

  constexpr std::uint16_t number() const { return bits_ & number_mask; }
  constexpr PauseReason paused_for() const {
    return PauseReason{static_cast<std::uint8_t>(bits_ >> number_bits)};
  }

 private:
  static constexpr unsigned number_bits = 12;
  static constexpr std::uint16_t number_mask = (1U << number_bits) - 1;
  static_assert(config::counter_number_max < 1 << number_bits);
  static_assert(static_cast<unsigned>(base::last_of<PauseReason>) < 1U << (16 - number_bits));
  std::uint16_t bits_ = 0;
};

/// One line of the audit.
struct AuditEntry {
  std::int64_t at_ms = 0;
  std::uint64_t actor = 0;
  Bits128<struct SubjectTag> subject{};
  std::uint32_t hall = 0;
  AuditedCounter counter{};
  Role role{};
  AuditAction action{};
};

/// Announcements kept for delivery; when there are more, the oldest becomes a dead letter.
inline constexpr std::uint64_t announcements_max = std::uint64_t{1} << 20;
inline constexpr std::uint64_t dead_letters_max = 10'000;

static_assert(std::has_unique_object_representations_v<Announcement>);
static_assert(std::has_unique_object_representations_v<AuditEntry>);

template <>
struct RecordTraits<Announcement> {
  static constexpr const char* name = "announcement";
};
template <>
struct RecordTraits<AuditEntry> {
  static constexpr const char* name = "audit entry";
};

struct AnnouncementTrail {
  using Record = Announcement;
  static constexpr Section section = Section::announcements;
  static constexpr std::uint64_t size_max = announcements_max;
  static constexpr std::uint64_t per_event_max = 2;
};
struct DeadLetterTrail {
  using Record = Announcement;
  static constexpr Section section = Section::dead_letters;
  static constexpr std::uint64_t size_max = dead_letters_max;
  static constexpr std::uint64_t per_event_max = 2;
};
struct AuditTrail {
  using Record = AuditEntry;
  static constexpr Section section = Section::audit;
  static constexpr std::uint64_t size_max = audit_entries_max;
  static constexpr std::uint64_t per_event_max = 2;
};

}  // namespace offpeak::scheduler
