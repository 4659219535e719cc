// A bounded ring from many producers to one consumer.
//
// Progress: `try_push` is lock-free (a producer retries only because another one succeeded),
// `try_pop` is wait-free. A producer that stops between claiming a cell and filling it makes the
// consumer see the ring as empty from there on; it never makes another producer wait.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/assert.hpp"

namespace offpeak::engine {

inline constexpr std::size_t cache_line_bytes = 64;

enum class Push { claimed, full, closed };

template <class Value>
class MpscRing {
 public:
  /// `capacity` is a power of two.
  explicit MpscRing(std::size_t capacity)
      : mask_{capacity - 1}, cells_{std::make_unique<Cell[]>(capacity)} {
    OFFPEAK_ASSERT(capacity >= 2 && (capacity & mask_) == 0);
    for (std::size_t i = 0; i < capacity; ++i) cells_[i].turn.store(i, std::memory_order_relaxed);
  }

  /// Any thread. The value is visible to the consumer once this returned `claimed`.
  Push try_push(const Value& value) {
    std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    for (;;) {
      if ((tail & closed_bit) != 0) return Push::closed;
      Cell& cell = cells_[tail & mask_];
      const std::uint64_t turn = cell.turn.load(std::memory_order_acquire);
      const auto distance = static_cast<std::int64_t>(turn - tail);
      if (distance < 0) return Push::full;
      if (distance > 0) {
        tail = tail_.load(std::memory_order_relaxed);
        continue;
      }
      if (tail_.compare_exchange_weak(tail, tail + 1, std::memory_order_relaxed)) {
        cell.value = value;
        cell.turn.store(tail + 1, std::memory_order_release);
        return Push::claimed;
      }
    }
  }

  /// The consumer only. False when nothing is ready.
  bool try_pop(Value& value) {
    Cell& cell = cells_[head_ & mask_];
    if (cell.turn.load(std::memory_order_acquire) != head_ + 1) return false;
    value = cell.value;
    cell.turn.store(head_ + mask_ + 1, std::memory_order_release);
    ++head_;
    seen_head_.store(head_, std::memory_order_relaxed);
    return true;
  }

  /// The consumer only.
  bool empty() const {
    return cells_[head_ & mask_].turn.load(std::memory_order_acquire) != head_ + 1;
  }

  /// No push succeeds any more; what was claimed before can still be popped.
  void close() { tail_.fetch_or(closed_bit, std::memory_order_acq_rel); }

  /// Closed, and every claimed value popped. The consumer only.
  bool drained() const {
    const std::uint64_t tail = tail_.load(std::memory_order_acquire);
    return (tail & closed_bit) != 0 && (tail & ~closed_bit) == head_;
  }

  /// Values in the ring, at some moment lately. Any thread.
  std::size_t depth() const {
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed) & ~closed_bit;
    const std::uint64_t head = seen_head_.load(std::memory_order_relaxed);
    return tail > head ? tail - head : 0;
  }
  std::size_t capacity() const { return mask_ + 1; }

 private:
  static constexpr std::uint64_t closed_bit = std::uint64_t{1} << 63;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

  struct Cell {
    std::atomic<std::uint64_t> turn{0};  // position: free for it; position + 1: filled
    Value value{};
  };

  const std::size_t mask_;
  const std::unique_ptr<Cell[]> cells_;
  alignas(cache_line_bytes) std::atomic<std::uint64_t> tail_{0};
  alignas(cache_line_bytes) std::uint64_t head_ = 0;  // the consumer's
  alignas(cache_line_bytes) std::atomic<std::uint64_t> seen_head_{0};
};

}  // namespace offpeak::engine
