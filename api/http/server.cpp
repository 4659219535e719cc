#include "api/http/server.hpp"

#include <future>
#include <random>
#include <system_error>
#include <thread>
#include <vector>

#include "api/http/event_loop.hpp"
#include "base/catch_all.hpp"

namespace offpeak::http {
namespace {

std::uint64_t random_bits() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

std::string format(const ListenAddress& address) {
  if (!address.path.empty()) return "unix:" + address.path;
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

struct Server::Parts {
  explicit Parts(const ServerOptions& options)
      : state{options.limits, options.proxies, options.date_clock, random_bits()} {}

  template <class Task>
  void on_each_loop(const Task& task) {
    for (const auto& loop : loops) {
      loop->post([&loop = *loop, task] { task(loop); });
    }
  }

  ServerState state;
  std::vector<std::unique_ptr<EventLoop>> loops;
  std::vector<std::thread> threads;
  std::vector<std::future<void>> ends;              // of the threads
  std::shared_ptr<const ListeningSockets> sockets;  // until it stops accepting
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
  parts->sockets = options.sockets;
  if (!parts->sockets) {
    parts->sockets =
        std::make_shared<const ListeningSockets>(options.listen, options.threads, options.limits);
  }
  parts->port = parts->sockets->port();
  for (const auto& loop : parts->loops) {
    loop->set_acceptor(parts->sockets->duplicate(loop->index()), parts->sockets->family());
    loop->set_handler(factory(loop->io_thread()));
  }
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

const Limits& Server::limits() const { return parts_->state.limits; }

void Server::stop_accepting() {
  parts_->sockets.reset();
  parts_->on_each_loop([](EventLoop& loop) { loop.stop_accepting(); });
}

bool Server::drain(std::chrono::steady_clock::time_point deadline) {
  if (!parts_) return true;
  parts_->sockets.reset();
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
