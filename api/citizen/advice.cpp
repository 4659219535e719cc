#include "api/citizen/advice.hpp"

#include <vector>

#include "api/admission.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"

namespace offpeak::api {

void give_advice(Exchange& exchange, Resources& resources) {
  const auto* rules = resources.shared.online_rules;
  if (rules == nullptr) {
    return exchange.reply(not_found("this city has no rules on applications online"));
  }
  const auto asked = read_advice_request(*rules, resources.city, config::date_of(exchange.now),
                                         exchange.request.body);
  if (!asked) return exchange.reply(asked.error());
  const auto advice = scheduler::advise(*rules, resources.city, asked->answers);
  std::vector<HallChoice> halls;
  if (advice.hall) {
    halls = hall_choices(resources.city, resources.shared.engine.availability(),
                         *advice.hall->service, asked->near.position, exchange.now);
  }
  spend_reading(exchange, resources, 1);
  exchange.reply_json(render_advice(*rules, resources.city, *asked, advice, halls));
}

}  // namespace offpeak::api
