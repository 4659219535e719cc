#include "api/security/hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace offpeak::security {

void crypto_must(bool done) {
  if (done) return;
  std::fputs("offpeak: a digest failed: out of memory\n", stderr);
  std::abort();
}

void MacContextFree::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

Hmac::Hmac(std::span<const std::uint8_t> key) {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  crypto_must(algorithm != nullptr);
  context_.reset(EVP_MAC_CTX_new(algorithm));
  EVP_MAC_free(algorithm);  // the context keeps its own reference
  crypto_must(context_ != nullptr);

  char digest_name[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
      OSSL_PARAM_construct_end()};
  crypto_must(EVP_MAC_init(context_.get(), key.data(), key.size(), parameters) == 1);
}

// Without a key, OpenSSL starts from the state it derived from the key the first time.
void Hmac::start() { crypto_must(EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1); }

void Hmac::add(std::string_view bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  crypto_must(EVP_MAC_update(context_.get(), data, bytes.size()) == 1);
}

void Hmac::add_field(std::string_view bytes) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>(bytes.size() >> (56 - 8 * i) & 0xFF);
  }
  add({length.data(), length.size()});
  add(bytes);
}

Hmac::Digest Hmac::finish() {
  Digest digest{};
  std::size_t written = 0;
  crypto_must(EVP_MAC_final(context_.get(), digest.data(), &written, digest.size()) == 1 &&
              written == digest.size());
  return digest;
}

}  // namespace offpeak::security
