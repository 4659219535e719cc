#include "api/operations/revocations.hpp"

#include <array>
#include <limits>
#include <string>

#include "api/exchange.hpp"
#include "api/operations/revocation_request.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "scheduler/reports/revocation_page.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

constexpr std::uint64_t number_max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint16_t revocations_default = 100;

std::string format_ms(std::int64_t ms) { return config::format_instant(config::instant_of(ms)); }

Checked<s::ListRevocations> read_list_query(std::string_view query) {
  std::string after;
  std::string limit;
  const std::array<QueryField, 2> fields{{{"after", &after}, {"limit", &limit}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  s::ListRevocations question{.limit = revocations_default};
  if (!after.empty()) {
    const auto number = base::parse_number<std::uint64_t>(after, 1, number_max);
    if (!number) return invalid_field("after", "must be the next of another page");
    question.before = *number;
  }
  if (!limit.empty()) {
    const auto number = base::parse_number<std::uint16_t>(limit, 1, s::revocations_page_max);
    if (!number) {
      return invalid_field("limit", "must be 1 to " + std::to_string(s::revocations_page_max));
    }
    question.limit = *number;
  }
  return question;
}

void write_revocation(base::JsonWriter& json, const s::Revocation& record) {
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(record.key)));
  json.key("kind").plain(kind_name(record.kind));
  json.key("reason").plain(reason_name(record.reason));
  json.key("at").plain(format_ms(record.at_ms));
  if (record.kind == s::RevocationKind::issued_so_far) {
    json.key("issued_until").plain(format_ms(record.issued_until_ms));
  }
  if (record.ends_at_ms != 0) json.key("ends_at").plain(format_ms(record.ends_at_ms));
  json.end_object();
}

Checked<Rendered> show_revocations(const s::Reply& answer, const Resources&) {
  const auto& page = *answer.revocations;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("revocations").begin_array();
  for (const auto& record : page.revocations) write_revocation(json, record);
  json.end_array();
  if (page.next != 0) json.key("next").number(page.next);
  json.end_object();
  return Rendered{body};
}

Checked<Rendered> show_revoked(const s::Reply& answer, const Resources&) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(answer.receipt.subject)));
  if (answer.receipt.expires_at != config::Instant{}) {
    json.key("ends_at").plain(config::format_instant(answer.receipt.expires_at));
  }
  json.end_object();
  return Rendered{body};
}

}  // namespace

void revoke_tokens(Exchange& exchange, Resources& resources) {
  const auto command =
      read_revocation(exchange.request.body, *resources.shared.issuers.edition().issuers,
                      resources.revocation_keyer, exchange.real_now);
  if (!command) return exchange.reply(command.error());
  exchange.submit(*command, 201, show_revoked);
}

void list_revocations(Exchange& exchange, Resources&) {
  const auto question = read_list_query(exchange.request.query);
  if (!question) return exchange.reply(question.error());
  exchange.submit(*question, 200, show_revocations);
}

void lift_revocation(Exchange& exchange, Resources&) {
  const auto key = base::from_hex<s::RevocationKey>(exchange.parameters[0]);
  if (!key) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::LiftRevocation{*key}, 204, no_body);
}

}  // namespace offpeak::api
