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
  double share = 0;       // of all bookings
  double days_ahead = 0;  // of the visit, in its middle
  int released_minutes = 0;
};

class Filling {
 public:
  Filling(const DemandModel& model, const MeantHall& hall, const MeantLane& lane, config::Date date,
          std::vector<SlotPlan> plans)
      : model_{model},
        hall_{hall},
        date_{date},
        plans_{std::move(plans)},
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

  void start_from(const BookedSoFar& so_far) {
    const double ahead = std::max(days_until(so_far.now), days_ahead_min);
    known_days_ahead_ = ahead;
    given_up_later_ = given_up_after(ahead);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      states_[i].known = so_far.taken_minutes(plans_[i].key);
    }
  }

  void run(const config::Instant* from) {
    const auto& shares = model_.lead_day_shares;
    const int horizon = scheduler::horizon_days(hall_.hall->rules, date_);
    for (int lead = horizon; lead >= 0; --lead) {
      double share = 0;
      for (std::size_t day = 0; day < shares.size(); ++day) {
        if (std::min(static_cast<int>(day), horizon) == lead) share += shares[day];
      }
      if (shares.empty() && lead == 0) share = 1;
      if (share > 0) run_day(lead, share, from);
    }
  }

  LaneBookings result() const {
    LaneBookings bookings;
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const double minutes = taken(states_[i], 0);
      bookings.slots.push_back({cells_[i].start_minute, minutes / party_minutes_});
      bookings.unplaced[scheduler::half_hour_of(cells_[i].start_minute)] +=
          states_[i].unplaced / party_minutes_;
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
  };

  double start_minute(std::size_t slot) const {
    return static_cast<double>(plans_[slot].key.start_minute().count());
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
  void run_day(int lead, double share, const config::Instant* from) {
    const config::Date day = date_ - std::chrono::days{lead};
    config::MinuteOfDay at = booking_from;
    while (at < booking_to) {
      config::MinuteOfDay until = booking_to;
      for (const auto& wave : hall_.hall->rules.release) {
        const int wave_days =
            wave.days_before.value_or(scheduler::horizon_days(hall_.hall->rules, date_));
        if (wave_days == lead && wave.at > at) until = std::min(until, wave.at);
      }
      const auto begin = config::instant_at(day, at);
      const auto end = config::instant_at(day, until);
      const double left =
          from == nullptr
              ? 1
              : std::clamp(std::chrono::duration<double>(end - *from) / (end - begin), 0.0, 1.0);
      const auto middle = at + (until - at) / 2;
      const double part = static_cast<double>((until - at).count()) /
                          static_cast<double>((booking_to - booking_from).count());
      if (left > 0) {
        place({.share = share * part * left,
               .days_ahead = lead + days_ahead_min,
               .released_minutes =
                   scheduler::released_minutes(plans_.front(), config::instant_at(day, middle))});
      }
      at = until;
    }
  }

  void place(const Stretch& stretch) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].wished = wished_minutes_ * stretch.share * states_[i].wish_share;
      cells_[i].room = stretch.released_minutes - taken(states_[i], stretch.days_ahead);
    }
    scheduler::fill_slots(cells_, plans_.front().slot_minutes);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      states_[i].placed += cells_[i].placed;
      states_[i].placed_by_ahead += cells_[i].placed / stretch.days_ahead;
      states_[i].unplaced += cells_[i].unplaced;
    }
  }

  const DemandModel& model_;
  const MeantHall& hall_;
  config::Date date_;
  std::vector<SlotPlan> plans_;
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
  Filling filling{model, hall, lane, date, std::move(plans)};
  if (so_far != nullptr) filling.start_from(*so_far);
  filling.run(so_far == nullptr ? nullptr : &so_far->now);
  return filling.result();
}

}  // namespace offpeak::demand
