#include "api/hall/arrivals.hpp"

#include "api/exchange.hpp"
#include "api/hall/bodies.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

/// As the kiosk prints it: with the wait that was told, which does not change.
Checked<Rendered> show_issued_ticket(const s::Reply& answer, const Resources& resources) {
  return Rendered{render_ticket(resources.city, answer.ticket, answer.ticket.wait)};
}

}  // namespace

void check_in(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  const auto arrival = read_arrival(exchange.request.body);
  if (!arrival) return exchange.reply(arrival.error());
  exchange.submit(s::CheckIn{.hall = hall->code,
                             .code = arrival->code,
                             .ticket = security::random_bits<s::TicketId>(),
                             .ground = arrival->ground},
                  201, show_issued_ticket);
}

void take_ticket(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  const auto walk_in = read_walk_in(resources.city, exchange.request.body);
  if (!walk_in) return exchange.reply(walk_in.error());
  exchange.submit(s::TakeTicket{.ticket = security::random_bits<s::TicketId>(),
                                .hall = hall->code,
                                .services = walk_in->services,
                                .ground = walk_in->ground},
                  201, show_issued_ticket);
}

}  // namespace offpeak::api
