// The real program, `offpeak serve`, as a process of its own on a free port.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/civil_time.hpp"
#include "tests/support/child.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/program.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::testing {

struct ServerSetup {
  std::filesystem::path directory{};   // for the store `offpeak.db`, `keys`, `simulations`, the log
  std::vector<std::string> options{};  // more of `offpeak serve`, among them perhaps another store
  std::string log = "log";             // servers that live at the same time have different ones
  std::string config = source_path("config/hangzhou.yaml");
  std::string program = offpeak_program();
};

/// Killed at the latest when this goes.
class ServerProcess {
 public:
  /// Returns when it accepts connections. Throws, with what the program said, when it does not
  /// start.
  explicit ServerProcess(const ServerSetup& setup);
  explicit ServerProcess(std::filesystem::path directory, std::vector<std::string> options = {})
      : ServerProcess{
            ServerSetup{.directory = std::move(directory), .options = std::move(options)}} {}

  std::uint16_t port() const { return port_; }
  HttpClient connect() const { return HttpClient{port_}; }
  /// The demonstration token that it printed for this role.
  std::string token(const std::string& role) const;

  /// With `--clock …@step`: moves the clock forward to a whole second. Returns when the server has
  /// done all that is due by then.
  void step_clock(config::Instant to);

  // Signals: any thread, until `wait`; none of them waits.
  void terminate() const;
  void kill() const;
  /// SIGSTOP and SIGCONT.
  void freeze() const;
  void thaw() const;
  /// SIGUSR1.
  void step_down() const;
  void signal(int number) const;
  pid_t pid() const { return child_.pid(); }
  /// Its end: the exit code, or minus the signal that ended it.
  int wait();
  /// SIGTERM, then `wait`.
  int stop();

  /// Everything written to standard output; after `wait`.
  const std::string& output() const { return output_; }
  /// Everything written to standard error so far, by earlier processes with this log too.
  std::string log() const;
  /// Returns when that stands in the log. Throws after some minutes.
  void await_log(std::string_view text) const;

 private:
  ServerProcess(const ServerSetup& setup, Pipe input, Pipe output);
  void read_welcome();
  bool read_some();

  std::filesystem::path log_;
  Descriptor said_;   // its standard output
  Descriptor input_;  // its standard input
  Child child_;
  std::string output_;
  std::uint16_t port_ = 0;
};

}  // namespace offpeak::testing
