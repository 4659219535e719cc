#include "api/citizen/persons.hpp"

#include "api/citizen/bodies.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"

namespace offpeak::api {

namespace s = scheduler;

void join_keys(Exchange& exchange, Resources& resources) {
  const auto two = read_two_documents(body_context(exchange, resources), exchange.request.body);
  if (!two) return exchange.reply(two.error());
  exchange.submit(s::JoinKeys{.person = two->person, .document = two->document}, 204, no_body);
}

void separate_key(Exchange& exchange, Resources& resources) {
  const auto document = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!document) return exchange.reply(document.error());
  exchange.submit(s::SeparateKey{document->key}, 204, no_body);
}

}  // namespace offpeak::api
