// Replies of Redis out of bytes, whole, in pieces, malformed and too large.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "store/redis/reply.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

using Kind = RedisReply::Kind;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span{text});
}

/// As one can read it: "list(text(a) integer(1))".
std::string shown(const RedisReply& reply) {
  constexpr std::array names{"nil", "status", "error", "integer", "text", "list"};
  std::string inside = reply.text;
  if (reply.kind == Kind::integer) inside = std::to_string(reply.number);
  for (const auto& item : reply.list) inside += (inside.empty() ? "" : " ") + shown(item);
  return std::string{names.at(static_cast<std::size_t>(reply.kind))} + "(" + inside + ")";
}

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "*1\r\n";
  return text + ":1\r\n";
}

TEST_CASE("every kind of reply, in one piece and byte by byte") {
  struct Row {
    std::string bytes, expected;
  };
  const std::array rows{
      Row{"+OK\r\n", "status(OK)"},
      Row{"-ERR no\r\n", "error(ERR no)"},
      Row{":-12\r\n", "integer(-12)"},
      Row{"$-1\r\n", "nil()"},
      Row{"*-1\r\n", "nil()"},
      Row{"$0\r\n\r\n", "text()"},
      Row{"$4\r\na\r\nb\r\n", "text(a\r\nb)"},
      Row{"*0\r\n", "list()"},
      Row{"*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nf\r\n$-1\r\n", "list(text(1-0) list(text(f) nil()))"},
      Row{"*3\r\n*1\r\n:1\r\n*0\r\n+x\r\n", "list(list(integer(1)) list() status(x))"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    const auto reply = parse_reply(bytes_of(row.bytes));
    REQUIRE_MESSAGE(reply.has_value(), message_of(reply));
    CHECK(shown(*reply) == row.expected);
    RedisReplyReader reader;
    for (std::size_t i = 0; i < row.bytes.size(); ++i) {
      const auto before = reader.next();
      REQUIRE(before.has_value());
      CHECK_FALSE(before->has_value());
      REQUIRE(reader.feed(bytes_of(row.bytes).subspan(i, 1)).has_value());
    }
    const auto whole = reader.next();
    REQUIRE(whole.has_value());
    REQUIRE(whole->has_value());
    CHECK(shown(**whole) == row.expected);
    CHECK(reader.is_drained());
    for (std::size_t cut = 0; cut < row.bytes.size(); ++cut) {
      CHECK_FALSE(parse_reply(bytes_of(row.bytes.substr(0, cut))).has_value());
    }
    CHECK(contains(message_of(parse_reply(bytes_of(row.bytes + "+"))), "behind the reply"));
  }
}

TEST_CASE("bytes that are not a reply, or are one beyond the bounds, are an error") {
  struct Row {
    std::string bytes, expected;
  };
  const std::array rows{
      Row{"?\r\n", "Protocol error"},
      Row{":x\r\n", "cannot be read"},
      Row{"$x\r\n", "cannot be read"},
      Row{"$-2\r\n", "cannot be read"},
      Row{"*-2\r\n", "cannot be read"},
      Row{"*99999999999999999999\r\n", "cannot be read"},
      Row{"*2147483647\r\n", "too many items"},
      Row{"*65537\r\n", "too many items"},
      Row{"*2\r\n*65000\r\n" +
              [] {
                std::string text;
                for (int i = 0; i < 65000; ++i) text += ":1\r\n";
                return text + "*600\r\n";
              }() +
              [] {
                std::string text;
                for (int i = 0; i < 600; ++i) text += ":1\r\n";
                return text;
              }(),
          "too many items"},
      Row{nested(20), "cannot be read"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes.substr(0, 40));
    CHECK(contains(message_of(parse_reply(bytes_of(row.bytes))), row.expected));
  }
  CHECK(parse_reply(bytes_of(nested(7))).has_value());
}

TEST_CASE("a reply that never ends is given up at its bound") {
  RedisReplyReader reader;
  const std::string piece(1 << 20, 'x');
  REQUIRE(reader.feed(bytes_of("$999999999999\r\n")).has_value());
  Result<void> fed{};
  std::size_t pieces = 0;
  while (fed && pieces < 1000) {
    fed = reader.feed(bytes_of(piece));
    ++pieces;
  }
  CHECK(contains(message_of(fed), "more than 134217728 bytes"));
  CHECK(pieces == 128);
}

}  // namespace
}  // namespace offpeak::store::tests
