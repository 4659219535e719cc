// The scheduler as the server sees it: ports to send commands, availability to read, a state that
// recovers from its store and leads (writes) or follows (stands by).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scheduler/engine/examination.hpp"
#include "scheduler/engine/recovery.hpp"
#include "scheduler/engine/shadow.hpp"
#include "scheduler/engine/standby.hpp"
#include "scheduler/engine/writer.hpp"
#include "store/store.hpp"

namespace offpeak::engine {

struct EngineOptions {
  /// Commands waiting for the writer; a power of two. More are refused as overload.
  std::size_t ring_capacity = 16'384;
  /// Appointments for which the state's indexes have room from the start; they grow beyond.
  std::size_t reserved_records = std::size_t{1} << 20;
  /// Null: no snapshots are read or written, and no shadow runs.
  store::Snapshots* snapshots = nullptr;
  SnapshotPolicy snapshot_policy{};
  /// Whether the journal is trimmed behind the snapshots that are kept.
  bool trim_journal = false;
};

/// What the engine tells its owner, on its own threads.
struct EngineListener {
  /// Once: the journal has failed. The engine takes no more commands and the process should end
  /// with an error.
  std::function<void(const std::string&)> on_failure;
  /// Something is wrong that does not end the process.
  std::function<void(const std::string&)> on_alarm = [](const std::string&) {};
  /// Announcements to other systems are durable. May be empty.
  AnnouncementListener on_announced{};
};

class Engine {
 public:
  Engine(const config::City& city, const Clock& clock, const EngineOptions& options,
         EngineListener listener);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// A way in for one thread. Before `lead` or `follow`. See Port for `wake`.
  Port& add_port(std::function<void()> wake);

  /// Rebuilds the state from the newest sound snapshot and the journal behind it. Once, before
  /// `lead`.
  store::Result<Recovery> recover(store::Journal& journal);

  /// Rebuilds the state from the newest sound snapshot alone, for a standby. Returns the position
  /// to follow from.
  store::Result<store::ChainPosition> prepare_to_follow();
  /// Applies what another process writes, and answers questions. `is_leading` is false.
  void follow(store::Follower& follower, const store::ChainPosition& from);
  /// Ends `follow`, and applies what is in the journal behind it. Then `lead`.
  store::Result<Recovery> catch_up(store::Journal& journal);

  /// Takes commands and writes them to the journal from which the state was rebuilt. What comes
  /// `first` is decided before any timer and any other command.
  void lead(store::Journal& journal, std::vector<scheduler::CommandBody> first = {});

  /// Puts a command on the ring; `claimed` means that a completion with this cookie will arrive at
  /// the port. Only the port's own thread. Lock-free. Call `kick` after the last of a burst.
  Push submit(Port& port, const scheduler::Command& command, std::uint64_t cookie);
  void kick();

  /// Leading or following: `look` sees the state between two commands, which wait meanwhile; what
  /// is in it may not be durable yet. Returns when it did; false when no engine thread is there,
  /// and it did not. Any thread except the engine's own, one at a time.
  bool examine(const Examination::Look& look);

  /// While leading, after a standing clock was moved: returns when everything due by now is done
  /// and durable and no command is under way, or when the engine has stopped. Any thread except the
  /// engine's own. Boards may follow later.
  void await_rest();

  /// Takes no more commands, finishes those it has, delivers their completions. Any thread but the
  /// engine's own; idempotent.
  void stop();

  const Availability& availability() const { return published_.availability; }
  const Bulletin& bulletin() const { return published_.bulletin; }
  const Arrivals& arrivals() const { return published_.arrivals; }
  const RevocationList& revocations() const { return published_.revocations; }
  /// The digest of the configuration that the city was last led with; 0: of none.
  std::uint64_t noted_configuration() const {
    return published_.configuration.load(std::memory_order_acquire);
  }
  const EngineMetrics& metrics() const { return metrics_; }
  std::size_t ring_depth() const { return ring_.depth(); }
  std::size_t ring_capacity() const { return ring_.capacity(); }
  bool has_failed() const { return failed_.load(std::memory_order_acquire); }
  /// False for a standby: it answers questions only.
  bool is_leading() const { return leading_.load(std::memory_order_acquire); }
  /// True while the store does not answer: a command sent now would wait.
  bool is_interrupted() const;
  /// Only while no engine thread runs.
  const scheduler::State& state() const { return *state_; }

 private:
  void fail(const std::string& reason);
  void publish();
  /// Of all halls; the time that they show.
  config::Instant publish_boards();
  void start_shadow(store::Journal& journal);
  store::Result<Recovery> replay(store::Journal& journal, Recovery recovery,
                                 const store::ChainPosition& from);

  const config::City& city_;
  const Clock& clock_;
  const EngineOptions options_;
  EngineListener listener_;
  std::unique_ptr<scheduler::State> state_;
  scheduler::Timers timers_;
  Published published_;
  EngineMetrics metrics_;
  Parker parker_;  // the writer's, or the standby's
  Examination examination_;
  CommandRing ring_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::atomic<bool> failed_{false};
  std::atomic<bool> leading_{false};
  std::atomic<store::Journal*> journal_{nullptr};  // while leading
  std::uint64_t last_snapshot_ = 0;
  std::unique_ptr<Standby> standby_;
  std::unique_ptr<Shadow> shadow_;
  std::unique_ptr<JournalThread> journal_thread_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace offpeak::engine
