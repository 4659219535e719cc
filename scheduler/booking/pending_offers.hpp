// What one command gives back and offers: the state does not know of it yet.
#pragma once

#include <utility>
#include <vector>

#include "scheduler/messages/slot_span.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

class PendingOffers {
 public:
  void give_back(const SlotSpan& span) { add(span, -1); }
  void offer(Place entry, const SlotSpan& span) {
    entries_.push_back(entry);
    add(span, 1);
  }
  /// Taken of the slot beyond what the state says; less when negative.
  int minutes_of(SlotKey slot) const {
    int minutes = 0;
    for (const auto& [key, change] : changes_) minutes += key == slot ? change : 0;
    return minutes;
  }
  /// Waitlist entries that were offered a place.
  const std::vector<Place>& entries() const { return entries_; }

 private:
  void add(const SlotSpan& span, int sign) {
    for_each_share(span, [&](SlotKey key, std::uint32_t minutes) {
      changes_.emplace_back(key, sign * static_cast<int>(minutes));
    });
  }

  std::vector<std::pair<SlotKey, int>> changes_;  // few: what one command does
  std::vector<Place> entries_;
};

}  // namespace offpeak::scheduler
