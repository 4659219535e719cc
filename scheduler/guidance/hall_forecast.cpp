#include "scheduler/guidance/hall_forecast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.hpp"
#include "config/periods.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/guidance/wait_level.hpp"

namespace offpeak::scheduler {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double seconds_per_minute = 60;
/// With more of their time taken, counters have next to none for others, and Cobham's wait has no
/// end.
constexpr double load_max = 0.9;

constexpr double memory_minutes = 120;

using Minutes = std::chrono::duration<double, std::ratio<60>>;

/// Of a standard normal number: what is not exceeded with this probability.
double normal_quantile(double probability) {
  double low = -8;
  double high = 8;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    const double below = std::erfc(-middle / std::sqrt(2.0)) / 2;
    (below < probability ? low : high) = middle;
  }
  return low;
}

/// The mean of what a number spread evenly from `from` to `to` is above `taken_off`.
double mean_above(double from, double to, double taken_off) {
  if (taken_off <= from) return (from + to) / 2 - taken_off;
  if (taken_off >= to) return 0;
  return (to - taken_off) * (to - taken_off) / (2 * (to - from));
}

/// The mean of a wait, or of so many minutes where that is shorter. Between the known quantiles
/// waits are taken as spread evenly; the longest tenth is as long as the mean asks for.
double mean_within(const WaitShape& wait, double minutes) {
  if (!std::isfinite(wait.mean) || !std::isfinite(wait.p90)) return minutes;
  const double least = std::max(0.0, 2 * wait.p50 - wait.p90);
  const double nine_tenths = 0.5 * (least + wait.p50) / 2 + 0.4 * (wait.p50 + wait.p90) / 2;
  const double most = std::max(wait.p90, 20 * (wait.mean - nine_tenths) - wait.p90);
  const double beyond = 0.5 * mean_above(least, wait.p50, minutes) +
                        0.4 * mean_above(wait.p50, wait.p90, minutes) +
                        0.1 * mean_above(wait.p90, most, minutes);
  return std::clamp(wait.mean - beyond, 0.0, minutes);
}

double minute(config::MinuteOfDay at) { return static_cast<double>(at.count()); }

double overlap(double from, double to, double other_from, double other_to) {
  return std::max(0.0, std::min(to, other_to) - std::max(from, other_from));
}

/// Parties and what they take, to the second moment.
struct Sums {
  double parties = 0;
  double minutes = 0;
  double squared_minutes = 0;

  void add(double more, double mean_minutes, double deviation_minutes) {
    parties += more;
    minutes += more * mean_minutes;
    squared_minutes += more * (mean_minutes * mean_minutes + deviation_minutes * deviation_minutes);
  }
  void add(const Sums& other) {
    parties += other.parties;
    minutes += other.minutes;
    squared_minutes += other.squared_minutes;
  }
  /// The coefficient of variation of what a party takes.
  double variation() const {
    return std::sqrt(std::max(squared_minutes * parties / (minutes * minutes) - 1, 0.0));
  }
};

}  // namespace

struct HallForecaster::Day {
  const config::City& city;
  const config::Hall& hall;
  std::span<const config::Period> open;
  Date date;
  std::span<const ExpectedLane> lanes;
  const VisitHabits& habits;

  double opens() const { return minute(open.front().from); }
  double closes() const { return minute(open.back().to); }
  bool is_machine(std::size_t lane) const { return city.find(lanes[lane].lane)->machines; }
  /// With the way to the counter.
  double visit_minutes(std::size_t lane) const {
    return lanes[lane].counter_minutes + hall.rules.walk_seconds / seconds_per_minute;
  }
  double numbers_end(std::size_t lane) const {
    return is_machine(lane) ? closes() : closes() - minute(hall.rules.last_tickets);
  }
};

HallForecaster::HallForecaster() {
  const auto count = static_cast<double>(early_draws_.size());
  for (std::size_t i = 0; i < early_draws_.size(); ++i) {
    early_draws_[i] = normal_quantile((static_cast<double>(i) + 0.5) / count);
  }
}

