#include "api/problem.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "base/enumerators.hpp"
#include "base/json_writer.hpp"
#include "config/civil_time.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::Rejection;

struct Row {
  Rejection rejection;
  int status;
  ProblemCode code;
  std::string_view detail;
};

constexpr std::array rejections{
    Row{Rejection::slot_full, 409, "slot_full",
        "the released part of this slot has no room for this party"},
    Row{Rejection::not_released, 409, "not_released", "this slot is not released yet"},
    Row{Rejection::already_booked, 409, "already_booked",
        "an applicant has an appointment for this service: move or cancel that one"},
    Row{Rejection::already_held, 409, "already_held",
        "an applicant has a hold or an offer for this service: confirm it or give it back first"},
    Row{Rejection::suspended, 409, "suspended",
        "booking is suspended for an applicant after repeated no-shows; walk-in stays open"},
    Row{Rejection::hold_expired, 409, "hold_expired", "the hold has ended"},
    Row{Rejection::unknown_slot, 404, "unknown_slot",
        "there is no such slot: unknown hall or lane, closed on that day, or not a slot's start"},
    Row{Rejection::outside_horizon, 409, "outside_horizon",
        "the slot has begun, or is further ahead than can be booked"},
    Row{Rejection::hold_limit, 409, "hold_limit", "an applicant has too many open holds"},
    Row{Rejection::cancellation_limit, 409, "cancellation_limit",
        "an applicant has cancelled too often recently"},
    Row{Rejection::not_found, 404, "not_found", "nothing has this id"},
    Row{Rejection::forbidden, 403, "forbidden", "the token does not allow this"},
    Row{Rejection::wrong_state, 409, "wrong_state", "its state no longer allows this"},
    Row{Rejection::idempotency_mismatch, 409, "idempotency_mismatch",
        "this Idempotency-Key came with another request before"},
    Row{Rejection::wrong_lane, 409, "wrong_lane",
        "a service does not belong to this lane, or the hall does not offer it there"},
    Row{Rejection::duplicate_applicant, 409, "duplicate_applicant",
        "the same person is listed twice for one service"},
    Row{Rejection::party_too_large, 409, "party_too_large",
        "the party has more people than this hall accepts: book in smaller groups"},
    Row{Rejection::slot_available, 409, "slot_available", "there is room in this slot: book it"},
    Row{Rejection::waitlist_full, 409, "waitlist_full", "this slot's waitlist is full"},
    Row{Rejection::already_waiting, 409, "already_waiting",
        "an applicant is already waiting for this slot"},
    Row{Rejection::waitlist_limit, 409, "waitlist_limit",
        "an applicant is already waiting for too many slots"},
    Row{Rejection::too_early, 409, "too_early", "the check-in window has not begun"},
    Row{Rejection::too_late, 409, "too_late", "the check-in window has passed"},
    Row{Rejection::appointment_elsewhere, 409, "appointment_elsewhere",
        "the appointment is in another hall or on another day: see appointment"},
    Row{Rejection::appointment_cancelled, 409, "appointment_cancelled",
        "the appointment was cancelled"},
    Row{Rejection::visit_ended, 409, "visit_ended",
        "the visit is over, or its ticket was given up or missed"},
    Row{Rejection::storage_full, 503, "storage_full", "the server has no room for more records"},
    Row{Rejection::unknown_counter, 404, "unknown_counter", "the hall has no such counter"},
    Row{Rejection::counter_closed, 409, "counter_closed", "the counter is not open"},
    Row{Rejection::counter_busy, 409, "counter_busy",
        "the counter has a visitor: finish, miss, park or transfer first"},
    Row{Rejection::no_visitor, 409, "no_visitor",
        "the counter has no visitor in a state that allows this"},
    Row{Rejection::recall_first, 409, "recall_first",
        "recall the visitor first: a visitor counts as missed only after all recalls"},
    Row{Rejection::recalls_spent, 409, "recalls_spent",
        "no recall is left: serve the visitor, or mark the visitor as missed"},
    Row{Rejection::hall_closed, 409, "hall_closed", "the hall gives out no numbers at this time"},
    Row{Rejection::unknown_service, 409, "unknown_service", "the hall does not offer this service"},
    Row{Rejection::lane_full, 409, "lane_full", "this lane has no numbers left for today"},
    Row{Rejection::idempotency_limit, 429, "idempotency_limit",
        "too many requests with an Idempotency-Key within 24 hours: send without, or later"},
    Row{Rejection::hold_pause, 429, "hold_pause",
        "several holds came to nothing lately: the next one is possible at again_at"},
    Row{Rejection::revocations_full, 409, "revocations_full",
        "as many revocations are kept as there may be: lift those that are not needed"},
    Row{Rejection::came_together, 409, "came_together",
        "a booking has the two documents as two people, who came together or are to come: if it is "
        "one "
        "person, cancel what is still to come"},
    Row{Rejection::overlapping_visit, 409, "overlapping_visit",
        "an applicant has an appointment in another hall at that time: choose another time, or "
        "cancel "
        "that one"},
    Row{Rejection::recall_pause, 409, "recall_pause",
        "the visitor was called a moment ago: the next recall, or a miss, is possible at again_at"},
    Row{Rejection::numbers_ended, 409, "numbers_ended",
        "the hall gives walk-ins no more numbers today: it closes soon, or its queue is longer "
        "than "
        "its day; nearest_hall, if it is there, still does"},
    Row{Rejection::already_watching, 409, "already_watching",
        "the appointment has a watch: withdraw it first"},
    Row{Rejection::watch_limit, 409, "watch_limit",
        "an applicant watches for places of three appointments, or let too many offers come to "
        "nothing today"},
    Row{Rejection::nothing_earlier, 409, "nothing_earlier",
        "no place in these halls, on these days and at these hours can be earlier than the booked "
        "one"},
    Row{Rejection::slot_closed, 409, "slot_closed",
        "the hall, or the service in it, is closed at that time: choose another time or hall"},
    Row{Rejection::appointment_displaced, 409, "appointment_displaced",
        "a closure took the place of this appointment, which counts against nobody: see its offer"},
    Row{Rejection::unknown_citizen, 409, "unknown_citizen",
        "an applicant's citizen key is of nobody who has come with you before: send id_type and "
        "id_number"},
};

