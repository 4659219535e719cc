#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include "api/security/rate_limit.hpp"
#include "tests/api/security/support.hpp"

namespace security = offpeak::security;
namespace config = offpeak::config;
namespace testing = offpeak::testing;
using config::milliseconds;
using security::Allowance;
using security::Decision;
using security::RateLimiter;
using testing::morning;

namespace {

constexpr int threads_count = 4;

template <class Work>
void on_all_threads(const Work& work) {
  std::vector<std::thread> threads;
  threads.reserve(threads_count);
  for (int i = 0; i < threads_count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

int admitted(RateLimiter& limiter, std::uint64_t key, config::Instant now, Allowance allowance,
             int attempts) {
  int count = 0;
  for (int i = 0; i < attempts; ++i) count += limiter.admit(key, now, allowance).allowed ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("A burst passes at once, then one request each interval") {
  RateLimiter limiter{1024, morning};
  const Allowance allowance{5, 30};
  CHECK(admitted(limiter, 1, morning, allowance, 100) == 30);

  const Decision refused = limiter.admit(1, morning, allowance);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.retry_after == milliseconds{200});
  CHECK_FALSE(limiter.admit(1, morning + milliseconds{199}, allowance).allowed);
  CHECK(limiter.admit(1, morning + milliseconds{199}, allowance).retry_after == milliseconds{1});
  CHECK(limiter.admit(1, morning + milliseconds{200}, allowance).allowed);
  CHECK_FALSE(limiter.admit(1, morning + milliseconds{200}, allowance).allowed);
  CHECK(admitted(limiter, 1, morning + milliseconds{10'200}, allowance, 100) == 30);
}

TEST_CASE("The sustained rate is met exactly, also where an interval is not whole milliseconds") {
  struct Row {
    Allowance allowance;
    int seconds;
    int admitted;  // burst + rate × time; the last instant, when another is due, is not reached
  };
  const std::vector<Row> rows = {
      {{1, 1}, 60, 60},          {{5, 30}, 60, 329},        {{100, 2000}, 60, 7999},
      {{8, 1}, 60, 480},         {{1000, 10}, 10, 10009},   {{4000, 4000}, 10, 43996},
      {{8000, 8000}, 10, 87992}, {{3000, 3000}, 10, 29664},  // 2.67 ticks are rounded up to 3
  };
  for (const Row& row : rows) {
    RateLimiter limiter{64, morning};
    CAPTURE(row.allowance.per_second);
    int count = 0;
    for (int ms = 0; ms < row.seconds * 1000; ++ms) {
      const int attempts = ms == 0 ? row.allowance.burst + 1 : 10;
      count += admitted(limiter, 1, morning + milliseconds{ms}, row.allowance, attempts);
    }
    CHECK(count == row.admitted);
  }
}

TEST_CASE("Who waits as long as told is admitted") {
  RateLimiter limiter{64, morning};
  for (const Allowance allowance : {Allowance{3, 1}, Allowance{7, 2}, Allowance{999, 5}}) {
    const auto key = static_cast<std::uint64_t>(allowance.per_second);
    config::Instant now = morning;
    for (int i = 0; i < 1000; ++i) {
      const Decision decision = limiter.admit(key, now, allowance);
      if (!decision.allowed) {
        CHECK(decision.retry_after > milliseconds{0});
        now += decision.retry_after;
        CHECK(limiter.admit(key, now, allowance).allowed);
      }
    }
  }
}

TEST_CASE("Keys do not disturb each other") {
  RateLimiter limiter{1 << 16, morning};
  const Allowance allowance{1, 3};
  for (std::uint64_t key = 0; key < 1000; ++key) {
    CAPTURE(key);
    CHECK(admitted(limiter, key, morning, allowance, 10) == 3);
  }
  for (std::uint64_t key = 0; key < 1000; ++key) {
    CHECK(admitted(limiter, key, morning, allowance, 10) == 0);
  }
}

TEST_CASE("An idle key's cell is reused without loss, an active one's only when all are active") {
  RateLimiter limiter{4, morning};  // one set of four
  const Allowance allowance{1, 4};
  for (std::uint64_t key = 1; key <= 4; ++key) {
    CHECK(admitted(limiter, key, morning, allowance, static_cast<int>(key)) ==
          static_cast<int>(key));
  }
  const config::Instant later = morning + milliseconds{1000};  // key 1 is idle again
  CHECK(admitted(limiter, 5, later, allowance, 10) == 4);
  CHECK(admitted(limiter, 4, later, allowance, 10) == 1);
  CHECK(admitted(limiter, 3, later, allowance, 10) == 2);

  CHECK(limiter.admit(6, later, allowance).allowed);  // takes the place of key 2, the least loaded
  CHECK(admitted(limiter, 5, later, allowance, 10) == 0);
  CHECK(admitted(limiter, 4, later, allowance, 10) == 0);
  CHECK(admitted(limiter, 3, later, allowance, 10) == 0);
}

TEST_CASE("A clock that steps back refuses, and never admits more") {
  RateLimiter limiter{64, morning};
  const Allowance allowance{10, 5};
  CHECK(admitted(limiter, 1, morning + milliseconds{1000}, allowance, 10) == 5);
  CHECK(admitted(limiter, 1, morning, allowance, 10) == 0);
  CHECK(admitted(limiter, 1, morning - milliseconds{1000}, allowance, 10) == 0);
  CHECK(admitted(limiter, 1, morning + milliseconds{1000}, allowance, 10) == 0);
}

TEST_CASE("Allowances outside their ranges act as the nearest inside") {
  RateLimiter limiter{64, morning};
  CHECK(admitted(limiter, 1, morning, {0, 0}, 10) == 1);
  CHECK(admitted(limiter, 2, morning, {-5, -5}, 10) == 1);
  CHECK(admitted(limiter, 3, morning, {1'000'000, 10}, 20) == 10);
  CHECK(admitted(limiter, 4, morning, {1, 2'000'000'000}, RateLimiter::burst_max + 5) ==
        RateLimiter::burst_max);
}

TEST_CASE("Four threads together get exactly one burst at one moment") {
  const Allowance allowance{100, 5000};
  RateLimiter limiter{1024, morning};
  std::atomic<int> total{0};
  on_all_threads([&](int) { total += admitted(limiter, 7, morning, allowance, 4000); });
  CHECK(total == 5000);
}

TEST_CASE("Four threads never get more than burst and rate allow while time runs") {
  constexpr int steps = 200'000;
  const Allowance allowance{100, 50};
  RateLimiter limiter{1024, morning};
  std::atomic<int> clock_ms{0};
  std::atomic<int> total{0};
  on_all_threads([&](int) {
    int mine = 0;
    for (int ms = clock_ms++; ms < steps; ms = clock_ms++) {
      mine += limiter.admit(7, morning + milliseconds{ms}, allowance).allowed ? 1 : 0;
    }
    total += mine;
  });
  CHECK(total <= 50 + steps / 10);
  CHECK(total >= steps / 10);  // one request each ms asks for ten times the rate
}

// Three keys and one set of four: cells go idle and are taken anew all the time, by threads whose
// clocks differ. A key that got two cells would show as more than its allowance.
TEST_CASE("Keys that enter and leave one set at once keep their exact bounds") {
  constexpr int rounds = 3000;
  constexpr int keys_count = 3;
  const Allowance allowance{1, 2};
  RateLimiter limiter{4, morning};
  std::vector<std::array<std::atomic<int>, keys_count>> counts(rounds);
  std::barrier together{threads_count};
  on_all_threads([&](int thread) {
    for (int round = 0; round < rounds; ++round) {
      together.arrive_and_wait();
      // A round has new keys and begins when those of the one before go idle, for some threads just
      // so and for others just not yet.
      const config::Instant now = morning + milliseconds{round * 2000 + thread % 2};
      for (int i = 0; i < 4 * keys_count; ++i) {
        const int key = (i + thread) % keys_count;
        const auto name =
            static_cast<std::uint64_t>(round) * keys_count + static_cast<std::uint64_t>(key);
        if (limiter.admit(name, now, allowance).allowed) {
          ++counts[static_cast<std::size_t>(round)][static_cast<std::size_t>(key)];
        }
      }
    }
  });
  int wrong = 0;
  for (const auto& round : counts) {
    for (const auto& count : round) wrong += count == 2 ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("What was spent beyond a request delays the next one, by a burst at most") {
  RateLimiter limiter{1024, morning};
  const Allowance allowance{10, 20};  // one in 100 ms
  REQUIRE(limiter.admit(1, morning, allowance).allowed);
  limiter.spend(1, morning, allowance, 18);
  CHECK(limiter.admit(1, morning, allowance).allowed);  // the twentieth
  CHECK(limiter.admit(1, morning, allowance).retry_after == milliseconds{100});
  limiter.spend(1, morning, allowance, 5);
  CHECK(limiter.admit(1, morning, allowance).retry_after == milliseconds{600});
  limiter.spend(1, morning, allowance, ~std::uint64_t{0});
  CHECK(limiter.admit(1, morning, allowance).retry_after == milliseconds{2100});
  CHECK(limiter.admit(1, morning + milliseconds{2100}, allowance).allowed);
  CHECK(limiter.admit(2, morning, allowance).allowed);
}

TEST_CASE("Four threads that spend at once lose nothing") {
  const Allowance allowance{1000, 10'000};
  RateLimiter limiter{1024, morning};
  on_all_threads([&](int) {
    for (int i = 0; i < 1000; ++i) limiter.spend(7, morning, allowance, 2);
  });
  CHECK(admitted(limiter, 7, morning, allowance, 4000) == 2000);
}