base::Result<void, QueueDayFault> HallForecaster::forecast(const config::City& city,
                                                           const config::Hall& hall, Date date,
                                                           std::span<const ExpectedLane> lanes,
                                                           const VisitHabits& habits,
                                                           std::span<LaneForecast> results) {
  if (lanes.size() != results.size()) return QueueDayFault::wrong_room;
  for (std::size_t at = 0; at < lanes.size(); ++at) results[at] = {.lane = lanes[at].lane};
  const Day day{city, hall, periods_on(city, hall, date), date, lanes, habits};
  if (day.open.empty()) return {};
  for (const CounterPool& pool : counter_pools(hall)) {
    cut(day, pool);
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      if ((pool.lanes & lane_bit(lanes[lane].lane)) == 0) continue;
      add_walk_ins(day, lane);
      add_booked(day, lane);
    }
    const auto solved = solve(day, pool);
    if (!solved) return solved.error();
    take_off_early();
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
      if ((pool.lanes & lane_bit(lanes[lane].lane)) == 0) continue;
      report(day, pool, lane, results[lane]);
    }
  }
  return {};
}

/// At half-hours, where the hall opens or closes, where a counter's hours begin or end, and where
/// numbers end.
void HallForecaster::cut(const Day& day, const CounterPool& pool) {
  std::vector<double> cuts{day.closes() - minute(day.hall.rules.last_tickets)};
  for (std::size_t at = 0; at <= half_hours_per_day; ++at) {
    cuts.push_back(static_cast<double>(at * half_hour_minutes));
  }
  for (const config::Period& period : day.open) {
    cuts.push_back(minute(period.from));
    cuts.push_back(minute(period.to));
  }
  for (const config::Counter* counter : pool.counters) {
    for (const config::Period& period : counter->hours) {
      cuts.push_back(minute(period.from));
      cuts.push_back(minute(period.to));
    }
  }
  std::erase_if(cuts, [&](double at) { return at < day.opens() || at > day.closes(); });
  std::ranges::sort(cuts);
  const auto doubled = std::ranges::unique(cuts);
  cuts.erase(doubled.begin(), doubled.end());
  pieces_.clear();
  for (std::size_t at = 0; at + 1 < cuts.size(); ++at) {
    const double middle = (cuts[at] + cuts[at + 1]) / 2;
    const bool is_open = std::ranges::any_of(day.open, [&](const config::Period& period) {
      return minute(period.from) <= middle && middle < minute(period.to);
    });
    pieces_.push_back({cuts[at], cuts[at + 1], is_open});
  }
  walk_ins_.assign(day.lanes.size() * pieces_.size(), 0);
  booked_.assign(day.lanes.size() * pieces_.size(), 0);
  early_.clear();
  outside_.clear();
  outside_parties_ = 0;
}

/// Those of a half-hour come evenly while the hall is open; who comes when numbers have ended goes
/// away.
void HallForecaster::add_walk_ins(const Day& day, std::size_t lane) {
  const ExpectedLane& expected = day.lanes[lane];
  double* const arrivals = walk_ins_.data() + lane * pieces_.size();
  for (std::size_t at = 0; at < half_hours_per_day; ++at) {
    if (expected.walk_ins[at] <= 0) continue;
    const double from = static_cast<double>(at * half_hour_minutes);
    const double to = from + half_hour_minutes;
    double open = 0;
    for (const Piece& piece : pieces_) {
      if (piece.is_open) open += overlap(from, to, piece.from, piece.to);
    }
    if (open <= 0) continue;
    const double factor = expected.correction == nullptr
                              ? 1
                              : expected.correction->factor(day.date, static_cast<int>(from / 60));
    for (std::size_t piece = 0; piece < pieces_.size(); ++piece) {
      if (!pieces_[piece].is_open || pieces_[piece].from >= day.numbers_end(lane)) continue;
      const double shared = overlap(from, to, pieces_[piece].from, pieces_[piece].to);
      arrivals[piece] += factor * expected.walk_ins[at] * shared / open;
    }
  }
}

void HallForecaster::add_booked(const Day& day, std::size_t lane) {
  const ExpectedLane& expected = day.lanes[lane];
  const double show_rate = day.habits.show_rate;
  for (const SlotParties& slot : expected.booked) {
    add_slot(day, lane, {slot.start_minute, slot.parties * show_rate});
  }
  for (std::size_t at = 0; at < half_hours_per_day; ++at) {
    const double followed = expected.suggested_minutes[at] * day.habits.compliance;
    if (followed <= 0) continue;
    add_slot(day, lane,
             {static_cast<double>(at * half_hour_minutes),
              followed / expected.counter_minutes * show_rate});
  }
}

