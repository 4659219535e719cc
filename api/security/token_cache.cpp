#include "api/security/token_cache.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <bit>

#include "api/security/random.hpp"
#include "base/hex.hpp"

namespace offpeak::security {

namespace {

std::size_t sets_for(std::size_t entries) {
  const std::size_t wanted = std::clamp(entries, TokenCache::ways, TokenCache::entries_max);
  return std::bit_ceil((wanted + TokenCache::ways - 1) / TokenCache::ways);
}

}  // namespace

TokenCache::TokenCache(std::size_t entries)
    : key_{base::bytes_of(random_bits<TokenDigest>())}, sets_(sets_for(entries)) {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_SIPHASH, nullptr);
  crypto_must(algorithm != nullptr);
  context_.reset(EVP_MAC_CTX_new(algorithm));
  EVP_MAC_free(algorithm);  // the context keeps its own reference
  crypto_must(context_ != nullptr);
  std::size_t size = base::bits128_bytes;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
                                   OSSL_PARAM_construct_end()};
  crypto_must(EVP_MAC_CTX_set_params(context_.get(), parameters) == 1);
}

TokenCache::TokenDigest TokenCache::digest_of(std::string_view token) {
  std::array<std::uint8_t, base::bits128_bytes> bytes{};
  std::size_t written = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(token.data());
  crypto_must(EVP_MAC_init(context_.get(), key_.data(), key_.size(), nullptr) == 1 &&
              EVP_MAC_update(context_.get(), data, token.size()) == 1 &&
              EVP_MAC_final(context_.get(), bytes.data(), &written, bytes.size()) == 1 &&
              written == bytes.size());
  return base::bits_of<TokenDigest>(bytes);
}

TokenCache::Set& TokenCache::set_of(const TokenDigest& digest) {
  return sets_[digest.words[0] & (sets_.size() - 1)];
}

KnownToken* TokenCache::find(std::string_view token, config::Instant now) {
  if (token.size() > token_bytes_max) return nullptr;
  const TokenDigest digest = digest_of(token);
  Set& set = set_of(digest);
  const auto found = std::ranges::find(set, digest, &Entry::digest);
  if (found == set.end() || now >= found->known.principal.expires_at) return nullptr;
  found->used = ++uses_;
  return &found->known;
}

void TokenCache::insert(std::string_view token, const KnownToken& known, config::Instant now) {
  const TokenDigest digest = digest_of(token);
  Set& set = set_of(digest);
  auto place = std::ranges::find(set, digest, &Entry::digest);
  if (place == set.end()) {
    place = std::ranges::min_element(
        set, {}, [](const Entry& entry) { return entry.known.principal.expires_at; });
    if (place->known.principal.expires_at > now)
      place = std::ranges::min_element(set, {}, &Entry::used);
  }
  *place = Entry{digest, known, ++uses_};
}

}  // namespace offpeak::security
