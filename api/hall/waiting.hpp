// Who waits in a hall, for its clerks.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_waiting(Exchange& exchange, Resources& resources);

inline constexpr std::array waiting_routes{
    Route{http::Method::get, "/v1/halls/{hall}/waiting", Access::counter, Audience::staff,
          Limits::counted, list_waiting},
};

}  // namespace offpeak::api
