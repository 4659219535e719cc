// The body of POST /v1/operations/revocations.
#pragma once

#include <string_view>

#include "api/problem.hpp"
#include "api/security/issuers.hpp"
#include "api/security/revocation_keys.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::api {

/// Whom or what it names is a key from here on. `now`: by the clock of tokens.
Checked<scheduler::Revoke> read_revocation(std::string_view body, const security::Issuers& issuers,
                                           security::RevocationKeyer& keyer, config::Instant now);

}  // namespace offpeak::api
