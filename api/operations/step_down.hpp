// The leader hands over to its standby.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

/// The reply is sent before the server stops: a stop lets requests under way end.
void step_down(Exchange& exchange, Resources& resources);

inline constexpr std::array step_down_routes{
    Route{http::Method::post, "/v1/operations/step-down", Access::admin, Audience::staff,
          Limits::none, step_down},
};

}  // namespace offpeak::api
