#include "scheduler/queueing/wait.hpp"

#include <algorithm>
#include <limits>

#include "scheduler/queueing/forecast.hpp"
#include "scheduler/state/learning.hpp"
#include "scheduler/state/quantile.hpp"

namespace offpeak::scheduler {
namespace {

struct Factors {
  std::uint32_t p50 = wait_factor_one;
  std::uint32_t p90 = wait_factor_one;
};

Factors factors_of(const Floor& floor, const Standing& standing) {
  const auto* fit = floor.wait_fit(standing.hall, standing.lane);
  if (fit == nullptr) return {};
  const auto line = static_cast<std::size_t>(standing.line);
  return {.p50 = fit->p50[line], .p90 = fit->p90[line]};
}

/// Seconds from `now_ms` until that much was worked, or until the end of the day's work if that
/// comes first.
std::uint32_t wall_s(const WorkClock& clock, DayMs now_ms, std::uint64_t worked_ms) {
  const auto bounded = static_cast<DayMs>(std::min<std::uint64_t>(worked_ms, day_ms_max));
  const DayMs call_ms = std::min(clock.after(now_ms, bounded), clock.end());
  return (std::max(call_ms, now_ms) - now_ms + 999) / 1000;
}

/// Quantiles around the forecast. They are taken in working time, because a break does not vary.
Wait wait_of(const Forecast& forecast, const WorkClock& clock, const Factors& factors,
             DayMs now_ms) {
  if (forecast.call_ms <= now_ms) return {.p50_s = 0, .p90_s = 0};
  const auto quantiles = wait_quantiles(clock.worked(now_ms, forecast.call_ms), forecast.calls);
  const std::uint64_t p50_ms = quantiles.p50_ms * factors.p50 / wait_factor_one;
  const std::uint64_t p90_ms = quantiles.p90_ms * factors.p90 / wait_factor_one;
  if (clock.after(now_ms, static_cast<DayMs>(std::min<std::uint64_t>(p50_ms, day_ms_max))) ==
      never_ms) {
    return Wait::not_today();
  }
  Wait wait{.p50_s = wall_s(clock, now_ms, p50_ms),
            .p90_s = wall_s(clock, now_ms, std::max(p50_ms, p90_ms))};
  return wait;
}

bool nobody_waits(const Floor& floor, HallCode hall, LaneCode lane, Date date, std::size_t but) {
  const Place place = floor.find_lane(hall, lane, date);
  if (place == nowhere) return but == 0;
  std::size_t waiting = 0;
  for (std::size_t line = 0; line < lines_count; ++line) {
    waiting += floor.line(place, static_cast<Line>(line)).size();
  }
  return waiting == but;
}

/// Whether an open counter of this lane is free and nobody else waits for it. Then the forecast
/// would begin with this call; it is skipped because quiet halls are asked as often as full ones.
bool is_called_at_once(const Floor& floor, const config::City& city, const config::Hall& hall,
                       const Standing& standing, Instant now) {
  const Date date = config::date_of(now);
  const std::size_t itself = standing.ticket == nowhere ? 0 : 1;
  if (!nobody_waits(floor, hall.code, standing.lane, date, itself)) return false;
  for (const Place place : floor.counters_of(hall.code)) {
    const CounterDesk& desk = floor.counter(place);
    const bool is_free = desk.status == CounterStatus::open && desk.ticket == nowhere &&
                         (desk.lanes & lane_bit(standing.lane)) != 0;
    if (!is_free || !calls_at(city, hall, desk, now)) continue;
    bool for_nobody = true;
    for (LaneSet left = desk.lanes & ~lane_bit(standing.lane); left != 0; left &= left - 1) {
      const LaneCode other{static_cast<std::uint8_t>(__builtin_ctz(left))};
      for_nobody = for_nobody && nobody_waits(floor, hall.code, other, date, 0);
    }
    if (for_nobody) return true;
  }
  return false;
}

/// Whether even all counters, opened now, would not come to this place before they close. Nobody
/// knows when a counter opens that has not opened in time, but more than all there cannot be.
bool is_beyond_all(const State& state, const config::City& city, const config::Hall& hall,
                   const Standing& standing, Instant now) {
  Supply all{state.floor(), city, hall, standing.lane, now, Supply::Counters::all};
  return all.serves(standing.lane) &&
         forecast_call(state, city, hall, all, standing, now).call_ms == never_ms;
}

std::uint16_t bounded_count(std::uint32_t count) {
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(count, 0xFFFF));
}

}  // namespace

std::uint32_t service_mean_ms(const Floor& floor, const config::City& city, HallCode hall,
                              ServiceCode service) {
  if (const auto* learned = floor.service_time(hall, service)) return learned->mean_ms;
  const auto* configured = city.find(service);
  return configured == nullptr ? 0 : static_cast<std::uint32_t>(configured->mean_minutes) * 60'000;
}

Prediction predict(const State& state, const config::City& city, const Standing& standing,
                   Instant now) {
  const auto* hall = city.find(standing.hall);
  if (hall == nullptr) return {};
  if (is_called_at_once(state.floor(), city, *hall, standing, now)) {
    return {.ahead = 0, .wait = {.p50_s = 0, .p90_s = 0}};
  }
  Supply supply{state.floor(), city, *hall, standing.lane, now};
  const bool any = supply.serves(standing.lane) && !supply.is_deserted(standing.lane);
  const WorkClock clock = supply.clock(standing.lane);
  if (!any) supply.add_tireless(standing.lane);
  Forecast forecast = forecast_call(state, city, *hall, supply, standing, now);
  const bool is_not_today =
      any ? forecast.call_ms == never_ms : is_beyond_all(state, city, *hall, standing, now);
  if (any && is_not_today) {
    supply.add_tireless(standing.lane);
    forecast = forecast_call(state, city, *hall, supply, standing, now);
  }
  Prediction prediction{.ahead = bounded_count(forecast.ahead), .wait = {}};
  if (is_not_today) {
    prediction.wait = Wait::not_today();
  } else if (any) {
    prediction.wait = wait_of(forecast, clock, factors_of(state.floor(), standing),
                              day_ms(now, config::date_of(now)));
  }
  return prediction;
}

Prediction predict_arrival(const State& state, const config::City& city, HallCode hall,
                           LaneCode lane, Instant now) {
  return predict(state, city,
                 {.hall = hall,
                  .lane = lane,
                  .line = Line::walk_in,
                  .rank = ~std::uint64_t{0},
                  .since_ms = day_ms(now, config::date_of(now)),
                  .came_ms = day_ms(now, config::date_of(now)),
                  .expected_s = std::numeric_limits<std::uint16_t>::max()},
                 now);
}

}  // namespace offpeak::scheduler
