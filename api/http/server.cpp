#include "api/http/server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/ip/v6_only.hpp>
#include <future>
#include <random>
#include <system_error>
#include <thread>
#include <vector>

#include "api/http/event_loop.hpp"
#include "base/catch_all.hpp"

namespace offpeak::http {
namespace {

using boost::asio::ip::tcp;
using Acceptor = EventLoop::Acceptor;
namespace socket_option = boost::asio::detail::socket_option;
using ReusePort = socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UnsentBytes = socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
using UserTimeout = socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

constexpr int backlog_max = 4096;

Acceptor bind(boost::asio::io_context& context, const tcp::endpoint& endpoint, bool shared) {
  Acceptor acceptor{context.get_executor(), endpoint.protocol()};
  acceptor.set_option(Acceptor::reuse_address{true});
  if (shared) acceptor.set_option(ReusePort{true});
  if (endpoint.protocol() == tcp::v6()) {
    acceptor.set_option(boost::asio::ip::v6_only{false});
  }
  acceptor.bind(endpoint);
  return acceptor;
}

/// Bounds what the kernel keeps for a client that does not read, and how long. The sockets of the
/// clients inherit this.
void bound_kernel_memory(Acceptor& acceptor, const Limits& limits) {
  acceptor.set_option(boost::asio::socket_base::send_buffer_size{reply_kernel_bytes});
  acceptor.set_option(UnsentBytes{unsent_kernel_bytes});
  acceptor.set_option(UserTimeout{static_cast<int>(limits.write_time_max.count())});
}

/// One listening socket per loop, all on one port.
std::uint16_t listen(const std::vector<std::unique_ptr<EventLoop>>& loops,
                     const ListenAddress& address, const Limits& limits) {
  tcp::endpoint endpoint{boost::asio::ip::make_address(address.host), address.port};
  // With SO_REUSEPORT a second server could bind the same port and would get half of the clients. A
  // first bind without the option fails when the port is taken.
  bind(loops.front()->context(), endpoint, false).close();
  for (const auto& loop : loops) {
    Acceptor acceptor = bind(loop->context(), endpoint, loops.size() > 1);
    endpoint = acceptor.local_endpoint();
    bound_kernel_memory(acceptor, limits);
    acceptor.listen(backlog_max);
    loop->set_acceptor(std::move(acceptor));
  }
  return endpoint.port();
}

std::uint64_t random_bits() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

struct Server::Parts {
  explicit Parts(const ServerOptions& options)
      : state{options.limits, options.date_clock, random_bits()} {}

  template <class Task>
  void on_each_loop(const Task& task) {
    for (const auto& loop : loops) {
      loop->post([&loop = *loop, task] { task(loop); });
    }
  }

  ServerState state;
  std::vector<std::unique_ptr<EventLoop>> loops;
  std::vector<std::thread> threads;
  std::vector<std::future<void>> ends;  // of the threads
  std::uint16_t port = 0;
};

Server::Server() = default;

Server::~Server() {
  if (!parts_) return;
  parts_->on_each_loop([](EventLoop& loop) { loop.close_all(); });
  join();
}

void Server::start(const ServerOptions& options, const HandlerFactory& factory) {
  auto parts = std::make_unique<Parts>(options);
  for (unsigned i = 0; i < options.threads; ++i) {
    parts->loops.push_back(std::make_unique<EventLoop>(parts->state, i, random_bits()));
  }
  try {
    parts->port = listen(parts->loops, options.listen, options.limits);
  } catch (const boost::system::system_error& error) {
    throw std::system_error{
        std::error_code{error.code()},
        "listen on " + options.listen.host + ':' + std::to_string(options.listen.port)};
  }
  for (const auto& loop : parts->loops) loop->set_handler(factory(loop->io_thread()));
  parts_ = std::move(parts);
  for (const auto& loop : parts_->loops) {
    std::packaged_task<void()> task{[&loop = *loop, on_failure = options.on_failure] {
      if (const auto ran = base::catch_all([&] { loop.run(); }); !ran) on_failure(ran.error().what);
    }};
    parts_->ends.push_back(task.get_future());
    parts_->threads.emplace_back(std::move(task));
  }
}

std::uint16_t Server::port() const { return parts_->port; }

ServerCounters Server::counters() const {
  const ServerState& state = parts_->state;
  constexpr auto relaxed = std::memory_order_relaxed;
  return {state.open.load(relaxed),         state.accepted.load(relaxed),
          state.refused.load(relaxed),      state.timed_out.load(relaxed),
          state.failed.load(relaxed),       state.accept_pauses.load(relaxed),
          state.streams_open.load(relaxed), state.streams_refused.load(relaxed)};
}

void Server::stop_accepting() {
  parts_->on_each_loop([](EventLoop& loop) { loop.stop_accepting(); });
}

bool Server::drain(std::chrono::steady_clock::time_point deadline) {
  if (!parts_) return true;
  parts_->on_each_loop([](EventLoop& loop) { loop.drain(); });
  bool drained = true;
  for (auto& end : parts_->ends) {
    drained = end.wait_until(deadline) == std::future_status::ready && drained;
  }
  if (!drained) parts_->on_each_loop([](EventLoop& loop) { loop.close_all(); });
  return drained;
}

void Server::join() {
  if (!parts_) return;
  for (auto& thread : parts_->threads) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace offpeak::http
