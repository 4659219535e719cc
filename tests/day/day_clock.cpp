#include "tests/day/day_clock.hpp"

#include <stdexcept>
#include <utility>

namespace offpeak::day {

DayClock::DayClock(config::Instant start, std::size_t halls,
                   std::function<void(config::Instant)> step)
    : step_{std::move(step)}, now_{start}, busy_{halls} {}

void DayClock::await(config::Instant time) {
  std::unique_lock lock{mutex_};
  if (time <= now_) return;
  awaited_.insert(time);
  --busy_;
  move_on_when_all_wait();
  moved_.wait(lock, [&] { return now_ >= time || !fault_.empty(); });
  if (!fault_.empty()) throw std::runtime_error{fault_};
}

void DayClock::leave() {
  const std::lock_guard lock{mutex_};
  --busy_;
  move_on_when_all_wait();
}

void DayClock::move_on_when_all_wait() {
  if (busy_ > 0 || awaited_.empty() || !fault_.empty()) return;
  const auto next = *awaited_.begin();
  try {
    step_(next);
  } catch (const std::exception& error) {
    fault_ = error.what();
    moved_.notify_all();
    return;
  }
  now_ = next;
  busy_ = awaited_.erase(next);
  moved_.notify_all();
}

}  // namespace offpeak::day
