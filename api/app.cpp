#include "api/app.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "api/security/random.hpp"
#include "api/slot_id.hpp"

namespace offpeak::api {
namespace {

using scheduler::Role;

constexpr std::size_t cached_tokens = 16'384;
constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::size_t idempotency_key_chars_max = 64;
/// Slower replies are logged.
constexpr std::chrono::seconds slow{1};

constexpr std::string_view json_type = "application/json";
constexpr std::string_view problem_type = "application/problem+json";

/// Whatever the case of its letters; `prefix` is in lower case.
bool begins_with(std::string_view text, std::string_view prefix) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
  return std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower);
}

std::optional<std::string_view> bearer_of(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (!begins_with(authorization, scheme)) return std::nullopt;
  return authorization.substr(scheme.size());
}

bool is_json(std::string_view content_type) {
  const auto media = content_type.substr(0, content_type.find(';'));
  return begins_with(media, json_type) &&
         media.find_first_not_of(' ', json_type.size()) == std::string_view::npos;
}

/// Of the request no more than its name and its route: the rest may be personal.
void log_thrown(std::string_view request_id, const Route& route, const base::Thrown& thrown) {
  spdlog::error(R"(event=internal_error request_id={} route="{} {}" what="{}")", request_id,
                http::method_name(route.method), route.pattern, thrown.what);
}

}  // namespace

App::App(Service& service, http::IoThread& io, Listener listener)
    : service_{service},
      io_{io},
      port_{service.engine.add_port([this] { io_.post([this] { drain(); }); })},
      metrics_{*service.metrics[listener.first_thread + io.index()]},
      audience_{listener.audience},
      tokens_{cached_tokens},
      keyer_{service.keys},
      digester_{service.keys},
      slots_{service.city, service.engine.availability()},
      boards_{service.city, io},
      simulations_{io},
      pending_(engine::in_flight_max) {
  for (std::uint32_t i = 0; i < pending_.size(); ++i) {
    pending_[i].next_free = i + 1 < pending_.size() ? i + 1 : none;
  }
  listen_to_simulations();
}

// ---- in -----------------------------------------------------------------------------------------

void App::handle(const http::Request& request, http::ReplyTo reply_to) {
  const auto match = match_route(request.method, request.path, audience_);
  if (match.route == nullptr) {
    metrics_.unrouted.fetch_add(1, std::memory_order_relaxed);
    http::Response response;
    if (match.allow.empty()) {
      response = response_of(not_found("there is no such path: see /docs"));
    } else {
      response = response_of(
          {.status = 405, .code = "method_not_allowed", .detail = "this path has " + match.allow});
      problem_headers_ = "Allow: " + match.allow + "\r\n";
      response.extra_headers = problem_headers_;
    }
    return io_.reply(reply_to, response);
  }
  Context context{.request = request,
                  .reply_to = reply_to,
                  .route = *match.route,
                  .parameters = match.parameters,
                  .began = std::chrono::steady_clock::now(),
                  .now = service_.clock.now(),
                  .real_now = engine::Clock::real_now()};
  answer(context, [&] {
    if (const auto problem = admit(context)) return reply(context, *problem);
    dispatch(context);
  });
}

void App::on_exception(std::string_view what) {
  spdlog::error("event=internal_error what=\"{}\"", what);
}

std::optional<Problem> App::admit(Context& context) {
  if (context.route.access == Access::open) return std::nullopt;
  if (auto problem = authenticate(context)) {
    metrics_.unauthorized.fetch_add(1, std::memory_order_relaxed);
    if (auto limit = check_limits(context)) return limit;  // guessing tokens costs as well
    return problem;
  }
  if (auto problem = check_limits(context)) return problem;
  if (auto problem = check_access(context)) return problem;
  if (context.route.method == http::Method::post && !context.request.body.empty() &&
      !is_json(context.request.content_type)) {
    return Problem{.status = 415,
                   .code = "unsupported_media_type",
                   .detail = "send the body as application/json"};
  }
  return std::nullopt;
}

