// Bearer tokens: JSON Web Tokens (RFC 7519), of this server or of an issuer that it trusts.
//
// Claims of this server's own, signed with HS256 by its token key: iss "offpeak"; sub, the citizen
// key in hexadecimal for citizens and a name for others; id_type, for citizens, of the document
// whose number the key is made of; for citizens once the citizen key has been changed, citizen_key,
// a digest of the one that sub is made with, so that tokens of before are refused, and former, the
// key that the citizen had then; role; hall, for staff, kiosks and displays bound to one; jti, by
// which it can be revoked alone; iat and exp in seconds. Tokens of staff that name no hall were
// made by earlier versions: they are valid in no hall.
//
// Tokens of other issuers (issuers.hpp) are access tokens of the form that RFC 9068 gives them,
// signed with ES256. Their role may be left out where the issuer has only one; a citizen is known
// by a claim with the number of an identity document, or by sub.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/security/digest.hpp"
#include "api/security/issuers.hpp"
#include "api/security/keys.hpp"
#include "api/security/known_person.hpp"
#include "base/result.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/revocation.hpp"

namespace offpeak::security {

inline constexpr std::string_view own_issuer = "offpeak";
inline constexpr std::size_t subject_chars_max = 64;
/// Of other issuers (OpenID Connect Core, 2).
inline constexpr std::size_t issued_subject_chars_max = 255;
/// A token from another machine may come from a clock this much ahead; its end is taken exactly.
inline constexpr std::chrono::seconds clock_skew_max{60};
inline constexpr std::chrono::seconds token_lifetime_max{std::chrono::days{400}};
/// Of other issuers' tokens: a shift. So long they outlive a key that is lost or a role that is
/// taken away, unless somebody revokes them.
inline constexpr std::chrono::seconds issued_lifetime_max{std::chrono::hours{24}};

/// Of the citizen key that own tokens of citizens are made with; empty as long as it is the first.
std::string citizen_key_name(const Keys& keys);

/// "citizen", "staff", "kiosk", "display", "planner" or "admin"; nothing for another word.
std::optional<scheduler::Role> parse_role(std::string_view name);
std::string_view role_name(scheduler::Role role);

/// Who holds a token with this role and name, as the audit knows them: never 0, and the same for
/// every token of that name in that hall from that issuer. 0 for citizens, who act for themselves.
/// Entries of before actors had a hall are listed under the same with hall 0.
scheduler::ActorId actor_of(scheduler::Role role, std::string_view name,
                            std::string_view issuer = own_issuer, scheduler::HallCode hall = {});
/// 16 hexadecimal digits, and back; nothing for another text, or for 0.
std::string format_actor(scheduler::ActorId actor);
std::optional<scheduler::ActorId> parse_actor(std::string_view text);

/// The holder of a token.
struct Principal {
  scheduler::Caller caller{};
  SubjectId subject{};   // tells callers of one role apart
  KnownPeople people{};  // of citizens
  /// Under which keys these people may be known from before the citizen key was changed; null:
  /// under no other.
  std::shared_ptr<const std::vector<scheduler::RenameCitizen>> former{};
  config::Instant expires_at{};
  scheduler::TokenNames names{};  // by which the token can be revoked
};

/// The claims of a new token: `citizen` and, where it is known, `document` for Role::citizen,
/// `name` for every other role (1 to 64 letters, digits, '.', '-', '_' or '@'), `hall` optionally
/// for staff, kiosks and displays.
struct TokenRequest {
  scheduler::Role role{};
  scheduler::CitizenKey citizen{};
  std::string name;
  scheduler::HallCode hall{};
  std::optional<IdType> document{};
  std::optional<scheduler::CitizenKey> former{};  // of before the citizen key was changed
};

enum class TokenFault : std::uint8_t {
  malformed,      // not a JSON Web Token of at most `token_bytes_max`
  untrusted,      // not signed by a key of the issuer that it names, as that key signs
  extensions,     // its reader must understand more than this server does
  claims,         // a claim is missing, of the wrong type, too long-lived, or not allowed
  not_yet_valid,  // issued in the future, or valid from a later moment on
  expired,
  revoked,
  not_checked,  // checking a signature of that kind costs more than was allowed
};
std::string_view describe(TokenFault fault);

/// Valid from `now` (whole seconds, rounded down) for `lifetime`. TokenFault::claims when the
/// request contradicts itself or the lifetime is not between a second and `token_lifetime_max`.
base::Result<std::string, TokenFault> issue_token(const Keys& keys, const TokenRequest& request,
                                                  config::Instant now,
                                                  std::chrono::seconds lifetime);

/// How much may be spent on one token: the signature of an issuer with a public key costs as much
/// as twenty of this server's own.
enum class Checks : std::uint8_t { all, own_only };

/// Any thread may call it. A token is expired at the very moment of its `exp`. `nbf` and `aud` are
/// obeyed where they are; another issuer's token must name its audience. Whether it was revoked is
/// not asked here.
base::Result<Principal, TokenFault> verify_token(const Keys& keys, const Issuers& issuers,
                                                 std::string_view token, config::Instant now,
                                                 Checks checks = Checks::all);

}  // namespace offpeak::security
