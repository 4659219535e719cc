#include "loadtest/simulation/study/override_staffing.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "config/read_counters.hpp"
#include "config/scalars.hpp"
#include "loadtest/simulation/study/find_hall.hpp"
#include "scheduler/queueing/lanes.hpp"

namespace offpeak::loadtest {
namespace {

using config::Counter;
using config::Hall;
using config::Reader;
using config::View;

scheduler::LaneSet lanes_of(const std::vector<Counter>& counters) {
  scheduler::LaneSet lanes = 0;
  for (const Counter& counter : counters) lanes |= scheduler::lanes_of(counter);
  return lanes;
}

/// Those of the hall's counters that serve none of these lanes stay.
std::vector<Counter> others(const Hall& hall, scheduler::LaneSet lanes) {
  std::vector<Counter> all;
  for (const Counter& counter : hall.counters) {
    if ((scheduler::lanes_of(counter) & lanes) == 0) all.push_back(counter);
  }
  return all;
}

void staff(const View& where, const config::City& city, Hall& hall) {
  const std::size_t errors = where.errors();
  std::vector<Counter> counters;
  config::counters(counters, city.lanes).read(where);
  if (where.errors() != errors) return;
  std::vector<Counter> all = others(hall, lanes_of(counters));
  for (const Counter& counter : counters) {
    if (std::ranges::find(all, counter.number, &Counter::number) == all.end()) continue;
    return where.error("counter " + std::to_string(counter.number) + " serves other lanes already",
                       "a number that no other counter of the hall has");
  }
  all.insert(all.end(), counters.begin(), counters.end());
  if (all.size() > config::counters_max) {
    return where.error("makes " + std::to_string(all.size()) + " counters",
                       "at most " + std::to_string(config::counters_max) + " in one hall");
  }
  if (lanes_of(all) != scheduler::lanes_of(hall)) {
    return where.error("the counters of " + hall.name.en + " serve other lanes than before",
                       "counters for every lane that the hall has, and for no other");
  }
  std::ranges::sort(all, {}, &Counter::number);
  hall.counters = std::move(all);
}

Reader staffing(Scenario& scenario) {
  const std::string expected = "lists of counters by hall, as in the city's file";
  return {expected, [&scenario, expected](const View& where) {
            if (!where.is(config::NodeKind::mapping)) {
              return where.wrong_type("is not a mapping", expected);
            }
            for (const View& member : where.children()) {
              Hall* hall = find_hall(member, scenario.city);
              if (hall == nullptr) continue;
              staff(member, scenario.city, *hall);
              scenario.changes.push_back(hall->name.en + ": staffing of its own");
            }
          }};
}

}  // namespace

void override_staffing(config::Fields& fields, Scenario& scenario) {
  fields.optional("staffing", staffing(scenario));
  constexpr std::size_t configured = 0;
  std::size_t bookable = configured;
  fields.optional("bookable", config::choice(bookable, {"configured", "staffed"}));
  if (bookable == configured) return;
  for (Hall& hall : scenario.city.halls) hall.lane_percent = config::lane_percent_of(hall.counters);
  scenario.changes.emplace_back("bookable: what is staffed");
}

}  // namespace offpeak::loadtest
