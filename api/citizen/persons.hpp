// One person with several documents, whose keys staff join.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void join_keys(Exchange& exchange, Resources& resources);
void separate_key(Exchange& exchange, Resources& resources);

inline constexpr std::array person_routes{
    Route{http::Method::post, "/v1/persons/join", Access::documents, Audience::staff,
          Limits::counted, join_keys},
    Route{http::Method::post, "/v1/persons/separate", Access::documents, Audience::staff,
          Limits::counted, separate_key},
};

}  // namespace offpeak::api
