// What one I/O thread asks about bearer tokens.
#pragma once

#include <cstddef>
#include <string_view>

#include "api/security/issuer_book.hpp"
#include "api/security/token_cache.hpp"
#include "api/security/tokens.hpp"
#include "scheduler/engine/revocation_list.hpp"

namespace offpeak::security {

/// `verify_token` through a cache, by the newest edition of the issuers, and whether the token was
/// revoked. For one thread.
class TokenVerifier {
 public:
  /// All must outlive it. The cache holds at least so many tokens.
  TokenVerifier(const Keys& keys, const IssuerBook& book, const engine::RevocationList& revocations,
                std::size_t cached_tokens);

  base::Result<Principal, TokenFault> verify(std::string_view token, config::Instant now);

 private:
  const Keys& keys_;
  const IssuerBook& book_;
  const engine::RevocationList& revocations_;
  std::size_t cached_tokens_;
  IssuerBook::Edition edition_;
  TokenCache cache_;
};

}  // namespace offpeak::security
