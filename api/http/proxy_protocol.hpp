// The PROXY protocol, version 2: how a proxy of connections says, before the first byte of the
// client, where it came from (haproxy.org/download/2.6/doc/proxy-protocol.txt, section 2.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "api/http/address.hpp"

namespace offpeak::http {

/// A header with more than this is malformed: proxies add some hundred bytes about certificates.
inline constexpr std::size_t proxy_header_bytes_max = 2048;

struct ProxyHeader {
  enum class Kind : std::uint8_t { incomplete, malformed, complete };

  Kind kind = Kind::incomplete;
  std::size_t size = 0;             // of a complete one
  std::optional<Address> client{};  // none: the proxy speaks for itself, as in its health checks
};

/// What stands at the front of the input. A malformed one is known as soon as a byte is wrong.
ProxyHeader read_proxy_header(std::string_view input);

}  // namespace offpeak::http
