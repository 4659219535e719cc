// Halls that close (临时停办), and open again.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void close_halls(Exchange& exchange, Resources& resources);
void list_closures(Exchange& exchange, Resources& resources);
void reopen_halls(Exchange& exchange, Resources& resources);

inline constexpr std::array closure_routes{
    Route{http::Method::post, "/v1/operations/closures", Access::admin, Audience::staff,
          Limits::counted, close_halls},
    Route{http::Method::get, "/v1/operations/closures", Access::admin, Audience::staff,
          Limits::counted, list_closures},
    Route{http::Method::post, "/v1/operations/closures/{id}/reopen", Access::admin, Audience::staff,
          Limits::counted, reopen_halls},
};

}  // namespace offpeak::api
