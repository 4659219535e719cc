// An issuer of tokens as cities have them: a key pair on P-256, its JSON Web Key, its tokens.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace offpeak::testing {

std::string base64url(std::string_view bytes);

class IssuerKey {
 public:
  explicit IssuerKey(std::string id);

  /// The public half, with more members where given: `,"use":"sig"`.
  std::string jwk(const std::string& more = "") const;
  /// ES256, with the usual header of an access token.
  std::string sign(const std::string& payload) const;
  std::string sign(const std::string& payload, const std::string& header) const;

 private:
  std::string id_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace offpeak::testing
