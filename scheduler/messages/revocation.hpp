// Tokens that are refused before they end. The core knows keyed names, which the edge makes: nobody
// can tell from one whose token it is.
#pragma once

#include <chrono>
#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// What of a token a revocation may name. A zero name is never revoked.
struct TokenNames {
  RevocationKey id{};       // the token itself; zero: it has no id
  RevocationKey subject{};  // its issuer's name for the holder
  RevocationKey actor{};    // the holder as the audit has them; zero for citizens
  Instant issued_at{};
};

/// Which tokens of that name are refused. Persisted: never renumber.
enum class RevocationKind : std::uint8_t {
  one_token = 0,
  issued_so_far = 1,  // those of a holder up to a moment: who signs in again is let in
  blocked = 2,        // all of a holder, also new ones, until it is lifted
};

/// Persisted: never renumber.
enum class RevocationReason : std::uint8_t {
  other = 0,
  lost = 1,     // the device, or the token
  stolen = 2,   // somebody else has it
  left = 3,     // the holder has another task now
  misused = 4,  // by the holder
};

/// Why a revocation is over. Persisted: never renumber.
enum class RevocationEnd : std::uint8_t {
  lifted = 0,
  expired = 1,  // no token that it names can be valid any more
};

inline constexpr std::uint32_t revocations_max = std::uint32_t{1} << 16;

}  // namespace offpeak::scheduler
