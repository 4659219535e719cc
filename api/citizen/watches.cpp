#include "api/citizen/watches.hpp"

#include "api/citizen/appointment_ids.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"

namespace offpeak::api {

namespace s = scheduler;

/// Without a body: the watch may have led to an offer at once, and a repeated request has the same
/// reply when that is over.
void watch_places(Exchange& exchange, Resources& resources) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  const auto places =
      read_watch_request(resources.city, config::date_of(exchange.now), exchange.request.body);
  if (!places) return exchange.reply(places.error());
  exchange.submit(
      s::WatchPlaces{.id = *id, .offer_id = next_appointment_id(*id), .places = *places}, 204,
      no_body);
}

void end_watch(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::EndWatch{.id = *id}, 204, no_body);
}

}  // namespace offpeak::api
