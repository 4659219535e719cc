// An HTTP/1.1 server that knows no application: it reads requests, and writes replies in order.
//
// N threads share nothing but counters: each has its own io_context, its own listening socket on
// the same port (SO_REUSEPORT, so that the kernel spreads the connections) and its own Handler.
// Between socket and reply there is no lock of ours.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/http/client_address.hpp"
#include "api/http/io_thread.hpp"
#include "api/http/limits.hpp"
#include "api/http/listen.hpp"
#include "api/http/message.hpp"

namespace offpeak::http {

struct ServerOptions {
  ListenAddress listen;
  unsigned threads = 1;  // at least one
  /// Null: sockets of its own. It lets go of them when it stops accepting; while somebody else has
  /// them too, clients that come then wait for the server that takes them next.
  std::shared_ptr<const ListeningSockets> sockets{};
  Limits limits;
  TrustedProxies proxies{};
  /// Where the Date header comes from: the real time, whatever clock the application runs on.
  std::function<std::chrono::system_clock::time_point()> date_clock = [] {
    return std::chrono::system_clock::now();
  };
  /// An I/O thread has ended before its time, with the reason: its connections are lost, and the
  /// process should end. Called by that thread, at most once each.
  std::function<void(const std::string&)> on_failure = [](const std::string&) {};
};

/// Since the start, all threads. Refusals are connections that met a limit.
struct ServerCounters {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;
  std::uint64_t connections_timed_out = 0;  // request, write and idle time
  std::uint64_t requests_failed = 0;        // answered by Handler::failure
  std::uint64_t accept_pauses = 0;          // the process was out of files
  std::uint64_t streams_open = 0;
  std::uint64_t streams_refused = 0;
};

/// Its owner's thread only, except for counters().
class Server {
 public:
  using HandlerFactory = std::function<std::unique_ptr<Handler>(IoThread&)>;

  Server();
  /// Closes what is still open, at once, and joins.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens, calls `factory` once per thread (here), then starts the threads. To be called once.
  /// Throws std::system_error, whose text names the address, when it cannot listen, for example
  /// because another process does.
  void start(const ServerOptions& options, const HandlerFactory& factory);

  /// The port listened on, also when 0 was asked for; 0 on a Unix socket.
  std::uint16_t port() const;

  // Any thread, after start(), also while running; wait-free.
  ServerCounters counters() const;
  const Limits& limits() const;

  /// Takes no further connection. Those that are there go on.
  void stop_accepting();

  /// Stops accepting, closes idle connections, and closes each other one after the reply to the
  /// last request it has begun to send. Returns when none is left, or at `deadline`: then it closes
  /// the rest and returns false. The threads end.
  bool drain(std::chrono::steady_clock::time_point deadline);

  /// Waits for the threads to end, as they do after drain(). Both do nothing before start().
  void join();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace offpeak::http
