// Levelled release in simulated halls.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/loadtest/simulation/days/hangzhou_day.hpp"

namespace offpeak::loadtest {
namespace {

Scenario saturday(Guidance guidance) {
  Scenario scenario = highest_saturday(guidance);
  for (auto& hall : scenario.city.halls) {
    hall.rules.walk_in_reserve = config::ReserveKind::forecast;
  }
  return scenario;
}

/// Of the hall that was played last: the reserves that its journal has set, by slot, and when each
/// was set last.
struct Reserves {
  std::map<scheduler::SlotKey, int> percents;
  config::Instant first{};
  config::Instant last{};
};

Reserves reserves_of(const Simulator& simulator) {
  Reserves reserves;
  for (const auto& event : simulator.last_journal()) {
    const auto* set = std::get_if<scheduler::ReserveSet>(&event.fact);
    if (set == nullptr) continue;
    if (reserves.percents.empty()) reserves.first = event.at;
    reserves.last = event.at;
    reserves.percents[set->slot] = set->percent;
  }
  return reserves;
}

TEST_CASE("reserves are set from the opening of the horizon on, and not on the day itself") {
  const auto scenario = saturday(Guidance::levelled);
  Simulator simulator;
  simulator.check_replays();
  const auto day = simulator.run(scenario, {.seed = 7});
  CHECK(day.halls.size() == 15);
  const auto reserves = reserves_of(simulator);
  REQUIRE(!reserves.percents.empty());
  const auto midnight = config::instant_at(scenario.date, config::MinuteOfDay{0});
  const int horizon = scenario.city.halls.back().rules.horizon_days;
  CHECK(reserves.first == midnight - std::chrono::hours{24 * horizon});
  CHECK(reserves.last < midnight);
  const auto [least, most] = std::ranges::minmax_element(
      reserves.percents, {}, [](const auto& slot) { return slot.second; });
  CHECK(least->second + 5 < most->second);
}

TEST_CASE("without guidance, nothing is set, and rules that would allow it change nothing") {
  const auto allowed = saturday(Guidance::off);
  auto flat = allowed;
  for (auto& hall : flat.city.halls) hall.rules.walk_in_reserve = config::ReserveKind::flat;
  Simulator simulator;
  simulator.check_replays();
  const auto one = simulator.run(allowed, {.seed = 7});
  CHECK(reserves_of(simulator).percents.empty());
  const auto other = simulator.run(flat, {.seed = 7});
  CHECK(one.commands == other.commands);
  for (std::size_t hall = 0; hall < one.halls.size(); ++hall) {
    CHECK(one.halls[hall].all().wait_ms == other.halls[hall].all().wait_ms);
  }
}

TEST_CASE("the same visitors mean to come, levelled or not, and the same day is played again") {
  const auto levelled = saturday(Guidance::levelled);
  const auto once = simulate_day(levelled, {.seed = 7});
  CHECK(once.balance().meant == simulate_day(saturday(Guidance::off), {.seed = 7}).balance().meant);
  const auto again = simulate_day(levelled, {.seed = 7});
  CHECK(once.commands == again.commands);
  CHECK(once.halls[0].all().wait_ms == again.halls[0].all().wait_ms);
}

}  // namespace
}  // namespace offpeak::loadtest
