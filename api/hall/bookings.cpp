#include "api/hall/bookings.hpp"

#include <array>
#include <limits>
#include <string>

#include "api/citizen/bodies.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall_in_path.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "base/number.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

constexpr std::uint16_t bookings_default = 200;

Checked<s::ListBookings> read_bookings_query(std::string_view query, config::HallCode hall,
                                             config::Date today) {
  std::string date;
  std::string after;
  std::string limit;
  const std::array<QueryField, 3> fields{{{"date", &date}, {"after", &after}, {"limit", &limit}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  s::ListBookings question{.hall = hall, .date = today, .limit = bookings_default};
  if (!date.empty()) {
    const auto day = config::parse_date(date);
    if (!day || !s::has_keys(*day)) return invalid_field("date", "must be a day as 2026-06-13");
    question.date = *day;
  }
  if (!after.empty()) {
    const auto number =
        base::parse_number<std::uint32_t>(after, 1, std::numeric_limits<std::int32_t>::max());
    if (!number) return invalid_field("after", "must be the next of another page");
    question.skipped = *number;
  }
  if (!limit.empty()) {
    const auto number = base::parse_number<std::uint16_t>(limit, 1, s::bookings_page_max);
    if (!number) {
      return invalid_field("limit", "must be 1 to " + std::to_string(s::bookings_page_max));
    }
    question.limit = *number;
  }
  return question;
}

Checked<Rendered> show_bookings(const s::Reply& answer, const Resources& resources) {
  const auto& page = *answer.bookings;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("bookings").begin_array();
  for (const auto& one : page.bookings) {
    json.begin_object();
    json.key("id").plain(base::text_of(base::to_hex(one.id)));
    json.key("code").plain(resources.codes.text(one.slot.hall(), one.slot.date(), one.code));
    json.key("slot").plain(s::format_slot(resources.city, one.slot));
    json.key("start").plain(config::format_instant(one.slot.start()));
    json.key("status").plain(status_name(one.status));
    write_services(json, resources.city, {.codes = one.services, .size = one.size});
    json.end_object();
  }
  json.end_array();
  if (page.next != 0) json.key("next").number(page.next);
  json.end_object();
  return Rendered{body};
}

}  // namespace

void list_bookings(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  const auto question =
      read_bookings_query(exchange.request.query, hall->code, config::date_of(exchange.now));
  if (!question) return exchange.reply(question.error());
  exchange.submit(*question, 200, show_bookings);
}

void excuse_no_show(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::ExcuseNoShow{*id}, 200, show_appointment);
}

void lift_suspension(Exchange& exchange, Resources& resources) {
  const auto person = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  exchange.submit(s::LiftSuspension{person->key}, 204, no_body);
}

}  // namespace offpeak::api
