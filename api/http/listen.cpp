#include "api/http/listen.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace offpeak::http {
namespace {

using boost::asio::ip::tcp;
namespace socket_option = boost::asio::detail::socket_option;
using ReusePort = socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UnsentBytes = socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
using UserTimeout = socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

constexpr int backlog_max = 4096;

tcp::acceptor bind(boost::asio::io_context& context, const tcp::endpoint& endpoint, bool shared) {
  tcp::acceptor acceptor{context, endpoint.protocol()};
  acceptor.set_option(tcp::acceptor::reuse_address{true});
  if (shared) acceptor.set_option(ReusePort{true});
  if (endpoint.protocol() == tcp::v6()) {
    acceptor.set_option(boost::asio::ip::v6_only{false});
  }
  acceptor.bind(endpoint);
  return acceptor;
}

/// Bounds what the kernel keeps for a client that does not read, and how long. The sockets of the
/// clients inherit this.
void bound_kernel_memory(tcp::acceptor& acceptor, const Limits& limits) {
  acceptor.set_option(boost::asio::socket_base::send_buffer_size{reply_kernel_bytes});
  acceptor.set_option(UnsentBytes{unsent_kernel_bytes});
  acceptor.set_option(UserTimeout{static_cast<int>(limits.write_time_max.count())});
}

}  // namespace

ListeningSockets::ListeningSockets(const ListenAddress& address, unsigned count,
                                   const Limits& limits) {
  try {
    address.path.empty() ? listen_on_tcp(address, count, limits) : listen_on_path(address.path);
  } catch (const boost::system::system_error& error) {
    throw std::system_error{std::error_code{error.code()}, format(address)};
  }
}

/// All on one port.
void ListeningSockets::listen_on_tcp(const ListenAddress& address, unsigned count,
                                     const Limits& limits) {
  boost::asio::io_context context;  // of what happens here alone: nothing is awaited on it
  tcp::endpoint endpoint{boost::asio::ip::make_address(address.host), address.port};
  family_ = endpoint.protocol().family();
  // With SO_REUSEPORT a second server could bind the same port and would get half of the clients. A
  // first bind without the option fails when the port is taken.
  bind(context, endpoint, false).close();
  for (unsigned i = 0; i < count; ++i) {
    auto acceptor = bind(context, endpoint, count > 1);
    endpoint.port(acceptor.local_endpoint().port());
    bound_kernel_memory(acceptor, limits);
    acceptor.listen(backlog_max);
    sockets_.emplace_back(acceptor.release());
  }
  port_ = endpoint.port();
}

/// Unix sockets do not share a path: all loops take their connections off one. What the kernel
/// keeps for a client there is bounded by its default for such sockets.
void ListeningSockets::listen_on_path(const std::string& path) {
  family_ = AF_UNIX;
  sockets_.push_back(listen_on_unix_socket(path, backlog_max));
  file_ = std::make_unique<UnixSocketFile>(path);
}

base::Descriptor ListeningSockets::duplicate(unsigned i) const {
  base::Descriptor same{::fcntl(sockets_[i % sockets_.size()].get(), F_DUPFD_CLOEXEC, 0)};
  if (!same.is_open())
    throw std::system_error{errno, std::generic_category(), "a listening socket"};
  return same;
}

}  // namespace offpeak::http
