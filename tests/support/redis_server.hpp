// A real Redis, the server of the distribution, as a process of its own on a free port and in a
// temporary directory: appendonly and appendfsync always, unless other settings are given.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace offpeak::testing {

/// Of this machine, at this moment.
std::uint16_t free_port();

class RedisServer {
 public:
  /// "--sentinel" as the first of the settings makes it a Sentinel. `settings` as on its command
  /// line ("--maxmemory", "20mb"); a later one wins. Returns when it answers. Throws, with its log,
  /// when it does not.
  explicit RedisServer(std::vector<std::string> settings = {});
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  /// Kills it and removes its directory.
  ~RedisServer();

  std::uint16_t port() const { return port_; }
  /// It listens there too.
  std::filesystem::path socket() const { return directory_ / "redis.sock"; }
  /// Where its append-only files lie.
  std::filesystem::path data() const { return directory_ / "appendonlydir"; }
  /// "redis://127.0.0.1:PORT"
  std::string uri() const;

  /// SIGKILL. What it synced stays.
  void kill();
  /// Starts it again, after `kill`: same port, same data, and `settings` behind those given before.
  void start(const std::vector<std::string>& settings = {});
  /// Removes what it stored, after `kill`.
  void erase_data();

  /// Replicates `master` from now on. Returns once both are in step.
  void follow(const RedisServer& master);
  /// Returns once it has what is written to `master`.
  void await_in_step(const RedisServer& master) const;

  /// SIGSTOP and SIGCONT: it neither answers nor notices.
  void freeze();
  void thaw();

  /// From now on none of its files grows beyond so many bytes: a write that would ends it, with a
  /// part of it done. Until it is started again.
  void limit_file_bytes(std::uint64_t bytes);
  /// Returns once it has ended by itself.
  void wait_for_end();

  /// One command over a connection of its own; the reply's text, a list's one item a line. Errors
  /// of Redis come back as their text. Throws when there is no reply.
  std::string command(const std::vector<std::string>& words) const;

  std::string log() const;

 private:
  bool try_start();

  std::filesystem::path directory_;
  std::vector<std::string> settings_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace offpeak::testing
