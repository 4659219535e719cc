#include "scheduler/queueing/last_tickets.hpp"

#include <algorithm>
#include <vector>

#include "base/mutant.hpp"
#include "config/distance.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {
namespace {

/// What waits is far from too much while the open counters would do it in this part of the time
/// left: the rest is for breaks, for who has booked, and for counters that close before the hall.
constexpr int ample_part = 3;

Instant last_closing(const config::City& city, const config::Hall& hall, Date date) {
  return config::instant_at(date, periods_on(city, hall, date).back().to);
}

std::int64_t waiting_in(const Floor& floor, HallCode hall, LaneCode lane, Date date) {
  const Place place = floor.find_lane(hall, lane, date);
  if (place == nowhere) return 0;
  std::size_t waiting = 0;
  for (std::size_t line = 0; line < lines_count; ++line) {
    waiting += floor.line(place, static_cast<Line>(line)).size();
  }
  return static_cast<std::int64_t>(waiting);
}

bool offers(const config::Hall& hall, LaneCode lane, const Services& services) {
  return hall.lane_percent[static_cast<std::size_t>(lane)] > 0 &&
         services.size <= hall.rules.party_max;
}

bool would_give(const State& state, const config::City& city, const config::Hall& hall,
                LaneCode lane, Instant now) {
  if (!gives_numbers(city, hall, now) || is_past_last_ticket(city, hall, lane, now)) return false;
  // Where no counter is open or expected, nobody knows: then nobody is sent there.
  return predict_arrival(state, city, hall.code, lane, now).wait.is_known();
}

}  // namespace

bool gives_numbers(const config::City& city, const config::Hall& hall, Instant now) {
  const Date date = config::date_of(now);
  const auto periods = periods_on(city, hall, date);
  if (periods.empty()) return false;
  const Instant first = config::instant_at(date, periods.front().from);
  return now >= first - hall.rules.check_in_early && now < last_closing(city, hall, date);
}

bool is_past_last_ticket(const config::City& city, const config::Hall& hall, LaneCode lane,
                         Instant now) {
  if (city.find(lane)->machines) return false;
  if (base::mutated(base::Mutant::numbers_never_end)) return false;
  return now >= last_closing(city, hall, config::date_of(now)) - hall.rules.last_tickets;
}

bool may_be_too_much(const State& state, const config::City& city, const config::Hall& hall,
                     LaneCode lane, Instant now) {
  if (hall.rules.last_tickets == config::minutes{0}) return false;
  const Floor& floor = state.floor();
  const Date date = config::date_of(now);
  if (waiting_in(floor, hall.code, lane, date) == 0) return false;
  LaneSet lanes = lane_bit(lane);
  std::int64_t open = 0;
  for (const Place place : floor.counters_of(hall.code)) {
    const CounterDesk& counter = floor.counter(place);
    if (counter.status != CounterStatus::open || (counter.lanes & lane_bit(lane)) == 0) continue;
    lanes |= counter.lanes;
    ++open;
  }
  std::chrono::minutes work{0};
  for (LaneSet left = lanes; left != 0; left &= left - 1) {
    const LaneCode one{static_cast<std::uint8_t>(__builtin_ctz(left))};
    work += waiting_in(floor, hall.code, one, date) *
            std::chrono::minutes{longest_mean_minutes(city, one)};
  }
  return work * ample_part > open * (last_closing(city, hall, date) - now);
}

const config::Hall* nearest_with_numbers(const State& state, const config::City& city,
                                         const config::Hall& from, const Services& services,
                                         Instant now) {
  const LaneCode lane = city.find(services.codes[0])->lane;
  struct Near {
    double distance_m;
    const config::Hall* hall;
  };
  std::vector<Near> near;
  for (const auto& hall : city.halls) {
    if (hall.code == from.code || !offers(hall, lane, services)) continue;
    near.push_back(
        {config::distance_m(config::position_of(from), config::position_of(hall)), &hall});
  }
  // Halls are ordered by code: of equally near ones the first.
  std::ranges::stable_sort(near, {}, &Near::distance_m);
  const auto found = std::ranges::find_if(
      near, [&](const Near& one) { return would_give(state, city, *one.hall, lane, now); });
  return found == near.end() ? nullptr : found->hall;
}

}  // namespace offpeak::scheduler
