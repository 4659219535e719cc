#include "api/citizen/appointments.hpp"

#include "api/citizen/appointment_ids.hpp"
#include "api/citizen/bodies.hpp"
#include "api/citizen/calendar.hpp"
#include "api/citizen/guidance.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

Checked<Rendered> show_calendar(const s::Reply& answer, const Resources& resources) {
  if (!answer.appointment.has_code) return problem_of(s::Rejection::wrong_state);
  const auto method = calendar_method(answer.appointment.status);
  return Rendered{.body = render_calendar(resources.city, answer.appointment,
                                          {.codes = resources.codes,
                                           .made_at = resources.shared.clock.now(),
                                           .public_url = resources.shared.public_url}),
                  .content_type = method == CalendarMethod::publish
                                      ? "text/calendar; charset=utf-8; method=PUBLISH"
                                      : "text/calendar; charset=utf-8; method=CANCEL"};
}

Checked<Rendered> show_qr(const s::Reply& answer, const Resources& resources) {
  if (!answer.appointment.has_code) return problem_of(s::Rejection::wrong_state);
  return Rendered{.body = render_qr(resources.codes, answer.appointment),
                  .content_type = "image/svg+xml"};
}

void get_as(Exchange& exchange, Render render, bool newest = false) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::GetAppointment{.id = *id, .newest = newest}, 200, render);
}

}  // namespace

void create_appointment(Exchange& exchange, Resources& resources) {
  const auto wanted =
      read_appointment_request(body_context(exchange, resources), exchange.request.body);
  if (!wanted) return exchange.reply(wanted.error());
  if (const auto* hold = std::get_if<s::AppointmentId>(&*wanted)) {
    exchange.submit(s::ConfirmHold{.id = *hold, .random = security::random_bits<s::RandomBits>()},
                    201, show_appointment, settle_hold);
    return;
  }
  const auto& wish = std::get<Wish>(*wanted);
  exchange.submit(s::BookSlot{.id = new_appointment_id(), .slot = wish.slot, .party = wish.party},
                  201, show_appointment, settle_suggestion,
                  {.suggestion = wish.suggestion, .slot = wish.slot});
}

/// A calendar that has the file of the old place follows the appointment to the new one.
void get_appointment_calendar(Exchange& exchange, Resources&) {
  get_as(exchange, show_calendar, true);
}
void get_appointment(Exchange& exchange, Resources&) { get_as(exchange, show_asked_appointment); }
void get_appointment_qr(Exchange& exchange, Resources&) { get_as(exchange, show_qr); }

void reschedule(Exchange& exchange, Resources& resources) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  const auto slot = read_reschedule(body_context(exchange, resources), exchange.request.body);
  if (!slot) return exchange.reply(slot.error());
  exchange.submit(s::Reschedule{.id = *id,
                                .new_id = next_appointment_id(*id),
                                .slot = *slot,
                                .random = security::random_bits<s::RandomBits>()},
                  201, show_appointment);
}

void cancel(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::Cancel{.id = *id, .random = security::random_bits<s::RandomBits>()}, 200,
                  show_appointment);
}

/// A citizen confirms for oneself; whoever has seen a companion's document says whose it is.
void confirm_companion(Exchange& exchange, Resources& resources) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  auto citizen = exchange.principal->caller.citizen;
  if (exchange.role() != s::Role::citizen) {
    const auto named = read_identity(body_context(exchange, resources), exchange.request.body);
    if (!named) return exchange.reply(named.error());
    citizen = named->key;
  }
  exchange.submit(s::ConfirmCompanion{.id = *id, .citizen = citizen}, 200, show_appointment);
}

}  // namespace offpeak::api
