#include "api/news.hpp"

#include <algorithm>

#include "api/words.hpp"
#include "base/hex.hpp"
#include "config/civil_time.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;
using engine::ClosureNews;
using engine::News;
using engine::NoticeNews;

bool is_shown(const NoticeNews& told, config::HallCode hall, s::Audience audience,
              config::Instant now) {
  const bool is_for_hall = told.hall == config::HallCode{} || told.hall == hall;
  const bool is_now = told.ended_at == config::Instant{} && told.from <= now && now < told.to;
  return is_for_hall && is_now && (told.audience & audience) != 0;
}

void write_hall(base::JsonWriter& json, config::HallCode hall) {
  if (hall != config::HallCode{}) json.key("hall").plain(s::format_hall(hall));
}

void write_time(base::JsonWriter& json, std::string_view name, config::Instant at) {
  if (at != config::Instant{}) json.key(name).plain(config::format_instant(at));
}

template <class Id>
void write_id(base::JsonWriter& json, const Id& id) {
  json.key("id").plain(base::text_of(base::to_hex(id)));
}

void write_times(base::JsonWriter& json, config::Instant from, config::Instant to) {
  write_time(json, "from", from);
  write_time(json, "to", to);
}

/// When a closure is, and why; `told` is of a board or of the news.
template <class Closure>
void write_why(base::JsonWriter& json, config::Instant from, config::Instant to,
               const Closure& told) {
  write_times(json, from, to);
  json.key("reason").plain(reason_name(told.reason));
  write_text(json, told.zh, told.en, told.reason);
}

void write_closure_fields(base::JsonWriter& json, const config::City& city,
                          const ClosureNews& told) {
  write_id(json, told.id);
  write_hall(json, told.closed.hall);
  if (const auto* service = city.find(told.closed.service)) {
    json.key("service").plain(service->key);
  }
  write_why(json, told.closed.from, told.closed.to, told);
}

/// A board names no hall: it is of one.
template <class Notice>
void write_notice_fields(base::JsonWriter& json, const Notice& told) {
  if (!told.id.is_zero()) write_id(json, told.id);  // a preview has none
  if constexpr (requires { told.hall; }) write_hall(json, told.hall);
  write_times(json, told.from, told.to);
  write_text(json, told.zh, told.en);
}

}  // namespace

bool is_over(const ClosureNews& told, config::Instant now) {
  return told.ended_at != config::Instant{} ||
         (told.closed.to != config::Instant{} && told.closed.to <= now);
}

const News& NewestNews::get() const {
  const auto generation = bulletin_.generation();
  if (generation != generation_) {
    news_ = bulletin_.news();
    generation_ = generation;
  }
  return *news_;
}

void write_text(base::JsonWriter& json, std::string_view zh, std::string_view en) {
  json.key("text").begin_object();
  json.key("zh").text(zh);
  json.key("en").text(en);
  json.end_object();
}

void write_text(base::JsonWriter& json, std::string_view zh, std::string_view en,
                s::ClosureReason reason) {
  const auto words = sentence_of(reason);
  write_text(json, zh.empty() ? words.zh : zh, en.empty() ? words.en : en);
}

void write_closure(base::JsonWriter& json, const config::City& city, const ClosureNews& told) {
  json.begin_object();
  write_closure_fields(json, city, told);
  json.end_object();
}

void write_closure_record(base::JsonWriter& json, const config::City& city,
                          const ClosureNews& told) {
  json.begin_object();
  write_closure_fields(json, city, told);
  write_time(json, "made_at", told.made_at);
  write_time(json, "reopened_at", told.ended_at);
  json.key("displaced").number(told.displaced);
  json.end_object();
}

void write_notice(base::JsonWriter& json, const NoticeNews& told) {
  json.begin_object();
  write_notice_fields(json, told);
  json.end_object();
}

void write_notice_record(base::JsonWriter& json, const NoticeNews& told) {
  json.begin_object();
  write_notice_fields(json, told);
  json.key("audience").begin_array();
  for (const auto& [bit, name] : audience_names) {
    if ((told.audience & bit) != 0) json.plain(name);
  }
  json.end_array();
  write_time(json, "posted_at", told.posted_at);
  write_time(json, "withdrawn_at", told.ended_at);
  json.end_object();
}

void write_closures_of(base::JsonWriter& json, const config::City& city, const News& news,
                       config::HallCode hall, config::Instant now) {
  json.key("closures").begin_array();
  for (const auto& told : news.closures) {
    const bool is_here = told.closed.hall == config::HallCode{} || told.closed.hall == hall;
    if (is_here && !is_over(told, now)) write_closure(json, city, told);
  }
  json.end_array();
}

void write_notices_of(base::JsonWriter& json, const News& news, config::HallCode hall,
                      s::Audience audience, config::Instant now) {
  std::size_t shown = 0;
  for (const auto& told : news.notices) {  // the newest first
    if (shown == s::notices_shown_max) break;
    if (!is_shown(told, hall, audience, now)) continue;
    if (shown++ == 0) json.key("notices").begin_array();
    write_notice(json, told);
  }
  if (shown > 0) json.end_array();
}

void write_board_news(base::JsonWriter& json, const s::Board& board) {
  if (board.closure) {
    json.key("closure").begin_object();
    write_id(json, board.closure->id);
    write_why(json, board.closure->from, board.closure->to, *board.closure);
    json.end_object();
  }
  if (board.notices.empty()) return;
  json.key("notices").begin_array();
  for (const auto& told : board.notices) {
    json.begin_object();
    write_notice_fields(json, told);
    json.end_object();
  }
  json.end_array();
}

const ClosureNews* closure_now(const News& news, config::HallCode hall, config::Instant now) {
  const auto found = std::ranges::find_if(news.closures, [&](const ClosureNews& told) {
    return told.ended_at == config::Instant{} && told.closed.service == config::ServiceCode{} &&
           s::overlaps(told.closed, hall, now, now + config::milliseconds{1});
  });
  return found == news.closures.end() ? nullptr : &*found;
}

const ClosureNews* find_closure(const News& news, s::ClosureId id) {
  const auto found = std::ranges::find(news.closures, id, &ClosureNews::id);
  return found == news.closures.end() ? nullptr : &*found;
}

std::optional<config::Instant> next_opening(const News& news, const config::City& city,
                                            const config::Hall& hall, config::Instant now) {
  return s::next_opening(city, hall, now, [&](config::Instant at) -> std::optional<s::Instant> {
    const auto* told = closure_now(news, hall.code, at);
    return told == nullptr ? std::nullopt : std::optional{told->closed.to};
  });
}

}  // namespace offpeak::api
