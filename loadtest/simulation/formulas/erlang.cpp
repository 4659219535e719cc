#include "loadtest/simulation/formulas/erlang.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace offpeak::loadtest {
namespace {

bool is_positive(double value) { return std::isfinite(value) && value > 0; }
bool is_server_count(int servers) { return servers >= 1 && servers <= servers_max; }

/// Weights below exp(-46), 1e-20, of the largest one are left out.
constexpr double negligible_log = -46;
/// Bound on counters, waiting places, and people who would wait without a limit; more is out of the
/// formula's domain.
constexpr std::size_t states_max = 4'000'000;

}  // namespace

Solved<double> erlang_b(double load, int servers) {
  if (!std::isfinite(load) || load < 0 || servers < 0 || servers > servers_max) {
    return Unsolved::out_of_domain;
  }
  double blocked = 1;
  for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
  return blocked;
}

Solved<double> erlang_c(double load, int servers) {
  if (!std::isfinite(load) || load < 0 || !is_server_count(servers)) return Unsolved::out_of_domain;
  if (load >= servers) return Unsolved::unstable;
  const double blocked = *erlang_b(load, servers);
  return blocked / (1 - load / servers * (1 - blocked));
}

double DelaySystem::share_over(double time) const {
  return wait_share * std::exp(-drain_rate * time);
}

double DelaySystem::wait_quantile(double share) const {
  const double over = 1 - share;
  return wait_share <= over ? 0 : std::log(wait_share / over) / drain_rate;
}

Solved<DelaySystem> delay_system(double arrival_rate, double service_rate, int servers) {
  if (!is_positive(arrival_rate) || !is_positive(service_rate)) return Unsolved::out_of_domain;
  const double load = arrival_rate / service_rate;
  const auto waiting = erlang_c(load, servers);
  if (!waiting) return waiting.error();
  DelaySystem system;
  system.wait_share = *waiting;
  system.drain_rate = servers * service_rate - arrival_rate;
  system.wait_mean = *waiting / system.drain_rate;
  system.wait_variance = *waiting * (2 - *waiting) / (system.drain_rate * system.drain_rate);
  system.queue_mean = arrival_rate * system.wait_mean;
  system.inside_mean = system.queue_mean + load;
  return system;
}

namespace {

/// Logarithms of the weights of 0, 1, … inside.
std::vector<double> state_logs(double arrival_rate, double service_rate, double leaving_rate,
                               int servers, int room) {
  std::vector<double> logs{0.0};
  double most = 0;
  while (logs.size() < states_max) {
    const auto inside = static_cast<double>(logs.size());
    const double queue = std::max(0.0, inside - servers);
    if (room != room_unlimited && queue > room) break;
    const double out = std::min(inside, double{1} * servers) * service_rate + queue * leaving_rate;
    logs.push_back(logs.back() + std::log(arrival_rate / out));
    most = std::max(most, logs.back());
    // Weights fall ever faster behind the largest one, so what follows is as small.
    if (room == room_unlimited && queue > 0 && logs.back() < most + negligible_log) break;
  }
  for (double& log : logs) log -= most;
  return logs;
}

}  // namespace

Solved<ImpatientSystem> erlang_a(double arrival_rate, double service_rate, double leaving_rate,
                                 int servers, int room) {
  if (!is_positive(arrival_rate) || !is_positive(service_rate) || !is_server_count(servers) ||
      !std::isfinite(leaving_rate) || leaving_rate < 0 || room < room_unlimited) {
    return Unsolved::out_of_domain;
  }
  const bool grows = leaving_rate == 0 && room == room_unlimited;
  if (grows && arrival_rate >= servers * service_rate) return Unsolved::unstable;

  double whole = 0, waiting = 0, queue_sum = 0, busy_sum = 0, last = 0;
  const auto logs = state_logs(arrival_rate, service_rate, leaving_rate, servers, room);
  if (logs.size() >= states_max) return Unsolved::out_of_domain;
  for (std::size_t inside = 0; inside < logs.size(); ++inside) {
    last = std::exp(logs[inside]);
    const double queue = std::max(0.0, static_cast<double>(inside) - servers);
    whole += last;
    queue_sum += queue * last;
    busy_sum += std::min(static_cast<double>(inside), double{1} * servers) * last;
    if (inside >= static_cast<std::size_t>(servers)) waiting += last;
  }
  ImpatientSystem system;
  system.blocked_share = room == room_unlimited ? 0 : last / whole;
  system.wait_share = waiting / whole - system.blocked_share;
  system.queue_mean = queue_sum / whole;
  system.abandon_share = leaving_rate * system.queue_mean / arrival_rate;
  system.wait_mean = system.queue_mean / (arrival_rate * (1 - system.blocked_share));
  system.inside_mean = (queue_sum + busy_sum) / whole;
  system.utilisation = busy_sum / whole / servers;
  return system;
}

}  // namespace offpeak::loadtest
