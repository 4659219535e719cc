// A route is one row: what a request looks like, who may send it, and what answers it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/http/message.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// Who may use a route.
enum class Access : std::uint8_t {
  open,          // no token looked at
  anyone,        // a token is optional; one that is sent must be valid
  board,         // as anyone; a ticket in the query stands for the token of a display of the hall
  board_ticket,  // a display or staff of the hall in the path, or admin
  booking,       // citizen, hotline or admin
  companion,     // the same, or staff
  citizen,       // a citizen
  hotline,       // hotline or admin
  check_in,      // staff or a kiosk of the hall in the path, or admin
  counter,       // staff of the hall in the path, or admin
  staff,         // staff of any hall, or admin
  planning,      // staff, planners or admin
  planner,       // planners or admin
  admin,         // an administrator
};

/// Whom a listener serves; a route is there for whom it says and for all after that.
enum class Audience : std::uint8_t {
  everyone,
  staff,  // clerks, kiosks, planners and administrators: every route
};

/// What a route's requests count against.
enum class Limits : std::uint8_t {
  none,
  reading,  // what an address may read of what is published
  counted,  // the limits by address and by citizen: it reaches the ring, or makes tokens
};

inline constexpr std::size_t path_parameters_max = 2;
using PathParameters = std::array<std::string_view, path_parameters_max>;

/// A path with parameters, cut at them when the program is compiled: "/v1/holds/{id}" is
/// "/v1/holds/" and "".
struct Pattern {
  std::string_view text;
  std::array<std::string_view, path_parameters_max + 1> pieces{};
  std::size_t parameters = 0;

  consteval Pattern(const char* pattern) : text{pattern} {
    std::string_view rest = text;
    for (;;) {
      const auto open = rest.find('{');
      pieces[parameters] = rest.substr(0, open);
      if (open == std::string_view::npos) return;
      rest.remove_prefix(rest.find('}', open) + 1);
      ++parameters;  // one too many does not compile: it is out of the array
    }
  }
};

/// Answers a request, now or later. Each I/O thread has its own resources.
using RouteHandler = void (*)(Exchange& exchange, Resources& resources);

struct Route {
  http::Method method;
  Pattern pattern;
  Access access;
  Audience audience;
  Limits limits;
  RouteHandler handler;
};

/// Whether it answers everybody alike with what the city publishes: then pages of other origins may
/// have it too.
constexpr bool is_published(const Route& route) {
  return route.method == http::Method::get && route.limits == Limits::reading;
}

/// Of one server: what is counted by route has a place for so many.
inline constexpr std::size_t routes_max = 96;

struct Match {
  const Route* route = nullptr;  // nullptr: unknown path, or a known one without this method
  std::string allow;             // methods of a known path, "GET, HEAD"
  PathParameters parameters{};
};

/// The first of `routes` that fits. HEAD finds the route of GET. For `audience`, routes of others
/// do not exist.
Match match_route(std::span<const Route> routes, http::Method method, std::string_view path,
                  Audience audience = Audience::staff);

}  // namespace offpeak::api
