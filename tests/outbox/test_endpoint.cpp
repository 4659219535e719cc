#include <doctest/doctest.h>

#include <array>

#include "outbox/endpoint.hpp"

namespace offpeak::outbox {
namespace {

TEST_CASE("a webhook's address is https, or plain http to this machine") {
  struct Row {
    const char* url;
    const char* host;  // nullptr: refused
    const char* port;
    const char* target;
  };
  const std::array rows{
      Row{"https://hooks.example/in", "hooks.example", "443", "/in"},
      Row{"https://hooks.example", "hooks.example", "443", "/"},
      Row{"https://hooks.example:8443/a/b?c=d#e", "hooks.example", "8443", "/a/b?c=d"},
      Row{"https://hooks.example?c=d", "hooks.example", "443", "/?c=d"},
      Row{"http://127.0.0.1:9000/x", "127.0.0.1", "9000", "/x"},
      Row{"http://localhost/x", "localhost", "80", "/x"},
      Row{"http://[::1]:81", "::1", "81", "/"},
      Row{"https://[2001:db8::1]/x", "2001:db8::1", "443", "/x"},
      Row{"http://hooks.example/in", nullptr, "", ""},
      Row{"http://127.0.0.1.evil.example/", nullptr, "", ""},
      Row{"http://127.evil.example/", nullptr, "", ""},
      Row{"http://localhost.evil.example/", nullptr, "", ""},
      Row{"http://[::1.evil.example]/", nullptr, "", ""},
      Row{"ftp://hooks.example/in", nullptr, "", ""},
      Row{"hooks.example/in", nullptr, "", ""},
      Row{"https://", nullptr, "", ""},
      Row{"https:///in", nullptr, "", ""},
      Row{"https://:443/in", nullptr, "", ""},
      Row{"https://user:secret@hooks.example/in", nullptr, "", ""},
      Row{"https://hooks.example:0/in", nullptr, "", ""},
      Row{"https://hooks.example:65536/in", nullptr, "", ""},
      Row{"https://hooks.example:x/in", nullptr, "", ""},
      Row{"https://[::1/in", nullptr, "", ""},
      Row{"https://hooks.example/a b", nullptr, "", ""},
      Row{"https://hooks.example/a\r\nX: y", nullptr, "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto endpoint = parse_endpoint(row.url);
    REQUIRE(endpoint.has_value() == (row.host != nullptr));
    if (!endpoint) continue;
    CHECK(endpoint->host == row.host);
    CHECK(endpoint->port == row.port);
    CHECK(endpoint->target == row.target);
  }
}

}  // namespace
}  // namespace offpeak::outbox
