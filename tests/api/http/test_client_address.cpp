#include "api/http/client_address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace offpeak::http {
namespace {

// Proxies are 10.0.0.0/8 and 2001:db8:a::/48; the connection is from 10.0.0.1 unless a row says
// otherwise.
const TrustedProxies proxies{
    {parse_network("10.0.0.0/8").value(), parse_network("2001:db8:a::/48").value()}};

std::string client(const std::string& forwarded, const std::string& x_forwarded_for,
                   std::string_view from = "10.0.0.1") {
  const Peer peer = peer_at(parse_address(from).value(), proxies);
  return format(client_of(peer, proxies, forwarded, x_forwarded_for));
}

struct Row {
  std::string value;
  std::string client;
};

TEST_CASE("the client is the nearest address in X-Forwarded-For that is no trusted proxy") {
  const std::vector<Row> rows{
      {"", "10.0.0.1"},
      {"203.0.113.7", "203.0.113.7"},
      {"203.0.113.7:4711", "203.0.113.7"},
      {"2001:db8::7", "2001:db8::7"},
      {"[2001:db8::7]", "2001:db8::7"},
      {"[2001:db8::7]:4711", "2001:db8::7"},
      {"::ffff:203.0.113.7", "203.0.113.7"},
      {"198.51.100.1, 203.0.113.7", "203.0.113.7"},
      {"198.51.100.1, 203.0.113.7, 10.0.0.2, 2001:db8:a::2", "203.0.113.7"},
      {"203.0.113.7,10.0.0.2", "203.0.113.7"},
      {" , 203.0.113.7 ,\t, ", "203.0.113.7"},
      {"nonsense, 203.0.113.7", "203.0.113.7"},
      // Only proxies: the first of them asked for itself.
      {"10.0.0.3, 10.0.0.2", "10.0.0.3"},
      // Nobody is named: the proxy that says so is as far as one can see.
      {"203.0.113.7, unknown", "10.0.0.1"},
      {"203.0.113.7, nonsense, 10.0.0.2", "10.0.0.2"},
      {"203.0.113.7:", "10.0.0.1"},
      {"203.0.113.7:99999", "10.0.0.1"},
      {"203.0.113.7 10.0.0.2", "10.0.0.1"},
      {"[203.0.113.7]", "10.0.0.1"},
      {"[2001:db8::7", "10.0.0.1"},
      {"fe80::1%eth0", "10.0.0.1"},
      {"::", "10.0.0.1"},
      {"0.0.0.0", "10.0.0.1"},
      {"unix:", "10.0.0.1"},
      {"\"203.0.113.7\"", "10.0.0.1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.value);
    CHECK(client("", row.value) == row.client);
  }
}

TEST_CASE("and the nearest in Forwarded, which hides nothing behind an open quote") {
  const std::vector<Row> rows{
      {"for=203.0.113.7", "203.0.113.7"},
      {"For=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"},
      {"proto=https; FOR=\"203.0.113.7:4711\"; host=\"a, b; c\"", "203.0.113.7"},
      {"for=203.0.113.7:4711", "203.0.113.7"},
      {"for=\"[2001:db8::7]\"", "2001:db8::7"},
      {"for=\"[2001:db8::7]:4711\"", "2001:db8::7"},
      {"for=\"[2001:db8::7]:_port\"", "2001:db8::7"},
      {"for=\"203\\.0.113.7\"", "203.0.113.7"},
      {"for=198.51.100.1, for=203.0.113.7, for=10.0.0.2", "203.0.113.7"},
      {",for=203.0.113.7,", "203.0.113.7"},
      {"for=203.0.113.7;", "203.0.113.7"},
      {"for=198.51.100.1, for=unknown", "10.0.0.1"},
      {"for=198.51.100.1, for=_hidden", "10.0.0.1"},
      {"for=198.51.100.1, for=_hidden, for=10.0.0.2", "10.0.0.2"},
      {"for=198.51.100.1, proto=https", "10.0.0.1"},
      {"for=198.51.100.1;for=203.0.113.7", "10.0.0.1"},
      {"for=\"198.51.100.1, for=203.0.113.7", "10.0.0.1"},
      {"for=198.51.100.1;x=\", for=203.0.113.7", "10.0.0.1"},
      {"for=198.51.100.1;x=\", for=\"[2001:db8::7]\"", "10.0.0.1"},
      {"for=198.51.100.1 for=203.0.113.7", "10.0.0.1"},
      {"for = 203.0.113.7", "10.0.0.1"},
      {"for=", "10.0.0.1"},
      {"203.0.113.7", "10.0.0.1"},
      {"for=\"203.0.113.7\\", "10.0.0.1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.value);
    CHECK(client(row.value, "") == row.client);
  }
}

TEST_CASE("where both fields are there, they are believed when they agree") {
  CHECK(client("for=203.0.113.7", "203.0.113.7") == "203.0.113.7");
  CHECK(client("for=198.51.100.1", "203.0.113.7") == "10.0.0.1");
  CHECK(client("for=198.51.100.1", "nonsense") == "10.0.0.1");
}

TEST_CASE("who is no trusted proxy speaks for itself, whatever it writes") {
  CHECK(client("for=203.0.113.7", "203.0.113.7", "198.51.100.9") == "198.51.100.9");
  CHECK(client("", "10.0.0.1", "2001:db8:b::1") == "2001:db8:b::1");
}

TEST_CASE("where proxies speak the PROXY protocol, no field says who the client is") {
  TrustedProxies speaking = proxies;
  speaking.use_proxy_protocol = true;
  const Peer proxy = peer_at(parse_address("10.0.0.1").value(), speaking);
  CHECK(format(client_of(proxy, speaking, "for=203.0.113.7", "203.0.113.7")) == "10.0.0.1");
}

}  // namespace
}  // namespace offpeak::http
