// What a request head says, and which heads are refused.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "api/http/request_head.hpp"

namespace offpeak::http::tests {
namespace {

using namespace std::string_literals;

TEST_CASE("the end of a head is found wherever the input is cut") {
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n";
  for (std::size_t cut = 0; cut < head.size(); ++cut) {
    CAPTURE(cut);
    std::size_t scanned = 0;
    CHECK(scan_head(head.substr(0, cut), 4096, scanned) == HeadScan::incomplete);
    CHECK(scan_head(head + "next", 4096, scanned) == HeadScan::complete);
    CHECK(scanned == head.size());
  }
}

TEST_CASE("a head must fit its limit, to the byte") {
  const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  std::size_t scanned = 0;
  CHECK(scan_head(head, head.size(), scanned) == HeadScan::complete);
  scanned = 0;
  CHECK(scan_head(head, head.size() - 1, scanned) == HeadScan::too_long);
  scanned = 0;
  CHECK(scan_head(std::string(4096, 'x'), 4096, scanned) == HeadScan::too_long);
}

TEST_CASE("a bare line feed or a folded line is malformed before the rest has arrived") {
  for (const std::string_view start :
       {"GET / HTTP/1.1\n", "\n", "GET / HTTP/1.1\r\nHost: x\n", "GET / HTTP/1.1\r\nA: b\r\n c",
        "GET / HTTP/1.1\r\nA: b\r\n\tc", "GET / HTTP/1.1\r\n Host: x"}) {
    CAPTURE(start);
    std::size_t scanned = 0;
    CHECK(scan_head(start, 4096, scanned) == HeadScan::malformed);
  }
}

struct TargetRow {
  std::string_view line;
  int status;
  std::string_view target, path, query;
};

TEST_CASE("the request line is taken apart, or refused with the right status") {
  const std::string long_ok = "GET /" + std::string(2047, 'a') + " HTTP/1.1";
  const std::string too_long = "GET /" + std::string(2048, 'a') + " HTTP/1.1";
  const TargetRow rows[] = {
      {"GET / HTTP/1.1", 0, "/", "/", ""},
      {"GET /v1/slots?hall=1&x=%20 HTTP/1.1", 0, "/v1/slots?hall=1&x=%20", "/v1/slots",
       "hall=1&x=%20"},
      {"GET /? HTTP/1.1", 0, "/?", "/", ""},
      {"GET /a?b?c HTTP/1.1", 0, "/a?b?c", "/a", "b?c"},
      {"GET http://example.org/a?b HTTP/1.1", 0, "/a?b", "/a", "b"},
      {"GET HTTPS://example.org:8080 HTTP/1.1", 0, "/", "/", ""},
      {"OPTIONS * HTTP/1.1", 0, "*", "*", ""},
      {long_ok, 0, std::string_view{long_ok}.substr(4, 2048),
       std::string_view{long_ok}.substr(4, 2048), ""},
      {too_long, 414, "", "", ""},
      {"GET * HTTP/1.1", 400, "", "", ""},
      {"GET a HTTP/1.1", 400, "", "", ""},
      {"GET http:///a HTTP/1.1", 400, "", "", ""},
      {"GET http://u@h/a HTTP/1.1", 400, "", "", ""},
      {"GET http://h?a HTTP/1.1", 400, "", "", ""},
      {"GET ftp://h/a HTTP/1.1", 400, "", "", ""},
      {"CONNECT example.org:443 HTTP/1.1", 400, "", "", ""},
      {"GET /a#b HTTP/1.1", 400, "", "", ""},
      {"GET /\xc3\xa9 HTTP/1.1", 400, "", "", ""},
      {"GET /\x7f HTTP/1.1", 400, "", "", ""},
      {"GET /a b HTTP/1.1", 400, "", "", ""},
      {"GET  / HTTP/1.1", 400, "", "", ""},
      {"GET / HTTP/1.1 ", 400, "", "", ""},
      {"GET /\tHTTP/1.1", 400, "", "", ""},
      {"GET /", 400, "", "", ""},
      {" GET / HTTP/1.1", 400, "", "", ""},
      {"G(T / HTTP/1.1", 400, "", "", ""},
      {"GET / HTPP/1.1", 400, "", "", ""},
      {"GET / http/1.1", 400, "", "", ""},
      {"GET / HTTP/1.10", 400, "", "", ""},
      {"GET / HTTP/0.9", 505, "", "", ""},
      {"GET / HTTP/1.2", 505, "", "", ""},
      {"PRI * HTTP/2.0", 505, "", "", ""},
  };
  for (const TargetRow& row : rows) {
    CAPTURE(row.line);
    const std::string block = std::string{row.line} + "\r\nHost: x\r\n\r\n";
    RequestHead head;
    CHECK(parse_head(block, {}, head) == row.status);
    if (row.status != 0) continue;
    CHECK(head.request.target == row.target);
    CHECK(head.request.path == row.path);
    CHECK(head.request.query == row.query);
  }
}

TEST_CASE("the method is known, or other") {
  const std::pair<std::string_view, Method> rows[] = {
      {"GET", Method::get},    {"HEAD", Method::head}, {"POST", Method::post},
      {"DELETE", Method::del}, {"PUT", Method::other}, {"PATCH", Method::other},
      {"BREW", Method::other}, {"get", Method::other},
  };
  for (const auto& row : rows) {
    const std::string name{row.first};
    CAPTURE(name);
    RequestHead head;
    const std::string block = name + " / HTTP/1.1\r\nHost: x\r\n\r\n";
    REQUIRE(parse_head(block, {}, head) == 0);
    CHECK(head.request.method == row.second);
  }
}

struct FieldRow {
  std::string fields;
  int status;
};

TEST_CASE("header fields that could be read in two ways are refused") {
  const FieldRow rows[] = {
      {"Host: x\r\n", 0},
      {"host:x\r\n", 0},
      {"Host:\r\n", 0},
      {"Host: [::1]:8080\r\n", 0},
      {"", 400},
      {"Host: x\r\nHost: x\r\n", 400},
      {"Host: x y\r\n", 400},
      {"Host: x,y\r\n", 400},
      {"Host: u@x\r\n", 400},
      {"Host: x/y\r\n", 400},
      {"Host: x\r\nContent-Length: 5\r\n", 0},
      {"Host: x\r\nContent-Length:  5 \t\r\n", 0},
      {"Host: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n", 400},
      {"Host: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n", 400},
      {"Host: x\r\nContent-Length: 5, 5\r\n", 400},
      {"Host: x\r\nContent-Length: 5,\r\n", 400},
      {"Host: x\r\nContent-Length: +5\r\n", 400},
      {"Host: x\r\nContent-Length: -5\r\n", 400},
      {"Host: x\r\nContent-Length: 0x5\r\n", 400},
      {"Host: x\r\nContent-Length: 5 5\r\n", 400},
      {"Host: x\r\nContent-Length: 5;a\r\n", 400},
      {"Host: x\r\nContent-Length:\r\n", 400},
      {"Host: x\r\nContent-Length: 18446744073709551616\r\n", 400},
      {"Host: x\r\nContent-Length: 18446744073709551615\r\n", 413},
      {"Host: x\r\nContent-Length: 16384\r\n", 0},
      {"Host: x\r\nContent-Length: 16385\r\n", 413},
      {"Host: x\r\nContent-Length : 5\r\n", 400},
      {"Host: x\r\nTransfer-Encoding: chunked\r\n", 411},
      {"Host: x\r\nTransfer-Encoding: Chunked\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Host: x\r\nTransfer-Encoding: chunked, chunked\r\n", 400},
      {"Host: x\r\nTransfer-Encoding: chunked;a=b\r\n", 400},
      {"Host: x\r\ntransfer-encoding: identity\r\n", 400},
      {"Host: x\r\nTransfer-Encoding:\r\n", 400},
      {"Host: x\r\nTransfer-Encoding: gzip\r\nContent-Length: 5\r\n", 400},
      {"Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400},
      {"Host: x\r\nAuthorization: a\r\nAuthorization: b\r\n", 400},
      {"Host: x\r\nIdempotency-Key: a\r\nidempotency-key: a\r\n", 400},
      {"Host: x\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n", 400},
      {"Host: x\r\nAccept: a/b\r\nAccept: c/d\r\n", 0},
      {"Host: x\r\n: a\r\n", 400},
      {"Host: x\r\nA\r\n", 400},
      {"Host: x\r\nA b: c\r\n", 400},
      {"Host: x\r\nA: b\r\n c\r\n", 400},
      {"Host: x\r\nA:\r\n b\r\n", 400},
      {"Host: x\r\nA: b\x01\r\n", 400},
      {"Host: x\r\nA: b\0c\r\n"s, 400},
      {"Host: x\r\nA\0: b\r\n"s, 400},
      {"Host: x\r\nA: b\rc\r\n", 400},
      {"Host: x\r\nA: b\x7f\r\n", 400},
      {"Host: x\r\nA: b\tc\xc3\xa9\r\n", 0},
  };
  for (const FieldRow& row : rows) {
    CAPTURE(row.fields);
    const std::string block = "POST / HTTP/1.1\r\n" + row.fields + "\r\n";
    RequestHead head;
    std::size_t scanned = 0;
    const bool whole = scan_head(block, 4096, scanned) == HeadScan::complete;
    CHECK((whole ? parse_head(block, {}, head) : 400) == row.status);
  }
}

TEST_CASE("the fields an application needs are handed on without the space around them") {
  const std::string block =
      "POST /a HTTP/1.1\r\nHost: x\r\nAuthorization:  Bearer t \r\nIDEMPOTENCY-KEY: k 1\r\n"
      "Content-Type: application/json; charset=utf-8\r\nAccept: a/b\r\nAccept: c/d\r\n"
      "X-Request-Id: r-1\r\nContent-Length: 007\r\nExpect: 100-Continue\r\n\r\n";
  RequestHead head;
  REQUIRE(parse_head(block, {}, head) == 0);
  CHECK(head.request.authorization == "Bearer t");
  CHECK(head.request.idempotency_key == "k 1");
  CHECK(head.request.content_type == "application/json; charset=utf-8");
  CHECK(head.request.accept == "a/b, c/d");
  CHECK(head.request.request_id == "r-1");
  CHECK(head.content_length == 7);
  CHECK(head.expects_continue);
}

TEST_CASE("a request id that is too long or not visible ASCII is as good as none") {
  const std::pair<std::string, bool> rows[] = {
      {"a", true},    {std::string(64, 'a'), true}, {std::string(65, 'a'), false},
      {"a b", false}, {"\xc3\xa9", false},          {"", false},
  };
  for (const auto& row : rows) {
    const std::string& id = row.first;
    CAPTURE(id);
    RequestHead head;
    const std::string block = "GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + id + "\r\n\r\n";
    REQUIRE(parse_head(block, {}, head) == 0);
    CHECK(head.request.request_id == (row.second ? id : ""));
  }
}

TEST_CASE("a request id with what could be the number of a document is as good as none") {
  const std::pair<std::string, bool> rows[] = {
      // Numbers of residents
      {"999999199001010016", false},
      {"99999919900101001X", false},
      {"999999900101001", false},
      {"req-999999199001010016", false},
      {"999999199001010016/2", false},
      {"999999-19900101-0016", false},
      {"999999-900101-001", false},
      {"999999.1990.0101.0016", false},
      {"id=99999919900101001x;n=1", false},
      {"99999919900101O016", false},
      {"999999I99OOIOIOOI6", false},
      {"9a9a9a9a9a9a199001010016", false},
      {"00000000000000999999199001010016", false},
      {"1-00000000-000000999999199001010016", false},
      {"550e8400-e29b-41d4-a716-446655440000/999999199001010016", false},
      {"4bf92f3577b34da6a3ce929d0e0e4736999999199001010016", false},
      // Passports and permits
      {"E12345678", false},
      {"ea1234567", false},
      {"C12345678", false},
      {"H1234567801", false},
      {"12345678", false},
      {"1234567890A", false},
      {"ABC123456789012", false},
      {"E12345678-1", false},
      {"passport:E12345678", false},
      {"passportE12345678", false},
      {"E-1234-5678", false},
      {"E_12_34_56_78", false},
      {"E1234567O", false},
      {"L898902C3", false},
      {"passport:l898902c3-6", false},
      {"C01X00T47", false},
      {"AAA123456", false},
      {"AB123456", false},
      // Decimal numbers, which nobody can tell from them
      {"req-12345678", false},
      {"7277407061855694839", false},
      {"20260613T083000-1", false},
      // What machines write
      {"550e8400-e29b-41d4-a716-446655440000", true},
      {"550E8400-E29B-41D4-A716-446655440000", true},
      {"99999919-9001-4101-8016-123456789012", true},
      {"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true},
      {"req_550e8400-e29b-41d4-a716-446655440000.2", true},
      {"4bf92f3577b34da6a3ce929d0e0e4736", true},
      {"999999199001010016123456789abcde", true},
      {"00f067aa0ba902b7", true},
      {"123456789012345e", false},
      {"12345678901234ef", true},
      {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true},
      {"80f198ee56343ba8-64fe8b2a57d3eff7-1", true},
      {"1-67891233-abcdef012345678912345678", true},
      {"Root=1-67891233-abcdef012345678912345678", true},
      {"7d1b2c3d4e5f6a7b-FRA", true},
      {"01ARZ3NDEKTSV4RRFFQ69G5FAV", true},
      {"0ujtsYcgvSTl8PAuAdqWYSMnLOv", true},
      {"V1StGXR8_Z5jdHi6B-myT", true},
      // What people write
      {"r-1", true},
      {"my-own.id/1", true},
      {"order_123456", true},
      {"123456", true},
      {"12345a67", true},
      {"kiosk-7.06-13", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.first);
    RequestHead head;
    const std::string block =
        "GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + row.first + "\r\n\r\n";
    REQUIRE(parse_head(block, {}, head) == 0);
    CHECK(head.request.request_id == (row.second ? row.first : ""));
  }
}

struct KeepAliveRow {
  std::string_view version, connection;
  bool keep_alive, announced;
};

TEST_CASE("the version and the Connection field decide about keep-alive") {
  const KeepAliveRow rows[] = {
      {"1.1", "", true, false},
      {"1.1", "Connection: keep-alive\r\n", true, false},
      {"1.1", "Connection: close\r\n", false, false},
      {"1.1", "Connection: x, CLOSE\r\n", false, false},
      {"1.0", "", false, false},
      {"1.0", "Connection: Keep-Alive\r\n", true, true},
  };
  for (const KeepAliveRow& row : rows) {
    CAPTURE(row.version);
    CAPTURE(row.connection);
    RequestHead head;
    const std::string block = "GET / HTTP/" + std::string{row.version} + "\r\nHost: x\r\n" +
                              std::string{row.connection} + "\r\n";
    REQUIRE(parse_head(block, {}, head) == 0);
    CHECK(head.keep_alive == row.keep_alive);
    CHECK(head.announce_keep_alive == row.announced);
  }
}

TEST_CASE("an HTTP/1.0 request needs no Host, and is never told to continue") {
  RequestHead head;
  REQUIRE(parse_head("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", {}, head) == 0);
  CHECK_FALSE(head.expects_continue);
}

}  // namespace
}  // namespace offpeak::http::tests
