#include "demand/expected_bookings.hpp"

#include <algorithm>
#include <cmath>

#include "demand/booking_hours.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/guidance/slot_filling.hpp"

namespace offpeak::demand {
namespace {

using scheduler::SlotPlan;

/// Who books on the day itself is not that close to the slot on average.
constexpr double days_ahead_min = 0.1;

/// Some of the time in which people book, with the same share of each slot released.
struct Stretch {
  double share = 0;          // of all bookings
  double days_ahead = 0;     // of the visit, in its middle
  config::Instant middle{};  // for what is released
};

class Filling {
 public:
  Filling(const DemandModel& model, const MeantHall& hall, const MeantLane& lane, config::Date date,
          std::vector<SlotPlan> plans, const BookedSoFar* so_far)
      : model_{model},
        hall_{hall},
        date_{date},
        plans_{std::move(plans)},
        so_far_{so_far},
        party_minutes_{lane.counter_minutes},
        wished_minutes_{lane.bookers * lane.counter_minutes},
        cells_(plans_.size()),
        states_(plans_.size()) {
    double before = 0;  // who would like to come before the first slot asks for that one
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const double until =
          i + 1 < plans_.size() ? hall_.profile.share_before(start_minute(i + 1)) : 1;
      cells_[i].start_minute = start_minute(i);
      states_[i].wish_share = until - before;
      before = until;
    }
  }

  void run() {
    const auto& shares = model_.lead_day_shares;
    const int horizon = scheduler::horizon_days(hall_.hall->rules, date_);
    for (int lead = horizon; lead >= 0; --lead) {
      double share = 0;
      for (std::size_t day = 0; day < shares.size(); ++day) {
        if (std::min(static_cast<int>(day), horizon) == lead) share += shares[day];
      }
      if (shares.empty() && lead == 0) share = 1;
      if (share > 0) run_day(lead, share);
    }
    if (so_far_ != nullptr) take_what_is_known();
  }

  LaneBookings result() const {
    LaneBookings bookings;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const double minutes = taken(states_[i], 0);
      bookings.slots.push_back({cells_[i].start_minute, minutes / party_minutes_});
      const std::size_t half_hour = scheduler::half_hour_of(cells_[i].start_minute);
      bookings.standing[half_hour] += states_[i].known * (1 - given_up_later_) / party_minutes_;
      bookings.unplaced[half_hour] += states_[i].unplaced / party_minutes_;
      bookings.unplaced_to_come[half_hour] += states_[i].unplaced_to_come / party_minutes_;
      bookings.wished_to_come[half_hour] += states_[i].wished_to_come / party_minutes_;
    }
    return bookings;
  }

 private:
  struct State {
    double wish_share = 0;
    double known = 0;            // taken when this began
    double placed = 0;           // since then, with what was given up again
    double placed_by_ahead = 0;  // the same, each divided by the days it was ahead
    double unplaced = 0;
    double unplaced_to_come = 0;
    double wished_to_come = 0;
  };

  double start_minute(std::size_t slot) const {
    return static_cast<double>(plans_[slot].key.start_minute().count());
  }

