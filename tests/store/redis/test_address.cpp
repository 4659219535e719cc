// What an operator may write after --store for a Redis, and what is said of the rest.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "store/redis/address.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {
namespace {

TEST_CASE("the places that a Redis can have") {
  struct Row {
    std::string uri, place, user, password;
  };
  const std::array rows{
      Row{"redis://127.0.0.1", "127.0.0.1:6379/0", "", ""},
      Row{"redis://localhost:7000", "localhost:7000/0", "", ""},
      Row{"redis://localhost/", "localhost:6379/0", "", ""},
      Row{"redis://localhost/3", "localhost:6379/3", "", ""},
      Row{"redis://[::1]:7000/1", "[::1]:7000/1", "", ""},
      Row{"redis://[::1]", "[::1]:6379/0", "", ""},
      Row{"redis://h:1,[::1]:2,i/0", "h:1/0", "", ""},
      Row{"redis://:secret@h", "h:6379/0", "", "secret"},
      Row{"redis://ann:secret@h:1/2", "h:1/2", "ann", "secret"},
      Row{"redis://a%40b:%3a%2F%25%20x@h", "h:6379/0", "a@b", ":/% x"},
      Row{"redis://ann:p@ss@h", "h:6379/0", "ann", "p@ss"},
      Row{"redis://ann:a:b@h", "h:6379/0", "ann", "a:b"},
      Row{"redis+unix:/run/redis.sock", "/run/redis.sock/0", "", ""},
      Row{"redis+unix:run/redis.sock?db=4", "run/redis.sock/4", "", ""},
      Row{"redis+unix:///run/redis.sock", "/run/redis.sock/0", "", ""},
      Row{"redis+unix://ann:secret@/run/r.sock?db=1", "/run/r.sock/1", "ann", "secret"},
      Row{"redis+unix:/a/" + std::string(104, 'x'), "/a/" + std::string(104, 'x') + "/0", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    const auto address = parse_redis_address(row.uri);
    REQUIRE_MESSAGE(address.has_value(), message_of(address));
    CHECK(address->place() == row.place);
    CHECK(address->user == row.user);
    CHECK(address->password == row.password);
  }
}

TEST_CASE("each mistake in a Redis URI is told apart, without repeating the password") {
  struct Row {
    std::string uri, expected;
  };
  const std::array rows{
      Row{"redis:127.0.0.1", "it begins with"},
      Row{"rediss://h", "it begins with"},
      Row{"", "it begins with"},
      Row{"redis://", "the host is missing"},
      Row{"redis://:hunter2@", "the host is missing"},
      Row{"redis:///0", "the host is missing"},
      Row{"redis://h:", "the port is"},
      Row{"redis://h:0", "the port is"},
      Row{"redis://h,", "the host is missing"},
      Row{"redis://h,i:0", "the port is"},
      Row{"redis://h:65536", "the port is"},
      Row{"redis://h:6379x", "the port is"},
      Row{"redis://h:-1", "the port is"},
      Row{"redis://::1:6379", "IPv6 address stands in brackets"},
      Row{"redis://[::1", "lacks its ]"},
      Row{"redis://[::1]6379", "behind the ]"},
      Row{"redis://h/x", "the database is"},
      Row{"redis://h/0/1", "the database is"},
      Row{"redis://h/-1", "the database is"},
      Row{"redis://h/1000001", "the database is"},
      Row{"redis://h/0?db=1", "nothing follows the database"},
      Row{"redis://hunter2@h", "a colon between them"},
      Row{"redis://ann:@h", "the password is empty"},
      Row{"redis://ann:hunter2%@h", "two hexadecimal digits"},
      Row{"redis://ann:hunter2%4@h", "two hexadecimal digits"},
      Row{"redis://ann:hunter2%4g@h", "two hexadecimal digits"},
      Row{"redis://ann:hunter2/x@h", "nothing follows the database"},
      Row{"redis://ann:hunter2?x@h", "nothing follows the database"},
      Row{"redis://ann:hunter2", "the port is"},
      Row{std::string{"redis://h\0x", 11}, "a zero byte"},
      Row{"redis+unix:", "the path of the socket is missing"},
      Row{"redis+unix:?db=1", "the path of the socket is missing"},
      Row{"redis+unix:/s?db=x", "the database is"},
      Row{"redis+unix:/s?DB=1", "comes db=N"},
      Row{"redis+unix://hunter2", "begins with a /"},
      Row{"redis+unix://ann:hunter2@", "begins with a /"},
      Row{"redis+unix:/a/" + std::string(105, 'x'), "has 107 bytes at most"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.uri);
    const auto message = message_of(parse_redis_address(row.uri));
    CHECK(contains(message, row.expected));
    CHECK_FALSE(contains(message, "hunter2"));
  }
}

}  // namespace
}  // namespace offpeak::store::tests
