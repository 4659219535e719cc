#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "loadtest/simulation/fit/played_day.hpp"
#include "loadtest/simulation/fit/validation.hpp"
#include "tests/loadtest/simulation/fit/played_days.hpp"

namespace offpeak::loadtest {
namespace {

const CurveCheck& find(const Validation& validation, CurveKind kind) {
  return *std::ranges::find(validation.checks, kind, &CurveCheck::kind);
}

ValidationSpec spec_of(const Scenario& scenario) {
  ValidationSpec spec;
  spec.scenario = scenario;
  spec.seed = 5;
  spec.threads = 2;
  spec.is_held_out = true;
  return spec;
}

/// A day of another seed than the replications'.
RecordedDay real_day(const Scenario& scenario) {
  return DayPlayer{scenario}.play(scenario.date, {.seed = 77});
}

TEST_CASE("a day of the model itself fits in every respect") {
  const auto scenario = one_busy_hall();
  const auto validation = validate(real_day(scenario), spec_of(scenario));
  CHECK(validation.checks.size() == curve_keys.size());
  for (const auto& check : validation.checks) {
    CAPTURE(curve_keys[static_cast<std::size_t>(check.kind)]);
    CHECK(check.p > validation_level);
    CHECK(check.real.size() == check.points.size());
    CHECK(check.band.size() == check.points.size());
  }
}

TEST_CASE("a day whose services took longer is told by its services and its waits") {
  const auto scenario = one_busy_hall();
  auto slower = scenario;
  for (auto& service : slower.city.services) service.mean_minutes *= 2;
  const auto spec = spec_of(scenario);
  const auto validation = validate(real_day(slower), spec);
  const auto& service = find(validation, CurveKind::service);
  CHECK_FALSE(service.fits());
  CHECK_FALSE(service.test.beyond.empty());
  CHECK_FALSE(find(validation, CurveKind::p90).fits());
  const auto table = validation_table(validation, spec);
  CHECK(table.find("Does not fit: ") != std::string::npos);
  CHECK(table.find("DOES NOT FIT") != std::string::npos);
  const auto json = boost::json::parse(validation_json(validation, spec)).as_object();
  CHECK(json.at("checks").as_array().size() == validation.checks.size());
}

TEST_CASE("a validation is the same on any number of threads") {
  const auto scenario = one_busy_hall();
  const auto day = real_day(scenario);
  auto spec = spec_of(scenario);
  const auto two = validation_json(validate(day, spec), spec);
  spec.threads = 1;
  CHECK(validation_json(validate(day, spec), spec) == two);
}

}  // namespace
}  // namespace offpeak::loadtest
