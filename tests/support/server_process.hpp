// The real program, `offpeak serve`, as a process of its own on a free port.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/civil_time.hpp"
#include "tests/support/http_client.hpp"

namespace offpeak::testing {

class ServerProcess {
 public:
  /// Serves Hangzhou from `directory`: store `offpeak.db`, keys in `keys`, log in `log`. Returns
  /// when it accepts connections. `options` are further ones of `offpeak serve`, among them perhaps
  /// another store. Throws, with what the program said, when it does not start.
  explicit ServerProcess(std::filesystem::path directory, std::vector<std::string> options = {});
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  /// Kills what still runs.
  ~ServerProcess();

  std::uint16_t port() const { return port_; }
  HttpClient connect() const { return HttpClient{port_}; }
  /// The demonstration token that it printed for this role.
  std::string token(const std::string& role) const;

  /// With `--clock …@step`: moves the clock forward to a whole second. Returns when the server has
  /// done all that is due by then.
  void step_clock(config::Instant to);

  void terminate();
  void kill();
  /// SIGUSR1
  void step_down();
  /// Its end: the exit code, or minus the signal that ended it.
  int wait();

  /// Everything written to standard output; after `wait`.
  const std::string& output() const { return output_; }
  /// Everything written to standard error so far, by earlier processes in this directory too.
  std::string log() const;
  /// Returns when that stands in the log. Throws after some minutes.
  void await_log(std::string_view text) const;

 private:
  void read_welcome();
  bool read_some();

  std::filesystem::path directory_;
  pid_t pid_ = -1;
  int pipe_ = -1;   // its standard output
  int input_ = -1;  // its standard input
  std::string output_;
  std::uint16_t port_ = 0;
};

}  // namespace offpeak::testing
