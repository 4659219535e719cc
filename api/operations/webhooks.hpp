// Webhooks that are pending or were given up.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_webhooks(Exchange& exchange, Resources& resources);

inline constexpr std::array webhook_routes{
    Route{http::Method::get, "/v1/operations/webhooks", Access::admin, Audience::staff,
          Limits::counted, list_webhooks},
};

}  // namespace offpeak::api
