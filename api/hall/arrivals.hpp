// Who arrives at a hall gets a ticket: by the code of an appointment, or as a walk-in.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void check_in(Exchange& exchange, Resources& resources);
void take_ticket(Exchange& exchange, Resources& resources);

inline constexpr std::array arrival_routes{
    Route{http::Method::post, "/v1/halls/{hall}/check-ins", Access::check_in, Audience::staff,
          Limits::counted, check_in},
    Route{http::Method::post, "/v1/halls/{hall}/tickets", Access::check_in, Audience::staff,
          Limits::counted, take_ticket},
};

}  // namespace offpeak::api
