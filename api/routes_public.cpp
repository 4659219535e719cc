// What anyone may ask.
#include "api/app.hpp"
#include "api/catalog.hpp"
#include "api/slot_id.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::chrono::hours demo_token_lifetime{8};

}  // namespace

void App::list_halls(const Context& context) {
  reply(context, 200, json_type, render_halls(service_.city, context.now));
}

void App::get_hall(const Context& context) {
  const auto code = parse_hall(context.parameters[0]);
  const auto* hall = code ? service_.city.find(*code) : nullptr;
  if (hall == nullptr) return reply(context, not_found("there is no such hall: see GET /v1/halls"));
  reply(context, 200, json_type, render_hall(service_.city, *hall, context.now));
}

void App::list_services(const Context& context) {
  reply(context, 200, json_type, render_services(service_.city));
}

void App::list_slots(const Context& context) {
  const auto body = slots_.get(context.request.query, context.now);
  if (!body) return reply(context, body.error());
  reply(context, 200, json_type, *body);
}

void App::create_token(const Context& context) {
  if (service_.auth != Auth::demo) {
    return reply(context, not_found("tokens are made here only under demo authentication"));
  }
  const auto citizen = read_identity(body_context(context), context.request.body);
  if (!citizen) return reply(context, citizen.error());
  security::TokenRequest request;
  request.role = scheduler::Role::citizen;
  request.citizen = *citizen;
  const auto token =
      security::issue_token(service_.keys, request, context.real_now, demo_token_lifetime);
  if (!token) return reply(context, unavailable("no token could be made"));
  const auto expires_at =
      std::chrono::floor<std::chrono::seconds>(context.real_now) + demo_token_lifetime;
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("token").plain(*token);
  json.key("expires_at").plain(config::format_instant(expires_at));
  json.key("citizen").plain(base::text_of(base::to_hex(*citizen)));
  json.end_object();
  reply(context, 201, json_type, body);
}

}  // namespace offpeak::api
