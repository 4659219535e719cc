// The listening sockets of one server, one for each of its loops.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "api/http/limits.hpp"
#include "api/http/server.hpp"
#include "api/http/unix_socket.hpp"

namespace offpeak::http {

class EventLoop;

struct Listening {
  std::uint16_t port = 0;                // 0: a Unix socket
  std::unique_ptr<UnixSocketFile> file;  // null: TCP
};

/// Gives each loop its acceptor. Throws boost::system::system_error or std::system_error when that
/// cannot be, for example because another process listens there.
Listening listen(const std::vector<std::unique_ptr<EventLoop>>& loops, const ListenAddress& address,
                 const Limits& limits);

}  // namespace offpeak::http
