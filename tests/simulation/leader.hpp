// The writer, the journal thread and the shadow of a server that leads, as fibers: the engine's
// loops, without its threads, over the same core, journal and snapshots.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"
#include "store/redis/journal.hpp"
#include "store/snapshots.hpp"
#include "tests/simulation/host.hpp"

namespace offpeak::simulation {

class Leader {
 public:
  /// `state` is what the journal holds. `on_failure` is called once, when the journal has failed.
  Leader(const Host& host, std::shared_ptr<Process> process, std::string name,
         std::unique_ptr<scheduler::State> state, std::unique_ptr<store::RedisJournal> journal,
         store::Snapshots& snapshots, std::uint64_t last_snapshot,
         std::function<void()> on_failure);

  void start();
  void submit(const scheduler::Command& command, Respond respond);
  /// Takes nothing more, finishes what it has, and returns; from a fiber.
  void stop();

  const scheduler::State& state() const { return *state_; }
  /// Nothing is decided that is not yet durable.
  bool is_idle() const { return inbox_.empty() && open_.is_empty() && queue_.empty(); }
  /// What it decided last is not in the journal and never will be.
  bool has_failed() const { return failed_; }

 private:
  struct Waiting {
    Respond respond;
    Answer answer;
  };
  struct Batch {
    std::uint64_t first_sequence = 0;
    std::uint32_t events = 0;
    std::uint64_t hash = 0;
    std::vector<std::byte> payload;
    std::vector<Waiting> waiting;
    bool has_work = false;

    bool is_empty() const { return !has_work; }
    store::Batch record() const { return {first_sequence, events, payload}; }
  };
  struct Shadowed {
    Batch batch;
    store::ChainPosition position;
  };

  void note_excess() const;

  void write();
  bool run_timers(scheduler::Instant at);
  bool run_commands(scheduler::Instant at);
  void execute(const scheduler::Command& command, scheduler::Instant at, Respond respond);
  bool hand_over();
  std::optional<Time> until_next_timer() const;

  void commit_all();
  bool commit(const Batch& batch);
  void deliver(Batch& batch);
  bool trim_some();
  void fail();

  void shadow();
  void take_snapshot();

  const Host& host_;
  std::shared_ptr<Process> process_;
  std::string name_;
  std::unique_ptr<scheduler::State> state_;
  scheduler::Timers timers_;
  std::unique_ptr<store::RedisJournal> journal_;
  store::Snapshots& snapshots_;
  std::function<void()> on_failure_;

  std::deque<std::pair<scheduler::Command, Respond>> inbox_;
  Batch open_;
  std::deque<Batch> queue_;  // handed over; the first is being committed
  bool failed_ = false;
  bool stopping_ = false;
  std::uint64_t trim_before_ = 0;
  Signal for_writer_;
  Signal for_journal_;
  Signal for_shadow_;
  Signal drained_;

  std::unique_ptr<scheduler::State> shadow_;
  store::ChainPosition shadow_position_;
  std::deque<Shadowed> shadowed_;
  std::uint64_t last_snapshot_;
};

}  // namespace offpeak::simulation