constexpr bool has_one_row_each() {
  for (int i = 1; i <= static_cast<int>(base::last_of<Rejection>); ++i) {
    const auto rows = std::ranges::count(rejections, static_cast<Rejection>(i), &Row::rejection);
    if (rows != 1) return false;
  }
  return rejections.size() == static_cast<std::size_t>(base::last_of<Rejection>);
}
static_assert(has_one_row_each(), "every rejection has its problem, and only one");

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 408:
      return "Request timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length required";
    case 413:
      return "Body too large";
    case 414:
      return "Target too long";
    case 415:
      return "Unsupported media type";
    case 429:
      return "Too many requests";
    case 431:
      return "Header too large";
    case 500:
      return "Internal server error";
    case 505:
      return "HTTP version not supported";
    default:
      return "Unavailable";
  }
}

/// Of what the receipt remembers alone, so that a repeated request has the same reply.
ProblemAppointment appointment_of(const scheduler::AppointmentView& view,
                                  const config::City& city) {
  ProblemAppointment appointment{.hall = view.slot.hall(),
                                 .start = view.slot.start(),
                                 .is_missed = view.status == scheduler::AppointmentStatus::no_show};
  const auto* hall = city.find(view.slot.hall());
  if (hall != nullptr) appointment.hall_name = hall->name;
  return appointment;
}

/// None, or one that has left the configuration since, is not named.
std::optional<OtherHall> other_hall(config::HallCode code, const config::City& city) {
  const auto* hall = city.find(code);
  if (hall == nullptr) return std::nullopt;
  return OtherHall{.hall = hall->code, .name = hall->name, .address = hall->address};
}

/// "applicants[0].id_number" is about an id_number, "services[1]" about services.
std::string_view last_name(std::string_view field) {
  field = field.substr(field.rfind('.') + 1);
  return field.substr(0, field.find('['));
}

std::string_view case_of(const Problem& problem) {
  if (!problem.field.empty()) return last_name(problem.field);
  return problem.appointment && problem.appointment->is_missed ? missed_case : std::string_view{};
}

void write_name(base::JsonWriter& json, const config::Name& name) {
  json.begin_object();
  json.key("zh").text(name.zh).key("en").text(name.en);
  json.end_object();
}

void write_appointment(base::JsonWriter& json, const ProblemAppointment& appointment) {
  json.begin_object();
  json.key("hall").plain(scheduler::format_hall(appointment.hall));
  if (appointment.hall_name) write_name(json.key("hall_name"), *appointment.hall_name);
  json.key("start").plain(config::format_instant(appointment.start));
  json.end_object();
}

void write_hall(base::JsonWriter& json, const OtherHall& hall) {
  json.begin_object();
  json.key("hall").plain(scheduler::format_hall(hall.hall));
  write_name(json.key("name"), hall.name);
  if (!hall.address.empty()) json.key("address").text(hall.address);
  json.end_object();
}

constexpr int full_retry_seconds = 3600;  // until something has been forgotten
constexpr int overload_retry_seconds = 1;
constexpr int unavailable_retry_seconds = 5;

}  // namespace

