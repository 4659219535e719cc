// Where boards wait for the I/O thread that shows them: only the newest one of each hall.
//
// Progress: both sides are wait-free, and what lies here is bounded by the number of halls.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "scheduler/queueing/board.hpp"

namespace offpeak::engine {

using SharedBoard = std::shared_ptr<const scheduler::Board>;

/// A board with its hall's place in the city's list.
struct PlacedBoard {
  std::uint32_t place = 0;
  SharedBoard board;
};

class BoardBox {
 public:
  explicit BoardBox(std::size_t halls) : slots_(halls) {}
  ~BoardBox() {
    for (std::uint32_t place = 0; place < slots_.size(); ++place) replace(place, nullptr);
  }
  BoardBox(const BoardBox&) = delete;
  BoardBox& operator=(const BoardBox&) = delete;

  /// One thread at a time, in the order in which the boards were made; then `announce`.
  void put(const PlacedBoard& placed) {
    replace(placed.place, std::make_unique<SharedBoard>(placed.board));
  }
  /// True when the owner has to be woken: it was not told since it last looked.
  bool announce() { return !news_.exchange(true, std::memory_order_acq_rel); }

  /// The owner: visits every board put since it looked last.
  template <class Visit>
  void take_all(const Visit& visit) {
    if (!news_.load(std::memory_order_relaxed)) return;
    news_.exchange(false, std::memory_order_acq_rel);
    for (std::uint32_t place = 0; place < slots_.size(); ++place) {
      if (const auto taken = replace(place, nullptr)) visit(place, std::move(*taken));
    }
  }

 private:
  using Slot = std::atomic<SharedBoard*>;
  static_assert(Slot::is_always_lock_free);

  std::unique_ptr<SharedBoard> replace(std::uint32_t place, std::unique_ptr<SharedBoard> next) {
    return std::unique_ptr<SharedBoard>{
        slots_[place].exchange(next.release(), std::memory_order_acq_rel)};
  }

  std::vector<Slot> slots_;
  std::atomic<bool> news_{false};
};

}  // namespace offpeak::engine
