#include <doctest/doctest.h>

#include <algorithm>

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
