// The files that say who else may issue tokens: what is read, what is refused, and what a change of
// them does to tokens that were good a moment ago.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "api/security/issuer_book.hpp"
#include "api/security/token_verifier.hpp"
#include "tests/api/security/issuer_keys.hpp"
#include "tests/api/security/support.hpp"
#include "tests/store/temporary_directory.hpp"
#include "tests/support/identity_numbers.hpp"

namespace security = offpeak::security;
namespace testing = offpeak::testing;
using offpeak::scheduler::Role;
using offpeak::store::tests::TemporaryDirectory;
using security::TokenFault;
using testing::IssuerKey;
using testing::morning;

namespace {

const std::string portal =
    R"({"issuer":"https://portal.example","audience":"offpeak","roles":["citizen"],)"
    R"("keys":"portal.json","citizen_from":"number","test_numbers":true})";
const std::string staff =
    R"({"issuer":"https://staff.example","audience":"offpeak","roles":["staff","admin"],)"
    R"("keys":"staff.json"})";

const IssuerKey& key(int i) {
  static const std::vector<IssuerKey> keys{IssuerKey{"one"}, IssuerKey{"two"}, IssuerKey{"three"}};
  return keys.at(static_cast<std::size_t>(i));
}

std::string key_set(const std::string& keys) { return R"({"keys":[)" + keys + "]}"; }

/// A folder of keys.
class Folder {
 public:
  Folder() {
    write("portal.json", key_set(key(0).jwk()));
    write("staff.json", key_set(key(1).jwk()));
    write("issuers.json", R"({"issuers":[)" + portal + "," + staff + "]}");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{directory_ / name} << text;
  }
  void set_mode(const std::string& name, mode_t mode) const {
    REQUIRE(chmod((directory_ / name).c_str(), mode) == 0);
  }
  const std::filesystem::path& path() const { return directory_.path(); }
  std::string fault() const {
    const auto loaded = security::load_issuers(path());
    return loaded ? "" : loaded.error().message;
  }

 private:
  TemporaryDirectory directory_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string portal_token(const IssuerKey& signer, const std::string& subject = "u") {
  const auto now = morning.time_since_epoch().count() / 1000;
  return signer.sign(R"({"iss":"https://portal.example","aud":"offpeak","sub":")" + subject +
                     R"(","id_number":")" + testing::resident_number(7) + R"(","iat":)" +
                     std::to_string(now) + R"(,"exp":)" + std::to_string(now + 600) + "}");
}

}  // namespace

TEST_CASE("Without a file of issuers there are none") {
  const TemporaryDirectory directory;
  const auto issuers = security::load_issuers(directory.path());
  REQUIRE(issuers.has_value());
  CHECK(issuers->empty());
}

TEST_CASE("Issuers have their names, audiences, roles and keys") {
  const Folder folder;
  const auto issuers = security::load_issuers(folder.path());
  REQUIRE_MESSAGE(issuers.has_value(), folder.fault());
  REQUIRE(issuers->size() == 2);
  const auto* found = security::find_issuer(*issuers, "https://staff.example");
  REQUIRE(found != nullptr);
  CHECK(found->audience == "offpeak");
  CHECK(found->roles == std::vector{Role::staff, Role::admin});
  CHECK(found->keys.contains("two"));
  CHECK(security::find_issuer(*issuers, "https://staff.example/") == nullptr);
  CHECK(issuers->front().number_claim == "id_number");
  CHECK(issuers->front().takes_made_up_numbers);
  CHECK_FALSE(found->takes_made_up_numbers);
}

