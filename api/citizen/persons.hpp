// One person with several documents, whose keys the hotline joins.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void join_keys(Exchange& exchange, Resources& resources);
void separate_key(Exchange& exchange, Resources& resources);

inline constexpr std::array person_routes{
    Route{http::Method::post, "/v1/persons/join", Access::hotline, Audience::staff, Limits::counted,
          join_keys},
    Route{http::Method::post, "/v1/persons/separate", Access::hotline, Audience::staff,
          Limits::counted, separate_key},
};

}  // namespace offpeak::api
