// For those who run the server, and the API's description.
#include "api/app.hpp"
#include "api/audit_query.hpp"
#include "base/json_writer.hpp"

namespace offpeak::api {
namespace {

constexpr std::string_view json_type = "application/json";
// The page runs its own scripts only, and talks to this server only.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-cache\r\n";

struct Readiness {
  std::string_view status;
  std::string_view detail;
};

Readiness readiness_of(const Service& service) {
  if (service.engine.has_failed()) {
    return {"failed",
            "the journal has failed; restart the server, which replays what was committed"};
  }
  const auto phase = service.phase.load();
  if (phase == Phase::starting) return {"starting", {}};
  if (phase == Phase::stopping) return {"stopping", {}};
  if (!service.engine.is_leading()) {
    return {"standby", "answers questions; another server takes commands"};
  }
  if (service.engine.is_interrupted()) {
    return {"interrupted",
            "the store does not answer; it is asked again until it does, or the "
            "server gives up"};
  }
  return {"ready", {}};
}

}  // namespace

void App::get_health(const Context& context) {
  reply(context, 200, json_type, R"({"status":"ok"})");
}

void App::get_readiness(const Context& context) {
  const auto [status, detail] = readiness_of(service_);
  const auto& metrics = service_.engine.metrics();
  const auto sequence = metrics.sequence.load(std::memory_order_relaxed);
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("status").plain(status);
  json.key("store").text(service_.store);
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  json.key("durability").plain(service_.may_lose.empty() ? "strict" : "relaxed");
  if (!service_.may_lose.empty()) json.key("may_lose").text(service_.may_lose);
  if (const auto lag = lag_of(metrics); lag && status == "standby") {
    json.key("lag_ms").number(lag->count());
  }
  const auto standby = service_.replication.standby_sequence.load(std::memory_order_relaxed);
  if (standby >= 0) json.key("standby_sequence").number(standby);
  if (!detail.empty()) json.key("detail").text(detail);
  json.end_object();
  if (status == "ready") return reply(context, 200, json_type, body);
  reply(context, 503, json_type, body, "Retry-After: 5\r\n");
}

void App::get_metrics(const Context& context) {
  reply(context, 200, "text/plain; version=0.0.4; charset=utf-8", metrics_page(service_));
}

void App::list_audit(const Context& context) {
  const auto question = read_audit_query(context.request.query);
  if (!question) return reply(context, question.error());
  submit(context, *question, 200, Show::audit);
}

/// The reply is sent before the server stops: a stop lets requests under way end.
void App::step_down(const Context& context) {
  if (!service_.engine.is_leading()) {
    return reply(context, Problem{.status = 409,
                                  .code = "not_leading",
                                  .detail = "this server stands by: it has nothing to hand over"});
  }
  if (service_.replication.standby_sequence.load(std::memory_order_relaxed) < 0) {
    return reply(context,
                 Problem{.status = 409,
                         .code = "no_standby",
                         .detail = "no standby is there to take over; start one with --standby"});
  }
  service_.replication.step_down();
  reply(context, 202, json_type, R"({"status":"stopping"})");
}

void App::get_file(const Context& context) {
  const auto* file = service_.files.find(context.request.path);
  if (file == nullptr) return reply(context, not_found("there is no such file"));
  reply(context, 200, file->content_type, file->body, page_headers);
}

}  // namespace offpeak::api
