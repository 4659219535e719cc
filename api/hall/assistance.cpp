#include "api/hall/assistance.hpp"

#include "api/assistance_calls.hpp"
#include "api/exchange.hpp"
#include "api/hall/bodies.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "api/security/random.hpp"
#include "base/hex.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

constexpr std::chrono::seconds full_retry{60};

/// A hall, of a server that takes calls: a standby knows of none, and must not say so.
Checked<config::HallCode> hall_with_calls(const Exchange& exchange, const Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return unknown_hall();
  if (const auto ready = exchange.check_leading(); !ready) return ready.error();
  return hall->code;
}

Problem unknown_call() { return problem_of(scheduler::Rejection::not_found); }

base::JsonWriter& write_call(base::JsonWriter& json, const AssistanceCall& call) {
  json.key("id").plain(base::text_of(base::to_hex(call.id)));
  return json.key("at").plain(config::format_instant(call.at));
}

}  // namespace

void call_for_assistance(Exchange& exchange, Resources& resources) {
  const auto hall = hall_with_calls(exchange, resources);
  if (!hall) return exchange.reply(hall.error());
  const auto place = read_place(exchange.request.body);
  if (!place) return exchange.reply(place.error());
  const auto call =
      resources.shared.assistance.add(*hall, {.id = security::random_bits<AssistanceId>(),
                                              .at = exchange.now,
                                              .place = *place,
                                              .caller = exchange.principal->caller.actor});
  if (!call) {
    return exchange.reply(rate_limited(full_retry, "too many open calls for staff in this hall"));
  }
  std::string body;
  base::JsonWriter json{body};
  write_call(json.begin_object(), *call).end_object();
  exchange.reply(201, json_type, body);
}

void get_assistance(Exchange& exchange, Resources& resources) {
  const auto hall = hall_with_calls(exchange, resources);
  if (!hall) return exchange.reply(hall.error());
  const auto id = base::from_hex<AssistanceId>(exchange.parameters[1]);
  const auto call = id ? resources.shared.assistance.find(*hall, *id, exchange.now) : std::nullopt;
  if (!call) return exchange.reply(unknown_call());
  std::string body;
  base::JsonWriter json{body};
  write_call(json.begin_object(), *call);
  json.key("status").plain(call->is_done ? "done" : "open");
  json.end_object();
  exchange.reply_json(body);
}

void finish_assistance(Exchange& exchange, Resources& resources) {
  const auto hall = hall_with_calls(exchange, resources);
  if (!hall) return exchange.reply(hall.error());
  const auto id = base::from_hex<AssistanceId>(exchange.parameters[1]);
  if (!id || !resources.shared.assistance.finish(*hall, *id, exchange.now)) {
    return exchange.reply(unknown_call());
  }
  exchange.reply(204, {}, {});
}

}  // namespace offpeak::api
