// The public keys of an issuer: a JSON Web Key Set (RFC 7517, section 5), as issuers publish it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "api/security/jws.hpp"
#include "base/result.hpp"

namespace offpeak::security {

inline constexpr std::size_t key_set_keys_max = 16;
inline constexpr std::size_t key_set_bytes_max = 64 * 1024;

/// By key id.
using KeySet = std::map<std::string, SigningKey, std::less<>>;

/// The keys for ES256 signatures. Keys of other kinds and uses are passed over, as the RFC asks, so
/// an issuer may publish them beside. Refused: a text that is no set, a set with a private key, two
/// keys of one id, more than `key_set_keys_max`, and a set that leaves no key.
base::Result<KeySet> read_key_set(std::string_view json);

}  // namespace offpeak::security
