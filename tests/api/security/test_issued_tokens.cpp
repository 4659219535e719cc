// Tokens of other issuers: which are believed, for whom they speak, and which never are.
#include <doctest/doctest.h>
#include <openssl/hmac.h>

#include <string>
#include <vector>

#include "api/security/identity.hpp"
#include "api/security/tokens.hpp"
#include "tests/api/security/issuer_keys.hpp"
#include "tests/api/security/support.hpp"
#include "tests/support/identity_numbers.hpp"

namespace security = offpeak::security;
namespace testing = offpeak::testing;
using offpeak::scheduler::HallCode;
using offpeak::scheduler::Role;
using security::CitizenFrom;
using security::Issuer;
using security::Issuers;
using security::Principal;
using security::TokenFault;
using std::chrono::seconds;
using testing::base64url;
using testing::counting_keys;
using testing::IssuerKey;
using testing::morning;

namespace {

const std::int64_t morning_s = morning.time_since_epoch().count() / 1000;
const std::string number = testing::resident_number(7);

const IssuerKey& portal_key() {
  static const IssuerKey key{"portal-1"};
  return key;
}
const IssuerKey& staff_key() {
  static const IssuerKey key{"staff-1"};
  return key;
}

security::KeySet keys_of(const std::string& jwks) {
  auto keys = security::read_key_set(R"({"keys":[)" + jwks + "]}");
  REQUIRE_MESSAGE(keys.has_value(), (keys ? "" : keys.error().message));
  return std::move(*keys);
}

/// A citizens' portal and the directory of the staff.
Issuers two_issuers(CitizenFrom from = CitizenFrom::number) {
  Issuers issuers;
  issuers.push_back({.name = "https://portal.example",
                     .audience = "offpeak",
                     .roles = {Role::citizen},
                     .citizen_from = from,
                     .number_claim = "id_number",
                     .type_claim = "id_type",
                     .dependants_claim = "dependants",
                     .takes_made_up_numbers = true,
                     .keys = keys_of(portal_key().jwk())});
  issuers.push_back({.name = "https://staff.example",
                     .audience = "offpeak",
                     .roles = {Role::staff, Role::planner},
                     .number_claim = "id_number",
                     .type_claim = "id_type",
                     .dependants_claim = "dependants",
                     .keys = keys_of(staff_key().jwk())});
  return issuers;
}

std::string payload(const std::string& issuer, const std::string& more,
                    seconds lifetime = seconds{600}) {
  return R"({"iss":")" + issuer + R"(","aud":"offpeak","iat":)" + std::to_string(morning_s) +
         R"(,"exp":)" + std::to_string(morning_s + lifetime.count()) + more + "}";
}

std::string citizen_claims(const std::string& more = "") {
  return payload("https://portal.example", R"(,"sub":"u-7","id_number":")" + number + "\"" + more);
}
std::string staff_claims(const std::string& more = R"(,"role":"staff","hall":330100)") {
  return payload("https://staff.example", R"(,"sub":"li.na")" + more);
}

auto verify(std::string_view token, const Issuers& issuers = two_issuers()) {
  return security::verify_token(counting_keys(), issuers, token, morning);
}
TokenFault fault_of(std::string_view token, const Issuers& issuers = two_issuers()) {
  const auto verified = verify(token, issuers);
  REQUIRE(verified.has_error());
  return verified.error();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("A citizen of the portal is the citizen whose number the counter types") {
  const auto principal = verify(portal_key().sign(citizen_claims()));
  REQUIRE(principal.has_value());
  const auto typed = security::IdNumber::parse(security::IdType::resident, number,
                                               offpeak::config::date_of(morning));
  CHECK(principal->caller.role == Role::citizen);
  CHECK(principal->caller.citizen == security::citizen_key(counting_keys(), *typed));
  CHECK(principal->expires_at == morning + seconds{600});
}

TEST_CASE("The portal may name the kind of document") {
  const auto token =
      portal_key().sign(replaced(citizen_claims(R"(,"id_type":"passport")"), number, "E12345678"));
  const auto passport = security::IdNumber::parse(security::IdType::passport, "E12345678",
                                                  offpeak::config::date_of(morning));
  REQUIRE(verify(token).has_value());
  CHECK(verify(token)->caller.citizen == security::citizen_key(counting_keys(), *passport));
}

TEST_CASE("The portal names the document and those in somebody's care, as the counter knows them") {
  const std::string child =
      offpeak::testing::resident_number(offpeak::config::make_date(2016, 5, 9), 3);
  const auto claims = [&](const std::string& dependants) {
    return verify(portal_key().sign(citizen_claims(R"(,"dependants":)" + dependants)));
  };
  const auto principal = claims(R"([{"id_number":")" + child +
                                R"("},{"id_type":"passport","id_number":"E12345678"}])");
  REQUIRE(principal.has_value());
  REQUIRE(principal->people);
  const auto& people = *principal->people;
  REQUIRE(people.size() == 3);
  CHECK(people[0].key == principal->caller.citizen);
  CHECK(people[0].document == security::IdType::resident);
  const auto typed = security::IdNumber::parse(security::IdType::resident, child,
                                               offpeak::config::date_of(morning));
  CHECK(people[1].key == security::citizen_key(counting_keys(), *typed));
  CHECK(people[1].birth == offpeak::config::make_date(2016, 5, 9));
  CHECK(people[2].document == security::IdType::passport);
  CHECK_FALSE(people[2].birth.has_value());

  CHECK(verify(portal_key().sign(citizen_claims("")))->people->size() == 1);
  for (const std::string wrong :
       {R"("x")", R"([7])", R"([{}])", R"([{"id_number":"999999199001010017"}])",
        R"([{"id_type":"card","id_number":"E12345678"}])"}) {
    CAPTURE(wrong);
    REQUIRE(claims(wrong).has_error());
    CHECK(claims(wrong).error() == TokenFault::claims);
  }
  std::string many = "[";
  for (int i = 0; i < 9; ++i) {
    many += (i == 0 ? "" : ",") +
            (R"({"id_type":"passport","id_number":"E1234567)" + std::to_string(i) + R"("})");
  }
  CHECK(claims(many + "]").has_error());
}

