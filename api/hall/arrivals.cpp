#include "api/hall/arrivals.hpp"

#include "api/exchange.hpp"
#include "api/hall/bodies.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/mutant.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// As the kiosk prints it: with the wait that was told, which does not change.
Checked<Rendered> show_issued_ticket(const s::Reply& answer, const Resources& resources) {
  return Rendered{render_ticket(resources.city, answer.ticket, answer.ticket.wait)};
}

Problem too_many(config::milliseconds retry_after, std::string what, const Resources& resources) {
  resources.metrics.rate_limited.fetch_add(1, std::memory_order_relaxed);
  return rate_limited(retry_after, "too many " + what);
}

/// Numbers are paced by the clock of the halls, whose numbers they are.
Checked<void> take_numbers(const Exchange& exchange, Resources& resources, int count) {
  const auto& limits = resources.city.limits;
  const auto decision = resources.shared.numbers.take(
      exchange.principal->caller.actor, count, exchange.now,
      {limits.kiosk_numbers_burst, std::chrono::seconds{limits.kiosk_number_interval_seconds}});
  if (decision.allowed) return {};
  return too_many(decision.retry_after, "numbers at once from this kiosk or clerk", resources);
}

security::PaceRule wrong_code_pace(const config::City& city) {
  return {city.limits.wrong_codes_burst,
          std::chrono::seconds{city.limits.wrong_code_interval_seconds}};
}

/// Each check-in counts as a wrong one until it turns out to be none: so many under way at once
/// cannot be more than the pace allows either.
Checked<void> begin_check_in(const Exchange& exchange, Resources& resources) {
  if (base::mutated(base::Mutant::wrong_codes_free)) return {};
  const auto decision = resources.shared.wrong_codes.take(
      exchange.principal->caller.actor, 1, exchange.steady_now, wrong_code_pace(resources.city));
  if (decision.allowed) return {};
  return too_many(decision.retry_after,
                  "check-ins from this kiosk or clerk that found no appointment", resources);
}

void end_check_in(const s::Receipt& outcome, const Asked& asked, Resources& resources) {
  if (outcome.is_reprint) resources.metrics.reprints.fetch_add(1, std::memory_order_relaxed);
  if (s::finds_nobody_here(outcome.rejection)) return;
  resources.shared.wrong_codes.give_back(asked.actor, 1, wrong_code_pace(resources.city));
}

s::CommandBody check_in_of(const Arrival& arrival, const Exchange& exchange,
                           const Resources& resources, s::HallCode hall) {
  const auto ticket = security::random_bits<s::TicketId>();
  if (const auto* citizen = std::get_if<s::CitizenKey>(&arrival.who)) {
    return s::CheckInCitizen{
        .hall = hall, .citizen = *citizen, .ticket = ticket, .ground = arrival.ground};
  }
  const auto typed = std::get<s::KioskCode>(arrival.who);
  return s::CheckIn{.hall = hall,
                    .code = resources.codes.meant(hall, config::date_of(exchange.now), typed),
                    .code_as_typed = typed,
                    .ticket = ticket,
                    .ground = arrival.ground};
}

}  // namespace

void check_in(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  const auto arrival = read_arrival(body_context(exchange, resources), exchange.request.body);
  if (!arrival) return exchange.reply(arrival.error());
  if (const auto begun = begin_check_in(exchange, resources); !begun) {
    return exchange.reply(begun.error());
  }
  const auto command = check_in_of(*arrival, exchange, resources, hall->code);
  if (!exchange.submit(command, 201, show_issued_ticket, end_check_in)) {
    end_check_in({}, {.actor = exchange.principal->caller.actor}, resources);
  }
}

void take_ticket(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  const auto walk_in = read_walk_in(resources.city, exchange.request.body);
  if (!walk_in) return exchange.reply(walk_in.error());
  if (const auto paced = take_numbers(exchange, resources, walk_in->services.size); !paced) {
    return exchange.reply(paced.error());
  }
  exchange.submit(s::TakeTicket{.ticket = security::random_bits<s::TicketId>(),
                                .hall = hall->code,
                                .services = walk_in->services,
                                .ground = walk_in->ground},
                  201, show_issued_ticket);
}

}  // namespace offpeak::api
