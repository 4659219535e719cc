// What a day to come is like in a hall: arrivals, load, waits and levels of each lane by
// half-hours.
//
// A pool of counters (`counter_pool.hpp`) is one queue (`transient_queue.hpp`), first come first
// served over all its lanes. A lane that only some of the pool's counters serve waits longer: when
// all of those are busy it is first to be called there once it has waited as long as the pool does,
// so the rest is the wait of a class that goes first without interrupting (Cobham 1954): the time
// until one of its counters is free, divided by the share of these counters that its own visitors
// leave.
//
// Whoever has an appointment waits from the slot's start on, but is called before when nobody else
// waits. They stand in the queue from when they come; of what all wait, the time until the slot is
// taken off again, as long as those wait who are called last: 1 / (1 - load of the others) times
// the mean (Cobham 1954), because the counters do the same work in any order.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "config/city.hpp"
#include "scheduler/guidance/counter_pool.hpp"
#include "scheduler/guidance/expected_lane.hpp"
#include "scheduler/guidance/transient_queue.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

/// A half-hour of a lane. Waits are those of whoever begins to wait in it: who has an appointment
/// begins at its slot's start. Infinite when who comes is not called that day.
struct LaneHalfHour {
  double parties = 0;          // come in it and stay, with an appointment or without
  double people = 0;           // of these
  double counter_minutes = 0;  // what these take, with their way to the counter
  /// What all parties take that come to the pool, by what its counters can give; infinite when they
  /// come in a break.
  double load = 0;
  double wait_mean_minutes = 0;  // of those who stay
  double wait_p50_minutes = 0;   // of somebody who would come at any moment of it
  double wait_p90_minutes = 0;
  Level level = Level::grey;  // by the p50; grey while the hall is closed
};

struct LaneForecast {
  LaneCode lane{};
  std::array<LaneHalfHour, half_hours_per_day> half_hours{};
};

/// The wait of somebody who comes.
struct WaitShape {
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
};

/// Forecasts one hall and day at a time. What it works with is kept for the next.
class HallForecaster {
 public:
  HallForecaster();

  /// One result for each of `lanes`, in their order. A lane that no counter of the hall serves, and
  /// a day on which the hall is closed, have none of all this. Refuses numbers that the queue
  /// refuses.
  base::Result<void, QueueDayFault> forecast(const config::City& city, const config::Hall& hall,
                                             Date date, std::span<const ExpectedLane> lanes,
                                             const VisitHabits& habits,
                                             std::span<LaneForecast> results);

 private:
  /// A part of the day in which counters and the rate of arrivals stay the same.
  struct Piece {
    double from = 0;
    double to = 0;
    bool is_open = false;
  };
  /// Some of those who have an appointment: they come so early.
  struct Early {
    std::size_t piece = 0;
    double minutes = 0;
    double parties = 0;
  };
  /// Who waits for the doors to open.
  struct Outside {
    std::size_t lane = 0;
    std::size_t half_hour = 0;
    double parties = 0;
  };
  struct Day;

  void cut(const Day& day, const CounterPool& pool);
  void add_walk_ins(const Day& day, std::size_t lane);
  void add_booked(const Day& day, std::size_t lane);
  void add_slot(const Day& day, std::size_t lane, const SlotParties& slot);
  base::Result<double, QueueDayFault> solve(const Day& day, const CounterPool& pool);
  WaitShape lane_wait(const Day& day, const CounterPool& pool, std::size_t lane,
                      std::size_t piece) const;
  void take_off_early();
  double opening_wait() const;
  void report(const Day& day, const CounterPool& pool, std::size_t lane,
              LaneForecast& result) const;

  TransientQueue queue_;
  std::array<double, 24> early_draws_;  // standard normal numbers, evenly likely
  std::vector<Piece> pieces_;
  std::vector<double> walk_ins_;  // parties by lane and piece
  std::vector<double> booked_;    // likewise
  std::vector<Early> early_;
  std::vector<Outside> outside_;
  std::vector<QueueStep> steps_;
  std::vector<StepWait> waits_;
  std::vector<double> early_parties_;  // by piece
  std::vector<double> before_slots_;   // minutes of the mean wait that lie before a slot, by piece
  double outside_parties_ = 0;
};

}  // namespace offpeak::scheduler
