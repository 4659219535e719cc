// How long a test waits for what must come. Only a test that fails waits so long: nothing takes
// minutes, on however busy a machine.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace offpeak::testing {

inline constexpr std::chrono::minutes patience{5};
/// For poll.
inline constexpr int patience_ms = std::chrono::milliseconds{patience}.count();

/// Returns when `condition`, which asks something that tells nobody, holds. Throws, with `what`,
/// after `patience`.
template <class Condition>
void await_until(const std::string& what, const Condition& condition) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error{"waited in vain for " + what};
    }
    std::this_thread::yield();
  }
}

}  // namespace offpeak::testing
