// A small TCP proxy that a test can cut: in one direction or both, at once or after so many bytes.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <thread>

namespace offpeak::testing {

class TcpGate {
 public:
  enum class Direction : std::uint8_t { to_server, to_client };

  /// Listens on a free port of this machine and passes on to `target_port`.
  explicit TcpGate(std::uint16_t target_port);
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;
  ~TcpGate();

  std::uint16_t port() const { return port_; }

  /// After so many bytes more, what is sent this way gets lost; nobody is told.
  void swallow(Direction direction, std::uint64_t after_bytes = 0);
  /// After so many bytes more, the next one sent this way ends its connection, both ends of it.
  void sever(Direction direction, std::uint64_t after_bytes = 0);
  /// Ends all connections, and those made from now on as soon as they are made.
  void close();
  /// Lets everything pass again. A connection that has lost something is ended.
  void open();

  /// Whether, since the last `swallow` or `sever`, something was lost or a connection ended.
  bool has_cut();
  /// Returns when that is so. Throws when it never is.
  void wait_for_cut();

 private:
  enum class Mode : std::uint8_t { pass, swallow, sever };
  struct Way {
    Mode mode = Mode::pass;
    std::uint64_t passes_bytes = 0;  // before the mode takes effect
  };
  struct Pair {
    int client = -1;
    int server = -1;
    bool has_lost = false;
  };

  void set(Direction direction, Mode mode, std::uint64_t after_bytes);
  void wake();
  void run();
  void accept_one();
  bool carry(Pair& pair, Direction direction);
  static void end(Pair& pair);

  std::uint16_t target_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::array<int, 2> wake_pipe_{-1, -1};
  std::mutex mutex_;  // of all below
  std::condition_variable cut_;
  std::array<Way, 2> ways_;
  std::list<Pair> pairs_;
  bool is_closed_ = false;
  bool has_cut_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace offpeak::testing
