// Rounds of booking, SIGKILL, restart and examination, all on one store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>

#include "tests/crash/load.hpp"
#include "tests/crash/server.hpp"

namespace offpeak::crash {

struct RunOptions {
  testing::ServerSetup server;
  std::uint64_t rounds = 2;
  std::uint64_t bookings = 2000;  // acknowledged in each round, before the kill and after it
  unsigned clients = 16;
  std::uint64_t seed = 1;
};

/// One line of the table.
struct Round {
  std::uint64_t acknowledged = 0;  // when the server was killed
  std::uint64_t held = 0;          // holds acknowledged then, and not yet made appointments
  std::uint64_t unanswered = 0;    // requests without a reply then
  std::uint64_t on_disk = 0;       // of those, bookings found in the journal all the same
  std::uint64_t full = 0;          // refusals because a slot was full
  Recovered recovered;
  Findings findings;
};

class CrashRun {
 public:
  /// Starts the server and asks it for its slots. Throws when they cannot hold all bookings.
  explicit CrashRun(const RunOptions& options);

  /// Books, kills the server at a random moment, starts it again, and holds it against the ledger.
  Round run_round();
  /// The same for everything ever acknowledged, after an orderly stop and one more start.
  Round finish();

 private:
  void start_server();
  Access access() const { return {server_->port(), token_, options_.clients}; }
  Range kill_while_booking(Round& round);
  std::uint64_t count(Range range, Answer answer) const;
  std::uint64_t attempts(Range range) const;

  RunOptions options_;
  std::mt19937_64 random_;
  std::string token_;
  std::optional<testing::ServerProcess> server_;
  std::optional<Wishes> wishes_;
  std::vector<Booking> bookings_;
};

}  // namespace offpeak::crash
