#include "tests/api/security/issuer_keys.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace offpeak::testing {

namespace {

constexpr int coordinate_bytes = 32;

void must(bool done) {
  if (!done) throw std::runtime_error{"OpenSSL"};
}

std::string bytes_of(const BIGNUM* number) {
  std::string bytes(coordinate_bytes, '\0');
  must(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), coordinate_bytes) ==
       coordinate_bytes);
  return bytes;
}

std::string coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  must(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  auto text = base64url(bytes_of(number));
  BN_free(number);
  return text;
}

/// DER to the two numbers side by side (RFC 7518, 3.4).
std::string fixed_form(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  must(pair != nullptr);
  auto bytes = bytes_of(ECDSA_SIG_get0_r(pair)) + bytes_of(ECDSA_SIG_get0_s(pair));
  ECDSA_SIG_free(pair);
  return bytes;
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string text(4 * (bytes.size() / 3 + 1) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  while (text.ends_with('=')) text.pop_back();
  return text;
}

IssuerKey::IssuerKey(std::string id)
    : id_{std::move(id)}, key_{EVP_EC_gen("P-256"), EVP_PKEY_free} {
  must(key_ != nullptr);
}

std::string IssuerKey::jwk(const std::string& more) const {
  return R"({"kty":"EC","crv":"P-256","kid":")" + id_ + R"(","x":")" +
         coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X) + R"(","y":")" +
         coordinate(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y) + "\"" + more + "}";
}

std::string IssuerKey::sign(const std::string& payload) const {
  return sign(payload, R"({"alg":"ES256","typ":"at+jwt","kid":")" + id_ + "\"}");
}

std::string IssuerKey::sign(const std::string& payload, const std::string& header) const {
  const std::string text = base64url(header) + "." + base64url(payload);
  const std::shared_ptr<EVP_MD_CTX> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  std::string der(128, '\0');
  std::size_t size = der.size();
  must(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
       EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size,
                      reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  der.resize(size);
  return text + "." + base64url(fixed_form(der));
}

}  // namespace offpeak::testing
