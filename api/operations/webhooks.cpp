#include "api/operations/webhooks.hpp"

#include <algorithm>
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

namespace offpeak::api {
namespace {

constexpr std::size_t letters_default = 100;
constexpr std::size_t letters_max = 500;

struct LettersQuery {
  std::uint64_t before = std::numeric_limits<std::int64_t>::max();
  std::size_t limit = letters_default;
};

/// Decimal digits alone, between the two.
template <class Number>
bool read_count(const std::string& text, Number most, Number& out) {
  if (text.empty()) return true;
  const auto number = base::parse_number<Number>(text, 1, most);
  if (number) out = *number;
  return number.has_value();
}

Checked<LettersQuery> read_letters_query(std::string_view query) {
  std::string before;
  std::string limit;
  const std::array<QueryField, 2> fields{{{"after", &before}, {"limit", &limit}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  LettersQuery letters;
  if (!read_count(before, letters.before, letters.before)) {
    return invalid_field("after", "must be the next of another page");
  }
  if (!read_count(limit, letters_max, letters.limit)) {
    return invalid_field("limit", "must be 1 to " + std::to_string(letters_max));
  }
  return letters;
}

std::string format_ms(std::int64_t ms) {
  return config::format_instant(config::Instant{config::milliseconds{ms}});
}

void write_status(base::JsonWriter& json, const outbox::Status& status, config::Instant now) {
  json.key("disabled").boolean(status.is_gone);
  json.key("pending").number(static_cast<std::int64_t>(status.pending));
  if (status.pending > 0) {
    const auto age_ms = now.time_since_epoch().count() - status.oldest_at_ms;
    json.key("oldest_age_seconds").number(std::max<std::int64_t>(0, age_ms / 1000));
  }
  json.key("delivered").number(static_cast<std::int64_t>(status.delivered));
  json.key("failed_attempts").number(static_cast<std::int64_t>(status.failed_attempts));
  if (status.last_error_at_ms == 0) return;
  json.key("last_error").text(status.last_error);
  json.key("last_error_at").plain(format_ms(status.last_error_at_ms));
}

void write_letter(base::JsonWriter& json, const outbox::DeadLetter& letter) {
  const auto& one = letter.announcement;
  json.begin_object();
  json.key("number").number(static_cast<std::int64_t>(letter.number));
  json.key("id").plain(outbox::message_id(one));
  json.key("type").plain(outbox::type_of(one.kind));
  json.key("timestamp").plain(format_ms(one.at_ms));
  if (!one.subject.is_zero()) {
    json.key("subject").plain(base::text_of(base::to_hex(one.subject)));
  }
  json.key("hall").plain(scheduler::format_hall(config::HallCode{one.hall}));
  json.end_object();
}

}  // namespace

void list_webhooks(Exchange& exchange, Resources& resources) {
  const auto query = read_letters_query(exchange.request.query);
  if (!query) return exchange.reply(query.error());
  const auto* outbox = resources.shared.outbox;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("enabled").boolean(outbox != nullptr);
  if (outbox != nullptr) {
    write_status(json, outbox->status(), exchange.now);
    const auto letters = outbox->dead_letters(query->before, query->limit);
    json.key("dead_letters").begin_array();
    for (const auto& letter : letters) write_letter(json, letter);
    json.end_array();
    if (letters.size() == query->limit && letters.back().number > 0) {
      json.key("next").number(static_cast<std::int64_t>(letters.back().number));
    }
  }
  json.end_object();
  exchange.reply_json(body);
}

void enable_webhooks(Exchange& exchange, Resources& resources) {
  auto* outbox = resources.shared.outbox;
  if (outbox != nullptr) outbox->enable();
  exchange.reply(202, json_type,
                 outbox != nullptr ? R"({"enabled":true})" : R"({"enabled":false})");
}

}  // namespace offpeak::api
