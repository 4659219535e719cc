#include "scheduler/engine/clock.hpp"

#include <time.h>

#include <atomic>

#include "base/assert.hpp"
#include "scheduler/engine/believed_steps.hpp"

namespace offpeak::engine {

using std::chrono::duration;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

namespace {

nanoseconds time_of(clockid_t id) {
  timespec time{};
  clock_gettime(id, &time);
  return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

/// Goes on while the machine sleeps, as the system's time does, and cannot be set.
nanoseconds unset_time() { return time_of(CLOCK_BOOTTIME); }

nanoseconds system_time() { return system_clock::now().time_since_epoch(); }

const nanoseconds difference_at_start = system_time() - unset_time();

BelievedSteps believed_steps;

/// By how much the system's time was ahead of another machine's when they were last compared.
std::atomic<nanoseconds::rep> apart_from_another{0};
/// How far that one was ahead of the time that nobody can set, when both were last believed.
nanoseconds other_at_agreement = difference_at_start;

config::Instant instant_of(nanoseconds time) {
  return std::chrono::floor<config::milliseconds>(
      system_clock::time_point{std::chrono::duration_cast<system_clock::duration>(time)});
}

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

nanoseconds Clock::system_steps() { return system_time() - unset_time() - difference_at_start; }

std::optional<nanoseconds> Clock::system_jump() {
  if (const auto jump = believed_steps.jump(system_steps())) return jump;
  const nanoseconds apart{apart_from_another.load(std::memory_order_relaxed)};
  return abs(apart) > jump_min ? std::optional{apart} : std::nullopt;
}

std::optional<nanoseconds> Clock::compare_with(nanoseconds other) {
  const auto apart = system_time() - other;
  const nanoseconds before{apart_from_another.exchange(apart.count(), std::memory_order_relaxed)};
  if (abs(apart) > jump_min) return apart;
  // The other one may have been set too, by whoever is wrong for both.
  const auto others_steps = other - unset_time() - other_at_agreement;
  const bool has_other_stood = abs(others_steps) <= jump_min;
  if (abs(before) > jump_min && !has_other_stood) {
    apart_from_another.store(before.count(), std::memory_order_relaxed);
    return before;
  }
  if (abs(before) > jump_min) believed_steps.believe(system_steps());
  other_at_agreement = other - unset_time();
  return std::nullopt;
}

config::Instant Clock::real_now() {
  // By the steps that are believed, and not by a second look at the system's time, which may be set
  // between the two.
  (void)system_jump();
  return instant_of(unset_time() + difference_at_start + believed_steps.value());
}

config::Instant Clock::steady_now() { return instant_of(unset_time() + difference_at_start); }

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
