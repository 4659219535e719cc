#include "api/security/revocation_keys.hpp"

#include <string>

#include "base/hex.hpp"

namespace offpeak::security {

using scheduler::RevocationKey;

RevocationKeyer::RevocationKeyer(const Keys& keys)
    : hmac_{derive_key(keys, "offpeak revocations 1").bytes()} {}

RevocationKey RevocationKeyer::key(std::string_view kind, std::string_view issuer,
                                   std::string_view name) {
  hmac_.start();
  hmac_.add_field(kind);
  hmac_.add_field(issuer);
  hmac_.add_field(name);
  return base::bits_of<RevocationKey>(hmac_.finish());
}

RevocationKey RevocationKeyer::token(std::string_view issuer, std::string_view token_id) {
  return key("token", issuer, token_id);
}

RevocationKey RevocationKeyer::subject(std::string_view issuer, std::string_view subject) {
  return key("subject", issuer, subject);
}

RevocationKey RevocationKeyer::actor(scheduler::ActorId actor) {
  return key("actor", {}, std::to_string(static_cast<std::uint64_t>(actor)));
}

}  // namespace offpeak::security