std::optional<Problem> App::authenticate(Context& context) {
  if (context.request.authorization.empty()) return std::nullopt;
  const auto token = bearer_of(context.request.authorization);
  if (!token) return unauthorized("send the token as: Authorization: Bearer …");
  auto principal = security::verify_token(tokens_, service_.keys, *token, context.real_now);
  if (!principal) return unauthorized(std::string{security::describe(principal.error())});
  context.principal = *principal;
  return std::nullopt;
}

std::optional<Problem> App::check_access(const Context& context) const {
  const auto access = context.route.access;
  const auto method = context.route.method;
  if (context.role() == Role::display && method != http::Method::get) {
    return forbidden("a display's token reads only");
  }
  if (access == Access::anyone) return std::nullopt;
  if (!context.principal) return unauthorized("this needs a bearer token");
  const Role role = context.role();
  const bool is_staff = role == Role::staff || role == Role::admin;
  const bool allowed =
      (access == Access::booking && (role == Role::citizen || is_staff)) ||
      (access == Access::citizen && role == Role::citizen) ||
      (access == Access::check_in && (role == Role::kiosk || is_staff)) ||
      (access == Access::counter && is_staff) ||
      (access == Access::planning && (role == Role::planner || is_staff)) ||
      (access == Access::planner && (role == Role::planner || role == Role::admin)) ||
      (access == Access::admin && role == Role::admin);
  if (!allowed) return forbidden("a token of this role may not do this");
  return access == Access::check_in || access == Access::counter ? check_hall(context)
                                                                 : std::nullopt;
}

/// Staff and kiosks are bound to one hall. What does not exist is the route's affair.
std::optional<Problem> App::check_hall(const Context& context) const {
  if (context.role() == Role::admin) return std::nullopt;
  const auto bound_to = context.principal->caller.hall;
  if (bound_to == config::HallCode{}) {
    return forbidden("this token names no hall: make one with offpeak token --hall");
  }
  const auto hall = parse_hall(context.parameters[0]);
  if (!hall || *hall == bound_to || service_.city.find(*hall) == nullptr) return std::nullopt;
  return forbidden("this token is of hall " + format_hall(bound_to));
}

/// Everybody but the hotline and the halls' own devices is limited by address and by citizen.
std::optional<Problem> App::check_limits(const Context& context) {
  const Role role = context.role();
  const bool exempt = role == Role::staff || role == Role::admin || role == Role::kiosk;
  if (!context.route.limited || exempt) return std::nullopt;
  const auto& limits = service_.city.limits;
  auto decision = service_.addresses.admit(context.request.address_key, context.real_now,
                                           {limits.address_rate, limits.address_burst});
  if (decision.allowed && role == Role::citizen) {
    decision = service_.citizens.admit(context.principal->caller.citizen.words[0], context.real_now,
                                       {limits.citizen_rate, limits.citizen_burst});
  }
  if (decision.allowed) return std::nullopt;
  metrics_.rate_limited.fetch_add(1, std::memory_order_relaxed);
  return rate_limited(
      static_cast<int>(std::chrono::ceil<std::chrono::seconds>(decision.retry_after).count()));
}

