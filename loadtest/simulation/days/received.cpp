#include "loadtest/simulation/days/received.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/in_parallel.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double first_guess = 1.15;
constexpr std::uint32_t pairs_of_small_round = 1;
constexpr double people_of_large_round = 160'000;
/// So that a slope over a step that is mostly chance cannot carry the number far away.
constexpr double step_min = 1e-3;
constexpr double slope_max = 0.8;

/// Balance of so many antithetic pairs of days: a busy day stands beside one that is as quiet, so
/// that few days have the mean day's people.
Balance try_days(const Scenario& scenario, std::uint64_t seed, std::uint32_t pairs, int threads) {
  std::vector<Balance> days(2 * pairs);
  base::in_parallel(days.size(), threads, [&](std::size_t at) {
    const Draws draws{seed, static_cast<std::uint32_t>(at / 2), at % 2 == 1};
    days[at] = simulate_day(scenario, draws).balance();
  });
  Balance sum;
  for (const Balance& day : days) sum.add(day);
  return sum;
}

double ratio_of(const Balance& balance) {
  const auto received = static_cast<double>(balance.received().people);
  const auto meant = static_cast<double>(balance.meant.people);
  return meant <= meant_per_received_max * received ? std::max(1.0, meant / received)
                                                    : meant_per_received_max;
}

/// For one of `days` days, which share the people of a large round; at least one.
std::uint32_t pairs_of_large_round(double people_a_day, int days) {
  return static_cast<std::uint32_t>(std::ceil(people_of_large_round / (2 * people_a_day * days)));
}

/// The number that leads to itself: more who mean to come are received to a smaller share, so that
/// each round is right for the number of the round before only nearly. A small round comes near it,
/// two large ones on the same days tell how far each leaves it (the secant method), and one more
/// settles it. 0 when nobody comes.
double solve(Scenario& trial, int days, std::uint64_t seed, int threads) {
  double& ratio = trial.change.meant_per_received[trial.date];
  ratio = first_guess;
  const Balance first = try_days(trial, seed, pairs_of_small_round, threads);
  if (first.meant.people == 0) return 0;
  const double people = static_cast<double>(first.meant.people) / (2 * pairs_of_small_round);
  const auto pairs = pairs_of_large_round(people, days);
  const auto leads_to = [&](double tried) {
    ratio = tried;
    return ratio_of(try_days(trial, seed, pairs, threads));
  };
  const double start = ratio_of(first);
  const double once = leads_to(start);
  const double twice = leads_to(once);
  const double step = once - start;
  const double slope =
      std::abs(step) < step_min ? 0 : std::clamp((twice - once) / step, 0.0, slope_max);
  return leads_to(std::clamp(once + (twice - once) / (1 - slope), 1.0, meant_per_received_max));
}

}  // namespace

std::map<config::Date, double> meant_per_received(const Scenario& scenario, std::uint64_t seed,
                                                  int threads) {
  std::map<config::Date, double> ratios;
  Scenario trial = scenario;
  trial.days = 1;
  trial.change.meant_per_received.clear();
  for (int day = 0; day < scenario.days; ++day) {
    trial.date = scenario.date + std::chrono::days{day};
    const double ratio = solve(trial, scenario.days, seed, threads);
    if (ratio > 0) ratios[trial.date] = ratio;
  }
  return ratios;
}

}  // namespace offpeak::loadtest
