#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "loadtest/simulation/plan/shifts.hpp"

namespace offpeak::loadtest {
namespace {

std::vector<config::Period> half_hours(std::vector<std::pair<int, int>> periods) {
  std::vector<config::Period> all;
  for (const auto& [from, to] : periods) {
    for (int at = from; at < to; at += 30) {
      all.push_back({config::MinuteOfDay{at}, config::MinuteOfDay{at + 30}});
    }
  }
  return all;
}

const auto through_noon = half_hours({{8 * 60 + 30, 17 * 60 + 30}});
const auto with_midday = half_hours({{8 * 60 + 30, 12 * 60}, {14 * 60 + 30, 17 * 60 + 30}});

std::vector<int> covered(const std::vector<Shift>& shifts, const std::vector<int>& people,
                         std::size_t count) {
  std::vector<int> all(count);
  for (std::size_t shift = 0; shift < shifts.size(); ++shift) {
    for (std::size_t at = 0; at < count; ++at) {
      if (shifts[shift].covers(at)) all[at] += people[shift];
    }
  }
  return all;
}

TEST_CASE("every possible shift obeys the rules") {
  const ShiftRules rules;
  for (const auto& day : {through_noon, with_midday}) {
    const auto shifts = possible_shifts(rules, day);
    REQUIRE_FALSE(shifts.empty());
    CHECK(can_cover(shifts, day.size()));
    for (const Shift& shift : shifts) {
      const auto open = config::minutes{30 * static_cast<int>(shift.end - shift.first)};
      CHECK(open >= rules.shortest);
      CHECK(open <= rules.longest);
      const bool rests_at_counter_hours = shift.break_first < shift.break_end;
      if (rests_at_counter_hours) {
        CHECK(shift.break_end - shift.break_first == 1);
        CHECK(shift.break_first >= shift.first + 2);
        CHECK(shift.break_end + 2 <= shift.end);
        CHECK(shift.work == open - rules.pause);
      } else {
        CHECK(day[shift.break_first].from - day[shift.break_first - 1].to >= rules.pause);
        CHECK(shift.work == open);
      }
    }
  }
}

TEST_CASE("a day shorter than the shortest shift cannot be covered") {
  const auto short_day = half_hours({{9 * 60, 11 * 60}});
  CHECK_FALSE(can_cover(possible_shifts({}, short_day), short_day.size()));
}

TEST_CASE("a roster covers what is needed and is proven to be the least") {
  const auto shifts = possible_shifts({}, through_noon);
  const std::vector<int> needed{6, 10, 15, 12, 15, 14, 12, 8, 8, 7, 9, 11, 12, 10, 9, 6, 4, 2};
  const Roster roster = least_roster(shifts, needed);
  CHECK(roster.is_least);
  CHECK(roster.hours_bound == doctest::Approx(roster.hours));
  const auto staffed = covered(shifts, roster.people, needed.size());
  double hours = 0;
  for (std::size_t at = 0; at < needed.size(); ++at) {
    CHECK(staffed[at] >= needed[at]);
    hours += staffed[at] * 0.5;
  }
  CHECK(hours == doctest::Approx(roster.hours));
  CHECK(least_roster(shifts, needed).people == roster.people);
}

TEST_CASE("no roster of a small day has fewer hours than the one found") {
  const auto day = half_hours({{9 * 60, 12 * 60}});
  const ShiftRules rules{.shortest = config::minutes{60},
                         .longest = config::minutes{120},
                         .pause = config::minutes{0}};
  const auto shifts = possible_shifts(rules, day);
  const std::vector<int> needed{1, 2, 1, 2, 0, 1};
  const Roster roster = least_roster(shifts, needed);
  double least = std::numeric_limits<double>::infinity();
  std::vector<int> people(shifts.size());
  // Up to two people in each shift: more never help where two are needed at most.
  const std::function<void(std::size_t, double)> try_all = [&](std::size_t at, double hours) {
    if (hours >= least) return;
    if (at == shifts.size()) {
      const auto staffed = covered(shifts, people, needed.size());
      if (std::ranges::equal(staffed, needed, std::ranges::greater_equal{})) least = hours;
      return;
    }
    for (people[at] = 0; people[at] <= 2; ++people[at]) {
      try_all(at + 1, hours + people[at] * static_cast<double>(shifts[at].work.count()) / 60);
    }
    people[at] = 0;
  };
  try_all(0, 0);
  CHECK(roster.hours == doctest::Approx(least));
}

TEST_CASE("lengths of shifts and breaks are read as they are written") {
  CHECK(parse_shifts("4h..8h")->longest == config::minutes{480});
  CHECK(parse_shifts("4.5h..270m")->shortest == config::minutes{270});
  CHECK(*parse_break("30m") == config::minutes{30});
  CHECK(*parse_break("0m") == config::minutes{0});
  for (const char* text : {"", "4h", "8h..4h", "4..8", "0h..4h", "-1h..4h", "4h..13h", "4h..nanh",
                           "4.3h..8h", "4h...8h"}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_shifts(text).has_value());
    CHECK(parse_shifts(text).error().message.find("4h..8h") != std::string::npos);
  }
  for (const char* text : {"", "30", "-30m", "10m", "infm"})
    CHECK_FALSE(parse_break(text).has_value());
}

}  // namespace
}  // namespace offpeak::loadtest
