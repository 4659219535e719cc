// Simulated time on one thread: a queue of events in order of (time, number), and processes whose
// fibers wait in it. The same seed gives the same run, event for event.
#pragma once

#include <boost/context/fiber.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "tests/simulation/stack_switch.hpp"

namespace offpeak::simulation {

/// Since the beginning of the simulation.
using Time = std::chrono::nanoseconds;

/// All that is drawn in one simulation comes from here.
class Random {
 public:
  explicit Random(std::uint64_t seed) : numbers_{seed} {}

  std::uint64_t bits() { return numbers_(); }
  std::uint64_t below(std::uint64_t bound) { return numbers_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  /// From `least` to `most`, both included.
  Time between(Time least, Time most) {
    return least + Time{static_cast<Time::rep>(
                       below(static_cast<std::uint64_t>((most - least).count()) + 1))};
  }

 private:
  std::mt19937_64 numbers_;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_{seed} {}

  Time now() const { return now_; }
  Random& random() { return random_; }

  void at(Time when, std::function<void()> what);
  void after(Time delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }

  /// Runs the earliest event. False: there is none.
  bool step();

  std::uint64_t steps() const { return steps_; }
  /// Differs, but for chance, when two runs differ in any event's time or in anything noted.
  std::uint64_t digest() const { return digest_; }
  void note(std::uint64_t value);

 private:
  struct Event {
    Time when;
    std::uint64_t number;
    std::function<void()> what;
    bool operator>(const Event& other) const {
      return when != other.when ? when > other.when : number > other.number;
    }
  };

  Time now_{0};
  Random random_;
  std::vector<Event> queue_;  // a heap, so that an event can be moved out of it
  std::uint64_t numbers_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t digest_ = 0;
};

/// Something that runs, can be paused and killed, and has fibers: its threads.
class Process : public std::enable_shared_from_this<Process> {
 public:
  static std::shared_ptr<Process> make(World& world) {
    return std::shared_ptr<Process>{new Process{world}};
  }
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  World& world() { return world_; }
  bool is_alive() const { return alive_; }

  /// Starts a fiber. What it throws ends the simulation.
  void spawn(std::function<void()> body);
  /// Runs `what` in this process: when a pause has ended, and not at all once it was killed.
  void deliver(std::function<void()> what);

  /// Nothing of it runs until then. Clocks do not stop.
  void pause_until(Time when) { paused_until_ = std::max(paused_until_, when); }
  bool is_paused() const { return paused_until_ > world_.now(); }
  /// At once; its fibers are unwound. Not from one of its own fibers.
  void kill();

  // From one of its fibers.
  void sleep(Time duration);

 private:
  friend class Signal;
  struct Fiber {
    boost::context::fiber context;
    boost::context::fiber caller;
    std::uint64_t turn = 0;  // how often it went on
    bool done = false;
    std::exception_ptr error;
    StackSwitch stack{nullptr, 0};
  };
  struct Killed {};

  explicit Process(World& world) : world_{world} {}
  void resume(const std::shared_ptr<Fiber>& fiber, std::uint64_t turn);
  void resume_now(Fiber& fiber);
  static void run(Fiber& fiber, std::function<void()> body);
  void suspend();
  void wake_at(Time when, const std::shared_ptr<Fiber>& fiber, std::uint64_t turn);

  World& world_;
  bool alive_ = true;
  Time paused_until_{0};
  std::vector<std::shared_ptr<Fiber>> fibers_;
  std::shared_ptr<Fiber> current_;
};

/// What one fiber waits for and anybody gives.
class Signal {
 public:
  void notify();
  /// Until the next `notify`, or one that came since the last wait; false: `at_most` has passed.
  bool wait(Process& process, std::optional<Time> at_most = std::nullopt);

 private:
  bool given_ = false;
  std::weak_ptr<Process> process_;
  std::weak_ptr<Process::Fiber> waiter_;
  std::uint64_t turn_ = 0;
};

}  // namespace offpeak::simulation
