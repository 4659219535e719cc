#include "api/router.hpp"

#include "scheduler/assert.hpp"

namespace offpeak::api {
namespace {

// The busiest first: they are tried in this order.
constexpr std::array<Route, routes_count> routes{{
    {RouteId::list_slots, Method::get, "/v1/slots", Access::anyone, false},
    {RouteId::create_hold, Method::post, "/v1/holds", Access::booking, true},
    {RouteId::create_appointment, Method::post, "/v1/appointments", Access::booking, true},
    {RouteId::get_appointment_calendar, Method::get, "/v1/appointments/{id}.ics", Access::anyone,
     true},
    {RouteId::get_appointment, Method::get, "/v1/appointments/{id}", Access::anyone, true},
    {RouteId::release_hold, Method::del, "/v1/holds/{id}", Access::booking, true},
    {RouteId::reschedule, Method::post, "/v1/appointments/{id}/reschedule", Access::booking, true},
    {RouteId::cancel, Method::post, "/v1/appointments/{id}/cancel", Access::booking, true},
    {RouteId::get_appointment_qr, Method::get, "/v1/appointments/{id}/qr.svg", Access::anyone,
     true},
    {RouteId::join_waitlist, Method::post, "/v1/waitlist", Access::booking, true},
    {RouteId::get_waitlist, Method::get, "/v1/waitlist/{id}", Access::anyone, true},
    {RouteId::leave_waitlist, Method::del, "/v1/waitlist/{id}", Access::booking, true},
    {RouteId::list_my_appointments, Method::get, "/v1/me/appointments", Access::citizen, true},
    {RouteId::create_token, Method::post, "/v1/tokens", Access::anyone, true},
    {RouteId::check_in, Method::post, "/v1/halls/{hall}/check-ins", Access::check_in, true},
    {RouteId::list_halls, Method::get, "/v1/halls", Access::anyone, false},
    {RouteId::get_hall, Method::get, "/v1/halls/{hall}", Access::anyone, false},
    {RouteId::list_services, Method::get, "/v1/services", Access::anyone, false},
    {RouteId::health, Method::get, "/healthz", Access::open, false},
    {RouteId::readiness, Method::get, "/readyz", Access::open, false},
    {RouteId::metrics, Method::get, "/metrics", Access::open, false},
    {RouteId::description, Method::get, "/openapi.yaml", Access::open, false},
    {RouteId::docs, Method::get, "/docs", Access::open, false},
    {RouteId::docs_file, Method::get, "/docs/{file}", Access::open, false},
    {RouteId::step_down, Method::post, "/v1/operations/step-down", Access::admin, false},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (static_cast<std::size_t>(routes[i].id) != i) return false;
  }
  return true;
}
static_assert(in_order(), "a route's place in the table is its RouteId");

/// Matches a path with a pattern of at most one parameter; the parameter is one path segment, or
/// what stands before the pattern's suffix in it.
bool matches(std::string_view pattern, std::string_view path, std::string_view& parameter) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  const auto close = pattern.find('}', open);
  const auto before = pattern.substr(0, open);
  const auto after = pattern.substr(close + 1);
  if (path.size() <= before.size() + after.size()) return false;
  if (!path.starts_with(before) || !path.ends_with(after)) return false;
  parameter = path.substr(before.size(), path.size() - before.size() - after.size());
  return parameter.find('/') == std::string_view::npos;
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::del:
      return "DELETE";
    case Method::other:
      return "other";
  }
  return {};
}

Match match_route(Method method, std::string_view path) {
  Match match;
  const Method wanted = method == Method::head ? Method::get : method;
  for (const auto& route : routes) {
    std::string_view parameter;
    if (!matches(route.pattern, path, parameter)) continue;
    if (route.method == wanted) {
      match.route = &route;
      match.parameters[0] = parameter;
      return match;
    }
    // "/v1/appointments/x.ics" is a path of two routes with GET.
    const auto name = method_name(route.method);
    if (match.allow.find(name) != std::string::npos) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name;
    if (route.method == Method::get) match.allow += ", HEAD";
  }
  return match;
}

std::span<const Route> all_routes() { return routes; }

}  // namespace offpeak::api
