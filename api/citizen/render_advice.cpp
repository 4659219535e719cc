// The reply to POST /v1/advice.
#include <cmath>
#include <span>

#include "api/citizen/advice.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::AdviceChannel;

std::string_view word_of(AdviceChannel channel) {
  switch (channel) {
    case AdviceChannel::online:
      return "online";
    case AdviceChannel::machine:
      return "machine";
    case AdviceChannel::hall:
      return "hall";
  }
  return {};
}

void write_text(base::JsonWriter& json, const config::Name& text) {
  json.begin_object();
  json.key("zh").text(text.zh);
  json.key("en").text(text.en);
  json.end_object();
}

void write_texts(base::JsonWriter& json, std::string_view key,
                 std::span<const config::Name> texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) write_text(json, text);
  json.end_array();
}

/// Opens with the name, as every text for people: what to look for comes beside it.
void write_way(base::JsonWriter& json, const config::OnlineWay& way) {
  json.begin_object();
  json.key("zh").text(way.name.zh);
  json.key("en").text(way.name.en);
  if (!way.url.empty()) json.key("url").text(way.url);
  if (way.find) {
    json.key("find");
    write_text(json, *way.find);
  }
  json.end_object();
}

void write_date(base::JsonWriter& json, std::string_view key, std::optional<config::Date> date) {
  json.key(key);
  if (date) {
    json.plain(config::format_date(*date));
  } else {
    json.null();
  }
}

void write_number(base::JsonWriter& json, std::string_view key, std::optional<int> number) {
  json.key(key);
  if (number) {
    json.number(*number);
  } else {
    json.null();
  }
}

void write_online(base::JsonWriter& json, const config::OnlineRules& rules,
                  const scheduler::Advice& advice) {
  json.key("online").begin_object();
  json.key("ways").begin_array();
  for (const auto& way : *advice.ways) write_way(json, way);
  json.end_array();
  if (advice.online) {
    const auto& clock = *advice.online;
    if (clock.authority != nullptr) {
      json.key("authority");
      write_text(json, clock.authority->name);
    }
    write_texts(json, "checklist", rules.online.checklist);
    json.key("processing_days").number(rules.online.processing_days);
    write_date(json, "ready_by", clock.ready_by);
    json.key("correct_days").number(rules.online.correct_days);
    write_date(json, "correct_by", clock.correct_by);
    json.key("pay_days").number(rules.online.pay_days);
    write_date(json, "pay_by", clock.pay_by);
    json.key("provisional").boolean(clock.provisional);
    write_texts(json, "delivery", rules.online.delivery);
    json.key("refused");
    write_text(json, rules.online.refused);
  }
  json.end_object();
}

void write_choice(base::JsonWriter& json, const HallChoice& choice) {
  json.begin_object();
  json.key("hall").plain(scheduler::format_hall(choice.hall->code));
  json.key("name");
  write_text(json, choice.hall->name);
  if (choice.distance_m) {
    constexpr double tenths_of_km = 100;
    json.key("distance_km").real(std::round(*choice.distance_m / tenths_of_km) / 10);
  }
  write_date(json, "first_day", choice.first_day);
  json.end_object();
}

void write_hall(base::JsonWriter& json, const config::City& city, const AdviceRequest& asked,
                const scheduler::HallAdvice& hall, std::span<const HallChoice> halls) {
  const config::OnlineDocument& document = *asked.answers.document;
  json.key("hall").begin_object();
  json.key("services").begin_array().plain(hall.service->key).end_array();
  json.key("counter");
  write_text(json, city.find(hall.service->lane)->name);
  json.key("bring").begin_array();
  for (const auto* text : hall.bring) write_text(json, *text);
  json.end_array();
  write_number(json, "processing_days", hall.processing_days);
  write_date(json, "ready_by", hall.ready_by);
  json.key("provisional").boolean(hall.provisional);
  write_number(json, "fee_yuan", hall.fee_yuan);
  json.key("anywhere").boolean(document.anywhere);
  write_number(json, "stay_days", document.stay_days);
  write_notice(json, asked.near);
  json.key("halls").begin_array();
  for (const auto& choice : halls) write_choice(json, choice);
  json.end_array();
  json.end_object();
}

void write_journey(base::JsonWriter& json, const scheduler::Advice& advice) {
  if (!advice.peak_before) return;
  json.key("latest_safe").begin_object();
  write_date(json, "online", advice.latest_safe.online);
  write_date(json, "hall", advice.latest_safe.hall);
  json.end_object();
  json.key("peak_before").boolean(*advice.peak_before);
}

}  // namespace

std::string render_advice(const config::OnlineRules& rules, const config::City& city,
                          const AdviceRequest& asked, const scheduler::Advice& advice,
                          std::span<const HallChoice> halls) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  if (advice.channel) json.key("channel").plain(word_of(*advice.channel));
  json.key("reasons").begin_array();
  for (const auto* reason : advice.reasons) write_text(json, *reason);
  json.end_array();
  if (advice.ways != nullptr) write_online(json, rules, advice);
  if (advice.hall) write_hall(json, city, asked, *advice.hall, halls);
  write_journey(json, advice);
  if (!advice.ask.empty()) {
    json.key("ask").plain(advice.ask);
    json.key("question");
    write_text(json, *advice.question);
  }
  json.end_object();
  return body;
}

}  // namespace offpeak::api
