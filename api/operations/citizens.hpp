// What is held about one person: told, or forgotten, on that person's request.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void describe_citizen(Exchange& exchange, Resources& resources);
void forget_citizen(Exchange& exchange, Resources& resources);

inline constexpr std::array citizen_file_routes{
    Route{http::Method::post, "/v1/operations/citizen-file", Access::admin, Audience::staff,
          Limits::counted, describe_citizen},
    Route{http::Method::post, "/v1/operations/forget", Access::admin, Audience::staff,
          Limits::counted, forget_citizen},
};

}  // namespace offpeak::api
