#include "api/hall/tickets.hpp"

#include <cmath>

#include "api/exchange.hpp"
#include "api/news.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;
using s::TicketStatus;

/// What most tickets take.
constexpr std::size_t ticket_bytes = 512;

/// A ticket that waits or is parked shows no counter: its last call is over.
bool has_counter(TicketStatus status) {
  return status == TicketStatus::called || status == TicketStatus::serving ||
         status == TicketStatus::done || status == TicketStatus::no_show;
}

/// The fields of every ticket, without the closing bracket.
void begin_ticket(base::JsonWriter& json, const config::City& city, const s::TicketView& view) {
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(view.id)));
  write_numbers(json, view.number_lane, view.number, view.services.size);
  json.key("status").plain(status_name(view.status));
  json.key("hall").plain(s::format_hall(view.hall));
  json.key("lane").plain(lane_name(city, view.lane));
  write_services(json, city, view.services);
  json.key("booked").boolean(!view.appointment.is_zero());
  if (view.ground != s::PriorityGround::none) json.key("priority").plain(ground_name(view.ground));
  json.key("issued_at").plain(config::format_instant(view.issued_at));
  if (!has_counter(view.status) || view.counter == s::CounterNumber{}) return;
  json.key("counter").number(static_cast<std::int64_t>(view.counter));
  json.key("called_at").plain(config::format_instant(view.called_at));
  json.key("recalls").number(view.recalls);
}

void begin_holders_ticket(base::JsonWriter& json, const config::City& city,
                          const s::TicketView& view, const s::Wait& wait) {
  begin_ticket(json, city, view);
  if (view.status != TicketStatus::waiting) return;
  json.key("ahead").number(view.ahead);
  const auto* hall = city.find(view.hall);
  write_wait(json, wait,
             hall == nullptr ? std::nullopt : s::next_opening_after(city, *hall, view.date));
}

/// As its holder sees it, with what is told to those who wait: only for who asks, never in the
/// reply to a command.
Checked<Rendered> show_ticket(const s::Reply& answer, const Resources& resources) {
  std::string body;
  body.reserve(ticket_bytes);
  base::JsonWriter json{body};
  begin_holders_ticket(json, resources.city, answer.ticket, answer.receipt.wait);
  write_notices_of(json, resources.news.get(), answer.ticket.hall, s::to_waiting,
                   resources.shared.clock.now());
  json.end_object();
  return Rendered{std::move(body)};
}

Problem unknown_ticket() { return not_found("there is no ticket by this name"); }

}  // namespace

void get_ticket(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::TicketId>(exchange.parameters[0]);
  if (!id) return exchange.reply(unknown_ticket());
  exchange.submit(s::GetTicket{*id}, 200, show_ticket);
}

void leave_ticket(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::TicketId>(exchange.parameters[0]);
  if (!id) return exchange.reply(unknown_ticket());
  exchange.submit(s::Leave{*id}, 204, no_body);
}

void write_numbers(base::JsonWriter& json, config::LaneCode lane, std::uint16_t first,
                   std::uint8_t size) {
  json.key("number").plain(ticket_number(lane, first));
  if (size < 2) return;
  json.key("numbers").begin_array();
  for (std::uint8_t i = 0; i < size; ++i) {
    json.plain(ticket_number(lane, static_cast<std::uint16_t>(first + i)));
  }
  json.end_array();
}

void write_services(base::JsonWriter& json, const config::City& city, const s::Services& services) {
  json.key("services").begin_array();
  for (const auto code : services) json.plain(service_name(city, code));
  json.end_array();
}

void write_minutes(base::JsonWriter& json, std::uint32_t seconds) {
  if (seconds >= s::Wait::not_today_s) {
    json.null();
  } else {
    json.real(std::round(static_cast<double>(seconds) / 6) / 10);
  }
}

void write_wait(base::JsonWriter& json, const s::Wait& wait,
                std::optional<config::Instant> next_opening) {
  write_minutes(json.key("wait_p50_minutes"), wait.p50_s);
  write_minutes(json.key("wait_p90_minutes"), wait.p90_s);
  json.key("not_today").boolean(wait.is_not_today());
  if (!wait.is_not_today() || !next_opening) return;
  json.key("next_opening").plain(config::format_instant(*next_opening));
}

std::string render_ticket(const config::City& city, const s::TicketView& view,
                          const s::Wait& wait) {
  std::string body;
  body.reserve(ticket_bytes);
  base::JsonWriter json{body};
  begin_holders_ticket(json, city, view, wait);
  json.end_object();
  return body;
}

std::string render_call(const config::City& city, const s::TicketView& view) {
  std::string body;
  body.reserve(ticket_bytes);
  base::JsonWriter json{body};
  json.begin_object().key("ticket");
  begin_ticket(json, city, view);
  json.end_object().end_object();
  return body;
}

}  // namespace offpeak::api
