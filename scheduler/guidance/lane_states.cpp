#include "scheduler/guidance/lane_states.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.hpp"
#include "scheduler/guidance/sum_in_parts.hpp"

namespace offpeak::scheduler {
namespace {

/// A state that would have less is not opened.
constexpr double mass_min = 1e-8;
/// Jumps of one part of a run; longer runs are done in parts, so that weights fit their place.
constexpr double jumps_mean_max = 1024;
/// When a jump moves less than this, the rest of the run moves less than its jumps times as much:
/// the change from jump to jump never grows, as no row of the jumps' matrix sums to more than 1.
constexpr double steady_change = 1e-8;
constexpr int steady_check_every = 16;

constexpr std::size_t places = static_cast<std::size_t>(lane_states_max) + 3;

struct Weights {
  double end;
  double mean;
};

/// One jump of places 0 … count - 1, from what they and their neighbours have; added to both
/// averages.
[[gnu::always_inline]] inline void jump_all(const double* from, const double* up,
                                            const double* stay, const double* down, double* to,
                                            double* end, double* mean, std::size_t count,
                                            Weights weights) {
  for (std::size_t i = 0; i < count; ++i) {
    const double below = from[i - 1] * up[i - 1];
    const double above = from[i + 1] * down[i + 1];
    const double mass = below + from[i] * stay[i] + above;
    to[i] = mass;
    end[i] += weights.end * mass;
    mean[i] += weights.mean * mass;
  }
}

// The pointers are of different arrays and the loop has no branch: so the compiler works on several
// states at once, but not when it puts these functions into another one.

[[gnu::noinline]] void jump_once(const double* __restrict from, const double* __restrict up,
                                 const double* __restrict stay, const double* __restrict down,
                                 double* __restrict to, double* __restrict end,
                                 double* __restrict mean, std::size_t count, Weights weights) {
  jump_all(from, up, stay, down, to, end, mean, count, weights);
}

#if defined(__x86_64__)
/// The same on twice as many states at once. Each is worked on as before, without fused operations,
/// so that results do not depend on the machine.
[[gnu::noinline, gnu::target("avx2")]] void jump_once_wide(
    const double* __restrict from, const double* __restrict up, const double* __restrict stay,
    const double* __restrict down, double* __restrict to, double* __restrict end,
    double* __restrict mean, std::size_t count, Weights weights) {
  jump_all(from, up, stay, down, to, end, mean, count, weights);
}

auto fastest_jump() { return __builtin_cpu_supports("avx2") ? jump_once_wide : jump_once; }
#else
auto fastest_jump() { return jump_once; }
#endif

}  // namespace

LaneStates::LaneStates() {
  for (Masses* each : {&now_, &next_, &end_, &mean_, &up_, &down_, &stay_}) each->resize(places);
}

void LaneStates::start(int inside, int counters, double unit_visitors) {
  OFFPEAK_ASSERT(inside >= 0);
  OFFPEAK_ASSERT(counters >= 0);
  OFFPEAK_ASSERT(counters <= lane_counters_max);
  OFFPEAK_ASSERT(unit_visitors > 0);
  clear(now_);
  clear_mean();
  counters_ = counters;
  unit_visitors_ = unit_visitors;
  left_out_visitors_ = 0;
  low_ = 0;
  high_ = std::min(static_cast<int>(position_of(inside)) + 1, lane_states_max);
  place(now_, inside, 1);
  trim();
}

double LaneStates::position_of(double visitors) const {
  return visitors <= counters_ ? visitors : counters_ + (visitors - counters_) / unit_visitors_;
}

/// Adds the mass at so many visitors, between the two nearest states so that their mean is right.
void LaneStates::place(Masses& masses, double visitors, double mass) const {
  const double position = position_of(visitors);
  const int state = std::min(static_cast<int>(position), lane_states_max - 1);
  const double above = std::min(position - state, 1.0);
  at(masses, state) += mass * (1 - above);
  at(masses, state + 1) += mass * above;
}

void LaneStates::change_counters(int counters) {
  OFFPEAK_ASSERT(counters >= 0);
  OFFPEAK_ASSERT(counters <= lane_counters_max);
  if (counters > counters_) open_counters(counters - counters_);
  while (counters < counters_) close_counter();
}

void LaneStates::open_counters(int more) {
  const int before = counters_;
  counters_ += more;
  for (int state = low_; state <= high_; ++state) {
    const double visitors = state <= before ? state : before + (state - before) * unit_visitors_;
    place(next_, visitors, std::exchange(at(now_, state), 0));
  }
  std::swap(now_, next_);
  low_ = std::min(low_, before);
  high_ = std::min(std::max(high_, high_ + more) + 1, lane_states_max);
  trim();
}

/// One of the open counters, each as likely as another: so it has a visitor in s of c cases, who
/// stays with it.
void LaneStates::close_counter() {
  low_ = std::max(low_ - 1, 0);
  for (int state = std::max(low_, 1); state <= high_; ++state) {
    const double mass = at(now_, state);
    const double leaves = state < counters_ ? mass * state / counters_ : mass;
    at(now_, state) -= leaves;
    at(now_, state - 1) += leaves;
  }
  --counters_;
  trim();
}

void LaneStates::run(double minutes, double arrivals_per_minute, double service_minutes,
                     const FreshStart& fresh, const Turning& turning) {
  OFFPEAK_ASSERT(minutes > 0);
  OFFPEAK_ASSERT(service_minutes > 0);
  OFFPEAK_ASSERT(fresh.counters <= counters_);
  clear_mean();
  const double fresh_minutes = std::min(fresh.minutes, minutes);
  Rates rates{arrivals_per_minute, service_minutes, counters_ - fresh.counters, turning};
  if (fresh_minutes > 0) run_at(rates, fresh_minutes, fresh_minutes / minutes);
  rates.finishing = counters_;
  if (fresh_minutes < minutes) {
    run_at(rates, minutes - fresh_minutes, 1 - fresh_minutes / minutes);
  }
}

/// `share`: what these minutes count in the averages.
void LaneStates::run_at(const Rates& rates, double minutes, double share) {
  const double jumps_per_minute =
      (rates.arrivals_per_minute + rates.finishing / rates.service_minutes) /
      std::min(unit_visitors_, 1.0);
  if (jumps_per_minute == 0) {
    for (int state = low_; state <= high_; ++state) at(mean_, state) += share * at(now_, state);
    note_mean();
    return;
  }
  const int parts = static_cast<int>(std::ceil(minutes * jumps_per_minute / jumps_mean_max));
  const double jumps_mean = minutes / parts * jumps_per_minute;
  jumps_.set(jumps_mean);
  const int jumps_max = jumps_.first() + static_cast<int>(jumps_.values().size());
  for (int part = 0; part < parts; ++part) {
    set_rates(rates, jumps_per_minute, jumps_max);
    run_part(jumps_mean, share / parts);
  }
}

void LaneStates::set_rates(const Rates& rates, double jumps_per_minute, int jumps_max) {
  const double arrival = rates.arrivals_per_minute / jumps_per_minute;
  const double service = 1 / rates.service_minutes / jumps_per_minute;
  const double arrival_of_units = arrival / unit_visitors_;
  const double service_of_units = rates.finishing * service / unit_visitors_;
  const int state_max = std::min(high_ + jumps_max, lane_states_max);
  const int state_min = std::max(low_ - jumps_max, 0);
  for (int state = state_min; state <= std::min(counters_, state_max); ++state) {
    at(up_, state) = state < counters_ ? arrival : arrival_of_units;
    at(down_, state) = std::min(state, rates.finishing) * service;
  }
  for (int state = std::max(counters_ + 1, state_min); state <= state_max; ++state) {
    at(up_, state) = arrival_of_units;
    at(down_, state) = service_of_units;
  }
  const double staying = arrival_of_units * (1 - rates.turning.share);
  for (int state = state_max; state > counters_ && state >= state_min; --state) {
    if ((state - counters_) * unit_visitors_ <= rates.turning.visitors) break;
    at(up_, state) = staying;
  }
  for (int state = state_min; state <= state_max; ++state) {
    at(stay_, state) = 1 - at(up_, state) - at(down_, state);
  }
}

/// The states after k jumps, weighted by the chance that it is k jumps at the end, and by the share
/// of the time during which it is k.
void LaneStates::run_part(double jumps_mean, double share) {
  static const auto jump = fastest_jump();
  const auto weights = jumps_.values();
  const int first = jumps_.first();
  const int last = first + static_cast<int>(weights.size()) - 1;
  double end_rest = 1;  // what k jumps or more weigh
  double mean_rest = 1;
  double end_weight = 0;
  double mean_weight = 0;
  const auto weigh = [&](int k) {
    end_weight = k < first ? 0 : weights[static_cast<std::size_t>(k - first)];
    end_rest -= end_weight;
    mean_weight = k == last ? mean_rest : std::max(end_rest, 0.0) / jumps_mean;
    mean_rest -= mean_weight;
  };
  weigh(0);
  add_now(end_weight, share * mean_weight);
  for (int k = 1; k <= last; ++k) {
    const double turned_back = widen() * jumps_mean;  // in all of this part's jumps
    left_out_visitors_ += turned_back * mean_weight;
    weigh(k);
    const Weights now{end_weight, share * mean_weight};
    jump(&at(now_, low_), &at(up_, low_), &at(stay_, low_), &at(down_, low_), &at(next_, low_),
         &at(end_, low_), &at(mean_, low_), static_cast<std::size_t>(high_ - low_) + 1, now);
    turn_back(low_, at(now_, low_) * at(down_, low_), now.end, now.mean);
    turn_back(high_, at(now_, high_) * at(up_, high_), now.end, now.mean);
    std::swap(now_, next_);
    if (k % steady_check_every != 1 || change() > steady_change) continue;
    left_out_visitors_ += turned_back * mean_rest;
    add_now(end_rest, share * mean_rest);
    break;
  }
  clear(now_);
  clear(next_);
  std::swap(now_, end_);
  note_mean();
  trim();
}

/// What would leave the states that are kept stays at their edge.
void LaneStates::turn_back(int state, double mass, double end_weight, double mean_weight) {
  at(next_, state) += mass;
  at(end_, state) += end_weight * mass;
  at(mean_, state) += mean_weight * mass;
}

void LaneStates::add_now(double end_weight, double mean_weight) {
  for (int state = low_; state <= high_; ++state) {
    at(end_, state) += end_weight * at(now_, state);
    at(mean_, state) += mean_weight * at(now_, state);
  }
}

/// By the last jump.
double LaneStates::change() const {
  const double* const now = &now_[static_cast<std::size_t>(low_) + 1];
  const double* const next = &next_[static_cast<std::size_t>(low_) + 1];
  return sum_in_parts(static_cast<std::size_t>(high_ - low_) + 1,
                      [=](std::size_t i) { return std::abs(now[i] - next[i]); });
}

void LaneStates::note_mean() {
  mean_low_ = std::min(mean_low_, low_);
  mean_high_ = std::max(mean_high_, high_);
}

/// Room for the next jump, where it has mass; what has no room, as visitors in one jump.
double LaneStates::widen() {
  if (low_ > 0 && at(now_, low_) * at(down_, low_) > mass_min) --low_;
  const double rising = at(now_, high_) * at(up_, high_);
  if (rising > mass_min && high_ < lane_states_max) {
    ++high_;
    return 0;
  }
  return rising * (high_ < counters_ ? 1 : unit_visitors_);
}

void LaneStates::clear(Masses& masses) const {
  std::fill(masses.begin() + low_ + 1, masses.begin() + high_ + 2, 0.0);
}

void LaneStates::clear_mean() {
  std::fill(mean_.begin() + mean_low_ + 1, mean_.begin() + mean_high_ + 2, 0.0);
  mean_low_ = low_;
  mean_high_ = high_;
}

/// States at either end that have next to no mass give it to their neighbour.
void LaneStates::trim() {
  while (high_ > low_ && at(now_, high_) < mass_min) {
    at(now_, high_ - 1) += std::exchange(at(now_, high_), 0);
    --high_;
  }
  while (low_ < high_ && at(now_, low_) < mass_min) {
    at(now_, low_ + 1) += std::exchange(at(now_, low_), 0);
    ++low_;
  }
}

std::span<const double> LaneStates::queue() const {
  if (mean_high_ < counters_) return {};
  return {mean_.data() + counters_ + 1, static_cast<std::size_t>(mean_high_ - counters_) + 1};
}

double LaneStates::waiting(const Masses& masses, int high) const {
  double units = 0;
  for (int state = counters_ + 1; state <= high; ++state) {
    units += (state - counters_) * at(masses, state);
  }
  return units * unit_visitors_;
}

double LaneStates::serving_mean() const {
  double serving = 0;
  for (int state = mean_low_; state <= mean_high_; ++state) {
    serving += std::min(state, counters_) * at(mean_, state);
  }
  return serving;
}

}  // namespace offpeak::scheduler
