#include "scheduler/engine/clock.hpp"

namespace offpeak::engine {

using std::chrono::duration;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

Clock::Clock(config::Instant start, double speed)
    : demonstration_{true}, start_{start}, speed_{speed}, began_{steady_clock::now()} {}

config::Instant Clock::now() const {
  if (!demonstration_) return real_now();
  const duration<double, std::milli> real = steady_clock::now() - began_;
  return start_ + config::milliseconds{static_cast<std::int64_t>(real.count() * speed_)};
}

config::Instant Clock::real_now() {
  return std::chrono::floor<config::milliseconds>(std::chrono::system_clock::now());
}

void Clock::not_before(config::Instant instant) {
  if (demonstration_ && start_ < instant) start_ = instant;
}

nanoseconds Clock::until(config::Instant instant) const {
  constexpr nanoseconds longest = std::chrono::hours{1};
  const auto left = instant - now();
  if (left <= config::milliseconds{0}) return nanoseconds{0};
  if (demonstration_ && speed_ <= 0) return longest;
  const duration<double, std::milli> real{static_cast<double>(left.count()) / speed_};
  if (real >= longest) return longest;
  return std::chrono::ceil<nanoseconds>(real);
}

}  // namespace offpeak::engine