TEST_CASE(
    "Nobody is let in by a made-up number, nor has it in care, unless the issuer is for tests") {
  auto issuers = two_issuers();
  issuers.front().takes_made_up_numbers = false;
  const std::string passport = replaced(citizen_claims(), number, "E12345678");
  const auto with_passport = [&](const std::string& dependants) {
    return portal_key().sign(replaced(
        passport, "\"sub\"", R"("id_type":"passport","dependants":)" + dependants + ",\"sub\""));
  };
  const std::string made_up = R"([{"id_number":")" + number + "\"}]";
  const std::string of_somebody = R"([{"id_type":"passport","id_number":"E12345679"}])";
  CHECK(fault_of(portal_key().sign(citizen_claims()), issuers) == TokenFault::claims);
  CHECK(fault_of(with_passport(made_up), issuers) == TokenFault::claims);
  CHECK(verify(with_passport(of_somebody), issuers).has_value());
  CHECK(verify(with_passport(made_up)).has_value());
}

TEST_CASE("Without a number, a citizen is who the issuer says, and no citizen of another issuer") {
  const auto issuers = two_issuers(CitizenFrom::subject);
  const auto citizen_of = [&](const std::string& subject) {
    const auto principal =
        verify(portal_key().sign(payload("https://portal.example", R"(,"sub":")" + subject + "\"")),
               issuers);
    REQUIRE(principal.has_value());
    return principal->caller.citizen;
  };
  CHECK(citizen_of("u-7") == citizen_of("u-7"));
  CHECK(citizen_of("u-7") != citizen_of("u-8"));
  CHECK_FALSE(citizen_of("u-7").is_zero());

  auto renamed = two_issuers(CitizenFrom::subject);
  renamed.front().name = "https://other.example";
  const auto other =
      verify(portal_key().sign(payload("https://other.example", R"(,"sub":"u-7")")), renamed);
  CHECK(other->caller.citizen != citizen_of("u-7"));
}

TEST_CASE(
    "A clerk has the role and hall of the token, and is another than a local one of that name") {
  const auto principal = verify(staff_key().sign(staff_claims()));
  REQUIRE(principal.has_value());
  CHECK(principal->caller.role == Role::staff);
  CHECK(principal->caller.hall == HallCode{330100});
  CHECK(principal->caller.actor ==
        security::actor_of(Role::staff, "li.na", "https://staff.example", HallCode{330100}));
  CHECK(principal->caller.actor !=
        security::actor_of(Role::staff, "li.na", security::own_issuer, HallCode{330100}));
}

TEST_CASE("An issuer gives the roles that it may give, and no other") {
  const std::vector<std::string> roles = {"staff", "kiosk", "display", "planner", "admin", "root"};
  for (const auto& role : roles) {
    CAPTURE(role);
    CHECK(fault_of(portal_key().sign(citizen_claims(R"(,"role":")" + role + "\""))) ==
          TokenFault::claims);
  }
  CHECK(verify(portal_key().sign(citizen_claims(R"(,"role":"citizen")"))).has_value());
  for (const auto* const role : {"citizen", "admin", "kiosk"}) {
    CAPTURE(role);
    CHECK(fault_of(staff_key().sign(staff_claims(R"(,"role":")" + std::string{role} + "\""))) ==
          TokenFault::claims);
  }
  CHECK(fault_of(staff_key().sign(staff_claims(""))) == TokenFault::claims);  // which of its roles?
}

TEST_CASE("A key vouches for its own issuer alone") {
  CHECK(fault_of(portal_key().sign(staff_claims())) == TokenFault::untrusted);
  const std::string as_staff = R"({"alg":"ES256","typ":"at+jwt","kid":"staff-1"})";
  CHECK(fault_of(portal_key().sign(staff_claims(), as_staff)) == TokenFault::untrusted);
  CHECK(fault_of(portal_key().sign(replaced(staff_claims(), "https://staff.example", "offpeak"))) ==
        TokenFault::untrusted);
}

