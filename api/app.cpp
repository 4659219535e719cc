#include "api/app.hpp"

#include <spdlog/spdlog.h>

#include <string>

#include "api/admission.hpp"
#include "api/exchange.hpp"
#include "api/hall/boards.hpp"
#include "api/route_table.hpp"
#include "base/quoted.hpp"
#include "jobs/job_manager.hpp"

namespace offpeak::api {
namespace {

constexpr std::size_t cached_tokens = 16'384;

/// What never becomes a request.
Problem problem_of_connection(int status) {
  switch (status) {
    case 500:
      return internal_error();
    case 408:
      return {
          .status = 408, .code = "request_timeout", .detail = "the request did not arrive in time"};
    case 411:
      return {.status = 411,
              .code = "length_required",
              .detail =
                  "send the body as a whole, with its Content-Length: this server takes no "
                  "Transfer-Encoding"};
    case 413:
      return {.status = 413, .code = "body_too_large", .detail = "a body may have 16384 bytes"};
    case 414:
      return {.status = 414,
              .code = "target_too_long",
              .detail = "a request target may have 2048 bytes"};
    case 431:
      return {.status = 431, .code = "header_too_large", .detail = "a header may have 4096 bytes"};
    case 503:
      return unavailable("too many connections");
    case 505:
      return {.status = 505,
              .code = "http_version",
              .detail = "this server speaks HTTP/1.1 and HTTP/1.0"};
    default:
      return invalid_field("request", "is not well-formed HTTP/1.1 without Transfer-Encoding");
  }
}

}  // namespace

App::App(SharedResources& shared, http::IoThread& io, Listener listener)
    : io_{io},
      audience_{listener.audience},
      catalog_{shared.city, shared.engine.bulletin()},
      slots_{shared.city, shared.engine.availability(), shared.guide},
      boards_{shared.city, io},
      simulations_{io},
      resources_{.shared = shared,
                 .city = shared.city,
                 .routes = all_routes(),
                 .port = shared.engine.add_port([this] { io_.post([this] { drain(); }); }),
                 .metrics = *shared.metrics[listener.first_thread + io.index()],
                 .replier{io, *shared.metrics[listener.first_thread + io.index()], all_routes()},
                 .in_flight = InFlight{engine::in_flight_max},
                 .tokens = security::TokenVerifier{shared.keys, shared.issuers,
                                                   shared.engine.revocations(), shared.bad_tokens,
                                                   cached_tokens},
                 .revocation_keyer = security::RevocationKeyer{shared.keys},
                 .watched_tokens = WatchedTokens{shared.engine.revocations(), io},
                 .keyer = security::CitizenKeyer{shared.keys},
                 .told_names{},
                 .digester = security::Digester{shared.keys},
                 .board_tickets = security::BoardTickets{shared.keys},
                 .codes = security::CheckInCodes{shared.keys},
                 .compressor{},
                 .catalog = catalog_,
                 .slots = slots_,
                 .boards = boards_,
                 .newest_board = [this](const config::Hall& hall) -> const scheduler::Board* {
                   if (boards_.trust() != Trust::good) return nullptr;
                   return boards_.board(*boards_.find(hall.code));
                 },
                 .news = NewestNews{shared.engine.bulletin()},
                 .simulations = simulations_} {
  listen_to_simulations();
}

void App::listen_to_simulations() {
  auto* const simulations = resources_.shared.simulations;
  if (simulations == nullptr) return;
  simulations->add_listener([this, simulations] {
    io_.post([this, simulations] { simulations_.publish(*simulations->jobs()); });
  });
}

void App::handle(const http::Request& request, http::ReplyTo reply_to) {
  if (request.method == http::Method::options && answer_preflight(request, reply_to)) return;
  const auto match = match_route(resources_.routes, request.method, request.path, audience_);
  if (match.route == nullptr) return reply_unrouted(match, reply_to);
  if (is_published(*match.route)) {
    io_.add_lines(reply_to, resources_.shared.origins.reply_lines(request.origin));
  }
  Exchange exchange{resources_, request, reply_to, match};
  resources_.replier.answer(exchange.recipient(), [&] {
    if (const auto admitted = admit(exchange, resources_); !admitted) {
      return exchange.reply(admitted.error());
    }
    exchange.route.handler(exchange, resources_);
  });
}

/// Whether it was one: a browser that asks whether a page may use a route.
bool App::answer_preflight(const http::Request& request, http::ReplyTo reply_to) {
  const auto& origins = resources_.shared.origins;
  const auto lines = origins.preflight_lines(request);
  if (!lines) return false;
  const auto match = match_route(resources_.routes, http::Method::get, request.path, audience_);
  if (match.route == nullptr || !is_published(*match.route)) return false;
  io_.add_lines(reply_to, origins.reply_lines(request.origin));
  io_.reply(reply_to, {.status = 204, .extra_headers = *lines});
  return true;
}

void App::reply_unrouted(const Match& match, http::ReplyTo reply_to) {
  resources_.metrics.unrouted.fetch_add(1, std::memory_order_relaxed);
  auto& replier = resources_.replier;
  if (match.allow.empty()) {
    return io_.reply(reply_to, replier.response_of(not_found("there is no such path: see /docs")));
  }
  auto response = replier.response_of(
      {.status = 405, .code = "method_not_allowed", .detail = "this path has " + match.allow});
  const std::string allow = "Allow: " + match.allow + "\r\n";
  response.extra_headers = allow;
  io_.reply(reply_to, response);
}

void App::drain() {
  resources_.port.drain(
      [this](const engine::Completion& completion) { finish(completion, resources_); });
  refresh_boards(resources_);
}

void App::tick() {
  resources_.watched_tokens.end_revoked();
  refresh_boards(resources_);
  boards_.publish_city();
}

void App::stopping() {
  refresh_boards(resources_);
  if (boards_.trust() != Trust::failed) boards_.end_all("stopping");
  simulations_.end_all("stopping");
}

void App::stream_over(http::ReplyTo to) {
  resources_.watched_tokens.forget(to);
  boards_.forget(to);
  simulations_.forget(to);
}

void App::on_exception(std::string_view what) {
  spdlog::error("event=internal_error what={}", base::quoted(what));
}

http::Response App::failure(int status) {
  return resources_.replier.response_of(problem_of_connection(status));
}

}  // namespace offpeak::api
