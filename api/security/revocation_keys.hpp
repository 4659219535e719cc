// What a revocation names, so that nobody can tell from the journal whose tokens were revoked.
#pragma once

#include <string_view>

#include "api/security/hmac.hpp"
#include "api/security/keys.hpp"
#include "scheduler/messages/revocation.hpp"

namespace offpeak::security {

/// Keyed digests: the same in every process with the same keys, and of no use without them. For one
/// thread.
class RevocationKeyer {
 public:
  explicit RevocationKeyer(const Keys& keys);

  /// By the claims `iss` and `jti`, `iss` and `sub`.
  scheduler::RevocationKey token(std::string_view issuer, std::string_view token_id);
  scheduler::RevocationKey subject(std::string_view issuer, std::string_view subject);
  /// By who holds it, as the audit knows them; not 0.
  scheduler::RevocationKey actor(scheduler::ActorId actor);

 private:
  scheduler::RevocationKey key(std::string_view kind, std::string_view issuer,
                               std::string_view name);

  Hmac hmac_;
};

}  // namespace offpeak::security
