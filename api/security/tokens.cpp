#include "api/security/tokens.hpp"

#include <jwt.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/hex.hpp"

namespace offpeak::security {

namespace {

using config::Instant;
using scheduler::Role;

template <class T>
using Result = base::Result<T, TokenFault>;

constexpr const char* issuer = "offpeak";
constexpr std::size_t actor_digits = 16;
constexpr std::int64_t hall_code_min = 100'000;
constexpr std::int64_t hall_code_max = 999'999;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999

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

struct JwtFree {
  void operator()(jwt_t* jwt) const { jwt_free(jwt); }
};
using Jwt = std::unique_ptr<jwt_t, JwtFree>;

struct Free {
  void operator()(char* text) const { std::free(text); }
};

bool may_have_hall(Role role) {
  return role == Role::staff || role == Role::kiosk || role == Role::display;
}

bool is_hall_code(std::int64_t code) { return code >= hall_code_min && code <= hall_code_max; }

bool is_subject_name(std::string_view name) {
  return !name.empty() && name.size() <= subject_chars_max && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == '@';
  });
}

// Only text in the form of a token reaches the parser: base64url in three parts (RFC 7515, 3.1).
bool has_token_form(std::string_view token) {
  const bool has_alphabet = std::ranges::all_of(token, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  return !token.empty() && token.size() <= token_bytes_max && has_alphabet &&
         std::ranges::count(token, '.') == 2;
}

// The library returns 0 for a claim that is missing or not an integer, so none of our claims may be
// 0.
std::int64_t integer_claim(jwt_t* jwt, const char* name) {
  return std::max(jwt_get_grant_int(jwt, name), 0L);
}

bool has_claim(jwt_t* jwt, const char* name) {
  const std::unique_ptr<char, Free> json{jwt_get_grants_json(jwt, name)};
  return json != nullptr;
}

std::string_view text_claim(jwt_t* jwt, const char* name) {
  const char* text = jwt_get_grant(jwt, name);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

// Roles are part of it: the names of staff and of kiosks may coincide.
SubjectId named_subject(Role role, std::string_view name) {
  std::string message{role_name(role)};
  message.push_back('\0');
  message += name;
  std::array<std::uint8_t, 32> digest{};
  crypto_must(EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(),
                         nullptr) == 1);
  return base::bits_of<SubjectId>(digest);
}

bool read_subject(std::string_view subject, Principal& principal) {
  if (principal.caller.role == Role::citizen) {
    const auto citizen = base::from_hex<scheduler::CitizenKey>(subject);
    if (!citizen || citizen->is_zero()) return false;
    principal.caller.citizen = *citizen;
    principal.subject = SubjectId{citizen->words};
    return true;
  }
  if (!is_subject_name(subject)) return false;
  principal.subject = named_subject(principal.caller.role, subject);
  principal.caller.actor = actor_of(principal.caller.role, subject);
  return true;
}

bool read_hall(jwt_t* jwt, scheduler::Caller& caller) {
  if (!has_claim(jwt, "hall")) return true;
  const std::int64_t hall = integer_claim(jwt, "hall");
  if (!is_hall_code(hall) || !may_have_hall(caller.role)) return false;
  caller.hall = scheduler::HallCode{static_cast<std::uint32_t>(hall)};
  return true;
}

Result<Principal> read_claims(jwt_t* jwt, Instant now) {
  const auto role = parse_role(text_claim(jwt, "role"));
  const std::int64_t issued = integer_claim(jwt, "iat");
  const std::int64_t expires = integer_claim(jwt, "exp");
  const bool has_span = issued > 0 && expires > issued && expires <= seconds_max;
  if (text_claim(jwt, "iss") != issuer || !role || !has_span) return TokenFault::claims;

  Principal principal;
  principal.caller.role = *role;
  principal.expires_at = Instant{std::chrono::seconds{expires}};
  if (!read_subject(text_claim(jwt, "sub"), principal) || !read_hall(jwt, principal.caller)) {
    return TokenFault::claims;
  }
  if (now >= principal.expires_at) return TokenFault::expired;
  if (Instant{std::chrono::seconds{issued}} > now + clock_skew_max) {
    return TokenFault::not_yet_valid;
  }
  return principal;
}

bool is_consistent(const TokenRequest& request) {
  if (std::ranges::find(role_names, request.role, &RoleName::role) == role_names.end())
    return false;
  const auto hall = static_cast<std::int64_t>(request.hall);
  if (hall != 0 && !(may_have_hall(request.role) && is_hall_code(hall))) return false;
  if (request.role == Role::citizen) return !request.citizen.is_zero() && request.name.empty();
  return request.citizen.is_zero() && is_subject_name(request.name);
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

scheduler::ActorId actor_of(Role role, std::string_view name) {
  if (role == Role::citizen) return {};
  const auto actor = named_subject(role, name).words[0];
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
      return "the bearer token is not a JSON Web Token of at most 1 KiB";
    case TokenFault::untrusted:
      return "the bearer token was not signed by this server";
    case TokenFault::claims:
      return "the bearer token's claims are incomplete or do not go together";
    case TokenFault::not_yet_valid:
      return "the bearer token is not valid yet";
    case TokenFault::expired:
      return "the bearer token has expired: get a new one";
  }
  return "the bearer token is not accepted";
}

Result<std::string> issue_token(const Keys& keys, const TokenRequest& request, Instant now,
                                std::chrono::seconds lifetime) {
  const bool has_lifetime = lifetime >= std::chrono::seconds{1} && lifetime <= token_lifetime_max;
  if (!is_consistent(request) || !has_lifetime) return TokenFault::claims;

  jwt_t* made = nullptr;
  crypto_must(jwt_new(&made) == 0);
  const Jwt jwt{made};
  const auto secret = keys.token.bytes();
  const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const base::Hex128 citizen = base::to_hex(request.citizen);
  const bool is_citizen = request.role == Role::citizen;
  const std::string subject = is_citizen ? std::string{base::text_of(citizen)} : request.name;
  const std::string role{role_name(request.role)};
  bool done = jwt_set_alg(made, JWT_ALG_HS256, secret.data(), Secret::size_bytes) == 0 &&
              jwt_add_grant(made, "iss", issuer) == 0 &&
              jwt_add_grant(made, "sub", subject.c_str()) == 0 &&
              jwt_add_grant(made, "role", role.c_str()) == 0 &&
              jwt_add_grant_int(made, "iat", issued) == 0 &&
              jwt_add_grant_int(made, "exp", issued + lifetime.count()) == 0;
  if (request.hall != scheduler::HallCode{}) {
    done = done && jwt_add_grant_int(made, "hall", static_cast<long>(request.hall)) == 0;
  }
  crypto_must(done);
  const std::unique_ptr<char, Free> token{jwt_encode_str(made)};
  crypto_must(token != nullptr);
  return std::string{token.get()};
}

Result<Principal> verify_token(const Keys& keys, std::string_view token, Instant now) {
  if (!has_token_form(token)) return TokenFault::malformed;
  std::array<char, token_bytes_max + 1> terminated{};
  std::ranges::copy(token, terminated.begin());

  jwt_t* decoded = nullptr;
  const auto secret = keys.token.bytes();
  const int error = jwt_decode(&decoded, terminated.data(), secret.data(), Secret::size_bytes);
  const Jwt jwt{decoded};
  // The library takes the algorithm from the token: any other than ours is refused here.
  if (error != 0 || jwt == nullptr || jwt_get_alg(decoded) != JWT_ALG_HS256) {
    return TokenFault::untrusted;
  }
  return read_claims(decoded, now);
}

}  // namespace offpeak::security
