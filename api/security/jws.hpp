// Signed tokens in compact form (JSON Web Signature, RFC 7515), made and checked by cjose. What the
// claims mean is the business of tokens.hpp.
//
// A token never chooses how it is checked: the key does, and each key has exactly one algorithm.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/security/secret.hpp"

struct _cjose_jwk_int;
struct _cjose_jws_int;

namespace offpeak::security {

inline constexpr std::size_t token_bytes_max = 2048;
inline constexpr std::size_t key_id_chars_max = 128;

enum class Algorithm : std::uint8_t { hs256, es256 };

/// A key of one algorithm. Any number of threads may check with it.
class SigningKey {
 public:
  /// HS256.
  static SigningKey of_secret(const Secret& secret);
  /// ES256, of a public JSON Web Key (RFC 7517) on the curve P-256; nothing for another object.
  static std::optional<SigningKey> of_public_jwk(const boost::json::object& jwk);

  Algorithm algorithm() const { return algorithm_; }
  /// Whether both are the same public key, whatever their ids.
  bool operator==(const SigningKey& other) const {
    return !point_.empty() && point_ == other.point_;
  }
  const _cjose_jwk_int* handle() const { return handle_.get(); }

 private:
  struct Release {
    void operator()(_cjose_jwk_int* key) const;
  };
  using Handle = std::unique_ptr<_cjose_jwk_int, Release>;

  SigningKey(Algorithm algorithm, Handle handle, std::string point)
      : algorithm_{algorithm}, handle_{std::move(handle)}, point_{std::move(point)} {}

  Algorithm algorithm_;
  Handle handle_;
  std::string point_;  // of a public key: x and y
};

/// Whether a text has the form of a token of at most `token_bytes_max`.
bool has_token_form(std::string_view text);

/// A token taken apart. Nothing of it is true before `is_signed_by`. Its memory is zeroed at its
/// end: a payload may name an identity number.
class SignedToken {
 public:
  /// Nothing when the text is no JSON Web Signature, written in the one way in which its bytes can
  /// be, with an algorithm that the library knows.
  static std::optional<SignedToken> parse(std::string_view text);

  /// Whether the key signed it, with the key's algorithm and no other.
  bool is_signed_by(const SigningKey& key) const;

  /// Members of the header, empty when missing or not a text.
  const std::string& key_id() const { return header_.key_id; }
  const std::string& type() const { return header_.type; }
  /// Whether it asks for extensions that its reader must understand (RFC 7515, 4.1.11).
  bool has_critical_extensions() const { return header_.is_critical; }
  std::string_view payload() const;

 private:
  struct Release {
    void operator()(_cjose_jws_int* token) const;
  };
  using Handle = std::unique_ptr<_cjose_jws_int, Release>;
  struct Header {
    std::string algorithm;
    std::string key_id;
    std::string type;
    bool is_critical = false;
  };

  SignedToken(Handle handle, Header header)
      : handle_{std::move(handle)}, header_{std::move(header)} {}
  static std::optional<Header> read_header(std::string_view encoded);

  Handle handle_;
  Header header_;
};

/// The payload as a token with the header {"alg":"HS256","typ":"JWT"}.
std::string sign(const SigningKey& secret, std::string_view payload);

}  // namespace offpeak::security
