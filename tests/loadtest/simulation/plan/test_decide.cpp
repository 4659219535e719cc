#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "loadtest/simulation/plan/decide.hpp"
#include "tests/loadtest/simulation/plan/shapes.hpp"

namespace offpeak::loadtest {
namespace {

Staffing as_needed(const Staffing& needed) { return needed; }
void nothing() {}

TEST_CASE("a schedule that misses on fresh days gets counters until it meets the target") {
  const Target wanted = *parse_target("p90<15");
  const auto shape = one_lane(3, wanted, 60);
  const std::vector<double> rates{0.3, 2.4, 1.1};
  const auto decided =
      decide_staffing(shape, {{9, 9, 9}}, {}, as_needed, stationary(rates, 6, wanted), nothing);
  CHECK(std::ranges::count(decided.cells, Verdict::met) == 3);
  CHECK(decided.staffed[0][1] >= *least_counters(2.4, 6, wanted, 60));
  CHECK(decided.staffed[0][0] == 9);  // fewer would do, but only the search takes counters
}

TEST_CASE("what is needed rises above what a roster has there anyway") {
  const Target wanted = *parse_target("p90<15");
  const auto shape = one_lane(2, wanted, 60);
  const auto two_more = [](const Staffing& needed) {
    const int most = std::max(needed[0][0], needed[0][1]);
    return Staffing{{most + 2, most + 2}};
  };
  const auto decided =
      decide_staffing(shape, {{3, 3}}, {}, two_more, stationary({0.3, 2.4}, 6, wanted), nothing);
  CHECK(std::ranges::count(decided.cells, Verdict::met) == 2);
}

TEST_CASE("what a round has added too much is taken back before the next round") {
  const Target wanted = *parse_target("p90<15");
  StaffingShape shape = one_lane(3, wanted, 60);
  shape.cells = {{0, 0, 2}};  // judged together, so all three get a counter
  const auto all_of = [](const Staffing& counters) {
    return counters[0][0] + counters[0][1] + counters[0][2];
  };
  // The search days are a counter easier than the fresh ones, which need ten.
  const Trial known = [&](const Staffing& counters, std::uint32_t) {
    return std::vector<CellDay>{{100, 10 * (8.5 - all_of(counters))}};
  };
  const Trial fresh = [&](const Staffing& counters, std::uint32_t) {
    return std::vector<CellDay>{{100, 10 * (9.5 - all_of(counters))}};
  };
  const SearchLimits limits{.days = 1};
  StaffingSearch search{shape, limits, known};
  const auto found = search.find({{3, 3, 3}});
  CHECK(found.counters == Staffing{{3, 3, 3}});
  const auto decided =
      decide_staffing(shape, found.counters, {}, as_needed, fresh, nothing,
                      [&](Staffing raised, const auto& excess, const auto& missed) {
                        CHECK(raised == Staffing{{4, 4, 4}});
                        return search.refine(std::move(raised), excess, missed).counters;
                      });
  CHECK(decided.cells.front() == Verdict::met);
  CHECK(all_of(decided.staffed) == 10);
}

TEST_CASE(
    "a round ends as soon as a half-hour would stay undecided, and only that one gets a counter") {
  const Target wanted = *parse_target("p90<15");
  const auto shape = one_lane(2, wanted, 4);
  // Days differ. The second half-hour is at its target with one counter, and far below it with two.
  const Trial trial = [](const Staffing& counters, std::uint32_t day) {
    const double noise = day % 2 == 0 ? 5 : -5;
    return std::vector<CellDay>{{10, noise - 5}, {10, noise + (counters[0][1] > 1 ? -5 : 0.1)}};
  };
  const auto decided = decide_staffing(shape, {{1, 1}}, {}, as_needed, trial, nothing);
  CHECK(decided.staffed == Staffing{{1, 2}});
  CHECK(std::ranges::count(decided.cells, Verdict::met) == 2);
  CHECK(decided.days < DecideLimits{}.round_days_max);
}

TEST_CASE("what no counter helps stays missed, and the rounds end") {
  const Target wanted = *parse_target("mean<1");
  const auto shape = one_lane(1, wanted, 4);
  const auto decided =
      decide_staffing(shape, {{2}}, {}, as_needed, stationary({5.0}, 6, wanted), nothing);
  CHECK(decided.staffed == Staffing{{4}});
  CHECK(decided.cells.front() == Verdict::missed);
}

}  // namespace
}  // namespace offpeak::loadtest
