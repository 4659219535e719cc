// Waits that come true: of those who were told a wait at check-in, half wait no longer than the p50
// and nine of ten no longer than the p90, in every lane and class of visitors.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include "config/load.hpp"
#include "tests/support/source_path.hpp"
#include "tests/waits/city_life.hpp"
#include "tests/waits/wait_book.hpp"

namespace offpeak::waits {
namespace {

using scheduler::HallCode;
using scheduler::LaneCode;
using scheduler::Line;

constexpr std::uint64_t seed = 20260613;
constexpr int warm_up_days = 12;
constexpr int counted_days = 30;
constexpr std::size_t visitors_min = 1000;  // of a cell that is judged

const config::City& city() {
  static const auto loaded = config::load_city(testing::source_path("config/hangzhou.yaml"));
  REQUIRE(loaded.city.has_value());
  return *loaded.city;
}

const char* name_of(Line line) {
  switch (line) {
    case Line::priority:
      return "priority";
    case Line::booked:
      return "booked";
    case Line::walk_in:
      return "walk-in";
    case Line::returning:
      return "returning";
  }
  return "";
}

const std::vector<Told>& told() {
  static const auto all = [] {
    WaitBook book{city()};
    CityLife life{city(),
                  {HallCode{330'100}, HallCode{330'106}, HallCode{330'108}, HallCode{330'109},
                   HallCode{330'113}, HallCode{330'122}, HallCode{330'190}},
                  Habits{},
                  seed,
                  [&](const auto& state, const auto& event) { book.watch(state, event); }};
    for (int day = 0; day < warm_up_days + counted_days; ++day) {
      if (day == warm_up_days) book.begin();
      life.play(config::make_date(2026, 5, 20) + std::chrono::days{day});
    }
    return book.told();
  }();
  return all;
}

using Cell = std::pair<LaneCode, Line>;

struct Outcome {
  Coverage coverage;
  Errors errors;
  bool is_judged() const { return coverage.visitors >= visitors_min; }
};

const std::map<Cell, Outcome>& outcomes() {
  static const auto all = [] {
    std::map<Cell, Outcome> cells;
    for (const Told& one : told()) {
      auto& cell = cells[{one.lane, one.line}];
      cell.coverage.add(one);
      cell.errors.add(one);
    }
    return cells;
  }();
  return all;
}

std::string name_of(const Cell& cell) {
  return city().find(cell.first)->key + ' ' + name_of(cell.second);
}

std::string table() {
  std::string text =
      "lane, class              told  p50 %  p90 %  at once  unknown  not called"
      " |  mse ours       QL   last 10\n";
  for (const auto& [cell, outcome] : outcomes()) {
    const auto& [coverage, errors] = outcome;
    char row[160];
    std::snprintf(row, sizeof row,
                  "%-22s %6zu  %5.1f  %5.1f  %7zu  %7zu  %10zu | %9.1f %8.1f %9.1f\n",
                  name_of(cell).c_str(), coverage.visitors, coverage.p50_percent(),
                  coverage.p90_percent(), coverage.at_once, coverage.unknown, coverage.not_called,
                  errors.ours, errors.queue_length, errors.last_ten);
    text += row;
  }
  return text;
}

// Those who were told zero are not among them: a counter was free, and nothing had to come true but
// that they are called at once. Those who were told a wait and were not called before the hall
// closed are: they waited longer than told.
TEST_CASE("p50 holds for half of the visitors and p90 for nine of ten, by lane and class") {
  MESSAGE("seed ", seed, ", ", counted_days, " days after ", warm_up_days, "\n", table());
  int judged = 0;
  for (const auto& [cell, outcome] : outcomes()) {
    if (!outcome.is_judged()) continue;
    ++judged;
    CAPTURE(name_of(cell));
    CHECK(outcome.coverage.p50_percent() >= 46);
    CHECK(outcome.coverage.p50_percent() <= 53);
    CHECK(outcome.coverage.p90_percent() >= 87);
    CHECK(outcome.coverage.p90_percent() <= 92);
  }
  CHECK(judged >= 6);
}

TEST_CASE("whoever is told zero is called at once") {
  for (const auto& [cell, outcome] : outcomes()) {
    CAPTURE(name_of(cell));
    CHECK(outcome.coverage.at_once_waited == 0);
  }
}

TEST_CASE(
    "what is told is nearer to the wait than the length of the queue and the last waits are") {
  for (const auto& [cell, outcome] : outcomes()) {
    if (!outcome.is_judged()) continue;
    CAPTURE(name_of(cell));
    CHECK(outcome.errors.ours < outcome.errors.queue_length);
    CHECK(outcome.errors.ours < outcome.errors.last_ten);
  }
}

TEST_CASE("few are told that their wait is unknown, and fewer wait for nothing") {
  Coverage all;
  for (const Told& one : told()) all.add(one);
  const std::size_t everybody = all.visitors + all.at_once + all.unknown;
  CHECK(all.unknown * 100 < everybody);
  CHECK(all.not_called * 1000 < everybody);
}

}  // namespace
}  // namespace offpeak::waits
