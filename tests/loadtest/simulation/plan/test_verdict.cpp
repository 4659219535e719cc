#include <doctest/doctest.h>

#include "loadtest/simulation/plan/verdict.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double error = 0.01;
constexpr double tolerance = 0.02;
constexpr int parties = 40;
constexpr int days_max = 3000;

/// Days whose parties share their luck: on a bad day nobody is called in time.
Verdict decide(double share_over, double target_share, std::uint32_t stream) {
  const Stream draws{11, stream, Purpose::arrival};
  TargetTest test{tolerance, error};
  for (std::uint64_t day = 0; day < days_max; ++day) {
    const double over = draws.uniform(day) < share_over ? parties : 0;
    test.add({parties, over - target_share * parties});
    if (test.verdict() != Verdict::undecided) return test.verdict();
  }
  return Verdict::undecided;
}

TEST_CASE("what is above the target by more than the tolerance is called met by error only") {
  int wrong = 0;
  for (std::uint32_t stream = 0; stream < 300; ++stream) {
    if (decide(0.12, 0.10, stream) == Verdict::met) ++wrong;
  }
  CHECK(wrong <= 9);  // 3 are expected at most, and 10 or more come once in a thousand times
}

TEST_CASE("what meets the target is called missed by error only") {
  int wrong = 0;
  for (std::uint32_t stream = 0; stream < 300; ++stream) {
    if (decide(0.10, 0.10, 1000 + stream) == Verdict::missed) ++wrong;
  }
  CHECK(wrong <= 9);
}

TEST_CASE("what is far from the target is decided, and rightly") {
  for (std::uint32_t stream = 0; stream < 50; ++stream) {
    CHECK(decide(0.03, 0.10, 2000 + stream) == Verdict::met);
    CHECK(decide(0.30, 0.10, 2000 + stream) == Verdict::missed);
  }
}

TEST_CASE("a few days decide nothing, and where nobody comes the target is met") {
  TargetTest test{tolerance, error};
  for (int day = 0; day < 20; ++day) test.add({parties, parties});
  CHECK(test.verdict() == Verdict::undecided);
  TargetTest empty{tolerance, error};
  for (int day = 0; day < 200; ++day) empty.add({});
  CHECK(empty.verdict() == Verdict::met);
}

TEST_CASE("the interval narrows with days and widens with a smaller error") {
  CHECK(anytime_half_width(400, 4, 0.01, 200) < anytime_half_width(100, 4, 0.01, 200));
  CHECK(anytime_half_width(100, 4, 0.001, 200) > anytime_half_width(100, 4, 0.01, 200));
  CHECK(anytime_half_width(100, 16, 0.01, 200) ==
        doctest::Approx(2 * anytime_half_width(100, 4, 0.01, 200)));
}

}  // namespace
}  // namespace offpeak::loadtest
