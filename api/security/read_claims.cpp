#include "api/security/read_claims.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "api/security/identity.hpp"
#include "api/security/revocation_keys.hpp"
#include "api/security/subject_name.hpp"
#include "base/hex.hpp"
#include "base/json_reader.hpp"

namespace offpeak::security {

namespace {

namespace json = boost::json;
using config::Instant;
using scheduler::Role;
using std::chrono::seconds;
template <class T>
using Result = base::Result<T, TokenFault>;

constexpr std::int64_t seconds_max = 253'402'300'799;  // the end of the year 9999

/// Nothing when it is missing or no moment in whole seconds.
std::optional<Instant> moment_of(const json::object& claims, std::string_view name) {
  const auto* claim = claims.if_contains(name);
  const auto* number = claim == nullptr ? nullptr : claim->if_int64();
  if (number == nullptr || *number <= 0 || *number > seconds_max) return std::nullopt;
  return Instant{seconds{*number}};
}

struct Life {
  Instant issued_at;
  Instant expires_at;
};

/// `iat`, `exp` and, where it is, `nbf`. The end is taken exactly; a beginning allows for clocks
/// that are apart.
Result<Life> read_life(const json::object& claims, seconds lifetime_max, Instant now) {
  const auto issued = moment_of(claims, "iat");
  const auto end = moment_of(claims, "exp");
  if (!issued || !end || *end <= *issued || *end - *issued > lifetime_max) {
    return TokenFault::claims;
  }
  const auto begin = claims.contains("nbf") ? moment_of(claims, "nbf") : issued;
  if (!begin) return TokenFault::claims;
  if (now >= *end) return TokenFault::expired;
  if (std::max(*issued, *begin) > now + clock_skew_max) return TokenFault::not_yet_valid;
  return Life{*issued, *end};
}

/// What the token can be revoked by. A `jti` that no revocation can name is refused.
Result<scheduler::TokenNames> read_names(const json::object& claims, std::string_view issuer,
                                         scheduler::ActorId actor, const Keys& keys) {
  const auto* id = claims.if_contains("jti");
  if (id != nullptr && !(id->is_string() && is_issued_name(id->get_string()))) {
    return TokenFault::claims;
  }
  RevocationKeyer keyer{keys};
  scheduler::TokenNames names;
  names.subject = keyer.subject(issuer, base::text_of(claims, "sub"));
  if (id != nullptr) names.id = keyer.token(issuer, id->get_string());
  if (actor != scheduler::ActorId{}) names.actor = keyer.actor(actor);
  return names;
}

/// What every token has, once its holder is known.
Result<Principal> complete(Principal principal, const json::object& claims, std::string_view issuer,
                           seconds lifetime_max, const Keys& keys, Instant now) {
  const auto life = read_life(claims, lifetime_max, now);
  if (!life) return life.error();
  const auto names = read_names(claims, issuer, principal.caller.actor, keys);
  if (!names) return names.error();
  principal.expires_at = life->expires_at;
  principal.names = *names;
  principal.names.issued_at = life->issued_at;
  return principal;
}

/// Whether `aud`, a text or a list of them (RFC 7519, 4.1.3), names this audience.
bool names_audience(const json::object& claims, std::string_view audience) {
  const auto* claim = claims.if_contains("aud");
  if (claim == nullptr) return false;
  const auto is_ours = [audience](const json::value& value) {
    return value.is_string() && value.get_string() == audience;
  };
  return claim->is_array() ? std::ranges::any_of(claim->get_array(), is_ours) : is_ours(*claim);
}

bool read_hall(const json::object& claims, scheduler::Caller& caller) {
  const auto* claim = claims.if_contains("hall");
  if (claim == nullptr) return true;
  const auto* hall = claim->if_int64();
  if (hall == nullptr || !is_hall_code(*hall) || !may_have_hall(caller.role)) return false;
  caller.hall = scheduler::HallCode{static_cast<std::uint32_t>(*hall)};
  return true;
}

void set_citizen(scheduler::CitizenKey citizen, Principal& principal) {
  principal.caller.citizen = citizen;
  principal.subject = SubjectId{citizen.words};
}

/// Of any role but the citizen's. The hall must be known.
void set_name(std::string_view name, std::string_view issuer, Principal& principal) {
  const auto& caller = principal.caller;
  principal.subject = named_subject(caller.role, name, issuer, caller.hall);
  principal.caller.actor = actor_of(caller.role, name, issuer, caller.hall);
}

/// Tokens of earlier versions do not tell the document.
bool read_own_document(const json::object& claims, Principal& principal) {
  if (!claims.contains("id_type")) return true;
  const auto document = parse_id_type(base::text_of(claims, "id_type"));
  if (!document || principal.caller.role != Role::citizen) return false;
  principal.people = std::make_shared<const std::vector<KnownPerson>>(
      1, KnownPerson{.key = principal.caller.citizen, .document = document});
  return true;
}

void set_former(std::vector<scheduler::RenameCitizen> former, Principal& principal) {
  if (former.empty()) return;
  principal.former =
      std::make_shared<const std::vector<scheduler::RenameCitizen>>(std::move(former));
}

/// A token made with another citizen key than the present one names somebody whom nobody knows: its
/// holder signs in again. While the old one may still come, it says who the holder was.
bool read_own_citizen(const json::object& claims, const Keys& keys, Principal& principal) {
  const auto citizen = base::from_hex<scheduler::CitizenKey>(base::text_of(claims, "sub"));
  if (!citizen || citizen->is_zero()) return false;
  if (base::text_of(claims, "citizen_key") != citizen_key_name(keys)) return false;
  set_citizen(*citizen, principal);
  if (!claims.contains("former") || !keys.old_citizen) return true;
  const auto former = base::from_hex<scheduler::CitizenKey>(base::text_of(claims, "former"));
  if (!former || former->is_zero()) return false;
  set_former({{.from = *former, .to = *citizen}}, principal);
  return true;
}

bool read_own_subject(const json::object& claims, const Keys& keys, Principal& principal) {
  if (principal.caller.role == Role::citizen) return read_own_citizen(claims, keys, principal);
  const auto subject = base::text_of(claims, "sub");
  if (!is_subject_name(subject)) return false;
  set_name(subject, own_issuer, principal);
  return true;
}

/// The role that the token names, if the issuer may give it; the only one it may give where the
/// token names none.
std::optional<Role> issued_role(const json::object& claims, const Issuer& issuer) {
  if (!claims.contains("role")) {
    return issuer.roles.size() == 1 ? std::optional{issuer.roles.front()} : std::nullopt;
  }
  const auto role = parse_role(base::text_of(claims, "role"));
  const bool allowed = role && std::ranges::find(issuer.roles, *role) != issuer.roles.end();
  return allowed ? role : std::nullopt;
}

/// Whose document's number and kind stand in `object`: somebody who may exist, or whom a test
/// issuer made up.
std::optional<KnownPerson> read_person(const json::object& object, const Issuer& issuer,
                                       CitizenKeyer& keyer, Instant now) {
  const bool names_type = object.contains(issuer.type_claim);
  const auto type =
      names_type ? parse_id_type(base::text_of(object, issuer.type_claim)) : IdType::resident;
  if (!type) return std::nullopt;
  const auto number =
      IdNumber::parse(*type, base::text_of(object, issuer.number_claim), config::date_of(now));
  if (!number || (number->is_made_up() && !issuer.takes_made_up_numbers)) return std::nullopt;
  return known_person(keyer, *number);
}

bool read_dependants(const json::object& claims, const Issuer& issuer, CitizenKeyer& keyer,
                     Instant now, std::vector<KnownPerson>& people) {
  const auto* claim = claims.if_contains(issuer.dependants_claim);
  if (claim == nullptr) return true;
  if (!claim->is_array() || claim->get_array().size() > dependants_max) return false;
  for (const auto& value : claim->get_array()) {
    const auto* object = value.if_object();
    const auto person = object == nullptr ? std::nullopt : read_person(*object, issuer, keyer, now);
    if (!person) return false;
    people.push_back(*person);
  }
  return true;
}

bool read_issued_citizen(const json::object& claims, const Issuer& issuer, const Keys& keys,
                         Instant now, Principal& principal) {
  CitizenKeyer keyer{keys};
  if (issuer.citizen_from == CitizenFrom::subject) {
    set_citizen(keyer.key(issuer.name, base::text_of(claims, "sub")), principal);
    set_former(keyer.met(), principal);
    return true;
  }
  const auto self = read_person(claims, issuer, keyer, now);
  if (!self) return false;
  std::vector<KnownPerson> people{*self};
  if (!read_dependants(claims, issuer, keyer, now, people)) return false;
  set_citizen(self->key, principal);
  set_former(keyer.met(), principal);
  principal.people = std::make_shared<const std::vector<KnownPerson>>(std::move(people));
  return true;
}

}  // namespace

Result<Principal> read_own_claims(const json::object& claims, const Keys& keys, Instant now) {
  const auto role = parse_role(base::text_of(claims, "role"));
  const bool is_for_us = !claims.contains("aud") || names_audience(claims, own_issuer);
  if (!role || !is_for_us) return TokenFault::claims;
  Principal principal;
  principal.caller.role = *role;
  if (!read_hall(claims, principal.caller) || !read_own_subject(claims, keys, principal) ||
      !read_own_document(claims, principal)) {
    return TokenFault::claims;
  }
  return complete(std::move(principal), claims, own_issuer, token_lifetime_max, keys, now);
}

Result<Principal> read_issued_claims(const json::object& claims, const Issuer& issuer,
                                     const Keys& keys, Instant now) {
  const auto role = issued_role(claims, issuer);
  const auto subject = base::text_of(claims, "sub");
  if (!role || !names_audience(claims, issuer.audience) || !is_issued_name(subject)) {
    return TokenFault::claims;
  }
  Principal principal;
  principal.caller.role = *role;
  if (!read_hall(claims, principal.caller)) return TokenFault::claims;
  if (*role == Role::citizen) {
    if (!read_issued_citizen(claims, issuer, keys, now, principal)) return TokenFault::claims;
  } else {
    set_name(subject, issuer.name, principal);
  }
  return complete(std::move(principal), claims, issuer.name, issued_lifetime_max, keys, now);
}

}  // namespace offpeak::security
