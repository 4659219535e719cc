#include "api/security/digest.hpp"

#include "base/hex.hpp"

namespace offpeak::security {

Digester::Digester(const Keys& keys)
    : hmac_{derive_key(keys, "offpeak request digest 1").bytes()} {}

scheduler::IdempotencyKey Digester::idempotency_key(const SubjectId& caller, std::string_view route,
                                                    std::string_view key_text) {
  const base::Hex128 subject = base::to_hex(caller);
  hmac_.start();
  hmac_.add("I");  // keeps the two kinds apart
  hmac_.add(base::text_of(subject));
  hmac_.add_field(route);
  hmac_.add_field(key_text);
  return base::bits_of<scheduler::IdempotencyKey>(hmac_.finish());
}

scheduler::RequestDigest Digester::request_digest(std::string_view method, std::string_view path,
                                                  std::string_view body) {
  hmac_.start();
  hmac_.add("R");
  hmac_.add_field(method);
  hmac_.add_field(path);
  hmac_.add_field(body);
  return base::bits_of<scheduler::RequestDigest>(hmac_.finish());
}

}  // namespace offpeak::security
