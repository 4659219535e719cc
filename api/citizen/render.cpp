#include "api/citizen/render.hpp"

#include <algorithm>

#include "api/news.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"
#include "scheduler/booking/cancellation.hpp"
#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/slot_id.hpp"
#include "scheduler/messages/watch_words.hpp"

namespace offpeak::api {
namespace {

using scheduler::AppointmentStatus;
using scheduler::AppointmentView;
using scheduler::WaitlistStatus;
using scheduler::WaitlistView;

template <class View>
void write_applicants(base::JsonWriter& json, const config::City& city, const View& view) {
  json.key("applicants").begin_array();
  for (std::uint8_t i = 0; i < view.size; ++i) {
    json.begin_object().key("service").plain(service_name(city, view.services[i]));
    if constexpr (requires { view.companions; }) {
      json.key("confirmed").boolean((view.companions >> i & 1) == 0);
    }
    json.end_object();
  }
  json.end_array();
}

/// Said only when it is so: the hall may turn out to be closed on that day.
void write_provisional(base::JsonWriter& json, const config::City& city, scheduler::SlotKey slot) {
  const auto* hall = city.find(slot.hall());
  if (hall == nullptr || !scheduler::is_provisional(city, *hall, slot.date())) return;
  json.key("provisional").boolean(true);
}

/// By when to come and to cancel. Of a place that is still to come, and while its hall is there.
void write_times(base::JsonWriter& json, const config::City& city, const AppointmentView& view) {
  const auto* hall = city.find(view.slot.hall());
  const bool is_to_come =
      view.status == AppointmentStatus::held || view.status == AppointmentStatus::booked;
  if (hall == nullptr || !is_to_come) return;
  const auto window = scheduler::check_in_window(hall->rules, view.slot.start());
  json.key("check_in_from").plain(config::format_instant(window.from));
  json.key("check_in_until").plain(config::format_instant(window.until));
  const auto free_until = scheduler::free_cancellation_end(hall->rules, view.slot.date());
  json.key("cancel_free_until").plain(config::format_instant(free_until));
}

/// The end, and what is left until then: a page's own clock may be wrong.
void write_end_of_hold(base::JsonWriter& json, config::Instant end,
                       const std::optional<Asking>& asked) {
  json.key("expires_at").plain(config::format_instant(end));
  if (!asked) return;
  const auto left = std::chrono::floor<std::chrono::seconds>(end - asked->now).count();
  json.key("remaining_seconds").number(std::max<std::int64_t>(left, 0));
}

void write_offer(base::JsonWriter& json, const config::City& city,
                 const scheduler::PlaceOfferView& offer) {
  const auto start = offer.slot.start();
  json.key("offer").begin_object();
  json.key("id").plain(base::text_of(base::to_hex(offer.id)));
  json.key("kind").plain(scheduler::name_of(offer.kind));
  json.key("slot").plain(scheduler::format_slot(city, offer.slot));
  json.key("hall").plain(scheduler::format_hall(offer.slot.hall()));
  json.key("start").plain(config::format_instant(start));
  json.key("end").plain(config::format_instant(start + config::minutes{offer.minutes}));
  json.key("expires_at").plain(config::format_instant(offer.expires_at));
  write_provisional(json, city, offer.slot);
  json.end_object();
}

void write_watch(base::JsonWriter& json, const scheduler::WatchView& watch) {
  json.key("watch").begin_object().key("halls").begin_array();
  for (const auto hall : watch.places) json.plain(scheduler::format_hall(hall));
  json.end_array();
  json.key("from").plain(config::format_date(watch.places.from));
  json.key("to").plain(config::format_date(watch.places.to));
  json.key("from_time").plain(config::format_minute(watch.places.from_minute));
  json.key("to_time").plain(config::format_minute(watch.places.to_minute));
  json.key("ends_at").plain(config::format_instant(watch.ends_at));
  json.end_object();
}

/// Why a place was taken away, and what is told to those who have booked in the hall.
void write_news(base::JsonWriter& json, const config::City& city, const AppointmentView& view,
                const engine::News& news, config::Instant now) {
  if (view.status == AppointmentStatus::displaced) {
    if (const auto* closure = find_closure(news, view.closed_by)) {
      write_closure(json.key("closure"), city, *closure);
    }
  }
  if (view.status != AppointmentStatus::booked) return;
  write_notices_of(json, news, view.slot.hall(), scheduler::to_booked, now);
}

/// `asked`: of one that is asked for now, not of a reply to something else, which is the same
/// whenever it is repeated.
void write_appointment(base::JsonWriter& json, const config::City& city,
                       const security::CheckInCodes& codes, const AppointmentView& view,
                       std::optional<Asking> asked) {
  const auto start = view.slot.start();
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(view.id)));
  if (view.has_code) json.key("code").plain(check_in_text(codes, view));
  json.key("status").plain(status_name(view.status));
  json.key("slot").plain(scheduler::format_slot(city, view.slot));
  json.key("hall").plain(scheduler::format_hall(view.slot.hall()));
  json.key("start").plain(config::format_instant(start));
  json.key("end").plain(config::format_instant(start + config::minutes{view.minutes}));
  write_provisional(json, city, view.slot);
  if (view.status == AppointmentStatus::held) {
    write_end_of_hold(json, view.expires_at, asked);
  }
  write_times(json, city, view);
  write_applicants(json, city, view);
  if (view.as_companion) json.key("as_companion").boolean(true);
  if (!view.earlier.is_zero())
    json.key("reschedules").plain(base::text_of(base::to_hex(view.earlier)));
  if (!view.later.is_zero())
    json.key("rescheduled_to").plain(base::text_of(base::to_hex(view.later)));
  if (view.offer) write_offer(json, city, *view.offer);
  if (view.watch) write_watch(json, *view.watch);
  if (asked) write_news(json, city, view, asked->news, asked->now);
  if (!view.ticket.is_zero()) json.key("ticket_id").plain(base::text_of(base::to_hex(view.ticket)));
  json.end_object();
}

}  // namespace

