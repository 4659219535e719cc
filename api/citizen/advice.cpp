#include "api/citizen/advice.hpp"

#include "api/exchange.hpp"
#include "api/resources.hpp"

namespace offpeak::api {

void give_advice(Exchange& exchange, Resources& resources) {
  const auto* rules = resources.shared.online_rules;
  if (rules == nullptr) {
    return exchange.reply(not_found("this city has no rules on applications online"));
  }
  const auto answers =
      read_advice_request(*rules, config::date_of(exchange.now), exchange.request.body);
  if (!answers) return exchange.reply(answers.error());
  const auto advice = scheduler::advise(*rules, resources.city, *answers);
  exchange.reply_json(render_advice(*rules, resources.city, *answers, advice));
}

}  // namespace offpeak::api
