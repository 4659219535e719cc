// The audit: who did what.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_audit(Exchange& exchange, Resources& resources);

inline constexpr std::array audit_routes{
    Route{http::Method::get, "/v1/operations/audit", Access::admin, Audience::staff,
          Limits::counted, list_audit},
};

}  // namespace offpeak::api
