#include <doctest/doctest.h>

#include <thread>

#include "scheduler/engine/believed_steps.hpp"
#include "scheduler/engine/clock.hpp"

namespace offpeak::engine::tests {
namespace {

using config::Instant;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

const Instant start = config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{480});

TEST_CASE("the plain clock shows the system's time") {
  const Clock clock;
  CHECK_FALSE(clock.is_demonstration());
  const auto before = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const auto shown = clock.now();
  const auto real = Clock::real_now();
  const auto after = std::chrono::system_clock::now();
  CHECK(shown >= before);
  CHECK(shown <= after);
  CHECK(real >= shown);
}

TEST_CASE("a clock of speed 0 stands where it was set") {
  const Clock clock{start, 0};
  CHECK(clock.is_demonstration());
  CHECK(clock.now() == start);
  CHECK(clock.now() == start);
  CHECK(clock.until(start) == nanoseconds{0});
  CHECK(clock.until(start + milliseconds{1}) == hours{1});
}

TEST_CASE("a standing clock shows what it was moved to, for its copies too from then on") {
  Clock clock{start, 0};
  CHECK(clock.is_standing());
  clock.move_to(start + hours{1});
  CHECK(clock.now() == start + hours{1});
  CHECK(clock.until(start + hours{1}) == nanoseconds{0});
  CHECK(Clock{clock}.now() == start + hours{1});
  CHECK_FALSE(Clock{}.is_standing());
  CHECK_FALSE(Clock{start, 60}.is_standing());
}

TEST_CASE("a fast clock runs at its multiple of real time") {
  const auto began = std::chrono::steady_clock::now();
  const Clock clock{start, 1000};
  const auto set = std::chrono::steady_clock::now();
  CHECK(clock.now() >= start);
  Instant shown = clock.now();
  while (shown < start + seconds{60}) {
    const auto asked = std::chrono::steady_clock::now();
    shown = clock.now();
    const auto answered = std::chrono::steady_clock::now();
    const auto least = std::chrono::duration_cast<milliseconds>((asked - set) * 1000);
    const auto most = std::chrono::duration_cast<milliseconds>((answered - began) * 1000);
    REQUIRE(shown - start >= least - milliseconds{1});
    REQUIRE(shown - start <= most + milliseconds{1});
    std::this_thread::yield();
  }
}

TEST_CASE("the time until a moment is real time, at most an hour, never negative") {
  const Clock fast{start, 1000};
  CHECK(fast.until(start - hours{1}) == nanoseconds{0});
  const auto left = fast.until(start + 1000 * minutes{50});
  CHECK(left > nanoseconds{0});
  CHECK(left <= minutes{50});
  CHECK(fast.until(start + hours{1'000'000}) == hours{1});

  const Clock real;
  CHECK(real.until(Clock::real_now() - seconds{1}) == nanoseconds{0});
  const auto most = real.until(Clock::real_now() + minutes{50});
  CHECK(most > nanoseconds{0});
  CHECK(most <= minutes{50});
  CHECK(real.until(Clock::real_now() + hours{48}) == hours{1});
}

TEST_CASE("waiting as long as it says is long enough, give or take a step of the clock") {
  const Clock clock{start, Clock::speed_max};
  const Instant moment = clock.now() + hours{2};
  const auto left = clock.until(moment);
  const auto end = std::chrono::steady_clock::now() + left;
  while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
  CHECK(clock.now() >= moment - milliseconds{1});
}

TEST_CASE("a demonstration goes on from where the store ends, the real clock is left alone") {
  Clock early{start, 0};
  early.not_before(start + hours{5});
  CHECK(early.now() == start + hours{5});
  early.not_before(start);
  CHECK(early.now() == start + hours{5});

  Clock real;
  real.not_before(Clock::real_now() + hours{1000});
  CHECK(real.now() < Clock::real_now() + hours{1});
}

TEST_CASE("small steps of the system's time are believed, one after the other; a far one is not") {
  struct Row {
    const char* what;
    nanoseconds steps;  // from the start on
    nanoseconds believed;
    std::optional<nanoseconds> jump;
  };
  constexpr nanoseconds most = Clock::jump_min;
  const Row rows[] = {
      {"nothing was set", nanoseconds{0}, nanoseconds{0}, {}},
      {"the clocks are read one after the other", milliseconds{1}, nanoseconds{0}, {}},
      {"a correction", seconds{5}, seconds{5}, {}},
      {"as far as is believed", seconds{5} + most, seconds{5} + most, {}},
      {"as far again", seconds{5} + 2 * most, seconds{5} + 2 * most, {}},
      {"back", seconds{5} + most, seconds{5} + most, {}},
      {"a day ahead", hours{24}, seconds{5} + most, hours{24} - seconds{5} - most},
      {"and corrected there", hours{24} + seconds{1}, seconds{5} + most,
       hours{24} - seconds{4} - most},
      {"right again", seconds{6} + most, seconds{6} + most, {}},
      {"a little too far back", seconds{6} - nanoseconds{1}, seconds{6} + most,
       -most - nanoseconds{1}},
      {"hours back", hours{-3}, seconds{6} + most, hours{-3} - seconds{6} - most},
      {"right again", seconds{6}, seconds{6}, {}},
  };
  BelievedSteps steps;
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK((steps.jump(row.steps) == row.jump));
    CHECK((steps.value() == row.believed));
  }
}

}  // namespace
}  // namespace offpeak::engine::tests
