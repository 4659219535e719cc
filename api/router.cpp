#include "api/router.hpp"

#include "base/assert.hpp"

namespace offpeak::api {
namespace {

// The busiest first: they are tried in this order.
constexpr std::array<Route, routes_count> routes{{
    {RouteId::list_slots, http::Method::get, "/v1/slots", Access::anyone, false},
    {RouteId::create_hold, http::Method::post, "/v1/holds", Access::booking, true},
    {RouteId::create_appointment, http::Method::post, "/v1/appointments", Access::booking, true},
    {RouteId::get_appointment_calendar, http::Method::get, "/v1/appointments/{id}.ics",
     Access::anyone, true},
    {RouteId::get_appointment, http::Method::get, "/v1/appointments/{id}", Access::anyone, true},
    {RouteId::release_hold, http::Method::del, "/v1/holds/{id}", Access::booking, true},
    {RouteId::reschedule, http::Method::post, "/v1/appointments/{id}/reschedule", Access::booking,
     true},
    {RouteId::cancel, http::Method::post, "/v1/appointments/{id}/cancel", Access::booking, true},
    {RouteId::get_appointment_qr, http::Method::get, "/v1/appointments/{id}/qr.svg", Access::anyone,
     true},
    {RouteId::join_waitlist, http::Method::post, "/v1/waitlist", Access::booking, true},
    {RouteId::get_waitlist, http::Method::get, "/v1/waitlist/{id}", Access::anyone, true},
    {RouteId::leave_waitlist, http::Method::del, "/v1/waitlist/{id}", Access::booking, true},
    {RouteId::list_my_appointments, http::Method::get, "/v1/me/appointments", Access::citizen,
     true},
    {RouteId::create_token, http::Method::post, "/v1/tokens", Access::anyone, true},
    {RouteId::get_ticket, http::Method::get, "/v1/tickets/{id}", Access::anyone, true},
    {RouteId::leave_ticket, http::Method::del, "/v1/tickets/{id}", Access::anyone, true},
    {RouteId::check_in, http::Method::post, "/v1/halls/{hall}/check-ins", Access::check_in, true,
     Audience::staff},
    {RouteId::take_ticket, http::Method::post, "/v1/halls/{hall}/tickets", Access::check_in, true,
     Audience::staff},
    {RouteId::call_next, http::Method::post, "/v1/halls/{hall}/counters/{counter}/call-next",
     Access::counter, true, Audience::staff},
    {RouteId::recall, http::Method::post, "/v1/halls/{hall}/counters/{counter}/recall",
     Access::counter, true, Audience::staff},
    {RouteId::serve_visitor, http::Method::post, "/v1/halls/{hall}/counters/{counter}/serve",
     Access::counter, true, Audience::staff},
    {RouteId::finish_visit, http::Method::post, "/v1/halls/{hall}/counters/{counter}/finish",
     Access::counter, true, Audience::staff},
    {RouteId::miss_visitor, http::Method::post, "/v1/halls/{hall}/counters/{counter}/miss",
     Access::counter, true, Audience::staff},
    {RouteId::park_visitor, http::Method::post, "/v1/halls/{hall}/counters/{counter}/park",
     Access::counter, true, Audience::staff},
    {RouteId::transfer_visitor, http::Method::post, "/v1/halls/{hall}/counters/{counter}/transfer",
     Access::counter, true, Audience::staff},
    {RouteId::open_counter, http::Method::post, "/v1/halls/{hall}/counters/{counter}/open",
     Access::counter, true, Audience::staff},
    {RouteId::pause_counter, http::Method::post, "/v1/halls/{hall}/counters/{counter}/pause",
     Access::counter, true, Audience::staff},
    {RouteId::close_counter, http::Method::post, "/v1/halls/{hall}/counters/{counter}/close",
     Access::counter, true, Audience::staff},
    {RouteId::get_board, http::Method::get, "/v1/halls/{hall}/board", Access::anyone, false},
    {RouteId::watch_board, http::Method::get, "/v1/halls/{hall}/board/stream", Access::anyone,
     false},
    {RouteId::watch_city, http::Method::get, "/v1/board/stream", Access::anyone, false},
    {RouteId::list_halls, http::Method::get, "/v1/halls", Access::anyone, false},
    {RouteId::get_hall, http::Method::get, "/v1/halls/{hall}", Access::anyone, false},
    {RouteId::list_services, http::Method::get, "/v1/services", Access::anyone, false},
    {RouteId::health, http::Method::get, "/healthz", Access::open, false},
    {RouteId::readiness, http::Method::get, "/readyz", Access::open, false},
    {RouteId::metrics, http::Method::get, "/metrics", Access::open, false, Audience::staff},
    {RouteId::description, http::Method::get, "/openapi.yaml", Access::open, false},
    {RouteId::docs, http::Method::get, "/docs", Access::open, false},
    {RouteId::docs_file, http::Method::get, "/docs/{file}", Access::open, false},
    {RouteId::daily_report, http::Method::get, "/v1/reports/daily", Access::planning, true,
     Audience::staff},
    {RouteId::create_simulation, http::Method::post, "/v1/simulations", Access::planner, true,
     Audience::staff},
    {RouteId::list_simulations, http::Method::get, "/v1/simulations", Access::planner, true,
     Audience::staff},
    {RouteId::get_simulation, http::Method::get, "/v1/simulations/{id}", Access::planner, true,
     Audience::staff},
    {RouteId::remove_simulation, http::Method::del, "/v1/simulations/{id}", Access::planner, true,
     Audience::staff},
    {RouteId::watch_simulation, http::Method::get, "/v1/simulations/{id}/stream", Access::planner,
     true, Audience::staff},
    {RouteId::get_simulation_page, http::Method::get, "/v1/simulations/{id}/report.html",
     Access::planner, true, Audience::staff},
    {RouteId::list_audit, http::Method::get, "/v1/operations/audit", Access::admin, true,
     Audience::staff},
    {RouteId::list_webhooks, http::Method::get, "/v1/operations/webhooks", Access::admin, true,
     Audience::staff},
    {RouteId::step_down, http::Method::post, "/v1/operations/step-down", Access::admin, false,
     Audience::staff},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (static_cast<std::size_t>(routes[i].id) != i) return false;
  }
  return true;
}
static_assert(in_order(), "a route's place in the table is its RouteId");

/// A pattern cut at its parameters, when the program is compiled: "/v1/holds/{id}" is "/v1/holds/"
/// and "".
struct Pieces {
  std::array<std::string_view, path_parameters_max + 1> texts{};
  std::size_t parameters = 0;
};

constexpr Pieces cut(std::string_view pattern) {
  Pieces pieces;
  for (;;) {
    const auto open = pattern.find('{');
    pieces.texts[pieces.parameters] = pattern.substr(0, open);
    if (open == std::string_view::npos) return pieces;
    pattern.remove_prefix(pattern.find('}', open) + 1);
    ++pieces.parameters;  // one too many does not compile: it is out of the array
  }
}

constexpr std::array<Pieces, routes_count> cut_all() {
  std::array<Pieces, routes_count> all;
  for (std::size_t i = 0; i < routes.size(); ++i) all[i] = cut(routes[i].pattern);
  return all;
}

constexpr auto pieces_of_routes = cut_all();

/// A parameter is one path segment; the last one is what stands before the pattern's end in it.
bool matches(const Pieces& pieces, std::string_view path, PathParameters& parameters) {
  if (!path.starts_with(pieces.texts[0])) return false;
  path.remove_prefix(pieces.texts[0].size());
  for (std::size_t i = 0; i < pieces.parameters; ++i) {
    const auto after = pieces.texts[i + 1];
    if (path.size() <= after.size()) return false;
    const bool is_last = i + 1 == pieces.parameters;
    const auto size = is_last ? path.size() - after.size() : path.find('/');
    parameters[i] = path.substr(0, size);
    if (parameters[i].empty() || parameters[i].find('/') != std::string_view::npos) return false;
    path.remove_prefix(parameters[i].size());
    if (!path.starts_with(after)) return false;
    path.remove_prefix(after.size());
  }
  return path.empty();
}

}  // namespace

Match match_route(http::Method method, std::string_view path, Audience audience) {
  Match match;
  const http::Method wanted = method == http::Method::head ? http::Method::get : method;
  for (const auto& route : routes) {
    if (route.audience > audience) continue;
    PathParameters parameters;
    if (!matches(pieces_of_routes[static_cast<std::size_t>(route.id)], path, parameters)) continue;
    if (route.method == wanted) {
      match.route = &route;
      match.parameters = parameters;
      return match;
    }
    // "/v1/appointments/x.ics" is a path of two routes with GET.
    const auto name = http::method_name(route.method);
    if (match.allow.find(name) != std::string::npos) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name;
    if (route.method == http::Method::get) match.allow += ", HEAD";
  }
  return match;
}

std::span<const Route> all_routes() { return routes; }

}  // namespace offpeak::api
