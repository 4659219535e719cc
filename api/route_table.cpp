#include "api/route_table.hpp"

#include <array>
#include <tuple>

#include "api/citizen/advice.hpp"
#include "api/citizen/appointments.hpp"
#include "api/citizen/catalog.hpp"
#include "api/citizen/first_slots.hpp"
#include "api/citizen/guidance.hpp"
#include "api/citizen/holds.hpp"
#include "api/citizen/me.hpp"
#include "api/citizen/persons.hpp"
#include "api/citizen/site.hpp"
#include "api/citizen/slots.hpp"
#include "api/citizen/tokens.hpp"
#include "api/citizen/waitlist.hpp"
#include "api/citizen/watches.hpp"
#include "api/hall/arrivals.hpp"
#include "api/hall/assistance.hpp"
#include "api/hall/boards.hpp"
#include "api/hall/bookings.hpp"
#include "api/hall/counters.hpp"
#include "api/hall/tickets.hpp"
#include "api/hall/waiting.hpp"
#include "api/operations/audit.hpp"
#include "api/operations/citizens.hpp"
#include "api/operations/closures.hpp"
#include "api/operations/configuration.hpp"
#include "api/operations/health.hpp"
#include "api/operations/metrics.hpp"
#include "api/operations/notices.hpp"
#include "api/operations/revocations.hpp"
#include "api/operations/step_down.hpp"
#include "api/operations/webhooks.hpp"
#include "api/planner/reports.hpp"
#include "api/planner/simulations.hpp"
#include "api/web/static_files.hpp"

namespace offpeak::api {
namespace {

// The busiest first: they are tried in this order.
constexpr auto rows = std::tuple_cat(
    slot_routes, first_slots_routes, guidance_routes, hold_routes, appointment_routes,
    waitlist_routes, watch_routes, my_routes, person_routes, token_routes, ticket_routes,
    waiting_routes, arrival_routes, counter_routes, assistance_routes, board_routes, catalog_routes,
    site_routes, advice_routes, health_routes, metrics_routes, file_routes, page_routes,
    report_routes, simulation_routes, audit_routes, webhook_routes, revocation_routes,
    booking_routes, closure_routes, notice_routes, citizen_file_routes, configuration_routes,
    step_down_routes);

constexpr auto routes =
    std::apply([](const auto&... row) { return std::array<Route, sizeof...(row)>{row...}; }, rows);
static_assert(routes.size() <= routes_max);

}  // namespace

std::span<const Route> all_routes() { return routes; }

}  // namespace offpeak::api
