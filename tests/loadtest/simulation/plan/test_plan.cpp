// Plans of the city in config/, on the production core.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "loadtest/simulation/days/simulator.hpp"
#include "loadtest/simulation/demand/read_demand.hpp"
#include "loadtest/simulation/plan/plan.hpp"
#include "loadtest/simulation/study/scenario_file.hpp"
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
  spec.scenario.change.people = 8000;
  spec.target = *parse_target(target);
  spec.hall = small_hall;
  spec.search_days = 40;
  spec.check_days = 200;
  return spec;
}

std::vector<HallPlan> plans_of(const PlanSpec& spec) {
  const auto plans = plan_city(spec);
  REQUIRE(plans.has_value());
  return *plans;
}

TEST_CASE("a hall's plan decides every half-hour of every staffed lane") {
  const auto spec = spec_of("p90<15");
  const auto halls = plans_of(spec);
  REQUIRE(halls.size() == 1);
  const HallPlan& hall = halls.front();
  CHECK(hall.hall == small_hall);
  CHECK(hall.complete);
  CHECK(hall.is_met());
  CHECK(hall.half_hours.size() == 13);  // in summer 8:30-12:00 and 14:30-17:30
  REQUIRE(hall.kinds.size() == 2);      // documents alone, and with collection; no machines
  for (const char* lane : {"documents", "collection"}) {
    CAPTURE(lane);
    const auto code = spec.scenario.city.find_lane(lane)->code;
    config::MinuteOfDay decided_until = hall.half_hours.front().from;
    for (const LaneGoal& goal : hall.goals) {
      if (goal.lane != code) continue;
      CHECK(goal.verdict == Verdict::met);
      decided_until = goal.span.to;
    }
    CHECK(decided_until == hall.half_hours.back().to);
  }
}

TEST_CASE("the same seed gives the same plan with one thread and with two") {
  auto spec = spec_of("mean<8");
  spec.hall.reset();
  spec.scenario.city.halls.erase(spec.scenario.city.halls.begin(),
                                 spec.scenario.city.halls.end() - 3);
  spec.search_days = 8;
  spec.check_days = 40;
  const std::string alone = plan_json(spec, plans_of(spec));
  spec.threads = 2;
  CHECK(plan_json(spec, plans_of(spec)) == alone);
}

TEST_CASE("the counter-hours of different seeds agree closely") {
  auto spec = spec_of("p90<15");
  spec.search_days = PlanSpec{}.search_days;
  spec.check_days = PlanSpec{}.check_days;
  double least = 1e9, most = 0;
  for (spec.seed = 1; spec.seed <= 3; ++spec.seed) {
    const double hours = plans_of(spec).front().counter_hours;
    least = std::min(least, hours);
    most = std::max(most, hours);
  }
  CHECK(most - least <= 0.2 * least);  // 3 of 16 hours in this hall of two counters
}

/// Plays the file's last scenario on days that no plan has seen.
void check_target(const PlanSpec& spec, const HallPlan& plan, const Scenario& planned) {
  Simulator simulator;
  Target target = spec.target;
  double parties = 0, excess = 0;
  for (std::uint32_t day = 0; day < 60; ++day) {
    const Draws draws{.seed = 77, .replication = day};
    simulator.run(planned, draws);
    for (const Guest& guest : simulator.last_hall().guests()) {
      if (guest.outcome != Outcome::called) continue;
      parties += 1;
      excess += target.excess(
          static_cast<double>(std::max<DayTime>(guest.called_at - guest.since, 0)) / minute_ms);
    }
  }
  CHECK(parties > 0);
  CHECK(excess / parties < target_tolerance * target.allowed());
  CHECK(plan.is_met());
}

TEST_CASE("the scenario that a plan writes meets the target when it is played") {
  auto spec = spec_of("p90<15");
  spec.scenario.city.halls = {*spec.scenario.city.find(small_hall)};
  spec.scenario.change.people = 120;
  for (const bool with_shifts : {false, true}) {
    CAPTURE(with_shifts);
    if (with_shifts) spec.shifts = ShiftRules{};
    const auto halls = plans_of(spec);
    CHECK(halls.front().shifts.empty() != with_shifts);
    const auto file = std::filesystem::temp_directory_path() /
                      (with_shifts ? "offpeak_plan_shifts.yaml" : "offpeak_plan.yaml");
    std::ofstream{file} << plan_scenarios(spec, halls);
    const auto read = read_scenarios(file, spec.scenario);
    std::filesystem::remove(file);
    REQUIRE(read.scenarios.size() == 2);
    const Scenario& planned = read.scenarios.back();
    const auto& before = spec.scenario.city.halls.front();
    CHECK(planned.city.halls.front().lane_percent == before.lane_percent);  // what can be booked
    check_target(spec, halls.front(), planned);
  }
}

TEST_CASE("shifts cover the counters of the plan, and their hours are the plan's") {
  auto spec = spec_of("p90<15");
  spec.shifts = ShiftRules{};
  const auto halls = plans_of(spec);
  const HallPlan& hall = halls.front();
  double hours = 0;
  for (const WorkedShift& shift : hall.shifts) {
    hours += shift.people * static_cast<double>(shift.work.count()) / 60;
  }
  CHECK(hours == doctest::Approx(hall.counter_hours));
  CHECK(hall.shift_hours_bound == doctest::Approx(hall.counter_hours));
}

TEST_CASE("rules that no shift of the hall's day keeps are refused") {
  auto spec = spec_of("p90<15");
  spec.shifts = ShiftRules{.shortest = config::minutes{600}, .longest = config::minutes{660}};
  const auto halls = plan_city(spec);
  REQUIRE_FALSE(halls.has_value());
  CHECK(halls.error().message.find("Jiande") != std::string::npos);
}

TEST_CASE("a plan may need more counters than the hall has, and says so") {
  auto spec = spec_of("p90<5");
  spec.scenario.change.factor = 3;
  spec.search_days = 8;
  const auto halls = plans_of(spec);
  const std::string table = plan_table(spec, halls);
  CHECK(table.find("*") != std::string::npos);
  CHECK(table.find("p90<5 on 2026-06-13") != std::string::npos);
}

TEST_CASE("a day on which the hall is closed has no plan") {
  auto spec = spec_of("p90<15");
  for (auto& hall : spec.scenario.city.halls) hall.closed.insert(spec.scenario.date);
  CHECK(plans_of(spec).empty());
}

}  // namespace
}  // namespace offpeak::loadtest
