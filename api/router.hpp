// Which route a request is for.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/server.hpp"

namespace offpeak::api {

/// Every route of the server; the order is that of the table in router.cpp.
enum class RouteId : std::uint8_t {
  list_slots,
  create_hold,
  create_appointment,
  get_appointment_calendar,
  get_appointment,
  release_hold,
  reschedule,
  cancel,
  get_appointment_qr,
  join_waitlist,
  get_waitlist,
  leave_waitlist,
  list_my_appointments,
  create_token,
  // The day in the hall.
  get_ticket,
  leave_ticket,
  check_in,
  take_ticket,
  call_next,
  recall,
  serve_visitor,
  finish_visit,
  miss_visitor,
  park_visitor,
  transfer_visitor,
  open_counter,
  pause_counter,
  close_counter,
  // What displays watch.
  get_board,
  watch_board,
  watch_city,
  // What there is.
  list_halls,
  get_hall,
  list_services,
  health,
  readiness,
  metrics,
  description,
  docs,
  docs_file,
  // Planning.
  daily_report,
  create_simulation,
  list_simulations,
  get_simulation,
  remove_simulation,
  watch_simulation,
  get_simulation_page,
  // Operations.
  list_audit,
  list_webhooks,
  step_down,
};
inline constexpr std::size_t routes_count = static_cast<std::size_t>(RouteId::step_down) + 1;

/// Who may use a route.
enum class Access : std::uint8_t {
  open,      // no token looked at
  anyone,    // a token is optional; one that is sent must be valid
  booking,   // citizen, staff or admin
  citizen,   // a citizen
  check_in,  // staff or a kiosk of the hall in the path, or admin
  counter,   // staff of the hall in the path, or admin
  planning,  // staff, planners or admin
  planner,   // planners or admin
  admin,     // an administrator
};

/// Whom a listener serves; a route is there for whom it says and for all after that.
enum class Audience : std::uint8_t {
  everyone,
  staff,  // clerks, kiosks, planners and administrators: every route
};

struct Route {
  RouteId id;
  http::Method method;
  std::string_view pattern;  // "/v1/halls/{hall}"
  Access access;
  bool limited;  // counts against the request limits: it reaches the ring, or makes tokens
  Audience audience = Audience::everyone;
};

inline constexpr std::size_t path_parameters_max = 2;
using PathParameters = std::array<std::string_view, path_parameters_max>;

struct Match {
  const Route* route = nullptr;  // nullptr: unknown path, or a known one without this method
  std::string allow;             // methods of a known path, "GET, HEAD"
  PathParameters parameters{};
};

/// HEAD finds the route of GET. For `audience`, routes of others do not exist.
Match match_route(http::Method method, std::string_view path, Audience audience = Audience::staff);

std::span<const Route> all_routes();

}  // namespace offpeak::api
