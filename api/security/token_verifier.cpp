#include "api/security/token_verifier.hpp"

#include "base/mutant.hpp"

namespace offpeak::security {

TokenVerifier::TokenVerifier(const Keys& keys, const IssuerBook& book,
                             const engine::RevocationList& revocations, RateLimiter& bad_tokens,
                             std::size_t cached_tokens)
    : keys_{keys},
      book_{book},
      revocations_{revocations},
      bad_tokens_{bad_tokens},
      cached_tokens_{cached_tokens},
      edition_{book.edition()},
      cache_{cached_tokens} {}

base::Result<Principal, TokenFault> TokenVerifier::verify(std::string_view token,
                                                          config::Instant now,
                                                          const Sender& sender) {
  if (book_.edition_number() != edition_.number) {
    edition_ = book_.edition();
    cache_ = TokenCache{cached_tokens_};  // a key that was withdrawn vouches for nobody any more
  }
  const std::uint64_t generation = revocations_.generation();
  if (KnownToken* const known = cache_.find(token, now)) {
    const bool is_checked =
        known->generation == generation || base::mutated(base::Mutant::cache_outlives_revocation);
    if (is_checked) return known->principal;
    if (revocations_.refuses(known->principal.names)) return TokenFault::revoked;
    known->generation = generation;
    return known->principal;
  }
  auto verified = verify_unknown(token, now, sender);
  if (verified) cache_.insert(token, {*verified, generation}, now);
  return verified;
}

base::Result<Principal, TokenFault> TokenVerifier::verify_unknown(std::string_view token,
                                                                  config::Instant now,
                                                                  const Sender& sender) {
  const bool is_within = bad_tokens_.ask(sender.address, sender.now, sender.bad_tokens).allowed ||
                         base::mutated(base::Mutant::bad_tokens_free);
  auto verified = verify_token(keys_, *edition_.issuers, token, now,
                               is_within ? Checks::all : Checks::own_only);
  if (verified && revocations_.refuses(verified->names)) verified = TokenFault::revoked;
  if (!verified) bad_tokens_.spend(sender.address, sender.now, sender.bad_tokens, 1);
  return verified;
}

}  // namespace offpeak::security
