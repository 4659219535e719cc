// Who else may issue tokens, and which: the file DIR/issuers.json beside the keys.
//
//   {"issuers": [{"issuer": "https://id.example", "audience": "offpeak", "roles": ["citizen"],
//                 "keys": "citizens.jwks.json", "citizen_from": "number"}]}
//
// docs/sign-in.md describes it. Citizens and staff have issuers apart: nobody who can make a
// citizen's token can make one of the staff.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "api/security/key_set.hpp"
#include "base/result.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::security {

inline constexpr std::size_t issuers_max = 8;
inline constexpr std::size_t issuers_file_bytes_max = 16 * 1024;
inline constexpr std::size_t issuer_chars_max = 256;

/// What a citizen's key is made of. Persisted by the keys: an issuer that changes this has other
/// citizens.
enum class CitizenFrom : std::uint8_t {
  number,   // the number of an identity document, in a claim: the key that the counter finds too
  subject,  // the issuer's name and its own for the citizen: for an issuer that tells no numbers
};

struct Issuer {
  std::string name;      // exactly its `iss`
  std::string audience;  // of which `aud` must be, or have, this one
  std::vector<scheduler::Role> roles;
  CitizenFrom citizen_from = CitizenFrom::number;
  std::string number_claim;
  std::string type_claim;  // of the kind of document; a token without it means a resident number
  std::string dependants_claim;  // of a list of objects with these two, whom the holder speaks for
  bool takes_made_up_numbers = false;  // of a test issuer: numbers with the region 999999 too
  KeySet keys;
};

using Issuers = std::vector<Issuer>;

/// Null when nobody of this name may issue tokens.
const Issuer* find_issuer(const Issuers& issuers, std::string_view name);

/// Reads DIR/issuers.json and the key sets that it names; without that file there are none. Files
/// that another user may write to are refused, and so are issuers of citizens and staff at once, or
/// with a key in common.
base::Result<Issuers> load_issuers(const std::filesystem::path& directory);

}  // namespace offpeak::security
