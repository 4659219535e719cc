#include "api/security/pace.hpp"

#include <doctest/doctest.h>

#include "tests/api/security/support.hpp"

namespace security = offpeak::security;
using offpeak::scheduler::ActorId;
using offpeak::security::Pace;
using offpeak::testing::morning;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr security::PaceRule rule{5, seconds{10}};
constexpr ActorId kiosk{7};

}  // namespace

TEST_CASE("So many at once, then one in each interval, for each holder by itself") {
  Pace pace;
  for (int i = 0; i < rule.burst; ++i) CHECK(pace.take(kiosk, 1, morning, rule).allowed);
  const auto refused = pace.take(kiosk, 1, morning + milliseconds{1}, rule);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry_after == milliseconds{9'999});
  CHECK(pace.take(ActorId{8}, 1, morning, rule).allowed);
  for (int n = 1; n <= 100; ++n) {
    CHECK_FALSE(pace.take(kiosk, 1, morning + n * rule.interval - milliseconds{1}, rule).allowed);
    CHECK(pace.take(kiosk, 1, morning + n * rule.interval, rule).allowed);
  }
}

TEST_CASE("Several are taken as a whole or not at all") {
  Pace pace;
  REQUIRE(pace.take(kiosk, 3, morning, rule).allowed);
  const auto refused = pace.take(kiosk, 4, morning, rule);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry_after == milliseconds{20'000});
  CHECK(pace.take(kiosk, 2, morning, rule).allowed);
}

TEST_CASE("What is given back may be taken again, and leaves no more than a burst") {
  Pace pace;
  for (int i = 0; i < 50; ++i) {
    REQUIRE(pace.take(kiosk, 1, morning, rule).allowed);
    pace.give_back(kiosk, 1, rule);
  }
  pace.give_back(kiosk, 5, rule);
  for (int i = 0; i < rule.burst; ++i) CHECK(pace.take(kiosk, 1, morning, rule).allowed);
  CHECK_FALSE(pace.take(kiosk, 1, morning, rule).allowed);
}

TEST_CASE("A clock that was set back shuts nobody out for longer than a burst lasts") {
  Pace pace;
  for (int i = 0; i < rule.burst; ++i) REQUIRE(pace.take(kiosk, 1, morning, rule).allowed);
  const auto back = morning - std::chrono::hours{3};
  CHECK(pace.take(kiosk, 1, back, rule).retry_after == rule.interval);
}

TEST_CASE("There is room for so many holders, and again when one is idle") {
  Pace pace;
  for (std::uint64_t n = 1; n <= Pace::actors_max; ++n) {
    REQUIRE(pace.take(ActorId{n}, 1, morning, rule).allowed);
  }
  const ActorId newcomer{Pace::actors_max + 1};
  CHECK_FALSE(pace.take(newcomer, 1, morning, rule).allowed);
  CHECK(pace.take(ActorId{1}, 1, morning, rule).allowed);
  CHECK(pace.take(newcomer, 1, morning + rule.interval, rule).allowed);
}
