#include "api/http/proxy_protocol.hpp"

#include <doctest/doctest.h>

#include <string>

namespace offpeak::http {
namespace {

using namespace std::string_literals;
using Kind = ProxyHeader::Kind;

/// The signature; version and command; family and transport; the length of what follows.
std::string header(char command, char family, const std::string& block) {
  return "\r\n\r\n\0\r\nQUIT\n"s + command + family + static_cast<char>(block.size() >> 8) +
         static_cast<char>(block.size()) + block;
}

// 203.0.113.7:4711 to 10.0.0.1:443, and the same from 2001:db8::7.
const std::string v4 = "\xcb\x00\x71\x07\x0a\x00\x00\x01\x12\x67\x01\xbb"s;
const std::string v6 = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07" +
                       std::string(16, '\0') + "\x12\x67\x01\xbb";

TEST_CASE("a proxy names the client of a connection, in as many portions as it likes") {
  for (const auto& [bytes, client] :
       {std::pair{header(0x21, 0x11, v4), "203.0.113.7"},
        std::pair{header(0x21, 0x21, v6), "2001:db8::7"},
        // Further values follow, of a certificate for example.
        std::pair{header(0x21, 0x11, v4 + "\x20\x00\x01x"s), "203.0.113.7"}}) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      CHECK(read_proxy_header(bytes.substr(0, size)).kind == Kind::incomplete);
    }
    const auto read = read_proxy_header(bytes + "GET / HTTP/1.1\r\n");
    CHECK(read.kind == Kind::complete);
    CHECK(read.size == bytes.size());
    CHECK(format(read.client.value()) == client);
  }
}

TEST_CASE("a proxy that checks whether the server lives speaks for itself") {
  for (const auto& bytes : {header(0x20, 0x00, ""), header(0x20, 0x11, v4), header(0x21, 0x00, ""),
                            header(0x21, 0x31, std::string(216, 'x'))}) {
    const auto read = read_proxy_header(bytes);
    CHECK(read.kind == Kind::complete);
    CHECK_FALSE(read.client);
  }
}

TEST_CASE("what is no header of version 2 is malformed, from the first wrong byte on") {
  for (const auto& bytes :
       {"GET / HTTP/1.1\r\n\r\n"s, "G"s, "\r\n\r\n\r\n"s,
        "PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n"s, header(0x11, 0x11, v4), header(0x22, 0x11, v4),
        header(0x21, 0x12, v4), header(0x21, 0x11, v4.substr(1)), header(0x21, 0x21, v4),
        header(0x21, 0x11, std::string(proxy_header_bytes_max, 'x')).substr(0, 16)}) {
    CAPTURE(bytes);
    CHECK(read_proxy_header(bytes).kind == Kind::malformed);
  }
}

}  // namespace
}  // namespace offpeak::http
