// The scheduler as the server sees it: ports to send commands, availability to read, a state that
// recovers from its journal.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scheduler/engine/writer.hpp"

namespace offpeak::engine {

/// Commands in the ring for which the writer is woken even while a commit is under way.
inline constexpr std::size_t crowd = 128;

struct EngineOptions {
  /// Commands waiting for the writer; a power of two. More are refused as overload.
  std::size_t ring_capacity = 16'384;
  /// Appointments for which the state's indexes have room from the start; they grow beyond.
  std::size_t reserved_records = std::size_t{1} << 20;
};

struct Recovery {
  store::ReplaySummary replay;
  scheduler::Counts counts;
  std::uint64_t hash = 0;
  std::chrono::milliseconds took{};
};

class Engine {
 public:
  /// `on_failure` is called once, on an engine thread, when the journal has failed: the engine
  /// takes no more commands and the process should end with an error.
  Engine(const config::City& city, store::Journal& journal, const Clock& clock,
         const EngineOptions& options, std::function<void(const std::string&)> on_failure);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Rebuilds the state from the journal. Before `start`; once.
  store::Result<Recovery> recover();

  /// A way in for one thread. Before `start`. See Port for `wake`.
  Port& add_port(std::function<void()> wake);

  void start();

  /// Puts a command on the ring; `claimed` means that a completion with this cookie will arrive at
  /// the port. Only the port's own thread. Lock-free. Call `kick` after the last of a burst.
  Push submit(Port& port, const scheduler::Command& command, std::uint64_t cookie);
  void kick();

  /// Takes no more commands, finishes those it has, delivers their completions. Any thread but the
  /// engine's own; idempotent.
  void stop();

  const Availability& availability() const { return availability_; }
  const EngineMetrics& metrics() const { return metrics_; }
  std::size_t ring_depth() const { return ring_.depth(); }
  std::size_t ring_capacity() const { return ring_.capacity(); }
  bool has_failed() const { return failed_.load(std::memory_order_acquire); }
  /// Only while no engine thread runs.
  const scheduler::State& state() const { return state_; }

 private:
  void publish_all();

  const config::City& city_;
  store::Journal& journal_;
  const Clock& clock_;
  scheduler::State state_;
  scheduler::Timers timers_;
  Availability availability_;
  EngineMetrics metrics_;
  Parker parker_;  // the writer's
  CommandRing ring_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::atomic<bool> failed_{false};
  JournalThread journal_thread_;
  Writer writer_;
};

}  // namespace offpeak::engine
