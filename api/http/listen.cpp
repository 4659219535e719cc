#include "api/http/listen.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "api/http/event_loop.hpp"

namespace offpeak::http {
namespace {

using boost::asio::generic::stream_protocol;
using boost::asio::ip::tcp;
using Acceptor = EventLoop::Acceptor;
using Loops = std::vector<std::unique_ptr<EventLoop>>;
namespace socket_option = boost::asio::detail::socket_option;
using ReusePort = socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UnsentBytes = socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
using UserTimeout = socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

constexpr int backlog_max = 4096;

Acceptor bind(boost::asio::io_context& context, const tcp::endpoint& endpoint, bool shared) {
  Acceptor acceptor{context.get_executor(), stream_protocol{endpoint.protocol()}};
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

std::uint16_t port_of(const Acceptor& acceptor) {
  const auto bound = acceptor.local_endpoint();
  tcp::endpoint endpoint;
  endpoint.resize(bound.size());
  std::memcpy(endpoint.data(), bound.data(), bound.size());
  return endpoint.port();
}

/// All on one port.
Listening listen_on_tcp(const Loops& loops, tcp::endpoint endpoint, const Limits& limits) {
  // With SO_REUSEPORT a second server could bind the same port and would get half of the clients. A
  // first bind without the option fails when the port is taken.
  bind(loops.front()->context(), endpoint, false).close();
  for (const auto& loop : loops) {
    Acceptor acceptor = bind(loop->context(), endpoint, loops.size() > 1);
    endpoint.port(port_of(acceptor));
    bound_kernel_memory(acceptor, limits);
    acceptor.listen(backlog_max);
    loop->set_acceptor(std::move(acceptor));
  }
  return {.port = endpoint.port(), .file = nullptr};
}

void take_over(EventLoop& loop, int descriptor) {
  Acceptor acceptor{loop.context().get_executor()};
  acceptor.assign(stream_protocol{AF_UNIX, 0}, descriptor);
  loop.set_acceptor(std::move(acceptor));
}

/// Unix sockets do not share a path: all loops take their connections off one. What the kernel
/// keeps for a client there is bounded by its default for such sockets.
Listening listen_on_path(const Loops& loops, const std::string& path) {
  const int descriptor = listen_on_unix_socket(path, backlog_max);
  take_over(*loops.front(), descriptor);
  auto file = std::make_unique<UnixSocketFile>(path);
  for (std::size_t i = 1; i < loops.size(); ++i) {
    const int same = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (same < 0) throw std::system_error{errno, std::generic_category(), "listen on " + path};
    take_over(*loops[i], same);
  }
  return {.port = 0, .file = std::move(file)};
}

}  // namespace

Listening listen(const Loops& loops, const ListenAddress& address, const Limits& limits) {
  if (!address.path.empty()) return listen_on_path(loops, address.path);
  const auto host = boost::asio::ip::make_address(address.host);
  return listen_on_tcp(loops, {host, address.port}, limits);
}

}  // namespace offpeak::http
