#include "scheduler/guidance/virtual_wait.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/assert.hpp"
#include "scheduler/guidance/lane_states.hpp"
#include "scheduler/guidance/sum_in_parts.hpp"

namespace offpeak::scheduler {
namespace {

/// The rest of a wait's distribution that is not looked at.
constexpr double share_min = 1e-9;
constexpr double wait_precision_minutes = 0.01;
constexpr int narrowings_max = 60;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Places of S and T of one moment, with two behind the last where both are 0.
constexpr std::size_t places = static_cast<std::size_t>(lane_states_max) + 3;

/// The mean of what begins at `values`.
double weighed(std::span<const double> weights, const double* values) {
  return sum_in_parts(weights.size(), [=](std::size_t i) { return weights[i] * values[i]; });
}

}  // namespace

VirtualWait::VirtualWait()
    : queued_(places * wait_moments_max), beyond_(places * wait_moments_max) {
  moments_.reserve(wait_moments_max);
}

void VirtualWait::start(const CallClock& clock) {
  clock_ = &clock;
  moments_.clear();
}

void VirtualWait::add(double minute, std::span<const double> queue) {
  OFFPEAK_ASSERT(moments_.size() < wait_moments_max);
  OFFPEAK_ASSERT(queue.size() + 2 <= places);
  const std::size_t begin = moments_.size() * places;
  double* const queued = queued_.data() + begin;
  double* const beyond = beyond_.data() + begin;
  moments_.push_back({minute, clock_->at(minute), queue.size()});
  queued[queue.size()] = queued[queue.size() + 1] = 0;
  beyond[queue.size()] = beyond[queue.size() + 1] = 0;
  for (std::size_t i = queue.size(); i-- > 0;) {
    queued[i] = queued[i + 1] + queue[i];
    beyond[i] = beyond[i + 1] + queued[i];
  }
}

VirtualWait::Left VirtualWait::left(std::size_t moment, double calls, double opened) {
  const std::size_t units = moments_[moment].units;
  const auto whole = static_cast<std::size_t>(opened);
  if (whole >= units) return {};
  const std::size_t reach = units - whole;
  const bool is_beyond = calls - 8 * std::sqrt(calls) - 8 > static_cast<double>(reach);
  if (calls > poisson_mean_max || is_beyond) return {};
  calls_.set(calls);
  const auto weights = calls_.values();
  const auto first = static_cast<std::size_t>(calls_.first());
  if (first >= reach) return {};
  return {.from = moment * places + whole + first,
          .part = opened - static_cast<double>(whole),
          .weights = weights.first(std::min(weights.size(), reach - first))};
}

/// Where a fraction of a unit is called by counters that open, S and T are taken between the whole
/// ones; T(m) - T(m + 1) is S(m).
VirtualWait::Tail VirtualWait::tail(std::size_t moment, double calls, double opened) {
  const auto [from, part, weights] = left(moment, calls, opened);
  if (weights.empty()) return {};
  const double over = weighed(weights, &queued_[from]);
  const double beyond = weighed(weights, &beyond_[from]) - part * over;
  if (part == 0) return {over, beyond};
  return {over + part * (weighed(weights, &queued_[from + 1]) - over), beyond};
}

/// Stretch by stretch, until nobody waits any more.
VirtualWait::Shares VirtualWait::shares_of(std::size_t moment) {
  const Moment& from = moments_[moment];
  const double* const queued = queued_.data() + moment * places;
  const double* const beyond = beyond_.data() + moment * places;
  const auto stretches = clock_->stretches();
  const std::size_t last = stretches.size() - 1;
  Tail now{.over = queued[0], .beyond = beyond[0]};
  double minute = from.minute;
  double waited = 0;  // the integral of P(wait > w) until `minute`
  double opened = 0;
  for (std::size_t each = clock_->stretch_at(minute); each < last; ++each) {
    if (now.over < share_min) return {.mean_minutes = waited};
    const double end = clock_->end_minute(each);
    const double calls = stretches[each + 1].units - from.reading.units;
    const double rate = stretches[each].units_per_minute;
    const Tail next = rate > 0 ? tail(moment, calls, opened) : now;
    waited += rate > 0 ? (now.beyond - next.beyond) / rate : now.over * (end - minute);
    minute = end;
    now = next;
    const double opened_then = stretches[each + 1].opened - from.reading.opened;
    if (each + 1 == last) break;
    if (opened_then > opened) now = tail(moment, calls, opened = opened_then);
  }
  return after_closing(moment, {.late = now.over, .waited = waited});
}

VirtualWait::Shares VirtualWait::after_closing(std::size_t moment, const Closing& at) {
  const Moment& from = moments_[moment];
  const CallClock::Stretch& end = clock_->stretches().back();
  Shares shares{.mean_minutes = at.waited, .late = at.late};
  const Tail rest = tail(moment, end.units - from.reading.units, end.opened - from.reading.opened);
  if (end.units_per_minute > 0) {
    shares.mean_minutes += rest.beyond / end.units_per_minute;
    return shares;
  }
  shares.never = rest.over;
  const double called = 1 - rest.over;
  const double waited = at.waited - rest.over * (end.start_minute - from.minute);
  shares.mean_minutes = called > share_min ? std::max(waited, 0.0) / called : infinite;
  return shares;
}

VirtualWait::Shares VirtualWait::shares() {
  Shares sum;
  double called = 0;
  for (std::size_t each = 0; each < moments_.size(); ++each) {
    const Shares shares = shares_of(each);
    sum.late += shares.late;
    sum.never += shares.never;
    if (shares.never >= 1 - share_min) continue;
    called += 1 - shares.never;
    sum.mean_minutes += (1 - shares.never) * shares.mean_minutes;
  }
  const auto moments = static_cast<double>(moments_.size());
  sum.late /= moments;
  sum.never /= moments;
  sum.mean_minutes = called > 0 ? sum.mean_minutes / called : infinite;
  return sum;
}

VirtualWait::Over VirtualWait::over(double minutes) {
  Over sum;
  for (std::size_t each = 0; each < moments_.size(); ++each) {
    const auto& from = moments_[each];
    const auto then = clock_->at(from.minute + minutes);
    const auto [first, part, weights] =
        left(each, then.units - from.reading.units, then.opened - from.reading.opened);
    if (weights.empty()) continue;
    const double here = weighed(weights, &queued_[first]);
    const double next = weighed(weights, &queued_[first + 1]);
    const double after = part > 0 ? weighed(weights, &queued_[first + 2]) : 0;
    sum.share += here + part * (next - here);
    sum.falling_per_minute +=
        (here - next + part * (2 * next - here - after)) * then.units_per_minute;
  }
  const auto moments = static_cast<double>(moments_.size());
  return {sum.share / moments, sum.falling_per_minute / moments};
}

double VirtualWait::waiting_share() const {
  double sum = 0;
  for (std::size_t each = 0; each < moments_.size(); ++each) sum += queued_[each * places];
  return sum / static_cast<double>(moments_.size());
}

/// As if the calls came in time, by the rate of the first moment.
double VirtualWait::guess(double share) const {
  const Moment& first = moments_.front();
  if (first.reading.units_per_minute <= 0)
    return clock_->end_minute(clock_->stretch_at(first.minute)) - first.minute;
  std::size_t units = 0;
  while (units < first.units && queued_[units] > share) ++units;
  return static_cast<double>(units) / first.reading.units_per_minute;
}

/// Newton's method, kept between a wait that more exceed and one that no more do.
double VirtualWait::exceeded_by(double share, const Shares& of) {
  if (waiting_share() <= share) return 0;
  if (of.never > share) return infinite;
  double low = 0;
  double high = infinite;
  double minutes = guess(share);
  for (int i = 0; i < narrowings_max && high - low > wait_precision_minutes; ++i) {
    const Over now = over(minutes);
    // At a tie, where nobody's wait lies between two, the lower one is it, whatever the rounding.
    (now.share > share + share_min ? low : high) = minutes;
    double next = now.falling_per_minute > 0
                      ? minutes + (now.share - share) / now.falling_per_minute
                      : infinite;
    if (std::abs(next - minutes) < wait_precision_minutes) return std::clamp(next, low, high);
    if (next <= low || next >= high) next = high < infinite ? (low + high) / 2 : 2 * low + 1;
    minutes = next;
  }
  return std::min(high, minutes);
}

}  // namespace offpeak::scheduler
