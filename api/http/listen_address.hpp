// Where a server listens.
#pragma once

#include <cstdint>
#include <string>

namespace offpeak::http {

struct ListenAddress {
  std::string host = "127.0.0.1";  // an IP address
  std::uint16_t port = 8080;       // 0: any free one
  std::string path{};              // of a Unix socket; when not empty, instead of both
};

/// "127.0.0.1:8080", "[::1]:8080" or "unix:/run/offpeak.sock".
std::string format(const ListenAddress& address);

}  // namespace offpeak::http
