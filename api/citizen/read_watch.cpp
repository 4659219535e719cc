// The body of POST /v1/appointments/{id}/watch.
#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "api/citizen/visit_query.hpp"
#include "api/citizen/watches.hpp"
#include "api/json_document.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace json = boost::json;

Checked<void> read_halls(const config::City& city, const json::object& object,
                         scheduler::WatchedPlaces& into) {
  const auto* value = object.if_contains("halls");
  if (value == nullptr) return {};
  if (!value->is_array() || value->get_array().empty() ||
      value->get_array().size() > scheduler::watch_halls_max) {
    return invalid_field("halls",
                         "must be a list of 1 to " + std::to_string(scheduler::watch_halls_max));
  }
  for (const auto& each : value->get_array()) {
    const std::string field = "halls[" + std::to_string(into.halls_size) + "]";
    if (!each.is_string()) return invalid_field(field, "must be a string");
    const auto code = scheduler::parse_hall(std::string_view{each.get_string()});
    if (!code || city.find(*code) == nullptr) {
      return invalid_field(field, "is not a hall: see GET /v1/halls");
    }
    if (std::ranges::find(into, *code) != into.end()) {
      return invalid_field(field, "is named twice");
    }
    into.halls[into.halls_size++] = *code;
  }
  return {};
}

/// Leaves `into` as it is when the field is not there.
Checked<void> read_date(const json::object& object, const std::string& name, config::Date& into) {
  if (!object.contains(name)) return {};
  const auto text = read_text(object, name);
  if (!text) return text.error();
  const auto date = read_day(name, *text);
  if (!date) return date.error();
  into = *date;
  return {};
}

Checked<void> read_time(const json::object& object, const std::string& name,
                        config::MinuteOfDay& into) {
  if (!object.contains(name)) return {};
  const auto text = read_text(object, name);
  if (!text) return text.error();
  const auto minute = config::parse_minute(*text);
  if (!minute) return invalid_field(name, "must be a time of day such as 08:30");
  into = *minute;
  return {};
}

Checked<void> read_days(const json::object& object, config::Date today,
                        scheduler::WatchedPlaces& into) {
  into.from = today;
  if (auto read = read_date(object, "from", into.from); !read) return read;
  // The booking ends them sooner.
  into.to = std::max(into.from, today) + std::chrono::days{scheduler::watch_days_max - 1};
  if (auto read = read_date(object, "to", into.to); !read) return read;
  if (into.to < into.from) {
    return invalid_field("to", "must not be before from, which is today when it is left out");
  }
  return {};
}

Checked<void> read_hours(const json::object& object, scheduler::WatchedPlaces& into) {
  if (auto read = read_time(object, "from_time", into.from_minute); !read) return read;
  if (auto read = read_time(object, "to_time", into.to_minute); !read) return read;
  if (into.to_minute <= into.from_minute) {
    return invalid_field("to_time", "must be after from_time, which is 00:00 when it is left out");
  }
  return {};
}

}  // namespace

Checked<scheduler::WatchedPlaces> read_watch_request(const config::City& city, config::Date today,
                                                     std::string_view body) {
  JsonDocument document{body.empty() ? "{}" : body};
  const auto read = document.read({"halls", "from", "to", "from_time", "to_time"});
  if (!read) return read.error();
  const json::object& object = **read;
  scheduler::WatchedPlaces places;
  if (const auto halls = read_halls(city, object, places); !halls) return halls.error();
  if (const auto days = read_days(object, today, places); !days) return days.error();
  if (const auto hours = read_hours(object, places); !hours) return hours.error();
  return places;
}

}  // namespace offpeak::api
