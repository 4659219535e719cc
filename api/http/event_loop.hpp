// What one I/O thread runs: it accepts connections, keeps them, and calls the handler.
//
// Only that thread calls it, except for the members that say "any thread".
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "api/http/address_counter.hpp"
#include "api/http/connection.hpp"
#include "api/http/io_thread.hpp"
#include "api/http/limits.hpp"
#include "api/http/reserve_file.hpp"
#include "api/http/response_writer.hpp"
#include "base/catch_all.hpp"
#include "base/descriptor.hpp"

namespace offpeak::http {

/// What the threads of one server share: constants and atomics.
struct ServerState {
  using Counter = std::atomic<std::uint64_t>;
  static_assert(Counter::is_always_lock_free);

  ServerState(const Limits& http_limits, TrustedProxies trusted_proxies,
              std::function<std::chrono::system_clock::time_point()> clock, std::uint64_t seed)
      : limits{http_limits},
        proxies{std::move(trusted_proxies)},
        date_clock{std::move(clock)},
        addresses{seed},
        stream_addresses{seed} {}

  const Limits limits;
  const TrustedProxies proxies;
  const std::function<std::chrono::system_clock::time_point()> date_clock;
  AddressCounter addresses;
  AddressCounter stream_addresses;

  Counter open{0};
  Counter accepted{0};
  Counter refused{0};
  Counter timed_out{0};
  Counter failed{0};
  Counter accept_pauses{0};
  Counter streams_open{0};
  Counter streams_refused{0};
};

class EventLoop {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Executor = boost::asio::io_context::executor_type;
  using Acceptor =
      boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol, Executor>;

  EventLoop(ServerState& state, unsigned index, std::uint64_t first_request_id);
  ~EventLoop();

  // Before run().
  void set_acceptor(base::Descriptor listening, int family);
  void set_handler(std::unique_ptr<Handler> handler) { handler_ = std::move(handler); }
  IoThread& io_thread() { return io_thread_; }

  /// Serves until drained.
  void run();

  // Any thread.
  void post(std::function<void()> task);
  unsigned index() const { return index_; }

  // What the server posts when it stops. From drain() on the loop ends when no connection is left.
  void stop_accepting();
  void drain();
  void close_all();

  // For IoThread.
  void reply(ReplyTo to, const Response& response);
  void add_lines(ReplyTo to, std::string_view lines);
  StreamStart start_stream(ReplyTo to, const Response& response, SharedMessage heartbeat);
  void push(ReplyTo to, SharedMessage message);
  void end_stream(ReplyTo to);
  void flush();

  // For the connections.
  Handler& handler() { return *handler_; }
  /// Calls what belongs to the application. An exception of it ends here instead of ending the
  /// loop. True when nothing was thrown.
  template <class Application>
  bool call(const Application& application) {
    const auto called = base::catch_all(application);
    if (!called) handler_->on_exception(called.error().what);
    return called.has_value();
  }
  const ResponseWriter& writer() const { return writer_; }
  const Limits& limits() const { return state_.limits; }
  const TrustedProxies& proxies() const { return state_.proxies; }
  bool draining() const { return draining_; }
  /// As of the last sweep.
  TimePoint now() const { return now_; }
  /// The deadline of something that begins now and may take `allowed`. `now` may be one sweep old,
  /// hence the extra interval.
  TimePoint deadline(Limits::Duration allowed) const {
    return now_ + state_.limits.sweep_interval + allowed;
  }
  std::size_t write_new_request_id(std::array<char, request_id_chars_max>& id);
  void count_failed_request() { count(state_.failed); }
  void count_timed_out() { count(state_.timed_out); }
  /// `started` when the limits allow this client another stream; the caller then owes
  /// forget_stream.
  StreamStart admit_stream(const Peer& peer, const Address& client);
  void forget_stream(const Address& client);
  /// A proxy has named the client of an admitted connection, which counts as that client's from
  /// here on. False when it has too many: then all stays as it was.
  bool rename(Peer& peer, const Address& client);
  /// Calls advance() at the next flush.
  void touch(Connection& connection);
  /// Touches it once the others that are ready now have had their turn.
  void touch_later(const Connection& connection);
  /// Destroys it at the end of this turn.
  void retire(const Connection& connection) { retired_.push_back(connection.name().slot); }
  /// Called at the end of each turn of the loop.
  void settle();

 private:
  using Timer = boost::asio::basic_waitable_timer<
      std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
  using WorkGuard = boost::asio::executor_work_guard<Executor>;

  struct Slot {
    std::unique_ptr<Connection> connection;
    std::uint32_t generation = 0;
  };

  static void count(ServerState::Counter& counter) {
    counter.fetch_add(1, std::memory_order_relaxed);
  }

  void accept();
  void on_accept(const boost::system::error_code& error, Socket socket);
  void pause_accepting();
  void add(Socket socket);
  void refuse(Socket socket, const Peer& peer);
  bool admit(const Peer& peer);
  std::uint32_t connections_allowed(const Peer& peer) const;
  Connection* find(ReplyTo to);
  Connection& keep(Socket socket, const Peer& peer);
  void destroy_retired();
  void sweep();
  bool drained() const { return draining_ && connections_ == 0; }
  void end_when_drained();

  ServerState& state_;
  const unsigned index_;
  IoThread io_thread_{*this};

  boost::asio::io_context context_{1};  // outlives the sockets and timers below
  WorkGuard work_;
  Acceptor acceptor_;
  Timer accept_timer_;
  Timer sweep_timer_;
  Acceptor::endpoint_type peer_endpoint_;
  ReserveFile reserve_;

  std::unique_ptr<Handler> handler_;
  ResponseWriter writer_;
  TimePoint now_;
  std::uint64_t next_request_id_;

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<Connection*> touched_;
  std::vector<std::uint32_t> retired_;
  std::uint32_t connections_ = 0;
  std::uint32_t refusals_ = 0;
  bool flushing_ = false;
  bool draining_ = false;
};

}  // namespace offpeak::http
