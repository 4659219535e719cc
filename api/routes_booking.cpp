// Holds, appointments and the waitlist; and how what the ring answers is shown.
#include "api/app.hpp"
#include "api/render.hpp"
#include "api/render_report.hpp"
#include "api/render_ticket.hpp"
#include "api/security/random.hpp"
#include "api/slot_id.hpp"
#include "base/hex.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

Problem unknown_id() { return not_found("there is nothing by this name"); }

}  // namespace

void App::create_hold(const Context& context) {
  const auto wish = read_wish(body_context(context), context.request.body);
  if (!wish) return reply(context, wish.error());
  submit(context,
         s::HoldSlot{.id = security::random_bits<s::AppointmentId>(),
                     .slot = wish->slot,
                     .party = wish->party},
         201, Show::appointment);
}

void App::release_hold(const Context& context) {
  const auto id = base::from_hex<s::AppointmentId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  submit(context, s::ReleaseHold{*id}, 204, Show::nothing);
}

void App::create_appointment(const Context& context) {
  const auto wanted = read_appointment_request(body_context(context), context.request.body);
  if (!wanted) return reply(context, wanted.error());
  if (const auto* hold = std::get_if<s::AppointmentId>(&*wanted)) {
    return submit(context, s::ConfirmHold{*hold}, 201, Show::appointment);
  }
  const auto& wish = std::get<Wish>(*wanted);
  submit(
      context,
      s::BookSlot{
          .id = security::random_bits<s::AppointmentId>(), .slot = wish.slot, .party = wish.party},
      201, Show::appointment);
}

void App::get_appointment(const Context& context, Show show) {
  const auto id = base::from_hex<s::AppointmentId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  submit(context, s::GetAppointment{*id}, 200, show);
}

void App::reschedule(const Context& context) {
  const auto id = base::from_hex<s::AppointmentId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  const auto slot = read_reschedule(body_context(context), context.request.body);
  if (!slot) return reply(context, slot.error());
  submit(context,
         s::Reschedule{.id = *id,
                       .new_id = security::random_bits<s::AppointmentId>(),
                       .slot = *slot,
                       .random = security::random_bits<s::RandomBits>()},
         201, Show::appointment);
}

void App::cancel(const Context& context) {
  const auto id = base::from_hex<s::AppointmentId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  submit(context, s::Cancel{.id = *id, .random = security::random_bits<s::RandomBits>()}, 200,
         Show::appointment);
}

void App::join_waitlist(const Context& context) {
  const auto wish = read_wish(body_context(context), context.request.body);
  if (!wish) return reply(context, wish.error());
  submit(context,
         s::JoinWaitlist{.id = security::random_bits<s::WaitlistId>(),
                         .offer_id = security::random_bits<s::AppointmentId>(),
                         .slot = wish->slot,
                         .party = wish->party},
         201, Show::waitlist);
}

void App::get_waitlist(const Context& context) {
  const auto id = base::from_hex<s::WaitlistId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  submit(context, s::GetWaitlist{*id}, 200, Show::waitlist);
}

void App::leave_waitlist(const Context& context) {
  const auto id = base::from_hex<s::WaitlistId>(context.parameters[0]);
  if (!id) return reply(context, unknown_id());
  submit(context, s::LeaveWaitlist{*id}, 204, Show::nothing);
}

void App::list_my_appointments(const Context& context) {
  submit(context, s::ListAppointments{context.principal->caller.citizen}, 200, Show::list);
}

void App::show(const Pending& pending, const s::Reply& answer) {
  constexpr std::string_view json_type = "application/json";
  const bool is_file = pending.show == Show::calendar || pending.show == Show::qr;
  if (is_file && !answer.appointment.has_code) {
    return reply(pending, problem_of(s::Rejection::wrong_state));
  }
  std::string body;
  http::Response response{.status = pending.status, .content_type = json_type};
  switch (pending.show) {
    case Show::nothing:
      response.content_type = {};
      break;
    case Show::appointment:
      body = render_appointment(service_.city, answer.appointment);
      break;
    case Show::waitlist:
      body = render_waitlist(service_.city, answer.waitlist);
      break;
    case Show::ticket:
      body = render_ticket(service_.city, answer.ticket, answer.receipt.wait);
      break;
    case Show::issued_ticket:
      body = render_ticket(service_.city, answer.ticket, answer.ticket.wait);
      break;
    case Show::call:
      if (answer.receipt.kind == s::ReceiptKind::nothing) {  // nobody waits
        response = {.status = 204};
      } else {
        body = render_call(service_.city, answer.ticket);
      }
      break;
    case Show::audit:
      body = render_audit(*answer.audit);
      break;
    case Show::report:
      body = render_report(service_.city, *answer.report);
      break;
    case Show::report_csv:
      body = render_report_csv(service_.city, *answer.report);
      response.content_type = "text/csv; charset=utf-8; header=present";
      break;
    case Show::list:
      body = render_list(service_.city, *answer.list);
      break;
    case Show::calendar:
      body = render_calendar(service_.city, answer.appointment, service_.clock.now());
      response.content_type = "text/calendar; charset=utf-8";
      break;
    case Show::qr:
      body = render_qr(answer.appointment);
      response.content_type = "image/svg+xml";
      break;
  }
  response.body = body;
  send(pending.reply_to, *pending.route, pending.began, pending.name.text(), response);
}

}  // namespace offpeak::api
