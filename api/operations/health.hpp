// Whether the server lives, and whether it can do its work.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void get_health(Exchange& exchange, Resources& resources);
void get_readiness(Exchange& exchange, Resources& resources);

inline constexpr std::array health_routes{
    Route{http::Method::get, "/healthz", Access::open, Audience::everyone, Limits::none,
          get_health},
    Route{http::Method::get, "/readyz", Access::open, Audience::everyone, Limits::none,
          get_readiness},
};

}  // namespace offpeak::api