TEST_CASE("The key decides how a token is checked, never the token") {
  const std::string claims = citizen_claims();
  const auto header = [](const std::string& algorithm, const std::string& more = "") {
    return R"({"alg":")" + algorithm + R"(","typ":"at+jwt","kid":"portal-1")" + more + "}";
  };
  for (const auto* const algorithm : {"none", "HS256", "RS256", "PS256", "ES384", "es256", ""}) {
    CAPTURE(algorithm);
    CHECK(fault_of(portal_key().sign(claims, header(algorithm))) == TokenFault::untrusted);
  }
  // The public key is no secret: a signature that uses it as one is nobody's.
  const std::string text = base64url(header("HS256")) + "." + base64url(claims);
  for (const std::string& secret : {portal_key().jwk(), std::string{}}) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
    const auto signature = base64url({reinterpret_cast<const char*>(digest), size});
    CHECK(fault_of(text + "." + signature) == TokenFault::untrusted);
  }
  // Keys that a token brings along are no keys.
  const IssuerKey stranger{"portal-1"};
  CHECK(fault_of(stranger.sign(claims)) == TokenFault::untrusted);
  CHECK(fault_of(stranger.sign(claims, header("ES256", ",\"jwk\":" + stranger.jwk()))) ==
        TokenFault::untrusted);
  CHECK(fault_of(portal_key().sign(claims, R"({"alg":"ES256","typ":"at+jwt"})")) ==
        TokenFault::untrusted);
}

TEST_CASE("Of what an issuer signs, only access tokens are bearer tokens here") {
  for (const auto* const type : {"JWT", "id_token+jwt", "logout+jwt", ""}) {
    CAPTURE(type);
    const auto header = R"({"alg":"ES256","kid":"portal-1","typ":")" + std::string{type} + "\"}";
    CHECK(fault_of(portal_key().sign(citizen_claims(), header)) == TokenFault::untrusted);
  }
}

TEST_CASE("A token of another issuer with a missing or wrong claim is refused") {
  struct Row {
    std::string from;
    std::string to;
  };
  const std::string exp = "\"exp\":" + std::to_string(morning_s + 600);
  const auto after = [](seconds lifetime) {
    return "\"exp\":" + std::to_string(morning_s + lifetime.count());
  };
  const std::vector<Row> rows = {
      {R"("aud":"offpeak",)", ""},
      {R"("aud":"offpeak")", R"("aud":"another")"},
      {R"("aud":"offpeak")", R"("aud":["another"])"},
      {R"("aud":"offpeak")", R"("aud":1)"},
      {R"("sub":"u-7",)", ""},
      {R"("sub":"u-7")", R"("sub":"")"},
      {R"("sub":"u-7")", R"("sub":"u 7")"},
      {R"("sub":"u-7")", R"("sub":")" + std::string(256, 'u') + "\""},
      {R"("id_number")", R"("number")"},
      {number, "999999195001010009"},
      {number, ""},
      {R"("sub":"u-7")", R"("sub":"u-7","id_type":"library_card")"},
      {R"("sub":"u-7")", R"("sub":"u-7","id_type":7)"},
      {R"("sub":"u-7")", R"("sub":"u-7","hall":330100)"},
      {"," + exp, ""},
      {exp, exp + R"(,"jti":7)"},
      {exp, exp + R"(,"jti":"")"},
      {exp, exp + R"(,"jti":"two words")"},
      {exp, exp + R"(,"jti":"\u00e9")"},
      {exp, exp + R"(,"jti":"\u007f")"},
      {exp, exp + R"(,"jti":")" + std::string(256, 'j') + "\""},
      {exp, after(security::issued_lifetime_max + seconds{1})},
      {exp, exp + R"(,"nbf":true)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    CHECK(fault_of(portal_key().sign(replaced(citizen_claims(), row.from, row.to))) ==
          TokenFault::claims);
  }
  const auto longest = replaced(citizen_claims(), exp, after(security::issued_lifetime_max));
  CHECK(verify(portal_key().sign(longest)).has_value());
  const auto with_id =
      replaced(citizen_claims(), exp, exp + R"(,"jti":"!)" + std::string(254, '~') + "\"");
  CHECK(verify(portal_key().sign(with_id)).has_value());
}

TEST_CASE("While keys rotate both are believed, and a key that was withdrawn no more") {
  const IssuerKey next{"portal-2"};
  auto issuers = two_issuers();
  const auto before = portal_key().sign(citizen_claims());
  const auto after = next.sign(citizen_claims());
  CHECK(fault_of(after, issuers) == TokenFault::untrusted);
  issuers.front().keys = keys_of(portal_key().jwk() + "," + next.jwk());
  CHECK(verify(before, issuers).has_value());
  CHECK(verify(after, issuers).has_value());
  issuers.front().keys = keys_of(next.jwk());
  CHECK(fault_of(before, issuers) == TokenFault::untrusted);
  CHECK(verify(after, issuers).has_value());
}
