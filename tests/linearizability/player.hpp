// One thread of a history: it draws operations, asks the engine, and notes what it was told.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "tests/linearizability/history.hpp"
#include "tests/linearizability/town.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::linearizability {

/// What the threads of a history share.
struct Table {
  std::uint64_t seed = 0;
  Defect defect = Defect::none;
  int slots = 1;
  bool capacity_returns = false;
  bool reads_taken = true;  // what is taken is shown before it is durable: not where that may fail
  bool has_movers = false;
  std::atomic<Tick> tick{0};
  std::array<std::atomic<int>, slots_max> visits{};  // begun in each slot
  /// Of each mover: whether it was booked, and the watches begun since.
  std::array<std::array<std::atomic<int>, movers_per_slot>, slots_max> moves{};

  Tick now() { return tick.fetch_add(1) + 1; }
};

class Player {
 public:
  Player(Table& table, int number, int operations);

  /// Asks until all is asked or the engine fails.
  void play(engine::Engine& engine, engine::tests::Caller& caller);

  /// Adds the calls to those of the others, by slot.
  void hand_in(History& history);

 private:
  struct Attempt {
    int slot = 0;
    SlotOperation operation{};
    Tick invoked = 0;
    std::uint64_t key = 0;
    std::vector<std::uint64_t> cookies;
  };
  struct Noted {
    int slot = 0;
    SlotCall call;
  };

  int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint32_t>(bound)); }
  Attempt draw();
  SlotOperation draw_operation(int slot);
  SlotOperation draw_move(int slot);
  bool send(engine::tests::Caller& caller, Attempt& attempt);
  void finish(engine::tests::Caller& caller, Attempt& attempt);
  void give_up(const Attempt& attempt);
  void note(const Attempt& attempt, Tick returned, std::optional<std::string> result);
  void read_taken(const engine::Engine& engine, Attempt& attempt);
  std::optional<std::string> forge(const Attempt& attempt) const;

  Table& table_;
  const int number_;
  int left_;
  std::uint64_t keys_ = 0;
  std::mt19937 random_;
  std::deque<Attempt> unknown_;  // to be sent again
  std::vector<Noted> noted_;
  std::vector<std::string> faults_;
};

}  // namespace offpeak::linearizability
