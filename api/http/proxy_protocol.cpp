#include "api/http/proxy_protocol.hpp"

#include <algorithm>

namespace offpeak::http {
namespace {

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t fixed_bytes = 16;

// Version 2, and whom the proxy speaks for.
constexpr unsigned char itself = 0x20;
constexpr unsigned char a_client = 0x21;

// Family and transport; what follows begins with the client's address.
constexpr unsigned char unspecified = 0x00;
constexpr unsigned char tcp_v4 = 0x11;
constexpr unsigned char tcp_v6 = 0x21;
constexpr unsigned char unix_stream = 0x31;
constexpr std::size_t v4_bytes = 4;
constexpr std::size_t v4_block_bytes = 12;
constexpr std::size_t v6_block_bytes = 36;

constexpr ProxyHeader malformed{ProxyHeader::Kind::malformed};

Address mapped(std::string_view v4) {
  Address address;
  address.bytes[10] = address.bytes[11] = 0xff;
  std::ranges::copy(v4.substr(0, v4_bytes), address.bytes.begin() + 12);
  return address;
}

ProxyHeader named(std::size_t size, const Address& client) {
  return {ProxyHeader::Kind::complete, size, client};
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view input) {
  const auto byte = [input](std::size_t at) { return static_cast<unsigned char>(input[at]); };
  const auto known = std::min(input.size(), signature.size());
  if (input.substr(0, known) != signature.substr(0, known)) return malformed;
  if (input.size() < fixed_bytes) return {};
  const unsigned char command = byte(12);
  const unsigned char family = byte(13);
  const std::size_t size = fixed_bytes + (std::size_t{byte(14)} << 8 | byte(15));
  if ((command != itself && command != a_client) || size > proxy_header_bytes_max) return malformed;
  if (input.size() < size) return {};
  const auto block = input.substr(fixed_bytes, size - fixed_bytes);
  if (command == itself || family == unspecified || family == unix_stream) {
    return {ProxyHeader::Kind::complete, size};
  }
  if (family == tcp_v4 && block.size() >= v4_block_bytes) return named(size, mapped(block));
  if (family == tcp_v6 && block.size() >= v6_block_bytes) {
    Address client;
    std::ranges::copy(block.substr(0, client.bytes.size()), client.bytes.begin());
    return named(size, client);
  }
  return malformed;
}

}  // namespace offpeak::http
