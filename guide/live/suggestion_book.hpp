// Suggestions that citizens were shown, for all threads: what is still open, and what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "config/civil_time.hpp"
#include "scheduler/guidance/suggestion_ledger.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::guide {

/// Lists that are open at a time, in all and of one subject; the oldest there make room. So nobody
/// pushes out what others were shown, or has the plan count on crowds that are one client.
inline constexpr std::uint32_t open_lists_max = 1U << 16;
inline constexpr std::uint32_t open_lists_per_subject_max = 128;
/// Who has not booked by then is not counted on.
inline constexpr std::chrono::minutes list_lifetime{15};

/// What a list was made for.
struct ShownList {
  /// To whom it was shown, as the limits per address count (`http::address_key`).
  scheduler::SuggestionSubject subject = 0;
  config::HallCode hall{};  // where the person would have gone
  std::span<const scheduler::SlotKey> slots;
  scheduler::SlotKey habit{};
  int party_minutes = 0;
};

/// Every function holds a lock for less than a microsecond.
class SuggestionBook {
 public:
  /// Notes what is shown under a new id, which `random` makes unguessable.
  scheduler::SuggestionId note(const ShownList& list, scheduler::RandomBits random,
                               config::Instant now);
  /// Somebody who was shown this list has booked.
  void settle(const scheduler::SuggestionId& id, scheduler::SlotKey booked, config::Instant now);
  /// Somebody who was shown this list holds a slot until `end`: that answers nothing yet.
  void hold(const scheduler::SuggestionId& id, const scheduler::AppointmentId& hold,
            scheduler::SlotKey slot, config::Instant end, config::Instant now);
  /// The hold was confirmed: now its list is answered. Holds for which no list was named are passed
  /// over, here and below.
  void confirm(const scheduler::AppointmentId& hold, config::Instant now);
  /// The hold was given up.
  void release(const scheduler::AppointmentId& hold, config::Instant now);
  /// Forgets what has run out.
  void expire(config::Instant now);

  /// Counter-minutes of the open lists that would be booked in the slot if everybody followed.
  double open_minutes(scheduler::SlotKey slot) const;

  /// What came of lists since the last time, by hall.
  std::vector<scheduler::NoteCompliance> take_answers();
  /// The core did not take it: it is kept for the next time.
  void put_back(const scheduler::NoteCompliance& answers);

 private:
  struct Answers {
    std::uint32_t followed = 0;
    std::uint32_t ignored = 0;
  };

  void count(scheduler::Settled settled, const scheduler::SuggestionId& list);

  mutable std::mutex mutex_;
  scheduler::SuggestionLedger ledger_{
      {.entries_max = open_lists_max,
       .share_max = open_lists_per_subject_max,
       .lifetime_seconds = std::chrono::seconds{list_lifetime}.count()}};
  std::map<config::HallCode, Answers> answers_;
};

}  // namespace offpeak::guide
