// What planners ask the simulator.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void create_simulation(Exchange& exchange, Resources& resources);
void list_simulations(Exchange& exchange, Resources& resources);
/// With its results, once they are read.
void get_simulation(Exchange& exchange, Resources& resources);
/// Cancels a simulation that is queued or runs; removes one that has ended.
void remove_simulation(Exchange& exchange, Resources& resources);
void watch_simulation(Exchange& exchange, Resources& resources);
/// Made on the manager's thread, which reads the results and the parts of the page.
void get_simulation_page(Exchange& exchange, Resources& resources);

inline constexpr std::array simulation_routes{
    Route{http::Method::post, "/v1/simulations", Access::planner, Audience::staff, Limits::counted,
          create_simulation},
    Route{http::Method::get, "/v1/simulations", Access::planner, Audience::staff, Limits::counted,
          list_simulations},
    Route{http::Method::get, "/v1/simulations/{id}", Access::planner, Audience::staff,
          Limits::counted, get_simulation},
    Route{http::Method::del, "/v1/simulations/{id}", Access::planner, Audience::staff,
          Limits::counted, remove_simulation},
    Route{http::Method::get, "/v1/simulations/{id}/stream", Access::planner, Audience::staff,
          Limits::counted, watch_simulation},
    Route{http::Method::get, "/v1/simulations/{id}/report.html", Access::planner, Audience::staff,
          Limits::counted, get_simulation_page},
};

}  // namespace offpeak::api
