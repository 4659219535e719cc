#include "tests/support/tcp_gate.hpp"
#include "tests/support/patience.hpp"
#include "tests/support/poll.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <vector>

namespace offpeak::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  address.sin_port = ::htons(port);
  return address;
}

void set_no_delay(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// False: the receiver is gone.
bool send_all(int descriptor, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(descriptor, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

TcpGate::TcpGate(std::uint16_t target_port) : target_port_{target_port} {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      ::listen(listener_, 64) != 0 || ::pipe2(wake_pipe_.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::runtime_error{"the gate cannot listen"};
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

TcpGate::~TcpGate() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake();
  thread_.join();
  for (Pair& pair : pairs_) end(pair);
  ::close(listener_);
  for (const int descriptor : wake_pipe_) ::close(descriptor);
}

void TcpGate::wake() {
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_pipe_[1], &byte, 1);  // full: it wakes anyway
}

void TcpGate::set(Direction direction, Mode mode, std::uint64_t after_bytes) {
  const std::lock_guard lock{mutex_};
  ways_.at(static_cast<std::size_t>(direction)) = {mode, after_bytes};
  has_cut_ = false;
}

void TcpGate::swallow(Direction direction, std::uint64_t after_bytes) {
  set(direction, Mode::swallow, after_bytes);
}

void TcpGate::sever(Direction direction, std::uint64_t after_bytes) {
  set(direction, Mode::sever, after_bytes);
}

void TcpGate::close() {
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    for (Pair& pair : pairs_) end(pair);
    pairs_.clear();
  }
  wake();
}

void TcpGate::open() {
  {
    const std::lock_guard lock{mutex_};
    is_closed_ = false;
    ways_ = {};
    for (Pair& pair : pairs_) {
      if (pair.has_lost) end(pair);
    }
    std::erase_if(pairs_, [](const Pair& pair) { return pair.client < 0; });
  }
  wake();
}

bool TcpGate::has_cut() {
  const std::lock_guard lock{mutex_};
  return has_cut_;
}

void TcpGate::wait_for_cut() {
  std::unique_lock lock{mutex_};
  if (!cut_.wait_for(lock, patience, [this] { return has_cut_; })) {
    throw std::runtime_error{"nothing came to the gate that it could cut"};
  }
}

void TcpGate::end(Pair& pair) {
  ::close(pair.client);
  ::close(pair.server);
  pair.client = pair.server = -1;
}

void TcpGate::accept_one() {
  Pair pair;
  pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (pair.client < 0) return;
  pair.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(target_port_);
  if (is_closed_ ||
      ::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    end(pair);
    return;
  }
  set_no_delay(pair.client);
  set_no_delay(pair.server);
  pairs_.push_back(pair);
}

/// False: the connection has ended.
bool TcpGate::carry(Pair& pair, Direction direction) {
  const bool forward = direction == Direction::to_server;
  std::array<char, 65536> bytes;
  const ssize_t size =
      ::recv(forward ? pair.client : pair.server, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size <= 0) return size < 0 && (errno == EAGAIN || errno == EINTR);
  Way& way = ways_.at(static_cast<std::size_t>(direction));
  auto passed = static_cast<std::size_t>(size);
  if (way.mode != Mode::pass) {
    passed = static_cast<std::size_t>(std::min<std::uint64_t>(passed, way.passes_bytes));
    way.passes_bytes -= passed;
  }
  if (!send_all(forward ? pair.server : pair.client, bytes.data(), passed)) return false;
  if (passed == static_cast<std::size_t>(size)) return true;
  pair.has_lost = true;
  has_cut_ = true;
  cut_.notify_all();
  return way.mode == Mode::swallow;
}

void TcpGate::run() {
  std::vector<pollfd> descriptors;
  for (;;) {
    descriptors.assign({{listener_, POLLIN, 0}, {wake_pipe_[0], POLLIN, 0}});
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) return;
      for (const Pair& pair : pairs_) {
        descriptors.push_back({pair.client, POLLIN, 0});
        descriptors.push_back({pair.server, POLLIN, 0});
      }
    }
    poll_for(descriptors, -1);
    std::array<char, 64> ignored;
    while (::read(wake_pipe_[0], ignored.data(), ignored.size()) > 0) {
    }
    const std::lock_guard lock{mutex_};
    if ((descriptors[0].revents & POLLIN) != 0) accept_one();
    // Every pair is tried: pairs may have gone since the poll, and a read does not wait.
    for (Pair& pair : pairs_) {
      if (!carry(pair, Direction::to_server) || !carry(pair, Direction::to_client)) end(pair);
    }
    std::erase_if(pairs_, [](const Pair& pair) { return pair.client < 0; });
  }
}

}  // namespace offpeak::testing