std::string_view status_name(AppointmentStatus status) {
  switch (status) {
    case AppointmentStatus::held:
      return "held";
    case AppointmentStatus::booked:
      return "booked";
    case AppointmentStatus::checked_in:
      return "checked_in";
    case AppointmentStatus::done:
      return "done";
    case AppointmentStatus::expired:
      return "expired";
    case AppointmentStatus::released:
      return "released";
    case AppointmentStatus::cancelled:
      return "cancelled";
    case AppointmentStatus::late_cancelled:
      return "late_cancelled";
    case AppointmentStatus::rescheduled:
      return "rescheduled";
    case AppointmentStatus::no_show:
      return "no_show";
    case AppointmentStatus::left:
      return "left";
    case AppointmentStatus::displaced:
      return "displaced";
    case AppointmentStatus::excused:
      return "excused";
  }
  return {};
}

std::string_view status_name(WaitlistStatus status) {
  switch (status) {
    case WaitlistStatus::waiting:
      return "waiting";
    case WaitlistStatus::offered:
      return "offered";
    case WaitlistStatus::accepted:
      return "accepted";
    case WaitlistStatus::lapsed:
      return "lapsed";
    case WaitlistStatus::left:
      return "left";
    case WaitlistStatus::closed:
      return "closed";
    case WaitlistStatus::ineligible:
      return "ineligible";
  }
  return {};
}

std::string check_in_text(const security::CheckInCodes& codes, const AppointmentView& view) {
  if (!view.has_code) return {};
  return codes.text(view.slot.hall(), view.slot.date(), view.code);
}

std::string render_appointment(const config::City& city, const security::CheckInCodes& codes,
                               const AppointmentView& view, std::optional<Asking> asked) {
  std::string body;
  body.reserve(512);
  base::JsonWriter json{body};
  write_appointment(json, city, codes, view, asked);
  return body;
}

Checked<Rendered> show_appointment(const scheduler::Reply& answer, const Resources& resources) {
  return Rendered{
      render_appointment(resources.city, resources.codes, answer.appointment, std::nullopt)};
}

Checked<Rendered> show_asked_appointment(const scheduler::Reply& answer,
                                         const Resources& resources) {
  return Rendered{render_appointment(resources.city, resources.codes, answer.appointment,
                                     Asking{resources.shared.clock.now(), resources.news.get()})};
}

std::string render_list(const config::City& city, const security::CheckInCodes& codes,
                        const std::vector<AppointmentView>& list, const Asking& asked) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("appointments").begin_array();
  for (const auto& view : list) write_appointment(json, city, codes, view, asked);
  json.end_array().end_object();
  return body;
}

std::string render_waitlist(const config::City& city, const WaitlistView& view) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("id").plain(base::text_of(base::to_hex(view.id)));
  json.key("status").plain(status_name(view.status));
  json.key("slot").plain(scheduler::format_slot(city, view.slot));
  write_provisional(json, city, view.slot);
  if (view.status == WaitlistStatus::waiting) json.key("position").number(view.position);
  if (view.status == WaitlistStatus::offered) {
    json.key("offer").begin_object();
    json.key("hold").plain(base::text_of(base::to_hex(view.offer)));
    json.key("expires_at").plain(config::format_instant(view.offer_expires_at));
    json.end_object();
  }
  write_applicants(json, city, view);
  json.end_object();
  return body;
}

}  // namespace offpeak::api
