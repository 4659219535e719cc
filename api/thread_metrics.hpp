// What each I/O thread counts. The page that shows it is api/operations/metrics.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "api/route.hpp"
#include "scheduler/engine/metrics.hpp"

namespace offpeak::api {

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
  std::array<OfRoute, routes_max> routes;  // by place in the table of routes
  std::atomic<std::uint64_t> unrouted{0};  // unknown paths and methods
  std::atomic<std::uint64_t> rate_limited{0};
  std::atomic<std::uint64_t> overloaded{0};
  std::atomic<std::uint64_t> unauthorized{0};
  std::atomic<std::uint64_t> reprints{0};
};

}  // namespace offpeak::api
