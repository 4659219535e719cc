#include "api/citizen/holds.hpp"

#include "api/citizen/appointment_ids.hpp"
#include "api/citizen/bodies.hpp"
#include "api/citizen/guidance.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "base/hex.hpp"

namespace offpeak::api {

namespace s = scheduler;

void create_hold(Exchange& exchange, Resources& resources) {
  const auto wish = read_wish(body_context(exchange, resources), exchange.request.body);
  if (!wish) return exchange.reply(wish.error());
  exchange.submit(s::HoldSlot{.id = new_appointment_id(), .slot = wish->slot, .party = wish->party},
                  201, show_appointment, note_hold,
                  {.suggestion = wish->suggestion, .slot = wish->slot});
}

void release_hold(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::AppointmentId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::ReleaseHold{*id}, 204, no_body, note_release);
}

}  // namespace offpeak::api
