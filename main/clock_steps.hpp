// Moves the clock of `offpeak serve --clock …@step`: each line of a descriptor is the next time,
// and is answered on standard output by one line, "clock LINE", once the server has done all that
// is due by then. Only the process that started the server has its standard input; it cannot be
// reached over the network.
#pragma once

#include <string>
#include <string_view>
#include <thread>

#include "guide/live/guide.hpp"
#include "scheduler/engine/engine.hpp"

namespace offpeak {

class ClockSteps {
 public:
  /// The engine leads, and `clock` stands. All must outlive it. `guide` may be null.
  ClockSteps(int input, engine::Clock& clock, engine::Engine& engine, guide::Guide* guide);
  /// Waits for the step under way, which ends when the engine stops.
  ~ClockSteps();
  ClockSteps(const ClockSteps&) = delete;
  ClockSteps& operator=(const ClockSteps&) = delete;

 private:
  void run();
  bool read_some();
  void take_lines();
  std::string step(std::string_view line);

  int input_;
  engine::Clock& clock_;
  engine::Engine& engine_;
  guide::Guide* guide_;
  int stop_;  // an eventfd
  std::string pending_;
  std::thread thread_;
};

}  // namespace offpeak
