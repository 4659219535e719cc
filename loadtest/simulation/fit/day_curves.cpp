#include "loadtest/simulation/fit/day_curves.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace offpeak::loadtest {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t half_hour_ms = 30 * minute_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;
// A quantile of fewer is hardly one.
constexpr std::size_t hour_parties_min = 10;
constexpr std::size_t service_visits_min = 10;

/// Calls `see` with each party that took a number, but those of machines.
template <class See>
void for_each_arrival(const RecordedDay& day, const std::set<config::ServiceCode>& machines,
                      const See& see) {
  for (const auto& visit : day.visits) {
    if (visit.arrived_ms && !machines.contains(visit.service)) see(visit);
  }
}

/// When the party stopped waiting.
std::int64_t end_of_wait(const RecordedVisit& visit) {
  if (visit.patience_ms) return visit.since_ms.value_or(*visit.arrived_ms) + *visit.patience_ms;
  return visit.called_ms.value_or(day_ms);
}

std::map<int, std::vector<double>> waits_by_hour(const RecordedDay& day,
                                                 const std::set<config::ServiceCode>& machines) {
  std::map<int, std::vector<double>> waits;
  for_each_arrival(day, machines, [&](const RecordedVisit& visit) {
    if (visit.patience_ms || !visit.called_ms) return;
    const auto since = visit.since_ms.value_or(*visit.arrived_ms);
    const auto waited = std::max<std::int64_t>(0, *visit.called_ms - since);
    waits[static_cast<int>(*visit.arrived_ms / hour_ms)].push_back(static_cast<double>(waited) /
                                                                   minute_ms);
  });
  for (auto& [hour, minutes] : waits) std::ranges::sort(minutes);
  return waits;
}

std::map<config::ServiceCode, std::vector<double>> service_minutes(
    const RecordedDay& day, const std::set<config::ServiceCode>& machines) {
  std::map<config::ServiceCode, std::vector<double>> times;
  for_each_arrival(day, machines, [&](const RecordedVisit& visit) {
    if (!visit.served_ms || !visit.one_service) return;
    times[visit.service].push_back(static_cast<double>(*visit.served_ms) / minute_ms / visit.size);
  });
  return times;
}

/// The least value that at least this share of the values do not exceed; 0 of none.
double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double each : values) sum += each;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

Curve arrivals(const RecordedDay& day, const DayPoints& points,
               const std::set<config::ServiceCode>& machines) {
  std::map<int, double> counts;
  for_each_arrival(day, machines, [&](const RecordedVisit& visit) {
    ++counts[static_cast<int>(*visit.arrived_ms / half_hour_ms)];
  });
  Curve curve;
  for (const int at : points.half_hours) curve.push_back(counts[at]);
  return curve;
}

Curve queue(const RecordedDay& day, const DayPoints& points,
            const std::set<config::ServiceCode>& machines) {
  std::map<int, double> waiting_ms;
  for_each_arrival(day, machines, [&](const RecordedVisit& visit) {
    const auto end = end_of_wait(visit);
    for (auto from = *visit.arrived_ms; from < end;) {
      const auto to = std::min(end, (from / half_hour_ms + 1) * half_hour_ms);
      waiting_ms[static_cast<int>(from / half_hour_ms)] += static_cast<double>(to - from);
      from = to;
    }
  });
  Curve curve;
  for (const int at : points.half_hours) curve.push_back(waiting_ms[at] / half_hour_ms);
  return curve;
}

Curve outcomes_of(const RecordedDay& day, const std::set<config::ServiceCode>& machines) {
  Curve curve(outcomes);
  for (const auto& visit : day.visits) {
    if (machines.contains(visit.service)) continue;
    ++curve[visit.slot_ms ? 0 : 1];
    if (!visit.arrived_ms) ++curve[2];
    if (visit.patience_ms) ++curve[3];
  }
  return curve;
}

std::string clock(int minutes) { return config::format_minute(config::MinuteOfDay{minutes}); }

}  // namespace

std::vector<std::string> DayPoints::names(CurveKind kind, const config::City& city) const {
  std::vector<std::string> names;
  switch (kind) {
    case CurveKind::arrivals:
    case CurveKind::queue:
      for (const int at : half_hours) names.push_back(clock(at * 30));
      break;
    case CurveKind::median:
    case CurveKind::p90:
      for (const int at : hours) names.push_back(clock(at * 60));
      break;
    case CurveKind::service:
      for (const auto code : services) names.push_back(city.find(code)->key);
      break;
    case CurveKind::outcomes:
      for (const auto key : outcome_keys) names.emplace_back(key);
      break;
  }
  return names;
}

DayPoints points_of(const RecordedDay& real, const std::set<config::ServiceCode>& machines) {
  DayPoints points;
  int first = static_cast<int>(day_ms / half_hour_ms), last = -1;
  for_each_arrival(real, machines, [&](const RecordedVisit& visit) {
    const auto at = static_cast<int>(*visit.arrived_ms / half_hour_ms);
    first = std::min(first, at);
    last = std::max(last, at);
  });
  for (int at = first; at <= last; ++at) points.half_hours.push_back(at);
  for (const auto& [hour, waits] : waits_by_hour(real, machines)) {
    if (waits.size() >= hour_parties_min) points.hours.push_back(hour);
  }
  for (const auto& [code, times] : service_minutes(real, machines)) {
    if (times.size() >= service_visits_min) points.services.push_back(code);
  }
  return points;
}

DayCurves curves_of(const RecordedDay& day, const DayPoints& points,
                    const std::set<config::ServiceCode>& machines) {
  DayCurves curves;
  const auto at = [&](CurveKind kind) -> Curve& { return curves[static_cast<std::size_t>(kind)]; };
  at(CurveKind::arrivals) = arrivals(day, points, machines);
  at(CurveKind::queue) = queue(day, points, machines);
  auto waits = waits_by_hour(day, machines);
  for (const int hour : points.hours) {
    at(CurveKind::median).push_back(quantile(waits[hour], 0.5));
    at(CurveKind::p90).push_back(quantile(waits[hour], 0.9));
  }
  auto times = service_minutes(day, machines);
  for (const auto code : points.services) at(CurveKind::service).push_back(mean(times[code]));
  at(CurveKind::outcomes) = outcomes_of(day, machines);
  return curves;
}

}  // namespace offpeak::loadtest
