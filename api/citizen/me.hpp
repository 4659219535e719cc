// What a citizen has.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_my_appointments(Exchange& exchange, Resources& resources);

inline constexpr std::array my_routes{
    Route{http::Method::get, "/v1/me/appointments", Access::citizen, Audience::everyone,
          Limits::counted, list_my_appointments},
};

}  // namespace offpeak::api
