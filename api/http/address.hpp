// Addresses of clients and proxies.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace offpeak::http {

/// An IPv6 address; an IPv4 one is mapped into IPv6, ::ffff:a.b.c.d, however it was written.
struct Address {
  std::array<unsigned char, 16> bytes{};

  friend bool operator==(const Address&, const Address&) = default;
};

/// What stands for whoever came over a Unix socket. No machine has the address "::".
inline constexpr Address unix_peer{};

/// Nothing for a text that is no address, or one with a zone.
std::optional<Address> parse_address(std::string_view text);
/// "203.0.113.7", "2001:db8::1", or "unix:".
std::string format(const Address& address);

bool is_loopback(const Address& address);

/// What the limits per address count: an IPv4 address, or an IPv6 network of 64 bits, which is what
/// one client gets. The two kinds never meet: no /64 in use begins with 32 zero bits.
std::uint64_t address_key(const Address& address);

/// Addresses that begin with the same bits.
struct Network {
  Address address;
  unsigned prefix_bits = 128;

  bool contains(const Address& other) const;
};

/// "10.0.0.0/8", "2001:db8::/32", one address, or "unix:" for whoever may open a Unix socket.
std::optional<Network> parse_network(std::string_view text);

}  // namespace offpeak::http
