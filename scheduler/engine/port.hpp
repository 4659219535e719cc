// One I/O thread's end of the engine: commands go in, completions come back.
#pragma once

#include <cstdint>
#include <functional>

#include "scheduler/engine/mailbox.hpp"

namespace offpeak::engine {

/// Commands of one port under way at a time; more are refused as overload.
inline constexpr std::uint32_t in_flight_max = 8192;

class Port {
 public:
  /// `wake` is called from the engine's threads, at most once between two `drain`s, and must make
  /// the owner call `drain` soon.
  Port(std::uint16_t number, std::function<void()> wake)
      : number_{number}, wake_{std::move(wake)} {}

  std::uint16_t number() const { return number_; }

  /// The owner: visits each completion that has arrived.
  template <class Visit>
  void drain(const Visit& visit) {
    mailbox_.take_all([&](Completion& completion) {
      --in_flight_;
      visit(completion);
    });
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
  std::uint32_t in_flight_ = 0;
};

}  // namespace offpeak::engine
