// Messages that another server on the way may read differently (request smuggling), over a socket.
#include "tests/api/http/support.hpp"

namespace offpeak::http::tests {
namespace {

using namespace std::string_literals;

struct Row {
  std::string_view what;
  std::string request;
  int status = 400;
};

// What would come out as a request of its own if the message were read the other way.
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post_with(std::string_view fields, std::string_view version = "1.1") {
  return "POST /outer HTTP/" + std::string{version} + "\r\nHost: x\r\n" + std::string{fields} +
         "\r\n\r\n";
}

TEST_CASE("a message that can be read in two ways is answered once and ends the connection") {
  const Row rows[] = {
      {"chunked", post_with("Transfer-Encoding: chunked") + "0\r\n\r\n", 411},
      {"chunked and a length",
       post_with("Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"},
      {"a length and chunked",
       post_with("Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n"},
      {"gzip and a length", post_with("Transfer-Encoding: gzip\r\nContent-Length: 4") + "abcd"},
      {"gzip, chunked", post_with("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"},
      {"identity", post_with("Transfer-Encoding: identity")},
      {"twice chunked", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")},
      {"hidden by a tab", post_with("Transfer-Encoding:\tchunked") + "0\r\n\r\n", 411},
      {"hidden by case", post_with("tRANSFER-eNCODING: CHUNKED") + "0\r\n\r\n", 411},
      {"hidden by a space before the colon", post_with("Transfer-Encoding : chunked")},
      {"hidden by folding", post_with("Transfer-Encoding:\r\n chunked") + "0\r\n\r\n"},
      {"hidden by a bare CR", post_with("A: b\rTransfer-Encoding: chunked")},
      {"chunked on HTTP/1.0", post_with("Transfer-Encoding: chunked", "1.0") + "0\r\n\r\n"},
      {"two lengths", post_with("Content-Length: 4\r\nContent-Length: 0") + "abcd"},
      {"two equal lengths", post_with("Content-Length: 4\r\nContent-Length: 4") + "abcd"},
      {"a list of lengths", post_with("Content-Length: 4, 4") + "abcd"},
      {"a signed length", post_with("Content-Length: +4") + "abcd"},
      {"a negative length", post_with("Content-Length: -4") + "abcd"},
      {"a hexadecimal length", post_with("Content-Length: 0x4") + "abcd"},
      {"a length of two words", post_with("Content-Length: 4 4") + "abcd"},
      {"a length with a space before the colon", post_with("Content-Length : 4") + "abcd"},
      {"a length that overflows", post_with("Content-Length: 18446744073709551620") + "abcd"},
      {"a folded length", post_with("Content-Length: 4\r\n 4") + "abcd"},
      {"a line that starts with a space", post_with(" Content-Length: 4") + "abcd"},
      {"a bare LF after the request line", "POST / HTTP/1.1\nHost: x\r\n\r\n"},
      {"bare LF throughout", "POST / HTTP/1.1\nHost: x\n\n"},
      {"a bare LF in the fields", post_with("A: b\nContent-Length: 4") + "abcd"},
      {"a bare LF as the end", "POST / HTTP/1.1\r\nHost: x\r\n\n"},
      {"a NUL in a value", post_with("A: b\0c"s)},
      {"a NUL in a target", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"s},
      {"a control character", post_with("A: \x1b[2J")},
      {"no Host", "GET / HTTP/1.1\r\n\r\n"},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
      {"an authority as target", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"no version", "GET /\r\nHost: x\r\n\r\n"},
      {"another version", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
  };
  RunningServer running;
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const int before = running.handled;
    Client client{running.server};
    client.send(row.request + smuggled);
    const Reply reply = client.read_reply();
    CHECK(reply.status == row.status);
    CHECK(reply.body == "failure " + std::to_string(row.status));
    CHECK(reply.has("Connection: close"));
    CHECK(client.is_closed_cleanly());
    CHECK(running.handled == before);
  }
  CHECK(running.server.counters().requests_failed == std::size(rows));
}

TEST_CASE("a bare line feed is refused before the head has ended") {
  RunningServer running;
  Client client{running.server};
  CHECK(client.exchange("GET / HTTP/1.1\nHost").status == 400);
}

TEST_CASE("a body is never read as a request") {
  RunningServer running;
  Client client{running.server};
  client.send(post("/outer", smuggled) + get("/next"));
  CHECK(client.read_reply().body == "POST /outer " + smuggled);
  CHECK(client.read_reply().body == "GET /next");
  CHECK(running.handled == 2);
}

}  // namespace
}  // namespace offpeak::http::tests
