// Who a request is from: the one place where that is decided. Limits, streams and the log go by it.
//
// A proxy stands between us and the client, so the connection's other end is the proxy. Whom the
// operator trusts may say who its client is; anybody else speaks for itself only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "api/http/address.hpp"

namespace offpeak::http {

/// Whom to believe, and by which words.
struct TrustedProxies {
  std::vector<Network> networks;
  /// They begin each connection with the header of the PROXY protocol, version 2. Then no header
  /// field says who the client is: a proxy of connections passes on what clients write there.
  bool use_proxy_protocol = false;

  bool contains(const Address& address) const;
};

/// The other end of a connection.
struct Peer {
  enum class Kind : std::uint8_t {
    client,        // it speaks for itself
    proxy,         // trusted; its connections are shared by many clients
    behind_proxy,  // a client that a trusted proxy has named for the whole connection
  };

  Address address;
  Kind kind = Kind::client;

  bool is_local() const {
    return kind == Kind::client && (address == unix_peer || is_loopback(address));
  }
};

Peer peer_at(const Address& address, const TrustedProxies& proxies);

/// Who sent a request over a connection from `peer`, by the values of its fields `Forwarded`
/// (RFC 7239) and `X-Forwarded-For`: the nearest address that is no trusted proxy. Each proxy adds
/// the address it was spoken to from at the end, so the way is followed from there; what stands
/// before the first stranger is the stranger's own claim. A proxy that names nobody, hides its
/// client (`unknown`, `_hidden`) or writes what is neither is taken for the client itself. Where
/// both fields are there and differ, neither is believed: proxies set one, and pass on the other.
Address client_of(const Peer& peer, const TrustedProxies& proxies, std::string_view forwarded,
                  std::string_view x_forwarded_for);

}  // namespace offpeak::http
