#include "api/operations/webhooks.hpp"

#include <array>
#include <limits>

#include "api/exchange.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "outbox/message.hpp"
#include "outbox/sender.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/reports/dead_letter_page.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// Of dead letters.
constexpr std::uint64_t number_max = std::numeric_limits<std::int64_t>::max();
constexpr std::uint16_t letters_default = 100;

/// Decimal digits alone, from 1 to `most`; left as it is when there is no text.
template <class Number>
bool read_count(const std::string& text, Number most, Number& out) {
  if (text.empty()) return true;
  const auto number = base::parse_number<Number>(text, 1, most);
  if (number) out = *number;
  return number.has_value();
}

Checked<s::ListDeadLetters> read_letters_query(std::string_view query) {
  std::string before;
  std::string limit;
  const std::array<QueryField, 2> fields{{{"after", &before}, {"limit", &limit}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  s::ListDeadLetters question{.limit = letters_default};
  if (!read_count(before, number_max, question.before)) {
    return invalid_field("after", "must be the next of another page");
  }
  if (!read_count(limit, s::dead_letters_page_max, question.limit)) {
    return invalid_field("limit", "must be 1 to " + std::to_string(s::dead_letters_page_max));
  }
  return question;
}

std::string format_ms(std::int64_t ms) { return config::format_instant(config::instant_of(ms)); }

void write_status(base::JsonWriter& json, const outbox::Status& status, config::Instant now) {
  json.begin_object();
  json.key("name").plain(status.name);
  json.key("disabled").boolean(status.is_disabled());
  if (status.is_disabled()) json.key("disabled_because").plain(status.is_gone ? "gone" : "behind");
  json.key("pending").number(status.pending);
  if (status.pending > 0) {
    json.key("oldest_age_seconds").number(outbox::oldest_age(status, now).count() / 1000);
  }
  json.key("delivered").number(status.delivered);
  json.key("failed_attempts").number(status.failed_attempts);
  json.key("missed").number(status.missed);
  if (status.last_error_at_ms != 0) {
    json.key("last_error").text(status.last_error);
    json.key("last_error_at").plain(format_ms(status.last_error_at_ms));
  }
  json.end_object();
}

std::string_view reason_of(s::AnnouncementStatus status) {
  switch (status) {
    case s::AnnouncementStatus::refused:
      return "refused";
    case s::AnnouncementStatus::unreachable:
      return "unreachable";
    case s::AnnouncementStatus::crowded_out:
      return "crowded_out";
    case s::AnnouncementStatus::pending:
    case s::AnnouncementStatus::delivered:
    case s::AnnouncementStatus::given_up:
      return "given_up";
  }
  return "given_up";
}

void write_letter(base::JsonWriter& json, const s::DeadLetterView& letter,
                  const outbox::Sender& sender) {
  const auto& one = letter.announcement;
  json.begin_object();
  json.key("number").number(letter.number);
  json.key("id").plain(outbox::text_of(outbox::id_of(one)));
  json.key("type").plain(outbox::type_of(one.kind));
  json.key("reason").plain(reason_of(one.status));
  json.key("endpoints").begin_array();
  for (const auto& name : sender.given_up_by(one)) json.plain(name);
  json.end_array();
  json.key("timestamp").plain(format_ms(one.at_ms));
  if (!one.subject.is_zero()) {
    json.key("subject").plain(base::text_of(base::to_hex(one.subject)));
  }
  json.key("hall").plain(s::format_hall(config::HallCode{one.hall}));
  json.end_object();
}

Checked<Rendered> show_webhooks(const s::Reply& answer, const Resources& resources) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("enabled").boolean(true);
  const auto& sender = *resources.shared.outbox;
  json.key("endpoints").begin_array();
  for (const auto& status : sender.statuses()) {
    write_status(json, status, resources.shared.clock.now());
  }
  json.end_array();
  json.key("dead_letters").begin_array();
  for (const auto& letter : answer.dead_letters->letters) write_letter(json, letter, sender);
  json.end_array();
  if (answer.dead_letters->next != 0) json.key("next").number(answer.dead_letters->next);
  json.end_object();
  return Rendered{body};
}

Checked<Rendered> show_sent_again(const s::Reply&, const Resources&) {
  return Rendered{R"({"pending":true})"};
}

}  // namespace

void list_webhooks(Exchange& exchange, Resources& resources) {
  const auto question = read_letters_query(exchange.request.query);
  if (!question) return exchange.reply(question.error());
  if (resources.shared.outbox == nullptr) return exchange.reply_json(R"({"enabled":false})");
  exchange.submit(*question, 200, show_webhooks);
}

void enable_webhooks(Exchange& exchange, Resources& resources) {
  std::string endpoint;
  const std::array<QueryField, 1> fields{{{"endpoint", &endpoint}}};
  if (const auto read = read_query(exchange.request.query, fields); !read) {
    return exchange.reply(read.error());
  }
  auto* outbox = resources.shared.outbox;
  if (outbox == nullptr) return exchange.reply(202, json_type, R"({"enabled":false})");
  if (!outbox->enable(endpoint)) {
    return exchange.reply(invalid_field("endpoint", "must be the name of an endpoint"));
  }
  exchange.reply(202, json_type, R"({"enabled":true})");
}

void send_again(Exchange& exchange, Resources&) {
  const auto number = base::parse_number<std::uint64_t>(exchange.parameters[0], 0, number_max);
  if (!number) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::AnnounceAgain{*number}, 202, show_sent_again);
}

}  // namespace offpeak::api
