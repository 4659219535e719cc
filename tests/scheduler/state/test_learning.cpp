// How long services take, and how far predicted waits come true: learned one at a time.
#include "scheduler/state/learning.hpp"

#include <doctest/doctest.h>

#include <random>

namespace offpeak::scheduler {
namespace {

constexpr std::uint32_t minute_ms = 60'000;

TEST_CASE("the mean of a service starts from the configuration and follows what it takes") {
  ServiceTime time{.mean_ms = 6 * minute_ms};
  learn(time, 9 * minute_ms);
  CHECK(time.mean_ms == 6 * minute_ms + 3 * minute_ms / service_prior_weight);
  for (int i = 0; i < 3000; ++i) learn(time, 9 * minute_ms);
  CHECK(time.mean_ms > 8.9 * minute_ms);
  CHECK(time.mean_ms <= 9 * minute_ms);
}

TEST_CASE("one visitor who stays all day changes a mean by little") {
  ServiceTime time{.mean_ms = 6 * minute_ms};
  for (int i = 0; i < 400; ++i) learn(time, 6 * minute_ms);
  learn(time, 0xFFFFFFFF);
  CHECK(time.mean_ms < 7 * minute_ms);
}

WaitFit fresh_fit() {
  WaitFit fit;
  fit.p50.fill(wait_factor_one);
  fit.p90.fill(wait_factor_one);
  return fit;
}

struct Held {
  double p50 = 0;
  double p90 = 0;
};

/// Shares of the last half of so many waits that were within what was told. Waits are exponential
/// with a mean of `mean_s`; a rule that knows nothing of them tells `guess_s`, scaled by the fit.
Held play(double mean_s, std::uint32_t guess_s, int visitors) {
  std::mt19937 random{20260613};
  std::exponential_distribution<double> wait{1 / mean_s};
  WaitFit fit = fresh_fit();
  Held held;
  const auto line = static_cast<std::size_t>(Line::booked);
  for (int i = 0; i < visitors; ++i) {
    const auto told_by = [&](std::uint32_t factor) {
      return static_cast<std::uint32_t>(std::uint64_t{guess_s} * factor / wait_factor_one);
    };
    const Wait told{.p50_s = told_by(fit.p50[line]), .p90_s = told_by(fit.p90[line])};
    const auto waited_s = static_cast<std::uint32_t>(wait(random));
    if (i >= visitors / 2) {
      held.p50 += waited_s <= told.p50_s ? 200.0 / visitors : 0;
      held.p90 += waited_s <= told.p90_s ? 200.0 / visitors : 0;
    }
    learn(fit, Line::booked, told, waited_s);
  }
  return held;
}

TEST_CASE("half of the waits come to lie within p50 and nine of ten within p90") {
  struct Row {
    double mean_s;
    std::uint32_t guess_s;
  };
  for (const Row& row : {Row{1200, 1200}, Row{1200, 400}, Row{400, 1500}, Row{2400, 600}}) {
    CAPTURE(row.mean_s);
    CAPTURE(row.guess_s);
    const Held held = play(row.mean_s, row.guess_s, 4000);
    CHECK(held.p50 >= 47);
    CHECK(held.p50 <= 53);
    CHECK(held.p90 >= 88);
    CHECK(held.p90 <= 92);
  }
}

TEST_CASE("only the line in which a visitor began learns, and factors stay within bounds") {
  WaitFit fit = fresh_fit();
  const Wait told{.p50_s = 60, .p90_s = 120};
  for (int i = 0; i < 2000; ++i) learn(fit, Line::walk_in, told, 100'000);
  const auto walk_in = static_cast<std::size_t>(Line::walk_in);
  CHECK(fit.p50[walk_in] == 16 * wait_factor_one);
  CHECK(fit.p90[walk_in] == 16 * wait_factor_one);
  for (int i = 0; i < 20'000; ++i) learn(fit, Line::walk_in, told, 0);
  CHECK(fit.p50[walk_in] == wait_factor_one / 16);
  CHECK(fit.p90[walk_in] == wait_factor_one / 16);
  for (const Line line : {Line::priority, Line::booked, Line::returning}) {
    CHECK(fit.p50[static_cast<std::size_t>(line)] == wait_factor_one);
    CHECK(fit.samples[static_cast<std::size_t>(line)] == 0);
  }
}

TEST_CASE("nothing is learned from what nobody was told, nor from a call at once") {
  WaitFit fit = fresh_fit();
  learn(fit, Line::booked, Wait{}, 600);
  learn(fit, Line::booked, {.p50_s = 0, .p90_s = 0}, 600);
  const auto booked = static_cast<std::size_t>(Line::booked);
  CHECK(fit.samples[booked] == 0);
  CHECK(fit.p50[booked] == wait_factor_one);
}

}  // namespace
}  // namespace offpeak::scheduler
