#include "api/security/tokens.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "api/security/jws.hpp"
#include "api/security/random.hpp"
#include "api/security/read_claims.hpp"
#include "api/security/subject_name.hpp"
#include "base/hex.hpp"
#include "base/json_reader.hpp"
#include "base/json_writer.hpp"
#include "base/wiping_resource.hpp"

namespace offpeak::security {

namespace {

using config::Instant;
using scheduler::Role;

template <class T>
using Result = base::Result<T, TokenFault>;

using TokenId = scheduler::Bits128<struct TokenIdTag>;

constexpr std::size_t actor_digits = 16;
constexpr std::size_t json_depth_max = 8;

struct RoleName {
  Role role;
  std::string_view name;
};
constexpr std::array role_names = {
    RoleName{Role::citizen, "citizen"}, RoleName{Role::staff, "staff"},
    RoleName{Role::kiosk, "kiosk"},     RoleName{Role::display, "display"},
    RoleName{Role::planner, "planner"}, RoleName{Role::admin, "admin"},
    RoleName{Role::hotline, "hotline"},
};

bool is_consistent(const TokenRequest& request) {
  if (std::ranges::find(role_names, request.role, &RoleName::role) == role_names.end())
    return false;
  const auto hall = static_cast<std::int64_t>(request.hall);
  if (hall != 0 && !(may_have_hall(request.role) && is_hall_code(hall))) return false;
  if (request.role == Role::citizen) return !request.citizen.is_zero() && request.name.empty();
  return request.citizen.is_zero() && !request.document && !request.former &&
         is_subject_name(request.name);
}

/// The type tells an access token from what else an issuer signs, such as the ID token that an
/// application gets about the same person (RFC 9068, section 4).
bool is_access_token_of(const Issuer& issuer, const SignedToken& token) {
  const bool has_type = token.type() == "at+jwt" || token.type() == "application/at+jwt";
  const auto key = issuer.keys.find(token.key_id());
  return has_type && key != issuer.keys.end() && token.is_signed_by(key->second);
}

}  // namespace

std::optional<Role> parse_role(std::string_view name) {
  const auto* found = std::ranges::find(role_names, name, &RoleName::name);
  if (found == role_names.end()) return std::nullopt;
  return found->role;
}

std::string_view role_name(Role role) {
  const auto* found = std::ranges::find(role_names, role, &RoleName::role);
  return found == role_names.end() ? "anyone" : found->name;
}

scheduler::ActorId actor_of(Role role, std::string_view name, std::string_view issuer,
                            scheduler::HallCode hall) {
  if (role == Role::citizen) return {};
  const auto actor = named_subject(role, name, issuer, hall).words[0];
  return scheduler::ActorId{actor == 0 ? 1 : actor};
}

std::string format_actor(scheduler::ActorId actor) {
  const scheduler::Bits128<struct ActorTag> bits{{static_cast<std::uint64_t>(actor), 0}};
  return std::string{base::text_of(base::to_hex(bits)).substr(0, actor_digits)};
}

std::optional<scheduler::ActorId> parse_actor(std::string_view text) {
  std::array<std::uint8_t, base::bits128_bytes> bytes{};
  if (!base::decode_hex(text, std::span{bytes}.first(actor_digits / 2))) return std::nullopt;
  const auto actor = base::bits_of<scheduler::Bits128<struct ActorTag>>(bytes).words[0];
  if (actor == 0) return std::nullopt;
  return scheduler::ActorId{actor};
}

std::string_view describe(TokenFault fault) {
  switch (fault) {
    case TokenFault::malformed:
      return "the bearer token is not a JSON Web Token of at most 2 KiB";
    case TokenFault::untrusted:
      return "the bearer token is not signed by an issuer that this server trusts";
    case TokenFault::extensions:
      return "the bearer token has critical extensions, which this server does not know";
    case TokenFault::claims:
      return "the bearer token's claims are incomplete, do not go together or are not accepted";
    case TokenFault::not_yet_valid:
      return "the bearer token is not valid yet";
    case TokenFault::expired:
      return "the bearer token has expired: get a new one";
    case TokenFault::not_checked:
      return "too many tokens from this address were refused: try again in a second";
    case TokenFault::revoked:
      return "the bearer token was revoked before its end: sign in again, or ask who gave it to "
             "you";
  }
  return "the bearer token is not accepted";
}

std::string citizen_key_name(const Keys& keys) {
  const auto digest = digest_of_key(keys.citizen);
  if (!keys.installation || digest == digest_of_key(*keys.installation)) return {};
  return format_actor(scheduler::ActorId{digest});
}

Result<std::string> issue_token(const Keys& keys, const TokenRequest& request, Instant now,
                                std::chrono::seconds lifetime) {
  const bool has_lifetime = lifetime >= std::chrono::seconds{1} && lifetime <= token_lifetime_max;
  if (!is_consistent(request) || !has_lifetime) return TokenFault::claims;

  const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string payload;
  base::JsonWriter json{payload};
  json.begin_object();
  json.key("iss").plain(own_issuer);
  if (request.role == Role::citizen) {
    json.key("sub").plain(base::text_of(base::to_hex(request.citizen)));
    if (request.document) json.key("id_type").plain(id_type_name(*request.document));
    if (const auto name = citizen_key_name(keys); !name.empty()) {
      json.key("citizen_key").plain(name);
    }
    if (request.former) json.key("former").plain(base::text_of(base::to_hex(*request.former)));
  } else {
    json.key("sub").plain(request.name);
  }
  json.key("role").plain(role_name(request.role));
  if (request.hall != scheduler::HallCode{}) {
    json.key("hall").number(static_cast<std::uint32_t>(request.hall));
  }
  json.key("jti").plain(base::text_of(base::to_hex(random_bits<TokenId>())));
  json.key("iat").number(issued);
  json.key("exp").number(issued + lifetime.count());
  json.end_object();
  return sign(SigningKey::of_secret(keys.token), payload);
}

Result<Principal> verify_token(const Keys& keys, const Issuers& issuers, std::string_view text,
                               Instant now, Checks checks) {
  if (!has_token_form(text)) return TokenFault::malformed;
  const auto token = SignedToken::parse(text);
  if (!token) return TokenFault::untrusted;
  base::WipingResource memory;
  const auto payload = base::read_json(token->payload(), json_depth_max, &memory);
  if (!payload || !payload->is_object()) return TokenFault::untrusted;
  const auto& claims = payload->get_object();

  // Until the signature is checked, the issuer is no more than the name whose keys are to fit.
  const auto* name = claims.if_contains("iss");
  if (name == nullptr || !name->is_string()) return TokenFault::untrusted;
  const bool is_own = name->get_string() == own_issuer;
  const Issuer* const issuer = is_own ? nullptr : find_issuer(issuers, name->get_string());
  if (issuer != nullptr && checks == Checks::own_only) return TokenFault::not_checked;
  const bool is_signed = is_own ? token->is_signed_by(SigningKey::of_secret(keys.token))
                                : issuer != nullptr && is_access_token_of(*issuer, *token);
  if (!is_signed) return TokenFault::untrusted;
  if (token->has_critical_extensions()) return TokenFault::extensions;
  return is_own ? read_own_claims(claims, keys, now)
                : read_issued_claims(claims, *issuer, keys, now);
}

}  // namespace offpeak::security
