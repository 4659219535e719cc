#include "loadtest/simulation/formulas/single_queue.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include "loadtest/simulation/formulas/erlang.hpp"

namespace offpeak::loadtest {
namespace {

bool is_positive(double value) { return std::isfinite(value) && value > 0; }

/// Each step brings a root closer by the load per server at least.
constexpr int root_steps_max = 1'000'000;
constexpr double root_error_max = 1e-15;

std::complex<double> crommelin_root(double load, int servers, int which) {
  const double turn = 2 * std::numbers::pi * which / servers;
  const auto unity = std::polar(1.0, turn);
  std::complex<double> root = 0;
  for (int step = 0; step < root_steps_max; ++step) {
    const auto next = unity * std::exp(-load / servers * (1.0 - root));
    const double moved = std::abs(next - root);
    root = next;
    if (moved < root_error_max) break;
  }
  return root;
}

}  // namespace

Solved<Waiting> general_service(double arrival_rate, const ServiceMoments& service) {
  const bool is_distribution = is_positive(service.first) && is_positive(service.second) &&
                               is_positive(service.third) &&
                               service.second >= service.first * service.first;
  if (!is_positive(arrival_rate) || !is_distribution) return Unsolved::out_of_domain;
  const double load = arrival_rate * service.first;
  if (load >= 1) return Unsolved::unstable;
  Waiting waiting;
  waiting.wait_share = load;
  waiting.wait_mean = arrival_rate * service.second / (2 * (1 - load));
  waiting.wait_variance =
      waiting.wait_mean * waiting.wait_mean + arrival_rate * service.third / (3 * (1 - load));
  waiting.queue_mean = arrival_rate * waiting.wait_mean;
  waiting.inside_mean = waiting.queue_mean + load;
  return waiting;
}

Solved<std::vector<double>> priority_waits(std::span<const double> arrival_rates,
                                           double service_rate, int servers) {
  if (arrival_rates.empty() || !is_positive(service_rate)) return Unsolved::out_of_domain;
  double rate = 0;
  for (const double each : arrival_rates) {
    if (!std::isfinite(each) || each < 0) return Unsolved::out_of_domain;
    rate += each;
  }
  const auto waiting = erlang_c(rate / service_rate, servers);
  if (!waiting) return waiting.error();
  const double capacity = servers * service_rate;
  std::vector<double> waits;
  double before = 0;
  for (const double each : arrival_rates) {
    const double with = before + each / capacity;
    waits.push_back(*waiting / capacity / ((1 - before) * (1 - with)));
    before = with;
  }
  return waits;
}

Solved<Waiting> constant_service(double arrival_rate, double service_time, int servers) {
  if (!is_positive(arrival_rate) || !is_positive(service_time) || servers < 1 ||
      servers > servers_max) {
    return Unsolved::out_of_domain;
  }
  const double load = arrival_rate * service_time;
  if (load >= servers) return Unsolved::unstable;
  const double spare = servers - load;
  std::complex<double> sum = 0, product = 1;
  for (int which = 1; which < servers; ++which) {
    const auto distance = 1.0 - crommelin_root(load, servers, which);
    sum += 1.0 / distance;
    product *= distance;
  }
  Waiting waiting;
  waiting.wait_share = 1 - spare / product.real();
  waiting.inside_mean = sum.real() + (servers - spare * spare) / (2 * spare);
  waiting.queue_mean = waiting.inside_mean - load;
  waiting.wait_mean = waiting.queue_mean / arrival_rate;
  return waiting;
}

Solved<Waiting> party_arrivals(double party_rate, std::span<const double> party_shares,
                               double service_rate) {
  if (!is_positive(party_rate) || !is_positive(service_rate)) return Unsolved::out_of_domain;
  double shares = 0, people = 0, squares = 0, size = 0;
  for (const double share : party_shares) {
    if (!std::isfinite(share) || share < 0) return Unsolved::out_of_domain;
    ++size;
    shares += share;
    people += size * share;
    squares += size * size * share;
  }
  if (std::abs(shares - 1) > 1e-9) return Unsolved::out_of_domain;
  const double rate = party_rate * people;
  const double load = rate / service_rate;
  if (load >= 1) return Unsolved::unstable;
  Waiting waiting;
  waiting.inside_mean = load * (1 + squares / people) / (2 * (1 - load));
  waiting.queue_mean = waiting.inside_mean - load;
  waiting.wait_mean = waiting.queue_mean / rate;
  return waiting;
}

Solved<PredictionError> prediction_error(double arrival_rate, double service_rate, int servers) {
  const auto system = delay_system(arrival_rate, service_rate, servers);
  if (!system) return system.error();
  const double capacity = servers * service_rate;
  const double spare = system->drain_rate;
  return PredictionError{1 / (spare * capacity), 1 / (spare * spare)};
}

}  // namespace offpeak::loadtest
