#include <doctest/doctest.h>

#include <set>

#include "api/router.hpp"

namespace api = offpeak::api;
using api::Method;
using api::RouteId;

TEST_CASE("A method and a path find their route and its parameter") {
  struct Row {
    Method method;
    std::string_view path;
    RouteId route;
    std::string_view parameter;
  };
  const std::vector<Row> rows{
      {Method::get, "/v1/halls", RouteId::list_halls, ""},
      {Method::get, "/v1/halls/330100", RouteId::get_hall, "330100"},
      {Method::get, "/v1/services", RouteId::list_services, ""},
      {Method::get, "/v1/slots", RouteId::list_slots, ""},
      {Method::post, "/v1/tokens", RouteId::create_token, ""},
      {Method::post, "/v1/holds", RouteId::create_hold, ""},
      {Method::del, "/v1/holds/abc", RouteId::release_hold, "abc"},
      {Method::post, "/v1/appointments", RouteId::create_appointment, ""},
      {Method::get, "/v1/appointments/abc", RouteId::get_appointment, "abc"},
      {Method::get, "/v1/appointments/abc.ics", RouteId::get_appointment_calendar, "abc"},
      {Method::get, "/v1/appointments/abc/qr.svg", RouteId::get_appointment_qr, "abc"},
      {Method::get, "/v1/appointments/.ics", RouteId::get_appointment, ".ics"},
      {Method::get, "/v1/appointments/a.b.ics", RouteId::get_appointment_calendar, "a.b"},
      {Method::post, "/v1/appointments/abc/reschedule", RouteId::reschedule, "abc"},
      {Method::post, "/v1/appointments/abc/cancel", RouteId::cancel, "abc"},
      {Method::post, "/v1/waitlist", RouteId::join_waitlist, ""},
      {Method::get, "/v1/waitlist/abc", RouteId::get_waitlist, "abc"},
      {Method::del, "/v1/waitlist/abc", RouteId::leave_waitlist, "abc"},
      {Method::get, "/v1/me/appointments", RouteId::list_my_appointments, ""},
      {Method::post, "/v1/halls/330100/check-ins", RouteId::check_in, "330100"},
      {Method::post, "/v1/operations/step-down", RouteId::step_down, ""},
      {Method::get, "/healthz", RouteId::health, ""},
      {Method::get, "/readyz", RouteId::readiness, ""},
      {Method::get, "/metrics", RouteId::metrics, ""},
      {Method::get, "/openapi.yaml", RouteId::description, ""},
      {Method::get, "/docs", RouteId::docs, ""},
      {Method::get, "/docs/docs.js", RouteId::docs_file, "docs.js"},
      // HEAD is answered like GET.
      {Method::head, "/v1/halls", RouteId::list_halls, ""},
      {Method::head, "/v1/appointments/abc", RouteId::get_appointment, "abc"},
  };
  std::set<RouteId> seen;
  for (const auto& row : rows) {
    CAPTURE(row.path);
    const auto match = api::match_route(row.method, row.path);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->id == row.route);
    CHECK(match.parameters[0] == row.parameter);
    seen.insert(row.route);
  }
  CHECK(seen.size() == api::routes_count);
}

TEST_CASE("An unknown path has no methods, a known one names those it has, each once") {
  struct Row {
    Method method;
    std::string_view path;
    std::string_view allow;
  };
  const std::vector<Row> rows{
      {Method::get, "/", ""},
      {Method::get, "", ""},
      {Method::get, "*", ""},
      {Method::get, "/v1", ""},
      {Method::get, "/v2/halls", ""},
      {Method::get, "/V1/halls", ""},
      {Method::get, "/v1/halls/", ""},
      {Method::get, "/v1/halls/330100/", ""},
      {Method::get, "/v1//halls", ""},
      {Method::get, "/v1/appointments/a/b", ""},
      {Method::get, "/v1/appointments/a/b.ics", ""},
      {Method::get, "/docs/a/../b", ""},
      {Method::post, "/v1/halls", "GET, HEAD"},
      {Method::del, "/v1/halls/330100", "GET, HEAD"},
      {Method::other, "/healthz", "GET, HEAD"},
      {Method::get, "/v1/holds", "POST"},
      {Method::head, "/v1/holds", "POST"},
      {Method::get, "/v1/holds/abc", "DELETE"},
      {Method::post, "/v1/waitlist/abc", "GET, HEAD, DELETE"},
      // Two routes match this path; both have GET.
      {Method::post, "/v1/appointments/abc.ics", "GET, HEAD"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    const auto match = api::match_route(row.method, row.path);
    CHECK(match.route == nullptr);
    CHECK(match.allow == row.allow);
  }
}
