// What one I/O thread asks about bearer tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/security/issuer_book.hpp"
#include "api/security/rate_limit.hpp"
#include "api/security/token_cache.hpp"
#include "api/security/tokens.hpp"
#include "scheduler/engine/revocation_list.hpp"

namespace offpeak::security {

/// Where a token comes from, and how many from there may be refused: beyond that, signatures that
/// are costly to check are not checked.
struct Sender {
  std::uint64_t address = 0;  // its key
  Allowance bad_tokens{};
  config::Instant now{};  // by the clock of limits
};

/// `verify_token` through a cache, by the newest edition of the issuers, and whether the token was
/// revoked. For one thread.
class TokenVerifier {
 public:
  /// All must outlive it. `bad_tokens` counts by address and may be shared with other threads. The
  /// cache holds at least so many tokens.
  TokenVerifier(const Keys& keys, const IssuerBook& book, const engine::RevocationList& revocations,
                RateLimiter& bad_tokens, std::size_t cached_tokens);

  base::Result<Principal, TokenFault> verify(std::string_view token, config::Instant now,
                                             const Sender& sender);

 private:
  base::Result<Principal, TokenFault> verify_unknown(std::string_view token, config::Instant now,
                                                     const Sender& sender);

  const Keys& keys_;
  const IssuerBook& book_;
  const engine::RevocationList& revocations_;
  RateLimiter& bad_tokens_;
  std::size_t cached_tokens_;
  IssuerBook::Edition edition_;
  TokenCache cache_;
};

}  // namespace offpeak::security
