// Rounds of booking on a leader with a standby behind it: the leader is killed, or told to step
// down, while clients book; the standby takes over and is held against the clients' ledger.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "tests/crash/load.hpp"
#include "tests/crash/server.hpp"
#include "tests/support/redis_server.hpp"

namespace offpeak::crash {

struct FailoverOptions {
  testing::ServerSetup server;
  std::uint64_t rounds = 2;
  std::uint64_t bookings = 2000;  // acknowledged in each round, by both servers together
  unsigned clients = 16;
  std::uint64_t seed = 1;
};

enum class Ending { killed, stepped_down, paused };

/// One line of the table.
struct Failover {
  Ending ending{};
  std::uint64_t acknowledged = 0;   // by the old leader in this round
  std::uint64_t unanswered = 0;     // requests whose reply was cut off
  std::chrono::milliseconds gap{};  // from the kill or the signal to the standby's first booking
  Findings findings;
};

class FailoverRun {
 public:
  explicit FailoverRun(const FailoverOptions& options);

  Failover run_round();
  /// Both end in order; a last leader alone is held against everything.
  Findings finish();

 private:
  std::unique_ptr<testing::ServerProcess> start(bool standby);
  void await_standby() const;
  void end_leader(Ending ending);
  Access access(const testing::ServerProcess& server) const {
    return {server.port(), token_, options_.clients};
  }
  std::uint64_t acknowledged_of(Range range) const;
  Findings examine(Range range) const;

  FailoverOptions options_;
  std::mt19937_64 random_;
  testing::RedisServer redis_;
  std::string token_;
  unsigned started_ = 0;
  std::unique_ptr<testing::ServerProcess> leader_;
  std::unique_ptr<testing::ServerProcess> standby_;
  std::optional<Wishes> wishes_;
  std::vector<Booking> bookings_;
  std::thread thawer_;
};

}  // namespace offpeak::crash
