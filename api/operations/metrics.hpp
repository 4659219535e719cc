// The page that Prometheus reads.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

/// Text exposition format 0.0.4.
void get_metrics(Exchange& exchange, Resources& resources);

inline constexpr std::array metrics_routes{
    Route{http::Method::get, "/metrics", Access::open, Audience::staff, Limits::none, get_metrics},
};

}  // namespace offpeak::api
