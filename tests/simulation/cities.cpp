#include "tests/simulation/cities.hpp"

#include <algorithm>
#include <vector>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::simulation {
namespace {

namespace t = scheduler::tests;

/// The tests' city with a changed main hall, which all clients visit.
template <class Change>
config::City changed(const Change& change) {
  auto city = t::make_city();
  change(*std::ranges::find(city.halls, t::main_hall, &config::Hall::code));
  return city;
}

config::City with_one_counter_fewer() {
  return changed([](config::Hall& hall) {
    hall.counters.erase(hall.counters.begin());
    hall.lane_percent[static_cast<std::size_t>(t::documents)] -= 100;
  });
}

config::City with_a_larger_reserve() {
  return changed([](config::Hall& hall) { hall.rules.walk_in_reserve_percent = 70; });
}

/// Half past nine is not a start any more.
config::City with_shorter_slots() {
  return changed([](config::Hall& hall) { hall.rules.slot_minutes = 20; });
}

/// Nine is before the opening.
config::City that_opens_later() {
  return changed([](config::Hall& hall) {
    for (auto& season : hall.seasons) season.periods.front().from = t::minute("09:30");
  });
}

config::City that_releases_late() {
  return changed([](config::Hall& hall) {
    hall.rules.release = {{std::nullopt, t::minute("09:00"), 40}, {1, t::minute("17:00"), 60}};
    hall.rules.hold = config::minutes{2};
    hall.rules.waitlist_max = 1;
  });
}

config::City without_the_main_hall() {
  auto city = t::make_city();
  std::erase_if(city.halls, [](const auto& hall) { return hall.code == t::main_hall; });
  return city;
}

}  // namespace

std::span<const config::City> cities() {
  static const std::vector<config::City> all{
      t::make_city(),     with_one_counter_fewer(), with_a_larger_reserve(), with_shorter_slots(),
      that_opens_later(), that_releases_late(),     without_the_main_hall()};
  return all;
}

}  // namespace offpeak::simulation