Problem problem_of(Rejection rejection) {
  for (const auto& row : rejections) {
    if (row.rejection != rejection) continue;
    return {.status = row.status,
            .code = row.code,
            .detail = std::string{row.detail},
            .retry_after_seconds = row.status == 503 || row.status == 429 ? full_retry_seconds : 0};
  }
  OFFPEAK_ASSERT(!"every rejection has a row");
  return internal_error();
}

Problem problem_of(const scheduler::Reply& answer, const config::City& city,
                   scheduler::Instant now) {
  const auto& receipt = answer.receipt;
  Problem problem = problem_of(receipt.rejection);
  if (receipt.kind == scheduler::ReceiptKind::appointment) {
    problem.appointment = appointment_of(answer.appointment, city);
  }
  if (receipt.rejection == Rejection::numbers_ended) {
    problem.nearest_hall = other_hall(config::HallCode{receipt.position}, city);
  }
  if (receipt.expires_at == scheduler::Instant{}) return problem;
  if (receipt.rejection == Rejection::hall_closed ||
      receipt.rejection == Rejection::numbers_ended) {
    problem.opens_at = receipt.expires_at;
    return problem;
  }
  problem.again_at = receipt.expires_at;
  const auto wait = std::chrono::ceil<std::chrono::seconds>(receipt.expires_at - now);
  problem.retry_after_seconds = static_cast<int>(std::max<std::int64_t>(wait.count(), 1));
  return problem;
}

Problem invalid_field(std::string field, std::string detail) {
  return {.status = 400,
          .code = "invalid_field",
          .detail = std::move(detail),
          .field = std::move(field)};
}

Problem not_found(std::string detail) {
  return {.status = 404, .code = "not_found", .detail = std::move(detail)};
}
Problem unauthorized(std::string detail) {
  return {.status = 401, .code = "unauthorized", .detail = std::move(detail)};
}
Problem token_revoked(std::string detail) {
  return {.status = 401, .code = "token_revoked", .detail = std::move(detail)};
}
Problem forbidden(std::string detail) {
  return {.status = 403, .code = "forbidden", .detail = std::move(detail)};
}
Problem rate_limited(int retry_after_seconds) {
  return {.status = 429,
          .code = "rate_limited",
          .detail = "too many requests from this address or citizen",
          .retry_after_seconds = retry_after_seconds};
}
Problem rate_limited(config::milliseconds retry_after, std::string detail) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after);
  return {.status = 429,
          .code = "rate_limited",
          .detail = std::move(detail),
          .retry_after_seconds = static_cast<int>(seconds.count())};
}
Problem internal_error() {
  return {.status = 500,
          .code = "internal_error",
          .detail = "the server failed at this request; its log says why, under the X-Request-Id"};
}
Problem overloaded() {
  return {.status = 503,
          .code = "overloaded",
          .detail = "the server is busy: nothing was done, try again",
          .retry_after_seconds = overload_retry_seconds};
}
Problem unavailable(std::string detail) {
  return {.status = 503,
          .code = "unavailable",
          .detail = std::move(detail),
          .retry_after_seconds = unavailable_retry_seconds};
}

Problem standing_by() {
  return {.status = 503,
          .code = "standby",
          .detail =
              "this server stands by and answers questions only: nothing was done, ask the "
              "one that leads",
          .retry_after_seconds = overload_retry_seconds};
}

config::Name message_of(const Problem& problem) {
  const auto& appointment = problem.appointment;
  MessageFacts facts{.again = problem.again_at, .opens = problem.opens_at};
  if (appointment) {
    facts.start = appointment->start;
    facts.hall = appointment->hall_name ? &*appointment->hall_name : nullptr;
  }
  if (problem.nearest_hall) facts.hall = &problem.nearest_hall->name;
  const auto* message = find_message(problem.code, case_of(problem));
  OFFPEAK_ASSERT(message != nullptr);
  return fill(*message, facts);
}

std::string problem_body(const Problem& problem) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("type").plain("urn:offpeak:problem:" + std::string{std::string_view{problem.code}});
  json.key("title").plain(title_of(problem.status));
  json.key("status").number(problem.status);
  json.key("code").plain(problem.code);
  json.key("detail").text(problem.detail);
  write_name(json.key("message"), message_of(problem));
  if (!problem.field.empty()) json.key("field").text(problem.field);
  if (problem.again_at) json.key("again_at").plain(config::format_instant(*problem.again_at));
  if (problem.opens_at) json.key("opens_at").plain(config::format_instant(*problem.opens_at));
  if (problem.appointment) write_appointment(json.key("appointment"), *problem.appointment);
  if (problem.nearest_hall) write_hall(json.key("nearest_hall"), *problem.nearest_hall);
  json.end_object();
  return body;
}

}  // namespace offpeak::api
