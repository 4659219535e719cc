// Where citizens reach this server.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void get_site(Exchange& exchange, Resources& resources);

inline constexpr std::array site_routes{
    Route{http::Method::get, "/v1/site", Access::anyone, Audience::everyone, Limits::reading,
          get_site},
};

}  // namespace offpeak::api
