// How far a standby is behind.
#pragma once

#include <chrono>
#include <optional>

#include "scheduler/engine/metrics.hpp"

namespace offpeak::api {

/// Since a standby last had everything there was; nothing while it never had.
inline std::optional<std::chrono::milliseconds> lag_of(const engine::EngineMetrics& metrics) {
  const auto nanoseconds = metrics.caught_up_at_ns.load(std::memory_order_relaxed);
  if (nanoseconds == 0) return std::nullopt;
  const std::chrono::steady_clock::time_point caught_up_at{std::chrono::nanoseconds{nanoseconds}};
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               caught_up_at);
}

}  // namespace offpeak::api
