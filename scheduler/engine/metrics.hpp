// What the engine counts. Written by one thread each, read by any; nothing here decides anything.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/enumerators.hpp"
#include "scheduler/messages/rejection.hpp"

namespace offpeak::engine {

/// Counts of values up to each bound, for a histogram. Wait-free.
template <std::size_t Bounds>
class Histogram {
 public:
  constexpr explicit Histogram(const std::array<std::uint64_t, Bounds>& bounds) : bounds_{bounds} {}

  void observe(std::uint64_t value) {
    std::size_t i = 0;
    while (i < Bounds && value > bounds_[i]) ++i;
    counts_[i].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }
  const std::array<std::uint64_t, Bounds>& bounds() const { return bounds_; }
  /// Of values in the i-th span; the last one has no upper bound.
  std::uint64_t count(std::size_t i) const { return counts_[i].load(std::memory_order_relaxed); }
  std::uint64_t sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::array<std::uint64_t, Bounds> bounds_;
  std::array<std::atomic<std::uint64_t>, Bounds + 1> counts_{};
  std::atomic<std::uint64_t> sum_{0};
};

inline constexpr std::array<std::uint64_t, 12> batch_commands_bounds{1,  2,   4,   8,   16,   32,
                                                                     64, 128, 256, 512, 1024, 4096};
inline constexpr std::array<std::uint64_t, 12> commit_microseconds_bounds{
    50, 100, 200, 400, 800, 1'600, 3'200, 6'400, 12'800, 51'200, 204'800, 819'200};
inline constexpr std::size_t rejections_counted =
    static_cast<std::size_t>(base::last_of<scheduler::Rejection>) + 1;

struct EngineMetrics {
  std::atomic<std::uint64_t> commands{0};  // of people; timers counted apart
  std::atomic<std::uint64_t> timers{0};
  std::atomic<std::uint64_t> events{0};
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> ring_full{0};
  std::atomic<std::uint64_t> holds{0};
  std::atomic<std::uint64_t> bookings{0};
  std::atomic<std::uint64_t> sequence{0};      // of the last durable event
  std::atomic<std::int64_t> last_event_ms{0};  // when the last event was, since 1970
  std::array<std::atomic<std::uint64_t>, rejections_counted> rejections{};  // by Rejection
  std::atomic<std::uint64_t> appointments{0};
  std::atomic<std::uint64_t> state_bytes{0};
  // The shadow's.
  std::atomic<std::uint64_t> shadow_sequence{0};
  std::atomic<std::uint64_t> snapshot_sequence{0};  // of the newest; 0: none
  // Steady clock: when the newest was written, or the shadow started; 0: no shadow runs.
  std::atomic<std::int64_t> snapshot_at_ns{0};
  std::atomic<std::uint64_t> snapshots{0};
  std::atomic<std::uint64_t> snapshots_failed{0};
  std::atomic<std::uint64_t> snapshot_bytes{0};
  std::atomic<std::uint64_t> snapshot_milliseconds{0};
  // A standby's.
  std::atomic<std::int64_t> caught_up_at_ns{0};  // steady clock: when it last had all there was
  Histogram<batch_commands_bounds.size()> batch_commands{batch_commands_bounds};
  Histogram<commit_microseconds_bounds.size()> commit_microseconds{commit_microseconds_bounds};
};

}  // namespace offpeak::engine
