#include "api/http/address.hpp"

#include <doctest/doctest.h>

namespace offpeak::http {
namespace {

Address address(std::string_view text) { return parse_address(text).value(); }

TEST_CASE("an address is the same however it is written") {
  CHECK(format(address("203.0.113.7")) == "203.0.113.7");
  CHECK(address("::ffff:203.0.113.7") == address("203.0.113.7"));
  CHECK(address("2001:DB8:0:0::1") == address("2001:db8::1"));
  CHECK(format(unix_peer) == "unix:");
  for (const auto* text : {"", "203.0.113", "203.0.113.256", "0x7f.1", "1.2.3.4 ", "fe80::1%lo",
                           "example.org", "[::1]", "1.2.3.4:80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_address(text));
  }
}

TEST_CASE("limits count an IPv4 address, and an IPv6 network of 64 bits") {
  CHECK(address_key(address("127.0.0.1")) == 0xffff'7f00'0001ULL);
  CHECK(address_key(address("2001:db8::1")) == address_key(address("2001:db8::2:0:0:1")));
  CHECK(address_key(address("2001:db8::1")) != address_key(address("2001:db8:0:1::1")));
}

TEST_CASE("a network has the addresses that begin as it does") {
  struct Row {
    std::string_view network;
    std::string_view address;
    bool contains = true;
  };
  for (const auto& row :
       {Row{"10.0.0.0/8", "10.255.0.1"}, Row{"10.0.0.0/8", "11.0.0.1", false},
        Row{"10.1.2.128/25", "10.1.2.200"}, Row{"10.1.2.128/25", "10.1.2.127", false},
        Row{"10.1.2.3", "::ffff:10.1.2.3"}, Row{"10.1.2.3", "10.1.2.4", false},
        Row{"2001:db8::/33", "2001:db8:7fff::1"}, Row{"2001:db8::/33", "2001:db8:8000::1", false},
        Row{"0.0.0.0/0", "203.0.113.7"}, Row{"0.0.0.0/0", "2001:db8::1", false}}) {
    CAPTURE(row.network);
    CAPTURE(row.address);
    CHECK(parse_network(row.network).value().contains(address(row.address)) == row.contains);
  }
  CHECK(parse_network("unix:").value().contains(unix_peer));
  CHECK_FALSE(parse_network("0.0.0.0/0").value().contains(unix_peer));
  for (const auto* text : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "2001:db8::/129", "::/0",
                           "10.0.0.0/8/8", "proxy.example", "unix"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_network(text));
  }
}

}  // namespace
}  // namespace offpeak::http
