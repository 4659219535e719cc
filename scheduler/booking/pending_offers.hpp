// What one command offers: the state does not know of it yet.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "scheduler/messages/slot_span.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

class PendingOffers {
 public:
  /// Nothing is offered instead of this booking.
  void pass_over(Place booking) { bookings_.push_back(booking); }
  void offer_instead(Place booking, const SlotSpan& span) {
    pass_over(booking);
    take(span);
  }
  void offer(Place entry, const SlotSpan& span) {
    entries_.push_back({entry, span});
    take(span);
  }
  /// Taken of the slot beyond what the state says.
  int minutes_of(SlotKey slot) const {
    int minutes = 0;
    for (const auto& [key, change] : changes_) minutes += key == slot ? change : 0;
    return minutes;
  }
  /// Waitlist entries that were offered a place, and which.
  struct Offered {
    Place entry = nowhere;
    SlotSpan span{};
  };
  const std::vector<Offered>& entries() const { return entries_; }
  /// Bookings instead of which a place was offered, or none may be.
  std::size_t places() const { return bookings_.size(); }
  bool has_place_for(Place booking) const {
    return std::ranges::find(bookings_, booking) != bookings_.end();
  }
  /// Whether one of them is also of an applicant of this one.
  bool has_applicant_of(const State& state, const Appointment& booking) const {
    return std::ranges::any_of(bookings_, [&](Place at) {
      const Appointment& other = state.appointment(at);
      bool is_shared = false;
      for_each_applicant(booking, [&](Place citizen) {
        is_shared = is_shared || member_of(other, citizen) < other.size;
      });
      return is_shared;
    });
  }

 private:
  void take(const SlotSpan& span) {
    for_each_share(span, [&](SlotKey key, std::uint32_t minutes) {
      changes_.emplace_back(key, static_cast<int>(minutes));
    });
  }

  std::vector<std::pair<SlotKey, int>> changes_;  // few: what one command does
  std::vector<Offered> entries_;
  std::vector<Place> bookings_;
};

}  // namespace offpeak::scheduler
