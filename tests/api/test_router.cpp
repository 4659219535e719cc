#include <doctest/doctest.h>

#include <set>

#include "api/router.hpp"

namespace api = offpeak::api;
using api::RouteId;
using http::Method;

TEST_CASE("A method and a path find their route and its parameters") {
  struct Row {
    Method method;
    std::string_view path;
    RouteId route;
    std::string_view parameter;
    std::string_view second = {};
  };
  const std::vector<Row> rows{
      {Method::get, "/v1/halls", RouteId::list_halls, ""},
      {Method::get, "/v1/halls/330100", RouteId::get_hall, "330100"},
      {Method::get, "/v1/services", RouteId::list_services, ""},
      {Method::get, "/v1/halls/330100/board", RouteId::get_board, "330100"},
      {Method::get, "/v1/halls/330100/board/stream", RouteId::watch_board, "330100"},
      {Method::get, "/v1/board/stream", RouteId::watch_city, ""},
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
      {Method::post, "/v1/halls/330100/tickets", RouteId::take_ticket, "330100"},
      {Method::get, "/v1/tickets/abc", RouteId::get_ticket, "abc"},
      {Method::del, "/v1/tickets/abc", RouteId::leave_ticket, "abc"},
      {Method::post, "/v1/halls/330100/counters/7/call-next", RouteId::call_next, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/recall", RouteId::recall, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/serve", RouteId::serve_visitor, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/finish", RouteId::finish_visit, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/miss", RouteId::miss_visitor, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/park", RouteId::park_visitor, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/transfer", RouteId::transfer_visitor, "330100",
       "7"},
      {Method::post, "/v1/halls/330100/counters/7/open", RouteId::open_counter, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/pause", RouteId::pause_counter, "330100", "7"},
      {Method::post, "/v1/halls/330100/counters/7/close", RouteId::close_counter, "330100", "7"},
      {Method::get, "/v1/reports/daily", RouteId::daily_report, ""},
      {Method::post, "/v1/simulations", RouteId::create_simulation, ""},
      {Method::get, "/v1/simulations", RouteId::list_simulations, ""},
      {Method::get, "/v1/simulations/abc", RouteId::get_simulation, "abc"},
      {Method::del, "/v1/simulations/abc", RouteId::remove_simulation, "abc"},
      {Method::get, "/v1/simulations/abc/stream", RouteId::watch_simulation, "abc"},
      {Method::get, "/v1/simulations/abc/report.html", RouteId::get_simulation_page, "abc"},
      {Method::get, "/v1/operations/audit", RouteId::list_audit, ""},
      {Method::get, "/v1/operations/webhooks", RouteId::list_webhooks, ""},
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
    CHECK(match.parameters[1] == row.second);
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
      {Method::post, "/v1/halls//counters/7/open", ""},
      {Method::post, "/v1/halls/330100/counters//open", ""},
      {Method::post, "/v1/halls/330100/counters/7", ""},
      {Method::post, "/v1/halls/330100/counters/7/", ""},
      {Method::post, "/v1/halls/330100/counters/7/open/", ""},
      {Method::post, "/v1/halls/330100/counters/7/8/open", ""},
      {Method::post, "/v1/halls/330100/x/counters/7/open", ""},
      {Method::post, "/v1/halls/330100/counters/open", ""},
      {Method::get, "/v1/halls/330100/counters/7/open", "POST"},
      {Method::post, "/v1/halls", "GET, HEAD"},
      {Method::del, "/v1/halls/330100", "GET, HEAD"},
      {Method::other, "/healthz", "GET, HEAD"},
      {Method::get, "/v1/holds", "POST"},
      {Method::head, "/v1/holds", "POST"},
      {Method::get, "/v1/holds/abc", "DELETE"},
      {Method::post, "/v1/waitlist/abc", "GET, HEAD, DELETE"},
      {Method::del, "/v1/simulations", "POST, GET, HEAD"},
      {Method::post, "/v1/simulations/abc/report.html", "GET, HEAD"},
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

TEST_CASE("Where staff have a listener of their own, their routes do not exist on the public one") {
  using api::Audience;
  for (const auto& route : api::all_routes()) {
    CAPTURE(route.pattern);
    std::string path{route.pattern};
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
      path = path.substr(0, at) + '7' + path.substr(path.find('}') + 1);
    }
    const auto in_public = api::match_route(route.method, path, Audience::everyone);
    const auto of_staff = api::match_route(route.method, path, Audience::staff);
    CHECK(of_staff.route == &route);
    CHECK(in_public.route == (route.audience == Audience::everyone ? &route : nullptr));
    // Not even by 405. Of a path with two methods the other one may be there for everyone.
    const bool has_another =
        api::match_route(Method::get, path, Audience::everyone).route != nullptr;
    if (!has_another) CHECK(in_public.allow == "");
  }
  for (const auto* path : {"/v1/halls/330100/check-ins", "/v1/halls/330100/counters/7/call-next",
                           "/v1/operations/audit", "/metrics"}) {
    CHECK(api::match_route(Method::del, path, Audience::everyone).allow == "");
    CHECK(api::match_route(Method::del, path).allow != "");
  }
}
