#include "api/citizen/waitlist.hpp"

#include "api/citizen/appointment_ids.hpp"
#include "api/citizen/bodies.hpp"
#include "api/citizen/render.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

Checked<Rendered> show_waitlist(const s::Reply& answer, const Resources& resources) {
  return Rendered{render_waitlist(resources.city, answer.waitlist)};
}

}  // namespace

void join_waitlist(Exchange& exchange, Resources& resources) {
  const auto wish = read_wish(body_context(exchange, resources), exchange.request.body);
  if (!wish) return exchange.reply(wish.error());
  exchange.submit(s::JoinWaitlist{.id = security::random_bits<s::WaitlistId>(),
                                  .offer_id = new_appointment_id(),
                                  .slot = wish->slot,
                                  .party = wish->party},
                  201, show_waitlist);
}

void get_waitlist(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::WaitlistId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::GetWaitlist{*id}, 200, show_waitlist);
}

void leave_waitlist(Exchange& exchange, Resources&) {
  const auto id = base::from_hex<s::WaitlistId>(exchange.parameters[0]);
  if (!id) return exchange.reply(problem_of(s::Rejection::not_found));
  exchange.submit(s::LeaveWaitlist{*id}, 204, no_body);
}

}  // namespace offpeak::api
