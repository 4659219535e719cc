#include "loadtest/simulation/days/received.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/in_parallel.hpp"
#include "loadtest/simulation/days/simulate_day.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double trial_people = 160'000;
constexpr double first_guess = 1.15;

/// Balance of so many days of a scenario that has one.
Balance try_days(const Scenario& scenario, std::uint64_t seed, std::uint32_t count, int threads) {
  std::vector<Balance> days(count);
  base::in_parallel(count, threads, [&](std::size_t at) {
    const Draws draws{seed, static_cast<std::uint32_t>(at), false};
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

}  // namespace

std::map<config::Date, double> meant_per_received(const Scenario& scenario, std::uint64_t seed,
                                                  int threads) {
  std::map<config::Date, double> ratios;
  Scenario trial = scenario;
  trial.days = 1;
  for (int day = 0; day < scenario.days; ++day) {
    trial.date = scenario.date + std::chrono::days{day};
    trial.change.meant_per_received = {{trial.date, first_guess}};
    const Balance first = try_days(trial, seed, 1, threads);
    if (first.meant.people == 0) continue;
    trial.change.meant_per_received[trial.date] = ratio_of(first);
    const double people = static_cast<double>(first.meant.people) * scenario.days;
    const auto count = static_cast<std::uint32_t>(std::ceil(trial_people / people));
    ratios[trial.date] = ratio_of(try_days(trial, seed, count, threads));
  }
  return ratios;
}

}  // namespace offpeak::loadtest
