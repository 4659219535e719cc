#include "loadtest/simulation/study/parts_of_day.hpp"

#include <algorithm>
#include <limits>

#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {
namespace {

double ratio(double part, double whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

double minutes(std::int64_t ms) { return static_cast<double>(ms) / ms_per_minute; }

double by_day(std::uint64_t count, double days) { return ratio(static_cast<double>(count), days); }

double wait_of(const Waits& waits) {
  return ratio(minutes(waits.wait_ms), static_cast<double>(waits.parties));
}

double p90_of(const Waits& waits) {
  return waits.parties == 0 ? std::numeric_limits<double>::quiet_NaN()
                            : waits.minutes.quantile(0.9);
}

double over_15_of(const Waits& waits) {
  return ratio(static_cast<double>(waits.over_15), static_cast<double>(waits.parties));
}

}  // namespace

std::vector<LaneResult> lanes_of(const DayResult& sum, std::size_t lanes) {
  std::vector<LaneResult> city(lanes);
  for (const HallResult& hall : sum.halls) {
    for (std::size_t at = 0; at < lanes; ++at) city[at].add(hall.lanes[at]);
  }
  for (std::size_t at = 0; at < lanes && !sum.halls.empty(); ++at) {
    city[at].overtime_ms = sum.halls[latest_hall(sum, at)].lanes[at].overtime_ms;
  }
  return city;
}

std::vector<ServiceResult> services_of(const DayResult& sum, std::size_t services) {
  std::vector<ServiceResult> city(services);
  for (const HallResult& hall : sum.halls) {
    for (std::size_t at = 0; at < services; ++at) city[at].add(hall.services[at]);
  }
  return city;
}

const std::array<LaneMeasure, 9> lane_measures{{
    {"parties",
     [](const LaneResult& lane, double days) { return by_day(lane.waits.parties, days); }},
    {"people", [](const LaneResult& lane, double days) { return by_day(lane.waits.people, days); }},
    {"wait", [](const LaneResult& lane, double) { return wait_of(lane.waits); }},
    {"p90", [](const LaneResult& lane, double) { return p90_of(lane.waits); }},
    {"over_15", [](const LaneResult& lane, double) { return over_15_of(lane.waits); }},
    {"overtime",
     [](const LaneResult& lane, double days) { return ratio(minutes(lane.overtime_ms), days); }},
    {"work",
     [](const LaneResult& lane, double days) { return ratio(minutes(lane.busy_ms), days); }},
    {"staffed",
     [](const LaneResult& lane, double days) { return ratio(minutes(lane.open_ms), days); }},
    {"utilisation", [](const LaneResult& lane,
                       double) { return ratio(minutes(lane.busy_ms), minutes(lane.open_ms)); }},
}};

const std::array<ServiceMeasure, 6> service_measures{{
    {"parties",
     [](const ServiceResult& each, double days) { return by_day(each.waits.parties, days); }},
    {"people",
     [](const ServiceResult& each, double days) { return by_day(each.waits.people, days); }},
    {"wait", [](const ServiceResult& each, double) { return wait_of(each.waits); }},
    {"p90", [](const ServiceResult& each, double) { return p90_of(each.waits); }},
    {"over_15", [](const ServiceResult& each, double) { return over_15_of(each.waits); }},
    {"work",
     [](const ServiceResult& each, double days) { return ratio(minutes(each.busy_ms), days); }},
}};

std::size_t latest_hall(const DayResult& sum, std::size_t lane) {
  const auto overtime = [lane](const HallResult& hall) { return hall.lanes[lane].overtime_ms; };
  return static_cast<std::size_t>(std::ranges::max_element(sum.halls, {}, overtime) -
                                  sum.halls.begin());
}

}  // namespace offpeak::loadtest
