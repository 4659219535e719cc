#include "api/security/token_verifier.hpp"

namespace offpeak::security {

TokenVerifier::TokenVerifier(const Keys& keys, const IssuerBook& book, std::size_t cached_tokens)
    : keys_{keys},
      book_{book},
      cached_tokens_{cached_tokens},
      edition_{book.edition()},
      cache_{cached_tokens} {}

base::Result<Principal, TokenFault> TokenVerifier::verify(std::string_view token,
                                                          config::Instant now) {
  if (book_.edition_number() != edition_.number) {
    edition_ = book_.edition();
    cache_ = TokenCache{cached_tokens_};  // a key that was withdrawn vouches for nobody any more
  }
  if (const Principal* known = cache_.find(token, now)) return *known;
  const auto verified = verify_token(keys_, *edition_.issuers, token, now);
  if (verified) cache_.insert(token, *verified, now);
  return verified;
}

}  // namespace offpeak::security
