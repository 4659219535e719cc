#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "api/route_table.hpp"

namespace api = offpeak::api;
using offpeak::http::Method;

namespace {

api::Match find(Method method, std::string_view path,
                api::Audience audience = api::Audience::staff) {
  return api::match_route(api::all_routes(), method, path, audience);
}

}  // namespace

TEST_CASE("A method and a path find their route and its parameters") {
  struct Row {
    Method method;
    std::string_view path;
    std::string_view pattern;
    std::string_view parameter;
    std::string_view second = {};
  };
  const std::vector<Row> rows{
      {Method::get, "/v1/halls", "/v1/halls", ""},
      {Method::get, "/v1/halls/330100", "/v1/halls/{hall}", "330100"},
      {Method::get, "/v1/halls/330100/board", "/v1/halls/{hall}/board", "330100"},
      {Method::get, "/v1/halls/330100/board/stream", "/v1/halls/{hall}/board/stream", "330100"},
      {Method::post, "/v1/holds", "/v1/holds", ""},
      {Method::del, "/v1/holds/abc", "/v1/holds/{id}", "abc"},
      {Method::get, "/v1/appointments/abc", "/v1/appointments/{id}", "abc"},
      {Method::get, "/v1/appointments/abc.ics", "/v1/appointments/{id}.ics", "abc"},
      {Method::get, "/v1/appointments/abc/qr.svg", "/v1/appointments/{id}/qr.svg", "abc"},
      {Method::get, "/v1/appointments/.ics", "/v1/appointments/{id}", ".ics"},
      {Method::get, "/v1/appointments/a.b.ics", "/v1/appointments/{id}.ics", "a.b"},
      {Method::post, "/v1/halls/330100/counters/7/call-next",
       "/v1/halls/{hall}/counters/{counter}/call-next", "330100", "7"},
      {Method::get, "/v1/simulations", "/v1/simulations", ""},
      {Method::post, "/v1/simulations", "/v1/simulations", ""},
      {Method::get, "/v1/simulations/abc", "/v1/simulations/{id}", "abc"},
      {Method::del, "/v1/simulations/abc", "/v1/simulations/{id}", "abc"},
      {Method::get, "/docs", "/docs", ""},
      {Method::get, "/docs/docs.js", "/docs/{file}", "docs.js"},
      {Method::get, "/", "/", ""},
      {Method::get, "/display/330100", "/display/{screen}", "330100"},
      {Method::get, "/kiosk/330100", "/kiosk/{hall}", "330100"},
      {Method::get, "/assets/citizen-0a.js", "/assets/{file}", "citizen-0a.js"},
      // HEAD is answered like GET.
      {Method::head, "/v1/halls", "/v1/halls", ""},
      {Method::head, "/v1/appointments/abc", "/v1/appointments/{id}", "abc"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    const auto match = find(row.method, row.path);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->method == (row.method == Method::head ? Method::get : row.method));
    CHECK(match.route->pattern.text == row.pattern);
    CHECK(match.parameters[0] == row.parameter);
    CHECK(match.parameters[1] == row.second);
  }
}

TEST_CASE("An unknown path has no methods, a known one names those it has, each once") {
  struct Row {
    Method method;
    std::string_view path;
    std::string_view allow;
  };
  const std::vector<Row> rows{
      {Method::get, "/display", ""},
      {Method::get, "/assets/a/../b", ""},
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
    const auto match = find(row.method, row.path);
    CHECK(match.route == nullptr);
    CHECK(match.allow == row.allow);
  }
}

TEST_CASE("Where staff have a listener of their own, their routes do not exist on the public one") {
  using api::Audience;
  for (const auto& route : api::all_routes()) {
    CAPTURE(route.pattern.text);
    std::string path{route.pattern.text};
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
      path = path.substr(0, at) + '7' + path.substr(path.find('}') + 1);
    }
    const auto in_public = find(route.method, path, Audience::everyone);
    const auto of_staff = find(route.method, path, Audience::staff);
    CHECK(of_staff.route == &route);
    CHECK(in_public.route == (route.audience == Audience::everyone ? &route : nullptr));
    // Not even by 405. Of a path with two methods the other one may be there for everyone.
    const bool has_another = find(Method::get, path, Audience::everyone).route != nullptr;
    const bool is_hidden = route.audience != Audience::everyone && !has_another;
    if (is_hidden) CHECK(in_public.allow == "");
  }
  for (const auto* path : {"/v1/halls/330100/check-ins", "/v1/halls/330100/counters/7/call-next",
                           "/v1/operations/audit", "/metrics"}) {
    CHECK(find(Method::del, path, Audience::everyone).allow == "");
    CHECK(find(Method::del, path).allow != "");
  }
}
