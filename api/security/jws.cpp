#include "api/security/jws.hpp"

#include <cjose/cjose.h>
#include <malloc.h>
#include <string.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <utility>

#include "api/security/hmac.hpp"
#include "base/json_reader.hpp"

namespace offpeak::security {

namespace {

namespace json = boost::json;

constexpr std::size_t header_depth_max = 8;
constexpr const char* algorithm_names[] = {"HS256", "ES256"};

const char* name_of(Algorithm algorithm) {
  return algorithm_names[static_cast<std::size_t>(algorithm)];
}

void wipe_and_free(void* block) {
  if (block != nullptr) explicit_bzero(block, malloc_usable_size(block));
  std::free(block);
}

void* wipe_and_move(void* block, std::size_t bytes) {
  void* const moved = std::malloc(bytes);
  if (moved == nullptr || block == nullptr) return moved;
  std::memcpy(moved, block, std::min(bytes, malloc_usable_size(block)));
  wipe_and_free(block);
  return moved;
}

/// The library copies payloads and keys several times: all of its memory is zeroed when it goes.
[[maybe_unused]] const bool library_wipes = [] {
  cjose_set_alloc_funcs(std::malloc, wipe_and_move, wipe_and_free);
  return true;
}();

struct HeaderRelease {
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};

/// The value of a character in the alphabet of RFC 4648, section 5; negative for another one.
int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

/// Base64url without padding whose unused bits are zero, so that one token has one text.
bool is_canonical(std::string_view part) {
  if (std::ranges::any_of(part, [](char c) { return value_of(c) < 0; })) return false;
  const std::size_t rest = part.size() % 4;
  if (part.empty() || rest == 1) return false;
  const int unused = rest == 2 ? 0x0F : rest == 3 ? 0x03 : 0;
  return (value_of(part.back()) & unused) == 0;
}

bool has_canonical_parts(std::string_view text) {
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  return is_canonical(text.substr(0, first)) &&
         is_canonical(text.substr(first + 1, last - first - 1)) &&
         is_canonical(text.substr(last + 1));
}

}  // namespace

void SigningKey::Release::operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }

SigningKey SigningKey::of_secret(const Secret& secret) {
  Handle handle{cjose_jwk_create_oct_spec(secret.bytes().data(), Secret::size_bytes, nullptr)};
  crypto_must(handle != nullptr);
  return {Algorithm::hs256, std::move(handle), {}};
}

std::optional<SigningKey> SigningKey::of_public_jwk(const boost::json::object& jwk) {
  if (base::text_of(jwk, "kty") != "EC" || base::text_of(jwk, "crv") != "P-256" ||
      jwk.contains("d")) {
    return std::nullopt;
  }
  const std::string text = boost::json::serialize(jwk);
  Handle handle{cjose_jwk_import(text.data(), text.size(), nullptr)};
  if (handle == nullptr) return std::nullopt;  // the point is not on the curve, or is no point
  std::string point{base::text_of(jwk, "x")};
  point.append(".").append(base::text_of(jwk, "y"));
  return SigningKey{Algorithm::es256, std::move(handle), std::move(point)};
}

void SignedToken::Release::operator()(cjose_jws_t* token) const { cjose_jws_release(token); }

bool has_token_form(std::string_view text) {
  return text.size() <= token_bytes_max && std::ranges::count(text, '.') == 2 &&
         std::ranges::all_of(text, [](char c) { return c == '.' || value_of(c) >= 0; });
}

std::optional<SignedToken> SignedToken::parse(std::string_view text) {
  if (!has_token_form(text) || !has_canonical_parts(text)) return std::nullopt;
  auto header = read_header(text.substr(0, text.find('.')));
  Handle handle{cjose_jws_import(text.data(), text.size(), nullptr)};
  if (!header || handle == nullptr) return std::nullopt;
  return SignedToken{std::move(handle), std::move(*header)};
}

std::optional<SignedToken::Header> SignedToken::read_header(std::string_view encoded) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (!cjose_base64url_decode(encoded.data(), encoded.size(), &bytes, &size, nullptr)) {
    return std::nullopt;
  }
  const std::unique_ptr<std::uint8_t, cjose_dealloc_fn_t> owned{bytes, cjose_get_dealloc()};
  const auto value =
      base::read_json({reinterpret_cast<const char*>(bytes), size}, header_depth_max);
  if (!value || !value->is_object()) return std::nullopt;
  const auto& object = value->get_object();
  return Header{.algorithm = std::string{base::text_of(object, "alg")},
                .key_id = std::string{base::text_of(object, "kid")},
                .type = std::string{base::text_of(object, "typ")},
                .is_critical = object.contains("crit")};
}

// The library takes the algorithm from the token: any other than the key's is refused here.
bool SignedToken::is_signed_by(const SigningKey& key) const {
  return header_.algorithm == name_of(key.algorithm()) &&
         cjose_jws_verify(handle_.get(), key.handle(), nullptr);
}

std::string_view SignedToken::payload() const {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  crypto_must(cjose_jws_get_plaintext(handle_.get(), &bytes, &size, nullptr));
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string sign(const SigningKey& secret, std::string_view payload) {
  const std::unique_ptr<cjose_header_t, HeaderRelease> header{cjose_header_new(nullptr)};
  crypto_must(header != nullptr &&
              cjose_header_set(header.get(), CJOSE_HDR_ALG, name_of(secret.algorithm()), nullptr) &&
              cjose_header_set(header.get(), "typ", "JWT", nullptr));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(payload.data());
  cjose_jws_t* const made =
      cjose_jws_sign(secret.handle(), header.get(), bytes, payload.size(), nullptr);
  const char* text = nullptr;
  crypto_must(made != nullptr && cjose_jws_export(made, &text, nullptr));
  std::string token{text};
  cjose_jws_release(made);
  return token;
}

}  // namespace offpeak::security
