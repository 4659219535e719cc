// Bearer tokens: JSON Web Tokens (RFC 7519), HS256 only, made and read by libjwt.
//
// Claims: iss "offpeak"; sub, the citizen key in hexadecimal for citizens and a name for others;
// role; hall, for staff, kiosks and displays bound to one; iat and exp in seconds. Tokens of staff
// that name no hall were made by earlier versions: they are valid for the hotline, in no hall.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/security/digest.hpp"
#include "api/security/keys.hpp"
#include "base/result.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::security {

inline constexpr std::size_t token_bytes_max = 1024;
inline constexpr std::size_t subject_chars_max = 64;
/// A token from another machine may come from a clock this much ahead; its end is taken exactly.
inline constexpr std::chrono::seconds clock_skew_max{60};
inline constexpr std::chrono::seconds token_lifetime_max{std::chrono::days{400}};

/// "citizen", "staff", "kiosk", "display", "planner" or "admin"; nothing for another word.
std::optional<scheduler::Role> parse_role(std::string_view name);
std::string_view role_name(scheduler::Role role);

/// Who holds a token with this role and name, as the audit knows them: never 0, and the same for
/// every token of that name. 0 for citizens, who act for themselves.
scheduler::ActorId actor_of(scheduler::Role role, std::string_view name);
/// 16 hexadecimal digits, and back; nothing for another text, or for 0.
std::string format_actor(scheduler::ActorId actor);
std::optional<scheduler::ActorId> parse_actor(std::string_view text);

/// The holder of a token.
struct Principal {
  scheduler::Caller caller{};
  SubjectId subject{};  // tells callers of one role apart
  config::Instant expires_at{};
};

/// The claims of a new token: `citizen` for Role::citizen, `name` for every other role (1 to 64
/// letters, digits, '.', '-', '_' or '@'), `hall` optionally for staff, kiosks and displays.
struct TokenRequest {
  scheduler::Role role{};
  scheduler::CitizenKey citizen{};
  std::string name;
  scheduler::HallCode hall{};
};

enum class TokenFault : std::uint8_t {
  malformed,      // not a JSON Web Token of at most 1 KiB
  untrusted,      // not signed with HS256 by the key of this server
  claims,         // a claim is missing, of the wrong type, or does not go with the role
  not_yet_valid,  // issued in the future
  expired,
};
std::string_view describe(TokenFault fault);

/// Valid from `now` (whole seconds, rounded down) for `lifetime`. TokenFault::claims when the
/// request contradicts itself or the lifetime is not between a second and `token_lifetime_max`.
base::Result<std::string, TokenFault> issue_token(const Keys& keys, const TokenRequest& request,
                                                  config::Instant now,
                                                  std::chrono::seconds lifetime);

/// Any thread may call it. A token is expired at the very moment of its `exp`.
base::Result<Principal, TokenFault> verify_token(const Keys& keys, std::string_view token,
                                                 config::Instant now);

}  // namespace offpeak::security
