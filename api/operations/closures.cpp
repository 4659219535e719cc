#include "api/operations/closures.hpp"

#include <string>

#include "api/exchange.hpp"
#include "api/news.hpp"
#include "api/operations/news_request.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

void write_id(base::JsonWriter& json, const s::Receipt& receipt) {
  json.key("id").plain(base::text_of(base::to_hex(receipt.subject)));
}

Checked<Rendered> show_closed(const s::Reply& answer, const Resources&) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  write_id(json, answer.receipt);
  json.key("displaced").number(answer.receipt.position);
  json.end_object();
  return Rendered{body};
}

Checked<Rendered> show_reopened(const s::Reply& answer, const Resources&) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  write_id(json, answer.receipt);
  json.end_object();
  return Rendered{body};
}

Checked<Rendered> show_preview(const s::Reply& answer, const Resources&) {
  const auto& preview = *answer.closure;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("dry_run").boolean(true);
  json.key("bookings").number(preview.bookings);
  json.key("people").number(preview.people);
  json.key("holds").number(preview.holds);
  json.key("waiting").number(preview.waiting);
  json.key("days").begin_array();
  for (const auto& day : preview.days) {
    json.begin_object();
    json.key("hall").plain(s::format_hall(day.hall));
    json.key("date").plain(config::format_date(day.date));
    json.key("bookings").number(day.bookings);
    json.key("people").number(day.people);
    json.end_object();
  }
  json.end_array().end_object();
  return Rendered{body};
}

/// As the core would answer: what would end.
void preview_reopening(Exchange& exchange, const Resources& resources, s::ClosureId id) {
  const auto* told = find_closure(resources.news.get(), id);
  if (told == nullptr) return exchange.reply(problem_of(s::Rejection::not_found));
  if (is_over(*told, exchange.now)) return exchange.reply(problem_of(s::Rejection::wrong_state));
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("dry_run").boolean(true);
  write_closure_record(json.key("closure"), resources.city, *told);
  json.end_object();
  exchange.reply_json(body);
}

}  // namespace

void close_halls(Exchange& exchange, Resources& resources) {
  const auto read = read_closure(resources.city, exchange.request.body, exchange.now);
  if (!read) return exchange.reply(read.error());
  if (read->is_dry_run) return exchange.submit(s::PreviewClosure{read->closed}, 200, show_preview);
  exchange.submit(s::CloseHalls{.id = security::random_bits<s::ClosureId>(),
                                .closed = read->closed,
                                .reason = read->reason,
                                .words = read->words.get()},
                  201, show_closed, settle_nothing, {.words = read->words});
}

void list_closures(Exchange& exchange, Resources& resources) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("closures").begin_array();
  for (const auto& told : resources.news.get().closures) {
    write_closure_record(json, resources.city, told);
  }
  json.end_array().end_object();
  exchange.reply_json(body);
}

void reopen_halls(Exchange& exchange, Resources& resources) {
  const auto id = base::from_hex<s::ClosureId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  bool is_dry_run = false;
  const auto read = read_reopening(exchange.request.body, is_dry_run);
  if (!read) return exchange.reply(read.error());
  if (is_dry_run) return preview_reopening(exchange, resources, *id);
  exchange.submit(s::ReopenHalls{*id}, 200, show_reopened);
}

}  // namespace offpeak::api
