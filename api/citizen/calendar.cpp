#include "api/citizen/calendar.hpp"

#include <libical/ical.h>

#include <memory>
#include <new>

#include "api/citizen/render.hpp"
#include "base/hex.hpp"
#include "scheduler/messages/appointment_chain.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::AppointmentStatus;
using scheduler::AppointmentView;

/// RFC 5546 demands an organizer with an address; this one says that there is no mailbox behind it.
constexpr const char* no_mailbox = "invalid:nomail";

using Component = std::unique_ptr<icalcomponent, void (*)(icalcomponent*)>;

Component make(icalcomponent_kind kind) {
  Component made{icalcomponent_new(kind), icalcomponent_free};
  if (!made) throw std::bad_alloc{};
  return made;
}

void add(const Component& component, icalproperty* property) {
  if (property == nullptr) throw std::bad_alloc{};
  icalcomponent_add_property(component.get(), property);
}

void add(const Component& component, Component part) {
  icalcomponent_add_component(component.get(), part.release());
}

/// The library sets its zones up when it is first asked for one, which two threads must not do at
/// once.
const icaltimezone* utc() {
  static const icaltimezone* const zone = icaltimezone_get_utc_timezone();
  return zone;
}

icaltimetype calendar_time(config::Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
  return icaltime_from_timet_with_zone(seconds, 0, utc());
}

/// The text without control characters, which a calendar file cannot have.
std::string plain(std::string text) {
  std::erase_if(text, [](unsigned char c) { return (c < ' ' && c != '\n') || c == 0x7F; });
  return text;
}

struct Place {
  std::string name;
  std::string address;  // with the name
};

Place place_of(const config::Hall* hall, config::HallCode code) {
  if (hall == nullptr)
    return {.name = scheduler::format_hall(code), .address = scheduler::format_hall(code)};
  const std::string name = plain(hall->name.zh + " " + hall->name.en);
  return {.name = name,
          .address = hall->address.empty() ? name : name + ", " + plain(hall->address)};
}

std::string hex_of_chain(const AppointmentView& view) {
  return std::string{base::text_of(base::to_hex(view.id))}.substr(0, 16);
}

int sequence_of(const AppointmentView& view) {
  return step_of(view.id) + (calendar_method(view.status) == CalendarMethod::cancel ? 1 : 0);
}

icalproperty* organizer(const Place& place) {
  icalproperty* property = icalproperty_new_organizer(no_mailbox);
  if (property == nullptr) throw std::bad_alloc{};
  icalproperty_add_parameter(property, icalparameter_new_cn(place.name.c_str()));
  return property;
}

Component alarm(config::minutes before, const std::string& text) {
  auto made = make(ICAL_VALARM_COMPONENT);
  icaltriggertype trigger{};
  trigger.time = icaltime_null_time();
  trigger.duration =
      icaldurationtype_from_int(-static_cast<int>(std::chrono::seconds{before}.count()));
  add(made, icalproperty_new_action(ICAL_ACTION_DISPLAY));
  add(made, icalproperty_new_trigger(trigger));
  add(made, icalproperty_new_description(text.c_str()));
  return made;
}

void add_links(const Component& event, const config::Hall* hall, const AppointmentView& view,
               const CalendarContext& context) {
  if (hall != nullptr) add(event, icalproperty_new_geo({.lat = hall->lat, .lon = hall->lon}));
  if (context.public_url.empty()) return;
  const std::string url = std::string{context.public_url} + "/v1/appointments/" +
                          std::string{base::text_of(base::to_hex(view.id))} + ".ics";
  add(event, icalproperty_new_url(url.c_str()));
}

Component event_of(const config::City& city, const AppointmentView& view,
                   const CalendarContext& context) {
  const auto* hall = city.find(view.slot.hall());
  const Place place = place_of(hall, view.slot.hall());
  const auto start = view.slot.start();
  const std::string summary = place.name + " " + check_in_text(context.codes, view);
  const bool is_cancelled = calendar_method(view.status) == CalendarMethod::cancel;
  auto event = make(ICAL_VEVENT_COMPONENT);
  add(event, icalproperty_new_uid((hex_of_chain(view) + "@offpeak").c_str()));
  add(event, icalproperty_new_sequence(sequence_of(view)));
  add(event, icalproperty_new_dtstamp(calendar_time(context.made_at)));
  add(event, icalproperty_new_dtstart(calendar_time(start)));
  add(event, icalproperty_new_dtend(calendar_time(start + config::minutes{view.minutes})));
  add(event, organizer(place));
  add(event, icalproperty_new_summary(summary.c_str()));
  add(event, icalproperty_new_location(place.address.c_str()));
  add_links(event, hall, view, context);
  add(event, icalproperty_new_status(is_cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  if (view.status == AppointmentStatus::booked) {
    for (const auto before : city.reminders) add(event, alarm(before, summary));
  }
  return event;
}

}  // namespace

CalendarMethod calendar_method(AppointmentStatus status) {
  const bool is_given_up = status == AppointmentStatus::cancelled ||
                           status == AppointmentStatus::late_cancelled ||
                           status == AppointmentStatus::rescheduled;
  return is_given_up ? CalendarMethod::cancel : CalendarMethod::publish;
}

std::string render_calendar(const config::City& city, const AppointmentView& view,
                            const CalendarContext& context) {
  const bool is_cancelled = calendar_method(view.status) == CalendarMethod::cancel;
  auto calendar = make(ICAL_VCALENDAR_COMPONENT);
  add(calendar, icalproperty_new_version("2.0"));
  add(calendar, icalproperty_new_prodid("-//Offpeak//Offpeak//EN"));
  add(calendar, icalproperty_new_method(is_cancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH));
  add(calendar, event_of(city, view, context));
  const std::unique_ptr<char, void (*)(void*)> text{icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer};
  if (!text) throw std::bad_alloc{};
  return text.get();
}

}  // namespace offpeak::api
