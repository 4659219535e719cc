// One life of a server's process: leads from the start, or stands by and takes over, as
// main/server_process.cpp does.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "scheduler/engine/recovery.hpp"
#include "store/redis/follower.hpp"
#include "store/redis/lease.hpp"
#include "store/redis/snapshots.hpp"
#include "tests/simulation/leader.hpp"

namespace offpeak::simulation {

enum class Role {
  lead,      // waits for the lease, but not for long
  stand_by,  // until the lease has lapsed
  usurp,     // leads without a lease: only the journal stands in the way
};

class ServerRun {
 public:
  /// `on_exit` is called when the process has ended by itself.
  ServerRun(const Host& host, std::shared_ptr<Process> process, std::string name, Role role,
            std::function<void()> on_exit);

  void start();
  void submit(const scheduler::Command& command, const Respond& respond);
  void step_down() { step_down_ = true; }

  /// Null unless it leads.
  const Leader* leader() const { return leader_.get(); }

 private:
  std::unique_ptr<SimulatedLink> link() const;
  void run();
  bool lead();
  bool stand_by();
  bool take_over(std::uint64_t last_snapshot);
  bool await_lease();
  bool holds_lease_still();
  void serve();
  void follow();
  bool replay(const store::ChainPosition& from, std::uint64_t last_snapshot);
  std::unique_ptr<store::RedisJournal> open_journal();
  void count(const engine::Restored& restored) const;
  void answer_question(const scheduler::Command& command, const Respond& respond);

  store::Result<bool> try_acquire();
  void keep_renewed();
  void release();
  void lock_lease();

  const Host& host_;
  std::shared_ptr<Process> process_;
  std::string name_;
  Role role_;
  std::function<void()> on_exit_;
  store::RedisSnapshots snapshots_;
  store::RedisLeaseSteps lease_;
  bool lease_busy_ = false;  // one command at a time
  bool lease_held_ = false;  // to be renewed
  std::unique_ptr<scheduler::State> state_;
  std::unique_ptr<store::RedisFollower> follower_;
  store::ChainPosition followed_;  // up to where
  bool following_ = false;
  bool stop_following_ = false;
  std::unique_ptr<store::RedisJournal> journal_;
  std::unique_ptr<Leader> leader_;
  bool step_down_ = false;
  bool failed_ = false;
};

}  // namespace offpeak::simulation