TEST_CASE("A file of issuers with a mistake is refused, and the fault says which") {
  struct Row {
    std::string issuers;
    std::string fault;
  };
  const auto changed = [](std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  const std::vector<Row> rows = {
      {changed(portal, R"(["citizen"])", R"(["citizen","staff"])"), "an issuer of their own"},
      {changed(staff, R"(["staff","admin"])", R"(["staff","citizen"])"), "an issuer of their own"},
      {changed(portal, R"(["citizen"])", "[]"), "at least one role"},
      {changed(portal, R"(["citizen"])", R"(["root"])"), "no role"},
      {changed(portal, R"(,"citizen_from":"number")", ""), "citizen_from"},
      {changed(portal, "true", "1"), "test_numbers must be true or false"},
      {changed(portal, R"("number")", R"("name")"), "citizen_from"},
      {changed(portal, "https://portal.example", "offpeak"), "own name"},
      {changed(portal, R"("audience":"offpeak",)", ""), "audience"},
      {changed(portal, R"("audience")", R"("secret":"x","audience")"), "not known here"},
      {changed(portal, "portal.json", "nowhere.json"), "nowhere.json"},
      {portal + "," + portal, "twice"},
      {portal + "," + changed(staff, "staff.json", "portal.json"), "keys of its own"},
      {"7", "must be an object"},
  };
  const Folder folder;
  for (const Row& row : rows) {
    CAPTURE(row.issuers);
    folder.write("issuers.json", R"({"issuers":[)" + row.issuers + "]}");
    CHECK(contains(folder.fault(), row.fault));
  }
  folder.write("issuers.json", "{");
  CHECK(contains(folder.fault(), "issuers.json"));
}

TEST_CASE("A key set may have keys of other kinds beside, and needs one for ES256") {
  const std::string rsa = R"({"kty":"RSA","n":"AQAB","e":"AQAB","kid":"r"})";
  const auto size_of = [](const std::string& keys) {
    const auto read = security::read_key_set(key_set(keys));
    return read ? read->size() : 0;
  };
  CHECK(size_of(key(0).jwk() + "," + rsa + "," + key(1).jwk(R"(,"use":"sig","alg":"ES256")")) == 2);
  CHECK(size_of(key(0).jwk(R"(,"use":"enc")") + "," + key(1).jwk()) == 1);
  CHECK(size_of(key(0).jwk(R"(,"alg":"ECDH-ES")")) == 0);
  CHECK(size_of(rsa) == 0);
  CHECK(size_of("") == 0);
}

TEST_CASE("A key set with a private key, a repeated id or a point off the curve is refused") {
  const auto is_read = [](const std::string& text) {
    return security::read_key_set(text).has_value();
  };
  CHECK(is_read(key_set(key(0).jwk())));
  CHECK_FALSE(is_read(key_set(key(0).jwk() + "," + key(1).jwk(R"(,"d":"AA")"))));
  CHECK_FALSE(is_read(key_set(key(0).jwk() + R"(,{"kty":"oct","k":"AA"})")));
  CHECK_FALSE(is_read(key_set(key(0).jwk() + "," + IssuerKey{"one"}.jwk())));
  CHECK_FALSE(is_read(key_set(IssuerKey{""}.jwk())));
  CHECK_FALSE(is_read(key_set(IssuerKey{std::string(129, 'k')}.jwk())));
  std::string off_curve = key(0).jwk();
  const auto x = off_curve.find(R"("x":")") + 5;
  off_curve[x] = off_curve[x] == 'A' ? 'B' : 'A';
  CHECK_FALSE(is_read(key_set(off_curve)));
  for (const auto* const text : {"", "[]", "{}", R"({"keys":7})", R"({"keys":[7]})"}) {
    CAPTURE(text);
    CHECK_FALSE(is_read(text));
  }
  std::string many;
  for (int i = 0; i < 17; ++i) many += (i ? "," : "") + IssuerKey{std::to_string(i)}.jwk();
  CHECK_FALSE(is_read(key_set(many)));
}

TEST_CASE("Files of issuers that others may write to are refused") {
  const Folder folder;
  for (const auto* const name : {"issuers.json", "portal.json"}) {
    for (const mode_t mode : {0620, 0602}) {
      folder.set_mode(name, mode);
      CHECK(contains(folder.fault(), "others may write"));
      CHECK(contains(folder.fault(), name));
    }
    folder.set_mode(name, 0644);  // public keys may be read by all
  }
  CHECK(folder.fault().empty());
}

TEST_CASE("A token of a withdrawn key is refused once the issuers are read again") {
  const Folder folder;
  const auto keys = testing::counting_keys();
  security::IssuerBook book;
  const offpeak::engine::RevocationList revocations;
  security::RateLimiter bad_tokens{64, morning};
  security::TokenVerifier verifier{keys, book, revocations, bad_tokens, 64};
  const auto old_token = portal_token(key(0));
  const auto new_token = portal_token(key(2));
  const auto is_good = [&](const std::string& token) {
    return verifier.verify(token, morning, {.bad_tokens = {.burst = 10}}).has_value();
  };
  CHECK_FALSE(is_good(old_token));
  REQUIRE(book.reread(folder.path()).has_value());
  CHECK(is_good(old_token));
  CHECK_FALSE(is_good(new_token));

  folder.write("portal.json", key_set(key(0).jwk() + "," + key(2).jwk()));
  REQUIRE(book.reread(folder.path()).has_value());
  CHECK(is_good(old_token));
  CHECK(is_good(new_token));

  folder.write("portal.json", "{");
  CHECK(book.reread(folder.path()).has_error());
  CHECK(is_good(old_token));

  folder.write("portal.json", key_set(key(2).jwk()));
  REQUIRE(book.reread(folder.path()).has_value());
  CHECK_FALSE(is_good(old_token));
  CHECK(is_good(new_token));
}

TEST_CASE("An address whose tokens are refused too often has no costly one checked for a while") {
  const Folder folder;
  const auto keys = testing::counting_keys();
  security::IssuerBook book;
  REQUIRE(book.reread(folder.path()).has_value());
  const offpeak::engine::RevocationList revocations;
  security::RateLimiter bad_tokens{64, morning};
  security::TokenVerifier verifier{keys, book, revocations, bad_tokens, 64};
  const security::Sender attacker{.address = 1, .bad_tokens = {.per_second = 1, .burst = 3}};
  const security::Sender other{.address = 2, .bad_tokens = attacker.bad_tokens};
  const auto fault = [&](const std::string& token, const security::Sender& sender,
                         offpeak::config::Instant at = morning) {
    const auto verified = verifier.verify(token, at, sender);
    return verified ? std::nullopt : std::optional{verified.error()};
  };
  const auto good = portal_token(key(0));
  const auto known = portal_token(key(0), "known");
  CHECK_FALSE(fault(known, attacker));
  // What is signed well and has ended costs as much as what is forged.
  const auto ended = morning + std::chrono::hours{2};
  CHECK(fault(good, attacker, ended) == TokenFault::expired);
  for (int i = 0; i < 2; ++i) {
    CHECK(fault(portal_token(key(2)), attacker, ended) == TokenFault::untrusted);
  }
  CHECK(fault(good, attacker, ended) == TokenFault::not_checked);
  CHECK(fault(good, attacker, ended - std::chrono::hours{2}) == TokenFault::not_checked);
  // Everybody else, whoever is known already and this server's own tokens are not held up.
  CHECK_FALSE(fault(good, other));
  CHECK_FALSE(fault(known, attacker));
  CHECK(fault("nonsense", attacker, ended) == TokenFault::malformed);
  const security::TokenRequest clerk{Role::staff, {}, "li.na", {}};
  CHECK_FALSE(
      fault(*security::issue_token(keys, clerk, ended, std::chrono::hours{8}), attacker, ended));
  CHECK_FALSE(fault(portal_token(key(0), "new"), other));
}
