#include <doctest/doctest.h>

#include <algorithm>

#include "config/read_counters.hpp"
#include "loadtest/simulation/study/counter_change.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

using config::Hall;
using config::MinuteOfDay;
using config::Period;

const std::vector<Period> open_hours{{MinuteOfDay{510}, MinuteOfDay{720}},
                                     {MinuteOfDay{870}, MinuteOfDay{1050}}};

/// The main hall: counters 1 to 11 for documents, 12 to 16 shared with them, machines from 101 to
/// 104.
Hall main_hall() { return hangzhou().halls.front(); }

/// Counters that serve documents at a minute of the day.
int open_at(const Hall& hall, int minute) {
  return static_cast<int>(std::ranges::count_if(hall.counters, [&](const auto& counter) {
    const auto& hours = counter.hours.empty() ? open_hours : counter.hours;
    const bool staffed = std::ranges::any_of(hours, [&](const Period& period) {
      return period.from <= MinuteOfDay{minute} && MinuteOfDay{minute} < period.to;
    });
    return staffed && counter.share_percent.contains(config::LaneCode{1});
  }));
}

constexpr config::LaneCode documents{1};
constexpr config::LaneCode foreigners{3};

CounterChange in_all(int count) { return {.lane = documents, .relative = false, .count = count}; }
CounterChange more(int count) { return {.lane = documents, .count = count}; }
CounterChange between(int from, int to, CounterChange change) {
  change.span = {MinuteOfDay{from}, MinuteOfDay{to}};
  return change;
}

TEST_CASE("counters open and close as they are told, and at no other time") {
  struct Row {
    std::vector<CounterChange> changes;
    int at_nine, at_eleven, at_fifteen;
  };
  const Row rows[] = {
      {{}, 16, 16, 16},
      {{more(2)}, 18, 18, 18},
      {{more(-3)}, 13, 13, 13},
      {{in_all(10)}, 10, 10, 10},
      {{between(540, 660, more(2))}, 18, 16, 16},
      {{between(540, 660, in_all(5))}, 5, 16, 16},
      {{between(0, 1440, in_all(20))}, 20, 20, 20},
      {{between(600, 900, more(1))}, 16, 17, 16},
      {{between(600, 930, more(-1))}, 16, 15, 15},
      {{between(540, 660, in_all(5)), between(660, 720, in_all(18)), more(1)}, 6, 19, 17},
      {{between(540, 660, more(-2)), between(540, 660, more(2))}, 16, 16, 16},
  };
  for (const Row& row : rows) {
    Hall hall = main_hall();
    for (const auto& change : row.changes) {
      CHECK(change_counters(hall, open_hours, change).has_value());
    }
    CAPTURE(&row - rows);
    CHECK(open_at(hall, 540) == row.at_nine);
    CHECK(open_at(hall, 660) == row.at_eleven);
    CHECK(open_at(hall, 900) == row.at_fifteen);
    CHECK(hall.lane_percent == config::lane_percent_of(hall.counters));
    CHECK(std::ranges::is_sorted(hall.counters, {}, &config::Counter::number));
    CHECK(open_at(hall, 780) == 0);  // at noon
  }
}

TEST_CASE(
    "a counter that opens takes the first number that is free and serves the lane of the level") {
  Hall hall = main_hall();
  REQUIRE(change_counters(hall, open_hours, more(2)).has_value());
  const auto find = [&](int number) {
    return std::ranges::find(hall.counters, number, &config::Counter::number);
  };
  REQUIRE(find(17) != hall.counters.end());
  REQUIRE(find(18) != hall.counters.end());
  CHECK(find(17)->hours.empty());
  CHECK(find(17)->share_percent == std::map<config::LaneCode, int>{{config::LaneCode{1}, 100}});
}

TEST_CASE(
    "a counter of another lane opens for that lane alone, and leaves the others as they were") {
  Hall hall = main_hall();
  const CounterChange change{
      .lane = foreigners, .span = {MinuteOfDay{540}, MinuteOfDay{660}}, .count = 1};
  REQUIRE(change_counters(hall, open_hours, change).has_value());
  const auto added = std::ranges::find(hall.counters, 17, &config::Counter::number);
  REQUIRE(added != hall.counters.end());
  CHECK(added->share_percent == std::map<config::LaneCode, int>{{foreigners, 100}});
  CHECK(added->hours.size() == 1);
  CHECK(open_at(hall, 540) == open_at(main_hall(), 540));
  CHECK(hall.lane_percent == config::lane_percent_of(hall.counters));
}

TEST_CASE("a lane that the hall does not have gets no counter") {
  Hall hall = *hangzhou().find(config::HallCode{330127});
  const CounterChange change{.lane = foreigners, .count = 1};
  CHECK(change_counters(hall, open_hours, change).error().message ==
        "no counter of the hall serves this lane");
}

TEST_CASE("in a hall with one counter and one machine a further counter is one with a clerk") {
  constexpr config::HallCode small_halls[] = {config::HallCode{330127}, config::HallCode{330190}};
  for (const auto code : small_halls) {
    Hall hall = *hangzhou().find(code);
    const int before = open_at(hall, 540);
    REQUIRE(change_counters(hall, open_hours, more(1)).has_value());
    CHECK(open_at(hall, 540) == before + 1);
  }
}

TEST_CASE("opening and closing again leaves the hall as it was") {
  Hall hall = main_hall();
  REQUIRE(change_counters(hall, open_hours, between(540, 660, more(-2))).has_value());
  REQUIRE(change_counters(hall, open_hours, between(540, 660, more(2))).has_value());
  CHECK(hall.counters.size() == main_hall().counters.size());
  CHECK(std::ranges::all_of(hall.counters, [](const auto& each) { return each.hours.empty(); }));
}

TEST_CASE("what a hall cannot have leaves it as it was, and is said") {
  struct Row {
    CounterChange change;
    std::string said;
  };
  const Row rows[] = {
      {more(-12), "5 of the counters open then are shared with other lanes"},
      {in_all(0), "5 of the counters open then are shared with other lanes"},
      {more(-17), "only 16 are open then"},
      {more(190), "a hall has at most 200 counters"},
      {between(720, 840, more(1)), "the hall is not open then"},
  };
  for (const Row& row : rows) {
    Hall hall = main_hall();
    CHECK(change_counters(hall, open_hours, row.change).error().message == row.said);
    CHECK(hall.counters.size() == 20);
    CHECK(open_at(hall, 540) == 16);
  }
}

}  // namespace
}  // namespace offpeak::loadtest
