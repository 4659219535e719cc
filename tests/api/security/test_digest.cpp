#include <doctest/doctest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "api/security/digest.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"
#include "tests/api/security/support.hpp"

namespace security = offpeak::security;
namespace scheduler = offpeak::scheduler;
namespace testing = offpeak::testing;
using scheduler::IdempotencyKey;
using scheduler::RandomBits;

namespace {

template <class Bits>
std::string hex(const Bits& bits) {
  return std::string{offpeak::base::text_of(offpeak::base::to_hex(bits))};
}

}  // namespace

TEST_CASE("HMAC-SHA-256 agrees with RFC 4231, also when its context is used again") {
  const std::string key = "Jefe";
  security::Hmac hmac{{reinterpret_cast<const std::uint8_t*>(key.data()), key.size()}};
  for (int round = 0; round < 3; ++round) {
    hmac.start();
    hmac.add("what do ya want ");
    hmac.add("for nothing?");
    const auto digest = hmac.finish();
    std::string text(64, ' ');
    offpeak::base::encode_hex(digest, text);
    CHECK(text == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
}

TEST_CASE("Digests are those an independent program computes from the same keys") {
  security::Digester digester{testing::counting_keys()};
  const security::SubjectId caller{{1, 2}};
  CHECK(hex(digester.idempotency_key(caller, "POST /v1/holds", "abc")) ==
        "626c2d74fbeeba672dcb1859016abeb3");
  CHECK(hex(digester.request_digest("POST", "/v1/holds", "{}")) ==
        "3a79023a93614d189005b8047d92cbd8");
}

TEST_CASE("Requests that differ anywhere have different digests") {
  security::Digester digester{testing::counting_keys()};
  const std::vector<std::vector<std::string>> requests = {
      {"POST", "/v1/holds", "{}"},   {"POST", "/v1/hold", "s{}"}, {"POST/", "v1/holds", "{}"},
      {"DELETE", "/v1/holds", "{}"}, {"POST", "/v1/holds", ""},   {"", "POST/v1/holds{}", ""},
      {"POST", "/v1/holds", "{} "},
  };
  std::set<std::string> digests;
  for (const auto& request : requests) {
    digests.insert(hex(digester.request_digest(request[0], request[1], request[2])));
  }
  CHECK(digests.size() == requests.size());
}

TEST_CASE("The same key text of another caller or for another route is another attempt") {
  security::Digester digester{testing::counting_keys()};
  const security::SubjectId caller{{1, 2}};
  const auto key = digester.idempotency_key(caller, "POST /v1/holds", "abc");
  CHECK(digester.idempotency_key(caller, "POST /v1/holds", "abc") == key);
  CHECK(digester.idempotency_key(security::SubjectId{{2, 1}}, "POST /v1/holds", "abc") != key);
  CHECK(digester.idempotency_key(caller, "POST /v1/hold", "sabc") != key);
  CHECK(digester.idempotency_key(caller, "POST /v1/holds", "abd") != key);
}

TEST_CASE("Digests cannot be recomputed without the keys of the server") {
  security::Digester ours{testing::counting_keys()};
  security::Digester theirs{testing::counting_keys(1)};
  CHECK(ours.request_digest("POST", "/v1/holds", "{}") !=
        theirs.request_digest("POST", "/v1/holds", "{}"));
}

TEST_CASE("128 bits are written as 32 lower-case digits and read back") {
  const IdempotencyKey key{{0x0123456789abcdef, 0xfedcba9876543210}};
  CHECK(hex(key) == "0123456789abcdeffedcba9876543210");
  CHECK(offpeak::base::from_hex<IdempotencyKey>("0123456789abcdeffedcba9876543210") == key);
  for (const char* wrong :
       {"", "0123456789abcdeffedcba987654321", "0123456789abcdeffedcba98765432100",
        "0123456789ABCDEFfedcba9876543210", "0123456789abcdeffedcba987654321g",
        "0x23456789abcdeffedcba9876543210", " 123456789abcdeffedcba9876543210"}) {
    CAPTURE(wrong);
    CHECK_FALSE(offpeak::base::from_hex<IdempotencyKey>(wrong).has_value());
  }
}

TEST_CASE("Random bits do not repeat, within a thread beyond its buffer or across threads") {
  constexpr int draws = 2000;  // several buffers
  std::vector<std::vector<RandomBits>> drawn(4);
  std::vector<std::thread> threads;
  threads.reserve(drawn.size());
  for (auto& mine : drawn) {
    threads.emplace_back([&mine] {
      for (int i = 0; i < draws; ++i) mine.push_back(security::random_bits<RandomBits>());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<RandomBits> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == 4 * draws);
  CHECK_FALSE(all.contains(RandomBits{}));
}
