#include "scheduler/engine/clock.hpp"

#include "base/assert.hpp"

namespace offpeak::engine {

using std::chrono::duration;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

namespace {

nanoseconds system_minus_steady() {
  return system_clock::now().time_since_epoch() - steady_clock::now().time_since_epoch();
}

const nanoseconds difference_at_start = system_minus_steady();

}  // namespace

Clock::Clock(config::Instant start, double speed)
    : demonstration_{true}, start_{start}, speed_{speed}, began_{steady_clock::now()} {}

Clock::Clock(const Clock& other) { *this = other; }

Clock& Clock::operator=(const Clock& other) {
  demonstration_ = other.demonstration_;
  start_ = other.start_.load();
  speed_ = other.speed_;
  began_ = other.began_;
  return *this;
}

config::Instant Clock::now() const {
  if (!demonstration_) return real_now();
  if (is_standing()) return start_.load(std::memory_order_acquire);
  const duration<double, std::milli> real = steady_clock::now() - began_;
  return start_.load(std::memory_order_relaxed) +
         config::milliseconds{static_cast<std::int64_t>(real.count() * speed_)};
}

config::Instant Clock::real_now() {
  return std::chrono::floor<config::milliseconds>(system_clock::now());
}

nanoseconds Clock::system_steps() { return system_minus_steady() - difference_at_start; }

void Clock::not_before(config::Instant instant) {
  if (demonstration_ && start_.load() < instant) start_ = instant;
}

void Clock::move_to(config::Instant instant) {
  OFFPEAK_ASSERT(is_standing());
  OFFPEAK_ASSERT(instant >= now());
  start_.store(instant, std::memory_order_release);
}

nanoseconds Clock::until(config::Instant instant) const {
  constexpr nanoseconds longest = std::chrono::hours{1};
  const auto left = instant - now();
  if (left <= config::milliseconds{0}) return nanoseconds{0};
  if (is_standing()) return longest;
  const duration<double, std::milli> real{static_cast<double>(left.count()) / speed_};
  if (real >= longest) return longest;
  return std::chrono::ceil<nanoseconds>(real);
}

}  // namespace offpeak::engine
