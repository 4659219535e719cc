// Plans of the city in config/, on the production core.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "config/load.hpp"
#include "loadtest/simulation/demand/read_demand.hpp"
#include "loadtest/simulation/plan/plan.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::loadtest {
namespace {

constexpr config::HallCode small_hall{330182};

PlanSpec spec_of(const std::string& target) {
  const std::filesystem::path folder = std::filesystem::path{testing::source_path()} / "config";
  PlanSpec spec;
  spec.scenario.city = config::load_city(folder / "hangzhou.yaml").city.value();
  spec.scenario.demand =
      read_demand(folder / "demand" / "hangzhou.yaml", spec.scenario.city).model.value();
  using namespace std::chrono;
  spec.scenario.date = local_days{2026y / June / 13};
  spec.target = *parse_target(target);
  spec.hall = small_hall;
  spec.replications = 10;
  return spec;
}

TEST_CASE("a hall's plan covers its half-hours, and says what it reaches") {
  const auto spec = spec_of("p90<15");
  const auto halls = plan_city(spec);
  REQUIRE(halls.size() == 1);
  const HallPlan& hall = halls.front();
  CHECK(hall.hall == small_hall);
  CHECK(hall.complete);
  double hours = 0;
  for (const HalfHourPlan& part : hall.half_hours) {
    CHECK(part.counters >= 1);
    CHECK(part.met);
    CHECK(part.wait < 15);
    CHECK(part.exceeds_hall == (part.counters > hall.counters_configured));
    hours += part.counters * 0.5;
  }
  CHECK(hall.half_hours.size() == 13);  // in summer 8:30-12:00 and 14:30-17:30
  CHECK(hall.counter_hours == doctest::Approx(hours));
}

TEST_CASE("the same seed gives the same plan with one thread and with two") {
  auto spec = spec_of("mean<8");
  spec.hall.reset();
  spec.replications = 2;
  const std::string alone = plan_json(spec, plan_city(spec));
  spec.threads = 2;
  CHECK(plan_json(spec, plan_city(spec)) == alone);
}

TEST_CASE("a harder target needs at least the counter-hours of an easier one") {
  double before = 0;
  for (const std::string target : {"p90<40", "p90<15", "p90<5"}) {
    const double hours = plan_city(spec_of(target)).front().counter_hours;
    CHECK(hours >= before);
    before = hours;
  }
}

TEST_CASE("a plan may need more counters than the hall has, and says so") {
  auto spec = spec_of("p90<5");
  spec.scenario.change.factor = 3;
  const auto halls = plan_city(spec);
  const std::string table = plan_table(spec, halls);
  CHECK(table.find("more than the hall has") != std::string::npos);
  CHECK(table.find("p90<5 on 2026-06-13") != std::string::npos);
  CHECK(plan_json(spec, halls).find("\"more_than_the_hall_has\":true") != std::string::npos);
}

TEST_CASE("a day on which the hall is closed has no plan") {
  auto spec = spec_of("p90<15");
  for (auto& hall : spec.scenario.city.halls) hall.closed.insert(spec.scenario.date);
  CHECK(plan_city(spec).empty());
}

}  // namespace
}  // namespace offpeak::loadtest