void HallForecaster::add_slot(const Day& day, std::size_t lane, const SlotParties& slot) {
  const double early_max = minute(day.hall.rules.check_in_early);
  const double share = slot.parties / static_cast<double>(early_draws_.size());
  for (const double draw : early_draws_) {
    const double early = std::min(
        day.habits.early_minutes_mean + draw * day.habits.early_minutes_deviation, early_max);
    const double comes = slot.start_minute - early;
    if (comes >= day.closes()) continue;
    if (comes < day.opens()) {
      outside_.push_back({lane, half_hour_of(comes), share});
      outside_parties_ += share;
      continue;
    }
    const auto after = std::ranges::upper_bound(pieces_, comes, {}, &Piece::from);
    const auto piece = static_cast<std::size_t>(std::prev(after) - pieces_.begin());
    booked_[lane * pieces_.size() + piece] += share;
    if (early > 0) early_.push_back({piece, early, share});
  }
}

base::Result<double, QueueDayFault> HallForecaster::solve(const Day& day, const CounterPool& pool) {
  steps_.clear();
  Sums all;
  double booked = outside_parties_;
  for (std::size_t piece = 0; piece < pieces_.size(); ++piece) {
    Sums here;
    double turning = 0;
    for (std::size_t lane = 0; lane < day.lanes.size(); ++lane) {
      const std::size_t at = lane * pieces_.size() + piece;
      here.add(walk_ins_[at] + booked_[at], day.visit_minutes(lane),
               day.lanes[lane].deviation_minutes);
      booked += booked_[at];
      if (!day.is_machine(lane)) turning += day.habits.turning_share * walk_ins_[at];
    }
    all.add(here);
    const Piece& at = pieces_[piece];
    steps_.push_back({.minutes = at.to - at.from,
                      .arrivals_per_minute = here.parties / (at.to - at.from),
                      .counters = staffed_counters(pool, day.open, (at.from + at.to) / 2),
                      .service_minutes = here.parties > 0 ? here.minutes / here.parties : 0,
                      .turning_share = here.parties > 0 ? turning / here.parties : 0});
  }
  if (all.parties <= 0) all.add(1, 1, 0);  // nobody comes: any service time gives the same
  for (QueueStep& step : steps_) {
    if (step.service_minutes <= 0) step.service_minutes = all.minutes / all.parties;
  }
  // Of those with an appointment it is by chance only who does not come.
  const double parties = all.parties + outside_parties_;
  const double by_chance = (parties - booked * day.habits.show_rate) / parties;
  // A busy day is busy for as long as a queue remembers.
  const double remembered = parties * memory_minutes / (day.closes() - day.opens());
  const double by_day = remembered * day.habits.day_variation * day.habits.day_variation;
  waits_.resize(steps_.size());
  return queue_.solve(
      {.steps = steps_,
       .service_cv = all.variation(),
       .inside_at_start = static_cast<int>(std::lround(outside_parties_)),
       .counters_after = steps_.back().counters,
       .arrival_dispersion = std::min(by_chance + by_day, queue_arrival_dispersion_max),
       .turning_minutes = minute(day.hall.rules.level.red_above)},
      waits_);
}

/// Before their slot begins, those who have an appointment do not count as waiting.
void HallForecaster::take_off_early() {
  before_slots_.assign(pieces_.size(), 0);
  early_parties_.assign(pieces_.size(), 0);
  for (const Early& each : early_) early_parties_[each.piece] += each.parties;
  for (const Early& each : early_) {
    const QueueStep& step = steps_[each.piece];
    const double came = step.arrivals_per_minute * step.minutes;
    const double others = came - early_parties_[each.piece];
    const double load = step.counters > 0
                            ? others * step.service_minutes / (step.counters * step.minutes)
                            : load_max;
    const double longer = 1 / (1 - std::min(load, load_max));
    const StepWait& wait = waits_[each.piece];
    const WaitShape until_called{wait.wait_mean_minutes * longer, wait.wait_p50_minutes * longer,
                                 wait.wait_p90_minutes * longer};
    before_slots_[each.piece] += each.parties / came * mean_within(until_called, each.minutes);
  }
}

