// The sockets that a server listens with, one for each of its threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/http/limits.hpp"
#include "api/http/listen_address.hpp"
#include "api/http/unix_socket.hpp"
#include "base/descriptor.hpp"

namespace offpeak::http {

/// Clients may connect for as long as this is there: those that no server takes wait.
class ListeningSockets {
 public:
  /// Throws std::system_error, whose text names the address, when that cannot be, for example
  /// because another process listens there.
  ListeningSockets(const ListenAddress& address, unsigned threads, const Limits& limits);

  /// 0: a Unix socket.
  std::uint16_t port() const { return port_; }
  int family() const { return family_; }
  /// That of one thread, for itself. Throws std::system_error.
  base::Descriptor duplicate(unsigned thread) const;

 private:
  void listen_on_tcp(const ListenAddress& address, unsigned count, const Limits& limits);
  void listen_on_path(const std::string& path);

  std::vector<base::Descriptor> sockets_;
  std::uint16_t port_ = 0;
  int family_ = 0;
  std::unique_ptr<UnixSocketFile> file_;  // null: TCP
};

}  // namespace offpeak::http
