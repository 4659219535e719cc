// The real server in a process of its own, so that it can be killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace offpeak::crash {

struct ServerOptions {
  std::string binary;
  std::string config;
  std::string directory;  // for store, keys and logs; the same one for the same history
  std::string clock;
  std::string store{};  // empty: SQLite in the directory
  std::string name =
      "server";  // of its log; servers that live at the same time have different ones
  bool standby = false;
};

/// What the server says when it has replayed its journal.
struct Recovered {
  std::uint64_t events = 0;
  std::uint64_t appointments = 0;
  std::uint64_t milliseconds = 0;
};

/// A staff token by the keys in the server's directory, made by `offpeak token`.
std::string staff_token(const ServerOptions& options);

class ServerProcess {
 public:
  /// Starts it; returns once it serves. Throws with the server's own words when it ends before.
  explicit ServerProcess(const ServerOptions& options);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  /// Kills what still runs.
  ~ServerProcess();

  std::uint16_t port() const { return port_; }
  /// Of one that leads from its start.
  const Recovered& recovered() const { return recovered_; }

  /// SIGKILL. Any thread; does not wait.
  void kill() const;
  /// SIGSTOP and SIGCONT. Any thread.
  void freeze() const;
  void thaw() const;
  /// SIGUSR1: hand over. Any thread; does not wait.
  void step_down() const;
  /// Waits for the end: the exit code, or minus the signal that ended it.
  int wait();
  /// SIGTERM, then `wait`.
  int stop();

 private:
  void read_port(int output);
  void read_recovery();

  std::string log_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  Recovered recovered_;
};

}  // namespace offpeak::crash
