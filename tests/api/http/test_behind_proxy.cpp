// Proxies that say who their clients are, over sockets. A proxy is 127.0.0.1.
#include <set>
#include <vector>

#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

using namespace std::string_literals;

/// Answers with the address of the client.
void tell_client(IoThread& thread, const Request& request, ReplyTo to) {
  const std::string text = format(request.client);
  thread.reply(to, {.content_type = "text/plain", .body = text});
}

void stream(IoThread& thread, const Request&, ReplyTo to) {
  const auto beat = std::make_shared<const StreamMessage>(":\n\n");
  const auto start = thread.start_stream(to, {.content_type = "text/event-stream"}, beat);
  if (start == StreamStart::too_many_of_peer) thread.reply(to, {.status = 429});
}

TrustedProxies trust(std::string_view network, bool use_proxy_protocol = false) {
  return {{parse_network(network).value()}, use_proxy_protocol};
}

std::string get_with(std::string_view lines) {
  return "GET / HTTP/1.1\r\nHost: x\r\n" + std::string{lines} + "\r\n";
}

/// Of 198.51.100.`last`.
std::string proxy_header(char last) {
  return "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"s + "\xc6\x33\x64"s + last +
         "\x7f\0\0\x01\x12\x67\x01\xbb"s;
}

TEST_CASE("a trusted proxy names the client of each request, in one line or in several") {
  RunningServer running{tell_client, {}, 1, trust("127.0.0.1")};
  Client proxy{running.server};
  CHECK(proxy.exchange(get_with("X-Forwarded-For: 203.0.113.7\r\n")).body == "203.0.113.7");
  CHECK(proxy.exchange(get_with("Forwarded: for=203.0.113.8\r\n")).body == "203.0.113.8");
  CHECK(proxy
            .exchange(get_with("X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n"
                               "x-forwarded-for: 127.0.0.1\r\n"))
            .body == "203.0.113.9");
  CHECK(proxy.exchange(get_with("Forwarded: for=198.51.100.1\r\nForwarded: for=_x\r\n")).body ==
        "127.0.0.1");
  CHECK(proxy.exchange(get_with("")).body == "127.0.0.1");
}

TEST_CASE("nobody else speaks for a client") {
  RunningServer running{tell_client, {}, 1, trust("127.0.0.1")};
  Client stranger;
  stranger.bind("127.0.0.2");
  stranger.connect(running.server);
  CHECK(stranger.exchange(get_with("X-Forwarded-For: 203.0.113.7\r\n")).body == "127.0.0.2");
  CHECK(stranger.exchange(get_with("Forwarded: for=203.0.113.7\r\n")).body == "127.0.0.2");
}

TEST_CASE("a connection that begins with the PROXY protocol is its client's") {
  RunningServer running{tell_client, {}, 1, trust("127.0.0.1", true)};
  Client proxy{running.server};
  const auto header = proxy_header(7);
  proxy.send(header.substr(0, 5));
  proxy.send(header.substr(5));
  CHECK(proxy.exchange(get_with("X-Forwarded-For: 203.0.113.7\r\n")).body == "198.51.100.7");
  CHECK(proxy.exchange(get_with("")).body == "198.51.100.7");
}

TEST_CASE("a trusted proxy that should speak the PROXY protocol and does not is refused") {
  RunningServer running{tell_client, {}, 1, trust("127.0.0.1", true)};
  Client silent{running.server};
  CHECK(silent.exchange(get_with("")).status == 400);
  CHECK(silent.is_closed_cleanly());
  Client stranger;
  stranger.bind("127.0.0.2");
  stranger.connect(running.server);
  CHECK(stranger.exchange(get_with("")).body == "127.0.0.2");
  CHECK(stranger.exchange(proxy_header(7) + get_with("")).status == 400);
}

TEST_CASE("connections count as the client's that the proxy names, and a proxy's own are not few") {
  Limits limits;
  limits.connections_per_address_max = 1;
  limits.loopback_exempt = false;
  RunningServer running{tell_client, limits, 1, trust("127.0.0.1", true)};
  Client first{running.server};
  CHECK(first.exchange(proxy_header(1) + get_with("")).status == 200);
  Client second{running.server};
  CHECK(second.exchange(proxy_header(1) + get_with("")).status == 503);
  CHECK(second.is_closed_cleanly());
  Client other{running.server};
  CHECK(other.exchange(proxy_header(2) + get_with("")).status == 200);
  first.reset();
  REQUIRE(running.has_open(1));
  Client again{running.server};
  CHECK(again.exchange(proxy_header(1) + get_with("")).status == 200);
}

TEST_CASE("streams count as the client's that the proxy names, also where this machine is exempt") {
  Limits limits;
  limits.streams_per_address_max = 1;
  RunningServer running{stream, limits, 1, trust("127.0.0.1")};
  std::vector<std::unique_ptr<Client>> clients;
  const auto status = [&](const std::string& lines) {
    clients.push_back(std::make_unique<Client>(running.server));
    return clients.back()->exchange(get_with(lines)).status;
  };
  CHECK(status("X-Forwarded-For: 203.0.113.7\r\n") == 200);
  CHECK(status("X-Forwarded-For: 203.0.113.7\r\n") == 429);
  CHECK(status("X-Forwarded-For: 203.0.113.8\r\n") == 200);
  // Who is not named shares what the proxy itself may have.
  CHECK(status("X-Forwarded-For: unknown\r\n") == 200);
  CHECK(status("X-Forwarded-For: nonsense\r\n") == 429);
  clients.clear();
  REQUIRE(running.has_open(0));
  CHECK(status("X-Forwarded-For: 203.0.113.7\r\n") == 200);
}

TEST_CASE("fields that are lists may come in several lines") {
  std::string accept_encoding;
  std::string if_none_match;
  RunningServer running{[&](IoThread& thread, const Request& request, ReplyTo to) {
    accept_encoding = request.accept_encoding;
    if_none_match = request.if_none_match;
    echo(thread, request, to);
  }};
  Client client{running.server};
  client.exchange(
      get_with("Accept-Encoding: br\r\nIf-None-Match: \"a\"\r\nAccept-Encoding:\r\n"
               "accept-encoding: gzip;q=0.5\r\nIf-None-Match: W/\"b\", \"c\"\r\n"
               "If-None-Match: \"d\"\r\n"));
  CHECK(accept_encoding == "br, , gzip;q=0.5");
  CHECK(if_none_match == "\"a\", W/\"b\", \"c\", \"d\"");
}

}  // namespace
}  // namespace offpeak::http::tests
