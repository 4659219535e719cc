#include "api/hall/waiting.hpp"

#include "api/exchange.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

void write_waiting(base::JsonWriter& json, const config::City& city, const s::WaitingView& view) {
  json.begin_object();
  // Whoever has it may give the ticket up: only who is called by it is named by it.
  if (view.is_parked) json.key("id").plain(base::text_of(base::to_hex(view.id)));
  write_numbers(json, view.number_lane, view.number, view.services.size);
  json.key("lane").plain(lane_name(city, view.lane));
  write_services(json, city, view.services);
  json.key("priority").boolean(view.ground != s::PriorityGround::none);
  json.key("returns").boolean(view.line == s::Line::returning);
  json.key("parked").boolean(view.is_parked);
  json.key("since").plain(config::format_instant(view.since));
  if (view.booked_start != config::Instant{}) {
    json.key("start").plain(config::format_instant(view.booked_start));
  }
  json.end_object();
}

/// The clerk who called it knows its id from the call; after a reload, or on another device, from
/// here.
void write_at_counter(base::JsonWriter& json, const config::City& city,
                      const s::AtCounterView& view) {
  json.begin_object();
  json.key("counter").number(static_cast<std::int64_t>(view.counter));
  json.key("ticket_id").plain(base::text_of(base::to_hex(view.id)));
  write_numbers(json, view.number_lane, view.number, view.services.size);
  json.key("lane").plain(lane_name(city, view.lane));
  write_services(json, city, view.services);
  json.key("called_at").plain(config::format_instant(view.called_at));
  if (view.served_at != config::Instant{}) {
    json.key("served_at").plain(config::format_instant(view.served_at));
  }
  json.end_object();
}

/// Which hall was asked about: its receipt says so (scheduler/reports/waiting_page.hpp).
config::HallCode hall_of(const s::Receipt& question) {
  return static_cast<config::HallCode>(question.subject.words[0]);
}

/// A standby knows of no call, and must not say that there is none.
void write_assistance(base::JsonWriter& json, config::HallCode hall, SharedResources& shared) {
  if (!shared.engine.is_leading()) return;
  json.key("assistance").begin_array();
  for (const auto& call : shared.assistance.open(hall, shared.clock.now())) {
    json.begin_object();
    json.key("id").plain(base::text_of(base::to_hex(call.id)));
    json.key("at").plain(config::format_instant(call.at));
    if (!call.place.empty()) json.key("place").text(call.place);
    json.end_object();
  }
  json.end_array();
}

Checked<Rendered> show_waiting(const s::Reply& answer, const Resources& resources) {
  const auto& page = *answer.waiting;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("waiting").begin_array();
  for (const auto& view : page.waiting) write_waiting(json, resources.city, view);
  json.end_array();
  json.key("not_listed").number(page.not_listed);
  json.key("at_counters").begin_array();
  for (const auto& view : page.at_counters) write_at_counter(json, resources.city, view);
  json.end_array();
  json.key("coming").begin_array();
  for (const auto& coming : page.coming) {
    json.begin_object();
    json.key("start").plain(config::format_instant(coming.start));
    json.key("lane").plain(lane_name(resources.city, coming.lane));
    json.key("parties").number(coming.parties);
    json.key("people").number(coming.people);
    json.end_object();
  }
  json.end_array();
  write_assistance(json, hall_of(answer.receipt), resources.shared);
  json.end_object();
  return Rendered{std::move(body)};
}

}  // namespace

void list_waiting(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  exchange.submit(s::ListWaiting{hall->code}, 200, show_waiting);
}

}  // namespace offpeak::api