  /// From here on the slots hold what is known of them, and no longer what the model says.
  void take_what_is_known() {
    const double ahead = std::max(days_until(so_far_->now), days_ahead_min);
    known_days_ahead_ = ahead;
    given_up_later_ = given_up_after(ahead);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      states_[i] = {.wish_share = states_[i].wish_share,
                    .known = static_cast<double>(so_far_->taken_minutes(plans_[i].key)),
                    .unplaced = states_[i].unplaced};
    }
    so_far_ = nullptr;
  }

  /// Until the middle of the visit's day.
  double days_until(config::Instant now) const {
    const auto noon = config::instant_at(date_, config::MinuteOfDay{12 * 60});
    return std::chrono::duration<double, std::ratio<86'400>>(noon - now).count();
  }

  /// Of appointments that stand so many days ahead: the share that is given up later. They were
  /// booked at one of the lead times of the model that are longer.
  double given_up_after(double days_ahead) const {
    const double given_up = model_.cancellation_share;
    double standing = 0;
    double later = 0;
    for (std::size_t day = 0; day < model_.lead_day_shares.size(); ++day) {
      const double lead = std::max(static_cast<double>(day), days_ahead);
      if (static_cast<double>(day) + 0.5 < days_ahead) continue;
      standing += model_.lead_day_shares[day] * (1 - given_up * (1 - days_ahead / lead));
      later += model_.lead_day_shares[day] * given_up * days_ahead / lead;
    }
    return standing > 0 ? later / standing : given_up;
  }

  /// Counter-minutes that stand so many days before the visit.
  double taken(const State& state, double days_ahead) const {
    const double known_left =
        known_days_ahead_ > 0 ? std::clamp(days_ahead / known_days_ahead_, 0.0, 1.0) : 0;
    const double given_up = model_.cancellation_share;
    return state.known * (1 - given_up_later_ * (1 - known_left)) + (1 - given_up) * state.placed +
           given_up * days_ahead * state.placed_by_ahead;
  }

  /// One day's bookings, in parts between the release moments of that day.
  void run_day(int lead, double share) {
    const config::Date day = date_ - std::chrono::days{lead};
    config::MinuteOfDay at = booking_from;
    while (at < booking_to) {
      config::MinuteOfDay until = booking_to;
      for (const auto& wave : hall_.hall->rules.release) {
        const int wave_days =
            wave.days_before.value_or(scheduler::horizon_days(hall_.hall->rules, date_));
        if (wave_days == lead && wave.at > at) until = std::min(until, wave.at);
      }
      const auto part = static_cast<double>((until - at).count()) /
                        static_cast<double>((booking_to - booking_from).count());
      place(config::instant_at(day, at), config::instant_at(day, until),
            {.share = share * part,
             .days_ahead = lead + days_ahead_min,
             .middle = config::instant_at(day, at + (until - at) / 2)});
      at = until;
    }
  }

  /// A stretch in which something becomes known is placed in two parts.
  void place(config::Instant begin, config::Instant end, Stretch stretch) {
    if (so_far_ != nullptr && so_far_->now < end) {
      const double left =
          std::min(std::chrono::duration<double>(end - so_far_->now) / (end - begin), 1.0);
      Stretch before = stretch;
      before.share *= 1 - left;
      stretch.share *= left;
      if (before.share > 0) place(before);
      take_what_is_known();
    }
    place(stretch);
  }

  void place(const Stretch& stretch) {
    int released = 0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (i == 0 || plans_[i].capacity_minutes != plans_[i - 1].capacity_minutes) {
        released = scheduler::released_minutes(plans_[i], stretch.middle);
      }
      cells_[i].wished = wished_minutes_ * stretch.share * states_[i].wish_share;
      cells_[i].room = released - taken(states_[i], stretch.days_ahead);
    }
    scheduler::fill_slots(cells_, plans_.front().slot_minutes);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      State& state = states_[i];
      state.placed += cells_[i].placed;
      state.placed_by_ahead += cells_[i].placed / stretch.days_ahead;
      state.unplaced += cells_[i].unplaced;
      state.unplaced_to_come += cells_[i].unplaced;
      state.wished_to_come += cells_[i].wished;
    }
  }

  const DemandModel& model_;
  const MeantHall& hall_;
  config::Date date_;
  std::vector<SlotPlan> plans_;
  const BookedSoFar* so_far_;  // null: nothing is known, or no more than the slots hold by now
  double party_minutes_;
  double wished_minutes_;
  double known_days_ahead_ = 0;
  double given_up_later_ = 0;
  std::vector<scheduler::SlotWishes> cells_;
  std::vector<State> states_;
};

}  // namespace

LaneBookings expected_bookings(const DemandModel& model, const config::City& city,
                               const MeantHall& hall, const MeantLane& lane, config::Date date,
                               const BookedSoFar* so_far) {
  auto plans = scheduler::plan_day(city, *hall.hall, lane.lane, date);
  if (plans.empty()) return {};
  if (so_far != nullptr && so_far->reserve_percent) {
    for (SlotPlan& plan : plans) {
      plan = scheduler::with_reserve(plan, so_far->reserve_percent(plan.key));
    }
  }
  Filling filling{model, hall, lane, date, std::move(plans), so_far};
  filling.run();
  return filling.result();
}

}  // namespace offpeak::demand