/// The mean wait from the opening on of those who were there before: as many are called at once as
/// there are counters.
double HallForecaster::opening_wait() const {
  const QueueStep& first = steps_.front();
  const double left = outside_parties_ - first.counters;
  if (left <= 0 || first.counters == 0) return 0;
  return left * (left + 1) / 2 * first.service_minutes / first.counters / outside_parties_;
}

WaitShape HallForecaster::lane_wait(const Day& day, const CounterPool& pool, std::size_t lane,
                                    std::size_t piece) const {
  const QueueStep& step = steps_[piece];
  const StepWait& pooled = waits_[piece];
  const double taken_off = before_slots_[piece];
  WaitShape wait{std::max(pooled.wait_mean_minutes - taken_off, 0.0),
                 std::max(pooled.wait_p50_minutes - taken_off, 0.0),
                 std::max(pooled.wait_p90_minutes - taken_off, 0.0)};
  const double middle = (pieces_[piece].from + pieces_[piece].to) / 2;
  const int counters = staffed_counters(pool, day.open, middle, day.lanes[lane].lane);
  if (counters == 0 || counters == step.counters) return wait;
  const std::size_t at = lane * pieces_.size() + piece;
  const double load =
      (walk_ins_[at] + booked_[at]) * day.visit_minutes(lane) / (counters * step.minutes);
  const double more = step.service_minutes / counters / (1 - std::min(load, load_max));
  const double share = pooled.waiting_share;  // wait longer by an exponential time
  wait.mean += share * more;
  if (share > 0.5) wait.p50 += more * std::log(share / 0.5);
  if (share > 0.1) wait.p90 += more * std::log(share / 0.1);
  return wait;
}

void HallForecaster::report(const Day& day, const CounterPool& pool, std::size_t lane,
                            LaneForecast& result) const {
  std::array<double, half_hours_per_day> open{};
  std::array<double, half_hours_per_day> work{};
  std::array<double, half_hours_per_day> offered{};
  for (std::size_t at = 0; at < pieces_.size(); ++at) {
    const QueueStep& step = steps_[at];
    const std::size_t half_hour = half_hour_of(pieces_[at].from);
    LaneHalfHour& here = result.half_hours[half_hour];
    const WaitShape wait = lane_wait(day, pool, lane, at);
    const double turned =
        day.is_machine(lane) ? 0 : day.habits.turning_share * waits_[at].too_long_share;
    const double parties =
        walk_ins_[lane * pieces_.size() + at] * (1 - turned) + booked_[lane * pieces_.size() + at];
    work[half_hour] += step.arrivals_per_minute * step.minutes * step.service_minutes;
    offered[half_hour] += step.counters * step.minutes;
    here.parties += parties;
    here.wait_mean_minutes += parties * wait.mean;
    if (!pieces_[at].is_open) continue;
    open[half_hour] += step.minutes;
    here.wait_p50_minutes += step.minutes * wait.p50;
    here.wait_p90_minutes += step.minutes * wait.p90;
  }
  for (const Outside& each : outside_) {
    if (each.lane != lane) continue;
    result.half_hours[each.half_hour].parties += each.parties;
    result.half_hours[each.half_hour].wait_mean_minutes += each.parties * opening_wait();
  }
  for (std::size_t at = 0; at < half_hours_per_day; ++at) {
    LaneHalfHour& here = result.half_hours[at];
    here.people = here.parties * day.lanes[lane].people;
    here.counter_minutes = here.parties * day.visit_minutes(lane);
    here.load = offered[at] > 0 ? work[at] / offered[at] : (work[at] > 0 ? infinite : 0);
    here.wait_mean_minutes = here.parties > 0 ? here.wait_mean_minutes / here.parties : 0;
    if (open[at] <= 0) continue;
    here.wait_p50_minutes /= open[at];
    here.wait_p90_minutes /= open[at];
    here.level = level_of_wait(day.hall.rules.level, Minutes{here.wait_p50_minutes});
  }
}

}  // namespace offpeak::scheduler
