#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/security/token_cache.hpp"
#include "api/security/token_verifier.hpp"
#include "api/security/tokens.hpp"
#include "tests/api/security/issuer_keys.hpp"
#include "tests/api/security/support.hpp"

namespace security = offpeak::security;
namespace config = offpeak::config;
namespace scheduler = offpeak::scheduler;
namespace testing = offpeak::testing;
using config::Instant;
using scheduler::Role;
using security::Principal;
using security::TokenFault;
using security::TokenRequest;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::base64url;
using testing::counting_keys;
using testing::morning;

namespace {

const scheduler::CitizenKey somebody{{0x43d58f6700a83b8d, 0x9082ce9d989684c1}};
const std::int64_t morning_s = morning.time_since_epoch().count() / 1000;

/// A token made without the code under test, signed with HMAC whatever its header says.
std::string sign(const security::Keys& keys, const std::string& header, const std::string& payload,
                 const EVP_MD* digest = EVP_sha256()) {
  const std::string signed_part = base64url(header) + "." + base64url(payload);
  unsigned char signature[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(digest, keys.token.bytes().data(), security::Secret::size_bytes,
       reinterpret_cast<const unsigned char*>(signed_part.data()), signed_part.size(), signature,
       &size);
  return signed_part + "." + base64url({reinterpret_cast<const char*>(signature), size});
}

const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";

std::string citizen_payload() {
  return R"({"iss":"offpeak","sub":"43d58f6700a83b8d9082ce9d989684c1","role":"citizen","iat":)" +
         std::to_string(morning_s) + R"(,"exp":)" + std::to_string(morning_s + 600) + "}";
}

TokenRequest for_citizen() { return {Role::citizen, somebody, "", {}}; }
TokenRequest for_name(Role role, std::string name, std::uint32_t hall = 0) {
  return {role, {}, std::move(name), scheduler::HallCode{hall}};
}

auto verify(std::string_view token, Instant now) {
  return security::verify_token(counting_keys(), {}, token, now);
}

std::string issued(const TokenRequest& request, seconds lifetime = seconds{600}) {
  const auto token = security::issue_token(counting_keys(), request, morning, lifetime);
  REQUIRE(token.has_value());
  return *token;
}

TokenFault fault_of(std::string_view token, Instant now = morning) {
  const auto verified = verify(token, now);
  REQUIRE(verified.has_error());
  return verified.error();
}

std::string exp_after(seconds lifetime) {
  return "\"exp\":" + std::to_string(morning_s + lifetime.count());
}

/// The payload with `from` replaced by `to`, signed properly.
std::string with(const std::string& from, const std::string& to) {
  std::string payload = citizen_payload();
  const std::size_t at = payload.find(from);
  REQUIRE(at != std::string::npos);
  return sign(counting_keys(), hs256, payload.replace(at, from.size(), to));
}

}  // namespace

TEST_CASE("A citizen's token speaks for the citizen key until its end") {
  const auto principal = verify(issued(for_citizen()), morning);
  REQUIRE(principal.has_value());
  CHECK(principal->caller.role == Role::citizen);
  CHECK(principal->caller.citizen == somebody);
  CHECK(principal->subject.words == somebody.words);
  CHECK(principal->caller.hall == scheduler::HallCode{});
  CHECK(principal->expires_at == morning + seconds{600});
}

TEST_CASE("Every other role has a name, and staff, kiosks and displays may have a hall") {
  struct Row {
    Role role;
    std::uint32_t hall;
    bool issued;
  };
  const std::vector<Row> rows = {
      {Role::staff, 0, true},        {Role::staff, 330100, true},  {Role::kiosk, 330100, true},
      {Role::display, 330100, true}, {Role::planner, 0, true},     {Role::planner, 330100, false},
      {Role::admin, 0, true},        {Role::admin, 330100, false}, {Role::kiosk, 99999, false},
      {Role::kiosk, 1000000, false}, {Role::anyone, 0, false},
  };
  for (const Row& row : rows) {
    CAPTURE(security::role_name(row.role));
    CAPTURE(row.hall);
    const auto token = security::issue_token(
        counting_keys(), for_name(row.role, "desk-7", row.hall), morning, seconds{9});
    REQUIRE(token.has_value() == row.issued);
    if (!token) continue;
    const auto principal = verify(*token, morning);
    REQUIRE(principal.has_value());
    CHECK(principal->caller.role == row.role);
    CHECK(principal->caller.hall == scheduler::HallCode{row.hall});
    CHECK(principal->caller.citizen.is_zero());
    CHECK_FALSE(principal->subject.is_zero());
  }
}

TEST_CASE("Two names, or one name in two roles, are two subjects") {
  const auto subject = [](Role role, const char* name) {
    return verify(issued(for_name(role, name)), morning)->subject;
  };
  CHECK(subject(Role::staff, "ann") == subject(Role::staff, "ann"));
  CHECK(subject(Role::staff, "ann") != subject(Role::staff, "bob"));
  CHECK(subject(Role::staff, "ann") != subject(Role::admin, "ann"));
}

TEST_CASE("Requests for tokens that contradict themselves are refused") {
  const std::vector<TokenRequest> requests = {
      {Role::citizen, {}, "", {}},
      {Role::citizen, somebody, "ann", {}},
      {Role::citizen, somebody, "", scheduler::HallCode{330100}},
      {Role::staff, somebody, "ann", {}},
      for_name(Role::staff, ""),
      for_name(Role::staff, "ann b"),
      for_name(Role::staff, "ann\""),
      for_name(Role::staff, std::string(65, 'a')),
  };
  for (const auto& request : requests) {
    CAPTURE(request.name);
    CHECK(security::issue_token(counting_keys(), request, morning, seconds{60}).has_error());
  }
  for (const seconds lifetime :
       {seconds{0}, seconds{-1}, security::token_lifetime_max + seconds{1}}) {
    CHECK(security::issue_token(counting_keys(), for_citizen(), morning, lifetime).has_error());
  }
}

TEST_CASE("Tokens are ordinary JSON Web Tokens, so another maker's signature is accepted") {
  const auto verified = verify(sign(counting_keys(), hs256, citizen_payload()), morning);
  REQUIRE(verified.has_value());
  CHECK(verified->caller.citizen == somebody);
}

TEST_CASE("A token ends exactly at exp and begins at iat, less the allowed skew of clocks") {
  const std::string token = issued(for_citizen());
  const auto valid_at = [&](Instant now) { return verify(token, now).has_value(); };
  CHECK(valid_at(morning));
  CHECK(valid_at(morning + seconds{600} - milliseconds{1}));
  CHECK(fault_of(token, morning + seconds{600}) == TokenFault::expired);
  CHECK(fault_of(token, morning + seconds{100'000}) == TokenFault::expired);
  CHECK(valid_at(morning - security::clock_skew_max));
  CHECK(fault_of(token, morning - security::clock_skew_max - milliseconds{1}) ==
        TokenFault::not_yet_valid);
}

TEST_CASE("Forged tokens are not trusted") {
  const security::Keys keys = counting_keys();
  const std::string payload = citizen_payload();
  const std::string good = issued(for_citizen());
  const std::size_t body = good.find('.') + 1;
  const std::size_t signature = good.rfind('.') + 1;
  std::string admin = payload;
  admin.replace(admin.find("citizen"), 7, "admin");
  const std::string none = base64url(R"({"alg":"none","typ":"JWT"})") + ".";

  struct Row {
    std::string what;
    std::string token;
  };
  const std::vector<Row> rows = {
      {"alg none without signature", none + base64url(payload) + "."},
      {"alg none with our signature", none + base64url(payload) + "." + good.substr(signature)},
      {"alg none, signed", sign(keys, R"({"alg":"none","typ":"JWT"})", payload)},
      {"alg NONE, signed", sign(keys, R"({"alg":"NONE","typ":"JWT"})", payload)},
      {"no alg", sign(keys, R"({"typ":"JWT"})", payload)},
      {"alg a number", sign(keys, R"({"alg":1,"typ":"JWT"})", payload)},
      {"HS384 with our key", sign(keys, R"({"alg":"HS384","typ":"JWT"})", payload, EVP_sha384())},
      {"HS512 with our key", sign(keys, R"({"alg":"HS512","typ":"JWT"})", payload, EVP_sha512())},
      {"RS256", sign(keys, R"({"alg":"RS256","typ":"JWT"})", payload)},
      {"ES256", sign(keys, R"({"alg":"ES256","typ":"JWT"})", payload)},
      {"another server's key", sign(counting_keys(1), hs256, payload)},
      {"payload of another",
       good.substr(0, body) + base64url(admin) + "." + good.substr(signature)},
      {"signature removed", good.substr(0, signature)},
      {"signature cut", good.substr(0, good.size() - 1)},
      {"signature longer", good + "A"},
      {"payload removed", good.substr(0, body) + "." + good.substr(signature)},
      {"header not JSON", sign(keys, "offpeak", payload)},
      {"payload not JSON", sign(keys, hs256, "offpeak")},
      {"payload a list", sign(keys, hs256, "[1]")},
      {"payload without issuer", sign(keys, hs256, "{}")},
      {"an issuer that nobody knows", with(R"("iss":"offpeak")", R"("iss":"onpeak")")},
      {"an issuer that is no text", with(R"("iss":"offpeak")", R"("iss":1)")},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(fault_of(row.token) == TokenFault::untrusted);
  }
}

TEST_CASE("No single character of a token may change") {
  const std::string good = issued(for_citizen());
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'A', 'B', 'z', '0', '-', '_'}) {
      std::string forged = good;
      forged[i] = c;
      CAPTURE(forged);
      if (forged != good) CHECK(verify(forged, morning).has_error());
    }
  }
}

TEST_CASE("Text that is not a token does not reach the parser") {
  const std::string good = issued(for_citizen());
  const std::vector<std::string> texts = {
      "",
      ".",
      "..",
      "a.b",
      good + " ",
      " " + good,
      good + "\n",
      good + ".",
      good + "=",
      std::string(1, '\0') + good,
      good + std::string("\0A", 2),
      std::string(4000, 'A'),
  };
  for (const auto& text : texts) {
    CAPTURE(text);
    const auto fault = fault_of(text);
    CHECK(fault == (text == ".." ? TokenFault::untrusted : TokenFault::malformed));
  }
}

TEST_CASE("A properly signed token may be 2 KiB long and not longer") {
  const auto padded = [](std::size_t padding) {
    std::string payload = citizen_payload();
    payload.insert(1, R"("x":")" + std::string(padding, 'x') + R"(",)");
    return sign(counting_keys(), hs256, payload);
  };
  std::size_t padding = 1;
  while (padded(padding + 1).size() <= security::token_bytes_max) ++padding;
  CHECK(verify(padded(padding), morning).has_value());
  CHECK(fault_of(padded(padding + 1)) == TokenFault::malformed);
}

TEST_CASE("A token is valid from its nbf on, less the allowed skew of clocks") {
  const auto exp = "\"exp\":" + std::to_string(morning_s + 600);
  const auto token = with(exp, exp + ",\"nbf\":" + std::to_string(morning_s + 300));
  CHECK(fault_of(token) == TokenFault::not_yet_valid);
  CHECK(verify(token, morning + seconds{300} - security::clock_skew_max).has_value());
  CHECK(fault_of(token, morning + seconds{300} - security::clock_skew_max - milliseconds{1}) ==
        TokenFault::not_yet_valid);
}

TEST_CASE("A token of this server that names audiences names this server among them") {
  const auto exp = "\"exp\":" + std::to_string(morning_s + 600);
  CHECK(verify(with(exp, exp + R"(,"aud":"offpeak")"), morning).has_value());
  CHECK(verify(with(exp, exp + R"(,"aud":["another","offpeak"])"), morning).has_value());
}

TEST_CASE("A token lives at most as long as a token may") {
  const auto exp = "\"exp\":" + std::to_string(morning_s + 600);
  CHECK(verify(with(exp, exp_after(security::token_lifetime_max)), morning).has_value());
  CHECK(fault_of(with(exp, R"("exp":253402300799)")) == TokenFault::claims);
}

TEST_CASE("A token with critical extensions is refused, whatever they are") {
  for (const auto* const extensions : {R"(["exp"])", R"(["b64"])", R"("exp")", "[]", "null"}) {
    CAPTURE(extensions);
    const auto header =
        R"({"alg":"HS256","typ":"JWT","b64":true,"crit":)" + std::string{extensions};
    CHECK(fault_of(sign(counting_keys(), header + "}", citizen_payload())) ==
          TokenFault::extensions);
  }
}

TEST_CASE("A signed token with a missing or wrong claim is refused") {
  const std::string iat = "\"iat\":" + std::to_string(morning_s);
  const std::string exp = "\"exp\":" + std::to_string(morning_s + 600);
  const std::string sub = R"("sub":"43d58f6700a83b8d9082ce9d989684c1")";
  const std::string role = R"("role":"citizen")";
  struct Row {
    std::string from;
    std::string to;
  };
  const std::vector<Row> rows = {
      {role, R"("role":"anyone")"},
      {role, R"("role":"root")"},
      {role, R"("role":["citizen"])"},
      {role + ",", ""},
      {sub + ",", ""},
      {sub, R"("sub":7)"},
      {sub, R"("sub":"43d58f6700a83b8d9082ce9d989684c")"},
      {sub, R"("sub":"43D58F6700A83B8D9082CE9D989684C1")"},
      {sub, R"("sub":"00000000000000000000000000000000")"},
      {sub + "," + role, R"("sub":"","role":"staff")"},
      {sub + "," + role, R"("sub":"a b","role":"staff")"},
      {iat + ",", ""},
      {iat, R"("iat":"1")"},
      {iat, R"("iat":-1)"},
      {iat, R"("iat":0)"},
      {iat, R"("iat":true)"},
      {iat, "\"iat\":" + std::to_string(morning_s + 600)},
      {"," + exp, ""},
      {exp, R"("exp":"9999999999")"},
      {exp, R"("exp":9999999999.5)"},
      {exp, R"("exp":9223372036854775807)"},
      {exp, R"("exp":true)"},
      {exp, exp_after(security::token_lifetime_max + seconds{1})},
      {exp, exp + R"(,"nbf":"now")"},
      {exp, exp + R"(,"nbf":0)"},
      {exp, exp + R"(,"nbf":1.5)"},
      {exp, exp + R"(,"aud":"another")"},
      {exp, exp + R"(,"aud":["another","offpeak "])"},
      {exp, exp + R"(,"aud":[])"},
      {exp, exp + R"(,"aud":null)"},
      {role, role + R"(,"hall":330100)"},
      {role, R"("role":"staff","hall":"330100")"},
      {role, R"("role":"staff","hall":1)"},
      {role, R"("role":"staff","hall":4295297396)"},
      {role, R"("role":"staff","hall":null)"},
      {role, R"("role":"admin","hall":330100)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    CHECK(fault_of(with(row.from, row.to)) == TokenFault::claims);
  }
  CHECK(verify(with(role, R"("role":"staff","hall":330100)"), morning).has_value());
}

TEST_CASE("The cache finds the principal of an inserted token until it expires, and of no other") {
  security::TokenCache cache{64};
  const std::string token = issued(for_citizen());
  const auto principal = *verify(token, morning);
  CHECK(cache.find(token, morning) == nullptr);
  cache.insert(token, {principal}, morning);

  const security::KnownToken* found = cache.find(token, morning);
  REQUIRE(found != nullptr);
  CHECK(found->principal.caller.citizen == somebody);
  CHECK(found->principal.expires_at == principal.expires_at);
  CHECK(cache.find(token, principal.expires_at - milliseconds{1}) != nullptr);
  CHECK(cache.find(token, principal.expires_at) == nullptr);

  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    CHECK(cache.find(other, morning) == nullptr);
  }
  CHECK(cache.find(token.substr(1), morning) == nullptr);
  CHECK(cache.find(token + "A", morning) == nullptr);
  CHECK(cache.find("", morning) == nullptr);
}

TEST_CASE("Verifying through the cache gives the answers of verifying without it") {
  const security::Keys keys = counting_keys();
  const security::IssuerBook book;
  const offpeak::engine::RevocationList revocations;
  security::RateLimiter bad_tokens{64, morning};
  security::TokenVerifier verifier{keys, book, revocations, bad_tokens, 64};
  const std::string good = issued(for_citizen());
  const std::string forged = sign(counting_keys(1), hs256, citizen_payload());
  for (int round = 0; round < 3; ++round) {
    CHECK(verifier.verify(good, morning, {})->caller.citizen == somebody);
    CHECK(verifier.verify(forged, morning, {}).error() == TokenFault::untrusted);
  }
  CHECK(verifier.verify(good, morning + seconds{600}, {}).error() == TokenFault::expired);
}

TEST_CASE("A full cache forgets expired tokens first, then the ones not used for longest") {
  security::TokenCache cache{security::TokenCache::ways};  // one set
  REQUIRE(cache.capacity() == security::TokenCache::ways);
  const auto until = [](int end_s) {
    security::KnownToken known;
    known.principal.expires_at = morning + seconds{end_s};
    return known;
  };
  cache.insert("a", until(100), morning);
  cache.insert("b", until(50), morning);
  cache.insert("c", until(100), morning);
  cache.insert("d", until(100), morning);
  CHECK(cache.find("a", morning) != nullptr);  // b is now the one used least lately

  cache.insert("e", until(200), morning);
  CHECK(cache.find("b", morning) == nullptr);
  CHECK(cache.find("a", morning) != nullptr);
  CHECK(cache.find("c", morning) != nullptr);
  CHECK(cache.find("d", morning) != nullptr);

  const Instant later = morning + seconds{150};  // a, c and d have ended; e has not
  CHECK(cache.find("e", later) != nullptr);
  cache.insert("f", until(200), later);
  CHECK(cache.find("e", later) != nullptr);
  CHECK(cache.find("f", later) != nullptr);
}

TEST_CASE("A cache keeps its bound however many tokens come, and the newest is there") {
  security::TokenCache cache{16};
  CHECK(cache.capacity() == 16);
  Principal principal;
  principal.expires_at = morning + seconds{600};
  for (int i = 0; i < 1000; ++i) {
    const std::string token = "token" + std::to_string(i);
    cache.insert(token, {principal}, morning);
    CHECK(cache.find(token, morning) != nullptr);
  }
  int remembered = 0;
  for (int i = 0; i < 1000; ++i) {
    if (cache.find("token" + std::to_string(i), morning) != nullptr) ++remembered;
  }
  CHECK(remembered <= 16);
}

TEST_CASE("Two clerks of one name in two halls are two, in the audit and to idempotency keys") {
  std::set<std::uint64_t> actors;
  std::set<std::uint64_t> subjects;
  for (const std::uint32_t hall : {330100U, 330102U}) {
    for (int token = 0; token < 2; ++token) {
      const auto principal = verify(issued(for_name(Role::staff, "li.na", hall)), morning);
      REQUIRE(principal.has_value());
      CHECK(principal->caller.hall == scheduler::HallCode{hall});
      CHECK(principal->caller.actor == security::actor_of(Role::staff, "li.na",
                                                          security::own_issuer,
                                                          scheduler::HallCode{hall}));
      actors.insert(static_cast<std::uint64_t>(principal->caller.actor));
      subjects.insert(principal->subject.words[0]);
    }
  }
  CHECK(actors.size() == 2);
  CHECK(subjects.size() == 2);
  // No issuer's name can stand for a hall.
  const scheduler::HallCode hall{330100};
  CHECK(security::actor_of(Role::staff, "li.na", "330100") !=
        security::actor_of(Role::staff, "li.na", security::own_issuer, hall));
}

TEST_CASE("Who has no hall is listed as in the audits of before") {
  CHECK(security::format_actor(security::actor_of(Role::admin, "command-line")) ==
        "f6790d1c4ddae7a7");
}

TEST_CASE("An actor is told from others by role and name, in hexadecimal both ways") {
  const auto li = security::actor_of(Role::staff, "li.na");
  CHECK(li != security::actor_of(Role::staff, "li.nb"));
  CHECK(li != security::actor_of(Role::kiosk, "li.na"));
  CHECK(security::actor_of(Role::citizen, "li.na") == scheduler::ActorId{});
  const auto text = security::format_actor(li);
  CHECK(text.size() == 16);
  CHECK(security::parse_actor(text) == li);
  CHECK(security::format_actor(scheduler::ActorId{0x0123456789abcdef}) == "0123456789abcdef");
  for (const std::string wrong : {"", "0123", "0123456789ABCDEF", "0000000000000000"}) {
    CHECK_FALSE(security::parse_actor(wrong));
  }
  CHECK(verify(issued(for_citizen()), morning)->caller.actor == scheduler::ActorId{});
}
