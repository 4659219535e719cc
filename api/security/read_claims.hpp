// What the claims of a token say about who holds it, after its signature was found good.
#pragma once

#include <boost/json/fwd.hpp>

#include "api/security/keys.hpp"
#include "api/security/tokens.hpp"
#include "base/result.hpp"
#include "config/civil_time.hpp"

namespace offpeak::security {

/// Of a token that this server made.
base::Result<Principal, TokenFault> read_own_claims(const boost::json::object& claims,
                                                    const Keys& keys, config::Instant now);

/// Of a token of another issuer. The number of an identity document becomes the citizen's key here,
/// and goes no further.
base::Result<Principal, TokenFault> read_issued_claims(const boost::json::object& claims,
                                                       const Issuer& issuer, const Keys& keys,
                                                       config::Instant now);

}  // namespace offpeak::security
