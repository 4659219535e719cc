#include "api/operations/revocation_request.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>

#include "api/json_document.hpp"
#include "api/security/subject_name.hpp"
#include "api/security/tokens.hpp"
#include "api/words.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;
namespace s = scheduler;

constexpr std::array<std::string_view, 3> targets{"subject", "actor", "token_id"};

/// How long a token that is there now can be valid. An issuer's clock may be ahead.
config::milliseconds life_max(std::string_view issuer) {
  const bool is_own = issuer == security::own_issuer;
  return (is_own ? security::token_lifetime_max : security::issued_lifetime_max) +
         security::clock_skew_max;
}

Checked<std::string_view> read_issuer(const json::object& object,
                                      const security::Issuers& issuers) {
  if (!object.contains("issuer")) return security::own_issuer;
  const auto name = read_text(object, "issuer");
  if (!name) return name.error();
  if (*name != security::own_issuer && security::find_issuer(issuers, *name) == nullptr) {
    return invalid_field("issuer", "is nobody whose tokens this server takes");
  }
  return *name;
}

Checked<s::RevocationReason> read_reason(const json::object& object) {
  const auto text = read_text(object, "reason");
  if (!text) return text.error();
  const auto reason = parse_revocation_reason(*text);
  if (!reason) return invalid_field("reason", "must be lost, stolen, left, misused or other");
  return *reason;
}

Checked<s::RevocationKind> read_kind(const json::object& object) {
  const auto* block = object.if_contains("block");
  if (block != nullptr && !block->is_bool()) return invalid_field("block", "must be true or false");
  const bool is_block = block != nullptr && block->get_bool();
  if (!object.contains("token_id")) {
    return is_block ? s::RevocationKind::blocked : s::RevocationKind::issued_so_far;
  }
  if (is_block) {
    return invalid_field("block", "goes with a subject or an actor: one token ends by itself");
  }
  return s::RevocationKind::one_token;
}

/// Who is named by the audit's digits, which are of one issuer already.
Checked<void> set_actor(const json::object& object, security::RevocationKeyer& keyer,
                        s::Revoke& command) {
  if (object.contains("issuer")) {
    return invalid_field("issuer", "goes with a subject or a token_id: an actor has one already");
  }
  const auto text = read_text(object, "actor");
  if (!text) return text.error();
  const auto actor = security::parse_actor(*text);
  if (!actor) return invalid_field("actor", "must be 16 hexadecimal digits, as in the audit");
  command.key = keyer.actor(*actor);
  command.kept = life_max(security::own_issuer);  // the longest
  return {};
}

Checked<void> set_named(const json::object& object, std::string_view target,
                        const security::Issuers& issuers, security::RevocationKeyer& keyer,
                        s::Revoke& command) {
  const auto issuer = read_issuer(object, issuers);
  if (!issuer) return issuer.error();
  const auto name = read_text(object, target);
  if (!name) return name.error();
  if (!security::is_issued_name(*name)) {
    return invalid_field(std::string{target}, "must be 1 to 255 visible ASCII characters");
  }
  command.key = target == "subject" ? keyer.subject(*issuer, *name) : keyer.token(*issuer, *name);
  command.kept = life_max(*issuer);
  return {};
}

Checked<void> set_target(const json::object& object, const security::Issuers& issuers,
                         security::RevocationKeyer& keyer, s::Revoke& command) {
  const auto is_sent = [&object](std::string_view name) { return object.contains(name); };
  if (std::ranges::count_if(targets, is_sent) != 1) {
    return invalid_field("subject", "send one of subject, actor and token_id");
  }
  const auto target = *std::ranges::find_if(targets, is_sent);
  return target == "actor" ? set_actor(object, keyer, command)
                           : set_named(object, target, issuers, keyer, command);
}

}  // namespace

Checked<s::Revoke> read_revocation(std::string_view body, const security::Issuers& issuers,
                                   security::RevocationKeyer& keyer, config::Instant now) {
  JsonDocument document{body};
  const auto read = document.read({"subject", "actor", "token_id", "issuer", "reason", "block"});
  if (!read) return read.error();
  const json::object& object = **read;
  s::Revoke command;
  if (const auto set = set_target(object, issuers, keyer, command); !set) return set.error();
  const auto reason = read_reason(object);
  if (!reason) return reason.error();
  command.reason = *reason;
  const auto kind = read_kind(object);
  if (!kind) return kind.error();
  command.kind = *kind;
  command.issued_until = now;
  return command;
}

}  // namespace offpeak::api
