#include "api/operations/audit.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "api/exchange.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "api/security/tokens.hpp"
#include "api/words.hpp"
#include "base/enumerators.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/reports/audit_page.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;
using config::Instant;

constexpr std::uint16_t audit_entries_default = 100;

struct RawQuery {
  std::string from, to, hall, actor, action, limit, after;
};

/// A time as it stands, or the start of the day that lies `later` days after a date.
std::optional<Instant> read_moment(std::string text, std::chrono::days later) {
  if (const auto date = config::parse_date(text)) {
    return config::instant_at(*date + later, config::MinuteOfDay{0});
  }
  std::ranges::replace(text, ' ', '+');  // a client did not escape the zone's sign
  return config::parse_instant(text);
}

Problem not_a_moment(std::string field) {
  return invalid_field(std::move(field),
                       "must be a date such as 2026-06-13 or a time such as "
                       "2026-06-13T08:00:00+08:00");
}

/// The span of time; a missing end is unbounded.
Checked<void> read_span(const RawQuery& raw, s::ListAudit& question) {
  question.to = Instant::max();
  if (!raw.from.empty()) {
    const auto from = read_moment(raw.from, std::chrono::days{0});
    if (!from) return not_a_moment("from");
    question.from = *from;
  }
  if (!raw.to.empty()) {
    const auto to = read_moment(raw.to, std::chrono::days{1});
    if (!to) return not_a_moment("to");
    question.to = *to;
  }
  if (question.to < question.from) return invalid_field("to", "must not be before from");
  return {};
}

Checked<std::optional<s::AuditAction>> read_action(std::string_view text) {
  if (text.empty()) return std::optional<s::AuditAction>{};
  std::string known;
  for (unsigned i = 0; i <= static_cast<unsigned>(base::last_of<s::AuditAction>); ++i) {
    const auto action = static_cast<s::AuditAction>(i);
    const auto name = action_name(action);
    if (name == text) return std::optional{action};
    known += (known.empty() ? "" : ", ") + std::string{name};
  }
  return invalid_field("action", "must be one of " + known);
}

/// `from`, `to`: a date, of which the whole day counts, or a time, from which and before which;
/// `hall`, `actor`, `action`, `limit`, and `after`, the `next` of the page before. All may be left
/// out.
Checked<s::ListAudit> read_audit_query(std::string_view query) {
  RawQuery raw;
  const std::array<QueryField, 7> fields{{{"from", &raw.from},
                                          {"to", &raw.to},
                                          {"hall", &raw.hall},
                                          {"actor", &raw.actor},
                                          {"action", &raw.action},
                                          {"limit", &raw.limit},
                                          {"after", &raw.after}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  s::ListAudit question{.limit = audit_entries_default};
  if (const auto span = read_span(raw, question); !span) return span.error();
  if (!raw.hall.empty()) {
    const auto hall = s::parse_hall(raw.hall);
    if (!hall) return invalid_field("hall", "must be a hall's code of six digits");
    question.hall = *hall;
  }
  if (!raw.actor.empty()) {
    const auto actor = security::parse_actor(raw.actor);
    if (!actor) return invalid_field("actor", "must be 16 hexadecimal digits");
    question.actor = *actor;
  }
  if (!raw.limit.empty()) {
    const auto limit = base::parse_number<std::uint16_t>(raw.limit, 1, s::audit_page_entries_max);
    if (!limit) {
      return invalid_field("limit", "must be 1 to " + std::to_string(s::audit_page_entries_max));
    }
    question.limit = *limit;
  }
  if (!raw.after.empty()) {
    const auto after =
        base::parse_number<std::uint64_t>(raw.after, 1, std::numeric_limits<std::int64_t>::max());
    if (!after) return invalid_field("after", "must be the next of another page");
    question.before = *after;
  }
  const auto action = read_action(raw.action);
  if (!action) return action.error();
  question.action = *action;
  return question;
}

std::string render_audit(const s::AuditPage& page) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("entries").begin_array();
  for (const auto& [number, entry] : page.entries) {
    json.begin_object();
    json.key("number").number(static_cast<std::int64_t>(number));
    json.key("at").plain(config::format_instant(config::instant_of(entry.at_ms)));
    json.key("actor").plain(security::format_actor(s::ActorId{entry.actor}));
    json.key("role").plain(security::role_name(entry.role));
    if (entry.hall != 0) json.key("hall").plain(s::format_hall(s::HallCode{entry.hall}));
    json.key("action").plain(action_name(entry.action));
    if (entry.counter.number() != 0) json.key("counter").number(entry.counter.number());
    if (entry.counter.paused_for() != s::PauseReason::none) {
      json.key("reason").plain(reason_name(entry.counter.paused_for()));
    }
    if (!entry.subject.is_zero())
      json.key("subject").plain(base::text_of(base::to_hex(entry.subject)));
    json.end_object();
  }
  json.end_array();
  json.key("next");
  if (page.next == 0) {
    json.null();
  } else {
    json.number(static_cast<std::int64_t>(page.next));
  }
  json.end_object();
  return body;
}

Checked<Rendered> show_audit(const s::Reply& answer, const Resources&) {
  return Rendered{render_audit(*answer.audit)};
}

}  // namespace

void list_audit(Exchange& exchange, Resources&) {
  const auto question = read_audit_query(exchange.request.query);
  if (!question) return exchange.reply(question.error());
  exchange.submit(*question, 200, show_audit);
}

}  // namespace offpeak::api
