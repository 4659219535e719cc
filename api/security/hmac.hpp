// HMAC-SHA-256 over OpenSSL, fetched and keyed once, then reused for many messages.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct evp_mac_ctx_st;

namespace offpeak::security {

/// OpenSSL's digests fail only for want of memory; no result may be used after that, so the process
/// ends at once.
void crypto_must(bool done);

struct MacContextFree {
  void operator()(evp_mac_ctx_st* context) const;
};
using MacContext = std::unique_ptr<evp_mac_ctx_st, MacContextFree>;

/// Keyed once; each message is `start`, any number of `add`, `finish`. For one thread at a time.
class Hmac {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  explicit Hmac(std::span<const std::uint8_t> key);

  void start();
  void add(std::string_view bytes);
  /// Length first, so that no two lists of fields give the same message.
  void add_field(std::string_view bytes);
  Digest finish();

 private:
  MacContext context_;
};

}  // namespace offpeak::security