void App::dispatch(Context& context) {
  switch (context.route.id) {
    case RouteId::list_slots:
      return list_slots(context);
    case RouteId::create_hold:
      return create_hold(context);
    case RouteId::create_appointment:
      return create_appointment(context);
    case RouteId::get_appointment_calendar:
      return get_appointment(context, Show::calendar);
    case RouteId::get_appointment:
      return get_appointment(context, Show::appointment);
    case RouteId::release_hold:
      return release_hold(context);
    case RouteId::reschedule:
      return reschedule(context);
    case RouteId::cancel:
      return cancel(context);
    case RouteId::get_appointment_qr:
      return get_appointment(context, Show::qr);
    case RouteId::join_waitlist:
      return join_waitlist(context);
    case RouteId::get_waitlist:
      return get_waitlist(context);
    case RouteId::leave_waitlist:
      return leave_waitlist(context);
    case RouteId::list_my_appointments:
      return list_my_appointments(context);
    case RouteId::create_token:
      return create_token(context);
    case RouteId::get_ticket:
      return get_ticket(context);
    case RouteId::leave_ticket:
      return leave_ticket(context);
    case RouteId::check_in:
      return check_in(context);
    case RouteId::take_ticket:
      return take_ticket(context);
    case RouteId::call_next:
    case RouteId::recall:
    case RouteId::serve_visitor:
    case RouteId::finish_visit:
    case RouteId::miss_visitor:
    case RouteId::park_visitor:
    case RouteId::transfer_visitor:
    case RouteId::open_counter:
    case RouteId::pause_counter:
    case RouteId::close_counter:
      return at_counter(context);
    case RouteId::get_board:
      return get_board(context);
    case RouteId::watch_board:
      return watch_board(context);
    case RouteId::watch_city:
      return watch_city(context);
    case RouteId::list_halls:
      return list_halls(context);
    case RouteId::get_hall:
      return get_hall(context);
    case RouteId::list_services:
      return list_services(context);
    case RouteId::health:
      return get_health(context);
    case RouteId::readiness:
      return get_readiness(context);
    case RouteId::metrics:
      return get_metrics(context);
    case RouteId::description:
    case RouteId::docs:
    case RouteId::docs_file:
      return get_file(context);
    case RouteId::daily_report:
      return daily_report(context);
    case RouteId::create_simulation:
      return create_simulation(context);
    case RouteId::list_simulations:
      return list_simulations(context);
    case RouteId::get_simulation:
      return get_simulation(context);
    case RouteId::remove_simulation:
      return remove_simulation(context);
    case RouteId::watch_simulation:
      return watch_simulation(context);
    case RouteId::get_simulation_page:
      return get_simulation_page(context);
    case RouteId::list_audit:
      return list_audit(context);
    case RouteId::list_webhooks:
      return list_webhooks(context);
    case RouteId::step_down:
      return step_down(context);
  }
}

// ---- through the engine
// ---------------------------------------------------------------------------

std::optional<Problem> App::read_idempotency(const Context& context, scheduler::Idempotency& out) {
  const auto text = context.request.idempotency_key;
  if (text.empty() || context.request.method != http::Method::post) return std::nullopt;
  bool visible = text.size() <= idempotency_key_chars_max;
  for (const char c : text) visible = visible && c > ' ' && c < 127;
  if (!visible) {
    return invalid_field("Idempotency-Key", "must be 1 to 64 visible ASCII characters");
  }
  const security::SubjectId subject =
      context.principal ? context.principal->subject : security::SubjectId{};
  out.key = digester_.idempotency_key(subject, context.route.pattern, text);
  out.request = digester_.request_digest(http::method_name(context.request.method),
                                         context.request.path, context.request.body);
  return std::nullopt;
}

/// Why the engine is not asked at all: what is sent now would be lost, or wait for long.
std::optional<Problem> App::refuse_now(const scheduler::CommandBody& body) const {
  const auto& engine = service_.engine;
  if (engine.has_failed()) return unavailable("the journal has failed: nothing was done");
  if (engine.is_interrupted()) {
    return unavailable("the store does not answer for the moment: nothing was done, try again");
  }
  if (!engine.is_leading() && !scheduler::is_question(body)) return standing_by();
  return std::nullopt;
}

void App::submit(const Context& context, const scheduler::CommandBody& body, int status,
                 Show show) {
  if (const auto problem = refuse_now(body)) return reply(context, *problem);
  scheduler::Command command{.caller = {}, .idempotency = {}, .body = body};
  if (context.principal) command.caller = context.principal->caller;
  if (const auto problem = read_idempotency(context, command.idempotency)) {
    return reply(context, *problem);
  }
  const std::uint32_t place = free_;
  const auto push =
      place == none ? engine::Push::full : service_.engine.submit(port_, command, place);
  if (push == engine::Push::claimed) {
    Pending& pending = pending_[place];
    free_ = pending.next_free;
    pending = {.reply_to = context.reply_to,
               .route = &context.route,
               .began = context.began,
               .name = name_of(context.request),
               .status = status,
               .show = show};
    return service_.engine.kick();
  }
  metrics_.overloaded.fetch_add(1, std::memory_order_relaxed);
  if (push == engine::Push::full) return reply(context, overloaded());
  reply(context, unavailable("the server is stopping: nothing was done"));
}

void App::drain() {
  port_.drain([this](engine::Completion& completion) {
    const auto place = static_cast<std::uint32_t>(completion.cookie);
    const Pending pending = pending_[place];
    pending_[place].next_free = free_;
    free_ = place;
    answer(pending, [&] { finish(pending, completion); });
  });
  look_at_boards();
}

