#include "api/operations/health.hpp"

#include "api/exchange.hpp"
#include "api/resources.hpp"
#include "api/standby_lag.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

struct Readiness {
  std::string_view status;
  std::string_view detail;
};

Readiness readiness_of(const SharedResources& shared) {
  if (shared.engine.has_failed()) {
    return {"failed",
            "the journal has failed; restart the server, which replays what was committed"};
  }
  const auto phase = shared.phase.load();
  if (phase == Phase::starting) return {"starting", {}};
  if (phase == Phase::stopping) return {"stopping", {}};
  if (!shared.engine.is_leading()) {
    return {"standby", "answers questions; another server takes commands"};
  }
  if (shared.engine.is_interrupted()) {
    return {"interrupted",
            "the store does not answer; it is asked again until it does, or the "
            "server gives up"};
  }
  if (shared.clock.has_jumped()) {
    return {
        "clock_jumped",
        "the system's clock was set far off: set it right, or restart the server if it is right "
        "now"};
  }
  return {"ready", {}};
}

/// Anyone may ask: the kind is told, and not the path or the machine.
std::string_view kind_of(std::string_view store) { return store.substr(0, store.find(' ')); }

}  // namespace

void get_health(Exchange& exchange, Resources&) { exchange.reply_json(R"({"status":"ok"})"); }

void get_readiness(Exchange& exchange, Resources& resources) {
  const auto& shared = resources.shared;
  const auto [status, detail] = readiness_of(shared);
  const auto& metrics = shared.engine.metrics();
  const auto sequence = metrics.sequence.load(std::memory_order_relaxed);
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("status").plain(status);
  json.key("store").plain(kind_of(shared.store));
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  const auto epoch = shared.replication.epoch.load(std::memory_order_relaxed);
  if (epoch != 0) json.key("epoch").number(static_cast<std::int64_t>(epoch));
  json.key("durability").plain(shared.may_lose.empty() ? "strict" : "relaxed");
  if (!shared.may_lose.empty()) json.key("may_lose").text(shared.may_lose);
  if (const auto lag = lag_of(metrics); lag && status == "standby") {
    json.key("lag_ms").number(lag->count());
  }
  const auto standby = shared.replication.standby_sequence.load(std::memory_order_relaxed);
  if (standby >= 0) json.key("standby_sequence").number(standby);
  if (!detail.empty()) json.key("detail").text(detail);
  json.end_object();
  if (status == "ready") return exchange.reply_json(body);
  exchange.reply(503, json_type, body, "Retry-After: 5\r\n");
}

}  // namespace offpeak::api
