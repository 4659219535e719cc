// How the bytes of a connection become requests.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "api/http/request_framer.hpp"

namespace offpeak::http::tests {
namespace {

const Limits limits;
const std::string head = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string post = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

/// What comes out of `sent` when it arrives in portions of so many bytes: targets, or the fault.
std::string taken(std::string_view sent, std::size_t portion) {
  std::string taken;
  RequestFramer framer{limits};
  std::string input;
  while (!sent.empty()) {
    input += sent.substr(0, portion);
    sent.remove_prefix(std::min(portion, sent.size()));
    for (;;) {
      input.erase(0, framer.leading_bytes(input));
      const Frame frame = framer.next(input);
      if (frame.kind == Frame::Kind::incomplete) break;
      if (frame.kind == Frame::Kind::fault) return taken + std::to_string(frame.status);
      taken += std::string{frame.head.request.target} + std::string{frame.head.request.body} + ' ';
      input.erase(0, frame.size);
    }
  }
  return taken;
}

TEST_CASE("the same bytes make the same requests however they are portioned") {
  struct Row {
    std::string sent;
    std::string taken;
  };
  const Row rows[] = {
      {head, "/a "},
      {head + post + head, "/a /b{} /a "},
      {"\r\n" + head, "/a "},
      {head + "\r\n" + post + "\r\n" + head, "/a /b{} /a "},
      {"\r\n\r\n" + head, "400"},
      {"\r" + head, "400"},
      {head + "GET / HTTP/1.1\n", "/a 400"},
      {head + "GET /" + std::string(4096, 'a'), "/a 431"},
      {post.substr(0, post.size() - 1), ""},
  };
  for (const Row& row : rows) {
    for (std::size_t portion = 1; portion <= row.sent.size(); ++portion) {
      CAPTURE(row.sent);
      CAPTURE(portion);
      CHECK(taken(row.sent, portion) == row.taken);
    }
  }
}

TEST_CASE("a client that waits to be told to go on is found once, before its body has come") {
  const std::string sent =
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  RequestFramer framer{limits};
  CHECK_FALSE(framer.next(sent.substr(0, 20)).expects_continue);
  CHECK(framer.next(sent).expects_continue);
  CHECK_FALSE(framer.next(sent + "{").expects_continue);
  CHECK(framer.next(sent + "{}").kind == Frame::Kind::request);
}

}  // namespace
}  // namespace offpeak::http::tests
