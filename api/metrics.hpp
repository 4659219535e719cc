// What each I/O thread counts, and the page that Prometheus reads.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "api/router.hpp"
#include "scheduler/engine/metrics.hpp"

namespace offpeak::api {

struct Service;

inline constexpr std::array<std::uint64_t, 12> latency_microseconds_bounds{
    50, 100, 200, 500, 1'000, 2'000, 5'000, 10'000, 25'000, 100'000, 500'000, 2'000'000};
/// Status classes counted: 2xx, 4xx, 5xx; others do not occur.
inline constexpr std::size_t status_classes = 6;

/// Written by one I/O thread, read by any; wait-free.
struct ThreadMetrics {
  struct OfRoute {
    engine::Histogram<latency_microseconds_bounds.size()> latency{latency_microseconds_bounds};
    std::array<std::atomic<std::uint64_t>, status_classes> replies{};
  };
  std::array<OfRoute, routes_count> routes;
  std::atomic<std::uint64_t> unrouted{0};  // unknown paths and methods
  std::atomic<std::uint64_t> rate_limited{0};
  std::atomic<std::uint64_t> overloaded{0};
  std::atomic<std::uint64_t> unauthorized{0};
};

/// Time since a standby last had every event; nothing while it never had them all.
std::optional<std::chrono::milliseconds> lag_of(const engine::EngineMetrics& metrics);

/// Text exposition format 0.0.4.
std::string metrics_page(const Service& service);

}  // namespace offpeak::api