void App::finish(const Pending& pending, engine::Completion& completion) {
  if (completion.failed) {
    return reply(pending, unavailable("the journal has failed: whether this was done is unknown "
                                      "until the server is back; ask again with the same key"));
  }
  const auto rejection = completion.reply.receipt.rejection;
  if (rejection != scheduler::Rejection::none) return reply(pending, problem_of(rejection));
  show(pending, completion.reply);
}

// ---- out
// ------------------------------------------------------------------------------------------

App::RequestName App::name_of(const http::Request& request) {
  RequestName name;
  name.size =
      static_cast<std::uint8_t>(request.request_id.copy(name.chars.data(), name.chars.size()));
  return name;
}

void App::send(http::ReplyTo to, const Route& route, Moment began, std::string_view request_id,
               const http::Response& response) {
  io_.reply(to, response);
  count_reply(route, began, request_id, response.status);
}

void App::count_reply(const Route& route, Moment began, std::string_view request_id, int status) {
  const auto took = std::chrono::steady_clock::now() - began;
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  auto& of_route = metrics_.routes[static_cast<std::size_t>(route.id)];
  of_route.latency.observe(static_cast<std::uint64_t>(microseconds));
  const auto status_class = static_cast<std::size_t>(status / 100);
  of_route.replies[status_class].fetch_add(1, std::memory_order_relaxed);

  // Refusals under overload are counted, not logged: a flood must not become one of log lines too.
  const auto level = took > slow ? spdlog::level::warn : spdlog::level::debug;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level, R"(event=reply request_id={} route="{} {}" status={} microseconds={})",
              request_id, http::method_name(route.method), route.pattern, status, microseconds);
}

void App::reply(const Context& context, int status, std::string_view content_type,
                std::string_view body, std::string_view headers) {
  send(context.reply_to, context.route, context.began, context.request.request_id,
       {.status = status, .content_type = content_type, .body = body, .extra_headers = headers});
}

http::Response App::response_of(const Problem& problem) {
  problem_text_ = problem_body(problem);
  problem_headers_.clear();
  if (problem.status == 401) problem_headers_ = "WWW-Authenticate: Bearer realm=\"offpeak\"\r\n";
  if (problem.retry_after_seconds > 0) {
    problem_headers_ = "Retry-After: " + std::to_string(problem.retry_after_seconds) + "\r\n";
  }
  return {.status = problem.status,
          .content_type = problem_type,
          .body = problem_text_,
          .extra_headers = problem_headers_};
}

void App::reply(const Context& context, const Problem& problem) {
  send(context.reply_to, context.route, context.began, context.request.request_id,
       response_of(problem));
}

void App::reply(const Pending& pending, const Problem& problem) {
  send(pending.reply_to, *pending.route, pending.began, pending.name.text(), response_of(problem));
}

void App::reply(const Context& context, const base::Thrown& thrown) {
  log_thrown(context.request.request_id, context.route, thrown);
  reply(context, internal_error());
}

void App::reply(const Pending& pending, const base::Thrown& thrown) {
  log_thrown(pending.name.text(), *pending.route, thrown);
  reply(pending, internal_error());
}

http::Response App::failure(int status) {
  switch (status) {
    case 500:
      return response_of(internal_error());
    case 408:
      return response_of({.status = 408,
                          .code = "request_timeout",
                          .detail = "the request did not arrive in time"});
    case 413:
      return response_of(
          {.status = 413, .code = "body_too_large", .detail = "a body may have 16384 bytes"});
    case 414:
      return response_of({.status = 414,
                          .code = "target_too_long",
                          .detail = "a request target may have 2048 bytes"});
    case 431:
      return response_of(
          {.status = 431, .code = "header_too_large", .detail = "a header may have 4096 bytes"});
    case 503:
      return response_of(unavailable("too many connections"));
    case 505:
      return response_of({.status = 505,
                          .code = "http_version",
                          .detail = "this server speaks HTTP/1.1 and HTTP/1.0"});
    default:
      return response_of(
          invalid_field("request", "is not well-formed HTTP/1.1 without Transfer-Encoding"));
  }
}

}  // namespace offpeak::api
