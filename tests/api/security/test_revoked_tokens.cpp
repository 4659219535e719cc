// What a token can be revoked by, and when that is looked for.
#include <doctest/doctest.h>

#include <set>

#include "api/security/revocation_keys.hpp"
#include "api/security/token_verifier.hpp"
#include "scheduler/state/state.hpp"
#include "tests/api/security/support.hpp"

namespace engine = offpeak::engine;
namespace scheduler = offpeak::scheduler;
namespace security = offpeak::security;
using namespace offpeak::testing;
using scheduler::RevocationKey;
using scheduler::RevocationKind;
using scheduler::Role;
using security::TokenFault;
using std::chrono::seconds;

namespace {

std::string clerk_token(seconds after_morning = seconds{0}) {
  const security::TokenRequest request{Role::staff, {}, "li.na", {}};
  return *security::issue_token(counting_keys(), request, morning + after_morning,
                                std::chrono::hours{8});
}

/// A verifier, and the state whose revocations it sees.
class Gate {
 public:
  bool is_taken(const std::string& token) {
    const auto verified = verifier_.verify(token, morning + seconds{60}, {});
    if (!verified) CHECK(verified.error() == TokenFault::revoked);
    return verified.has_value();
  }
  scheduler::TokenNames names_of(const std::string& token) {
    return verifier_.verify(token, morning + seconds{60}, {})->names;
  }
  void revoke(RevocationKey key, RevocationKind kind) {
    state_.apply({morning, scheduler::Revoked{.key = key, .kind = kind, .issued_until = morning}});
    revocations_.publish(state_, key);
  }
  void lift(RevocationKey key) {
    state_.apply({morning, scheduler::RevocationEnded{.key = key}});
    revocations_.publish(state_, key);
  }
  std::uint64_t generation() const { return revocations_.generation(); }

 private:
  scheduler::State state_;
  security::Keys keys_ = counting_keys();
  security::IssuerBook book_;
  engine::RevocationList revocations_;
  security::RateLimiter bad_tokens_{64, morning};
  security::TokenVerifier verifier_{keys_, book_, revocations_, bad_tokens_, 64};
};

}  // namespace

TEST_CASE("A token in the cache is refused from the moment it is revoked, and taken once lifted") {
  Gate gate;
  const auto token = clerk_token();
  const auto other = clerk_token();
  CHECK(gate.is_taken(token));
  CHECK(gate.is_taken(other));
  CHECK(gate.generation() == 0);
  const auto names = gate.names_of(token);
  for (const auto key : {names.id, names.subject, names.actor}) {
    gate.revoke(key, RevocationKind::one_token);
    CHECK_FALSE(gate.is_taken(token));
    CHECK_FALSE(gate.is_taken(token));
    CHECK(gate.is_taken(other) == (key == names.id));
    gate.lift(key);
    CHECK(gate.is_taken(token));
    CHECK(gate.is_taken(other));
  }
}

TEST_CASE("Of those issued so far, the ones of that very second are refused, later ones are not") {
  Gate gate;
  const auto subject = gate.names_of(clerk_token()).subject;
  gate.revoke(subject, RevocationKind::issued_so_far);
  CHECK_FALSE(gate.is_taken(clerk_token(seconds{-60})));
  CHECK_FALSE(gate.is_taken(clerk_token()));
  CHECK(gate.is_taken(clerk_token(seconds{1})));
  gate.revoke(subject, RevocationKind::blocked);
  CHECK_FALSE(gate.is_taken(clerk_token(seconds{1})));
}

TEST_CASE("Names of different kinds, issuers and servers never are one") {
  std::set<std::uint64_t> keys;
  for (const std::uint8_t first : {0, 1}) {
    security::RevocationKeyer keyer{counting_keys(first)};
    for (const char* issuer : {"offpeak", "https://id.example"}) {
      for (const char* name : {"a", "b"}) {
        keys.insert(keyer.token(issuer, name).words[0]);
        keys.insert(keyer.subject(issuer, name).words[0]);
      }
    }
    keys.insert(keyer.actor(scheduler::ActorId{7}).words[0]);
  }
  CHECK(keys.size() == 2 * 9);
}
