// Webhooks that are pending or were given up.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_webhooks(Exchange& exchange, Resources& resources);
/// Sends to an endpoint again that has answered 410.
void enable_webhooks(Exchange& exchange, Resources& resources);
/// A dead letter goes out once more.
void send_again(Exchange& exchange, Resources& resources);

inline constexpr std::array webhook_routes{
    Route{http::Method::get, "/v1/operations/webhooks", Access::admin, Audience::staff,
          Limits::counted, list_webhooks},
    Route{http::Method::post, "/v1/operations/webhooks/enable", Access::admin, Audience::staff,
          Limits::counted, enable_webhooks},
    Route{http::Method::post, "/v1/operations/webhooks/dead-letters/{number}/send", Access::admin,
          Audience::staff, Limits::counted, send_again},
};

}  // namespace offpeak::api
