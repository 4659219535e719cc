// The program under a system clock that a test sets, as an operator or a time service would. The
// clocks that nobody can set stay right, as the kernel's do.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "config/civil_time.hpp"
#include "tests/support/server_process.hpp"

namespace offpeak::testing {

class FakedClock {
 public:
  /// `directory` is there, and holds what this needs. The clock shows `now`, and goes on.
  FakedClock(std::filesystem::path directory, config::Instant now);

  /// For every process under this clock at once; none of them is told.
  void set(config::Instant now);
  void move(std::chrono::milliseconds by) { offset_to(offset_ + by); }
  config::Instant now() const;

  /// The program, to be run in place of the real one.
  std::string program() const { return (directory_ / "program").string(); }

  /// Takes the clock to `to` in steps that a server believes, which has time for what is due after
  /// each: as if time passed.
  void pass(const ServerProcess& server, config::Instant to);

 private:
  void offset_to(std::chrono::milliseconds offset);

  std::filesystem::path directory_;
  std::chrono::milliseconds offset_{};
};

}  // namespace offpeak::testing
