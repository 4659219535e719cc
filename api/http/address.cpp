#include "api/http/address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <span>

#include "base/number.hpp"

namespace offpeak::http {
namespace {

namespace ip = boost::asio::ip;

constexpr unsigned address_bits = 128;
constexpr unsigned v4_bits = 32;
constexpr std::string_view unix_name = "unix:";

ip::address_v6 asio_address(const Address& address) { return ip::address_v6{address.bytes}; }

std::uint64_t big_endian(std::span<const unsigned char> bytes) {
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  if (text.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code error;
  const auto address = ip::make_address(std::string{text}, error);
  if (error) return std::nullopt;
  if (address.is_v6()) return Address{address.to_v6().to_bytes()};
  return Address{ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes()};
}

std::string format(const Address& address) {
  if (address == unix_peer) return std::string{unix_name};
  const auto v6 = asio_address(address);
  return v6.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, v6).to_string() : v6.to_string();
}

bool is_loopback(const Address& address) {
  const auto v6 = asio_address(address);
  return v6.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, v6).is_loopback()
                           : v6.is_loopback();
}

std::uint64_t address_key(const Address& address) {
  const std::span bytes{address.bytes};
  return asio_address(address).is_v4_mapped() ? big_endian(bytes.last<8>())
                                              : big_endian(bytes.first<8>());
}

bool Network::contains(const Address& other) const {
  const unsigned whole = prefix_bits / 8;
  if (!std::ranges::equal(std::span{address.bytes}.first(whole),
                          std::span{other.bytes}.first(whole))) {
    return false;
  }
  const unsigned rest = prefix_bits % 8;
  return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0;
}

std::optional<Network> parse_network(std::string_view text) {
  if (text == unix_name) return Network{unix_peer};
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address || *address == unix_peer) return std::nullopt;
  if (slash == std::string_view::npos) return Network{*address};
  const auto bits = base::parse_number<unsigned>(text.substr(slash + 1));
  const bool is_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const unsigned bits_max = is_v4 ? v4_bits : address_bits;
  if (!bits || *bits > bits_max) return std::nullopt;
  return Network{*address, address_bits - bits_max + *bits};
}

}  // namespace offpeak::http
