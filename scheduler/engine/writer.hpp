// The one thread that changes the state: takes commands from the ring in batches, decides and
// applies them, publishes what changed, and hands the events to the journal thread.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "scheduler/decide.hpp"
#include "scheduler/engine/clock.hpp"
#include "scheduler/engine/examination.hpp"
#include "scheduler/engine/hall_boards.hpp"
#include "scheduler/engine/journal_thread.hpp"
#include "scheduler/engine/publish.hpp"
#include "scheduler/engine/ring.hpp"
#include "scheduler/keeping/timers.hpp"

namespace offpeak::engine {

/// Timers that run in one round; a longer burst continues in the next round.
inline constexpr int timers_per_round_max = 512;

/// Commands for which the writer is woken even while a commit is under way, and which are worth a
/// commit of their own. Measured: bench/RESULTS.md.
inline constexpr std::size_t crowd = 8;

/// Commands taken from the ring at a time: while the first is decided, memory for the others is
/// loaded.
inline constexpr std::size_t commands_ahead = 16;

/// A command, and where its reply goes.
struct Envelope {
  scheduler::Command command;
  std::uint64_t cookie = 0;
  std::uint16_t port = 0;
};

using CommandRing = MpscRing<Envelope>;

class Writer {
 public:
  Writer(const config::City& city, scheduler::State& state, scheduler::Timers& timers,
         const Clock& clock, CommandRing& ring, JournalThread& journal, Published& published,
         Examination& examination, EngineMetrics& metrics, Parker& parker,
         config::Instant boards_made_at, std::vector<scheduler::CommandBody> first,
         std::function<void(const std::string&)> on_failure);
  ~Writer();

  void start();
  /// Ends when the closed ring is drained and everything is handed over.
  void join();

  /// Any thread, with a standing clock: returns when all that is due at `instant` is done and
  /// durable and no command is under way, or when the writer has ended.
  void await_rest(config::Instant instant) const;

 private:
  void run();
  bool run_first(config::Instant at);
  bool run_round(config::Instant at);
  void abandon(const std::string& reason);
  void refuse(const Envelope& envelope);
  void note_rest(config::Instant at);
  void let_go_until(config::Instant rested_at);
  /// True when it found something to do.
  bool run_timers(config::Instant now);
  bool run_commands(config::Instant now);
  void execute(const Envelope& envelope, config::Instant now, bool reply);
  void record(const scheduler::Event& event);
  void record_announcements(std::uint64_t from);
  void count(const scheduler::Receipt& receipt);
  bool is_worth_committing();
  void hand_over(config::Instant now);
  void park(config::Instant at);
  std::optional<std::chrono::nanoseconds> until_next() const;
  config::Instant now() const;

  const config::City& city_;
  scheduler::State& state_;
  scheduler::Timers& timers_;
  const Clock& clock_;
  CommandRing& ring_;
  JournalThread& journal_;
  Published& published_;
  Examination& examination_;
  EngineMetrics& metrics_;
  Parker& parker_;
  std::function<void(const std::string&)> on_failure_;
  HallBoards boards_;
  scheduler::Events events_;
  std::vector<scheduler::CommandBody> first_;  // to be decided before everything else
  std::size_t first_done_ = 0;
  std::array<Envelope, commands_ahead> envelopes_;
  std::size_t taken_ = 0;  // of them: from the ring
  std::size_t begun_ = 0;  // of those: in the order in which they were taken
  std::atomic<config::Instant> rested_at_{config::Instant::min()};  // with a standing clock
  std::thread thread_;
};

}  // namespace offpeak::engine
