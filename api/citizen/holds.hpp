// Holds: capacity taken for some minutes while a citizen fills in the form.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void create_hold(Exchange& exchange, Resources& resources);
void release_hold(Exchange& exchange, Resources& resources);

inline constexpr std::array hold_routes{
    Route{http::Method::post, "/v1/holds", Access::booking, Audience::everyone, Limits::counted,
          create_hold},
    Route{http::Method::del, "/v1/holds/{id}", Access::booking, Audience::everyone, Limits::counted,
          release_hold},
};

}  // namespace offpeak::api
