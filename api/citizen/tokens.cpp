#include "api/citizen/tokens.hpp"

#include "api/citizen/bodies.hpp"
#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/security/tokens.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

constexpr std::chrono::hours demo_token_lifetime{8};

}  // namespace

void create_token(Exchange& exchange, Resources& resources) {
  if (resources.shared.auth != Auth::demo) {
    return exchange.reply(not_found("tokens are made here only under demo authentication"));
  }
  const auto person = read_identity(body_context(exchange, resources), exchange.request.body);
  if (!person) return exchange.reply(person.error());
  security::TokenRequest request;
  request.role = scheduler::Role::citizen;
  request.citizen = person->key;
  request.document = person->document;
  // Who holds the token tells no number any more.
  if (const auto& met = resources.keyer.met(); !met.empty()) request.former = met.back().from;
  const auto token =
      security::issue_token(resources.shared.keys, request, exchange.real_now, demo_token_lifetime);
  if (!token) return exchange.reply(unavailable("no token could be made"));
  const auto expires_at =
      std::chrono::floor<std::chrono::seconds>(exchange.real_now) + demo_token_lifetime;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("token").plain(*token);
  json.key("expires_at").plain(config::format_instant(expires_at));
  json.key("citizen").plain(base::text_of(base::to_hex(person->key)));
  json.end_object();
  exchange.reply(201, json_type, body);
}

}  // namespace offpeak::api
