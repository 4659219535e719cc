// One I/O thread's end of the engine: commands go in, completions come back.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "scheduler/engine/board_box.hpp"
#include "scheduler/engine/mailbox.hpp"

namespace offpeak::engine {

/// Commands of one port under way at a time; more are refused as overload.
inline constexpr std::uint32_t in_flight_max = 8192;

class Port {
 public:
  /// `wake` is called from the engine's threads, at most once between two `drain`s and once between
  /// two `drain_boards`, and must make the owner call both soon. `halls`: of the city.
  Port(std::uint16_t number, std::function<void()> wake, std::size_t halls = 0)
      : number_{number}, wake_{std::move(wake)}, boards_{halls} {}

  std::uint16_t number() const { return number_; }

  /// The owner: visits each completion that has arrived.
  template <class Visit>
  void drain(const Visit& visit) {
    mailbox_.take_all([&](Completion& completion) {
      --in_flight_;
      visit(completion);
    });
  }

  /// The owner: visits the newest board of each hall that has a new one.
  template <class Visit>
  void drain_boards(const Visit& visit) {
    boards_.take_all(visit);
  }

  /// The engine's threads, one at a time. Without boards it only wakes the owner, which then sees
  /// that the engine has failed.
  void deliver_boards(std::span<const PlacedBoard> boards) {
    for (const auto& board : boards) boards_.put(board);
    if (boards_.announce()) wake_();
  }

  /// The engine's threads.
  void deliver(Completions completions) {
    if (mailbox_.put(std::move(completions))) wake_();
  }

  // The owner's count of commands under way.
  bool has_room() const { return in_flight_ < in_flight_max; }
  void count_submitted() { ++in_flight_; }
  std::uint32_t in_flight() const { return in_flight_; }

 private:
  std::uint16_t number_;
  std::function<void()> wake_;
  Mailbox mailbox_;
  BoardBox boards_;
  std::uint32_t in_flight_ = 0;
};

}  // namespace offpeak::engine
