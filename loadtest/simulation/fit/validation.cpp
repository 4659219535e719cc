#include "loadtest/simulation/fit/validation.hpp"

#include <algorithm>

#include "base/in_parallel.hpp"
#include "demand/day_demand.hpp"
#include "demand/machine_lanes.hpp"
#include "loadtest/simulation/days/received.hpp"
#include "loadtest/simulation/fit/played_day.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double envelope_level = 1 - validation_level;
constexpr double band_level = 0.90;

/// Each thread plays every so-manieth replication, so that what it keeps between days is used
/// again; a replication's result does not depend on which thread played it.
std::vector<DayCurves> simulate(const ValidationSpec& spec, const DayPoints& points) {
  std::vector<DayCurves> days(spec.replications);
  const auto threads = static_cast<std::size_t>(std::max(1, spec.threads));
  const auto machines = demand::machine_services(spec.scenario.city);
  base::in_parallel(threads, spec.threads, [&](std::size_t first) {
    DayPlayer player{spec.scenario};
    for (std::size_t at = first; at < days.size(); at += threads) {
      const Draws draws{spec.seed, static_cast<std::uint32_t>(at), false};
      days[at] = curves_of(player.play(spec.scenario.date, draws), points, machines);
    }
  });
  return days;
}

/// The values at one point that leave as many below as above.
Interval middle_of(std::vector<double> values) {
  std::ranges::sort(values);
  const auto cut =
      static_cast<std::size_t>((1 - band_level) / 2 * static_cast<double>(values.size()));
  return {values[cut], values[values.size() - 1 - cut]};
}

CurveCheck check(CurveKind kind, const Curve& real, const std::vector<DayCurves>& days) {
  CurveCheck result{.kind = kind, .points = {}, .real = real, .mean = {}, .band = {}, .test = {}};
  std::vector<Curve> curves;
  for (const auto& day : days) curves.push_back(day[static_cast<std::size_t>(kind)]);
  for (std::size_t point = 0; point < real.size(); ++point) {
    std::vector<double> values;
    double sum = 0;
    for (const auto& curve : curves) {
      values.push_back(curve[point]);
      sum += curve[point];
    }
    result.mean.push_back(sum / static_cast<double>(values.size()));
    result.band.push_back(middle_of(std::move(values)));
  }
  result.test = envelope_test(real, curves, envelope_level);
  return result;
}

}  // namespace

Validation validate(const RecordedDay& real, const ValidationSpec& given) {
  ValidationSpec spec = given;
  Validation validation;
  const auto& scenario = spec.scenario;
  validation.expected_people = expected_people(scenario.demand, scenario.city, scenario.date);
  validation.people = static_cast<double>(real.people());
  const auto machines = demand::machine_services(scenario.city);
  const auto points = points_of(real, machines);
  // Machines give no numbers: their people come on top of those whom the store knows.
  double unseen = 0;
  for (const auto code : machines) {
    const auto share = scenario.demand.mix.find(code);
    const bool is_seen = std::ranges::any_of(
        real.visits, [code](const RecordedVisit& visit) { return visit.service == code; });
    if (!is_seen && share != scenario.demand.mix.end()) unseen += share->second;
  }
  spec.scenario.change.people = validation.people / (1 - unseen);
  // How many came is given.
  spec.scenario.demand.city_variation = 0;
  spec.scenario.change.meant_per_received =
      meant_per_received(spec.scenario, spec.seed, spec.threads);
  const auto days = simulate(spec, points);
  const auto curves = curves_of(real, points, machines);
  std::vector<double> p;
  for (std::size_t at = 0; at < curves.size(); ++at) {
    if (curves[at].empty()) continue;
    const auto kind = static_cast<CurveKind>(at);
    validation.checks.push_back(check(kind, curves[at], days));
    validation.checks.back().points = points.names(kind, scenario.city);
    p.push_back(validation.checks.back().test.p);
  }
  const auto adjusted = holm(p);
  for (std::size_t at = 0; at < adjusted.size(); ++at) validation.checks[at].p = adjusted[at];
  return validation;
}

}  // namespace offpeak::loadtest
