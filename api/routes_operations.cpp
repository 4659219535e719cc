// For those who run the server, and the API's description.
#include "api/app.hpp"
#include "api/json_writer.hpp"

namespace offpeak::api {
namespace {

constexpr std::string_view json_type = "application/json";
// The page runs its own scripts only, and talks to this server only.
constexpr std::string_view page_headers =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-cache\r\n";

}  // namespace

void App::get_health(const Context& context) {
  reply(context, 200, json_type, R"({"status":"ok"})");
}

void App::get_readiness(const Context& context) {
  std::string_view status = "ready";
  std::string_view detail;
  if (service_.engine.has_failed()) {
    status = "failed";
    detail = "the journal has failed; restart the server, which replays what was committed";
  } else if (service_.phase.load() == Phase::starting) {
    status = "starting";
  } else if (service_.phase.load() == Phase::stopping) {
    status = "stopping";
  }
  const auto sequence = service_.engine.metrics().sequence.load(std::memory_order_relaxed);
  std::string body;
  JsonWriter json{body};
  json.begin_object();
  json.key("status").plain(status);
  json.key("store").text(service_.store);
  json.key("sequence").number(static_cast<std::int64_t>(sequence));
  json.key("durability").plain("strict");
  if (!detail.empty()) json.key("detail").text(detail);
  json.end_object();
  if (status == "ready") return reply(context, 200, json_type, body);
  reply(context, 503, json_type, body, "Retry-After: 5\r\n");
}

void App::get_metrics(const Context& context) {
  reply(context, 200, "text/plain; version=0.0.4; charset=utf-8", metrics_page(service_));
}

void App::get_file(const Context& context) {
  const auto* file = service_.files.find(context.request.path);
  if (file == nullptr) return reply(context, not_found("there is no such file"));
  reply(context, 200, file->content_type, file->body, page_headers);
}

}  // namespace offpeak::api
