// The parts that need no socket: the reply window, the form of replies, counting by address.
#include <doctest/doctest.h>

#include <string>

#include "api/http/address_counter.hpp"
#include "api/http/reply_window.hpp"
#include "api/http/response_writer.hpp"

namespace offpeak::http::tests {
namespace {

TEST_CASE("a window knows the numbers that still need a reply, and no others") {
  ReplyWindow window;
  CHECK(window.find(0) == nullptr);
  for (std::uint32_t i = 0; i < pipelined_max; ++i) window.open();
  CHECK(window.full());
  window.pop();
  CHECK_FALSE(window.full());
  CHECK(window.find(0) == nullptr);
  CHECK(window.find(1) == &window.front());
  CHECK(window.find(pipelined_max - 1) == &window.back());
  CHECK(window.find(pipelined_max) == nullptr);
  CHECK(window.find(static_cast<std::uint32_t>(-1)) == nullptr);
}

std::string render(const Response& response, const ReplyTraits& traits = {.request_id = "id"}) {
  ResponseWriter writer;
  writer.set_date(std::chrono::sys_days{std::chrono::year{2026} / 6 / 13} +
                  std::chrono::seconds{5});
  std::string out;
  writer.append(out, response, traits);
  return out;
}

TEST_CASE("a reply has these headers") {
  CHECK(render({.content_type = "application/json", .body = "{}"}) ==
        "HTTP/1.1 200 OK\r\n"
        "Server: offpeak\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Date: Sat, 13 Jun 2026 00:00:05 GMT\r\n"
        "Cache-Control: no-store\r\n"
        "X-Request-Id: id\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 2\r\n"
        "\r\n"
        "{}");
}

TEST_CASE("a reply follows its request and its own headers") {
  struct Row {
    std::string_view what;
    Response response;
    ReplyTraits traits;
    std::string_view has, has_not;
  };
  const Row rows[] = {
      {"close", {}, {.close = true}, "Connection: close\r\n", "keep-alive"},
      {"1.0", {}, {.announce_keep_alive = true}, "Connection: keep-alive\r\n", "close"},
      {"close wins", {}, {.close = true, .announce_keep_alive = true}, "close", "keep-alive"},
      {"head", {.body = "abc"}, {.head_only = true}, "Content-Length: 3\r\n\r\n", "abc"},
      {"204", {.status = 204, .body = "abc"}, {}, "204 No Content\r\n", "\nContent-"},
      {"304", {.status = 304, .body = "abc"}, {}, "304 Not Modified\r\n", "abc"},
      {"429", {.status = 429}, {}, "HTTP/1.1 429 Too Many Requests\r\n", "\nContent-Type"},
      {"extra", {.extra_headers = "Retry-After: 1\r\n"}, {}, "Retry-After: 1\r\n", "nothing"},
      {"extra keeps the default", {.extra_headers = "A: b\r\n"}, {}, "no-store", "nothing"},
      {"cached",
       {.extra_headers = "A: b\r\ncache-control: max-age=5\r\n"},
       {},
       "max-age=5",
       "no-store"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const std::string bytes = render(row.response, row.traits);
    CHECK(bytes.find(row.has) != std::string::npos);
    CHECK(bytes.find(row.has_not) == std::string::npos);
  }
}

TEST_CASE("an address has as many connections as allowed, and other addresses do not matter") {
  AddressCounter counter{42};
  CHECK(counter.add(1, 2));
  CHECK(counter.add(1, 2));
  CHECK_FALSE(counter.add(1, 2));
  CHECK_FALSE(counter.add(1, 2));  // a refusal is not counted
  CHECK(counter.add(2, 2));
  counter.remove(1);
  CHECK(counter.add(1, 2));
  CHECK_FALSE(counter.add(1, 2));
}

TEST_CASE("few addresses share their count with others, however many there are") {
  AddressCounter counter{42};
  constexpr std::uint64_t addresses = 4000;
  int refused = 0;
  for (std::uint64_t key = 0; key < addresses; ++key) refused += !counter.add(key, 1);
  // A quarter of the cells in each row: both taken for about 1 in 20 of the last ones.
  CHECK(refused < 200);
}

}  // namespace
}  // namespace offpeak::http::tests
