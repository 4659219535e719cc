// Notices (公告) to those who wait and those who have booked.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void post_notice(Exchange& exchange, Resources& resources);
void list_notices(Exchange& exchange, Resources& resources);
void withdraw_notice(Exchange& exchange, Resources& resources);

inline constexpr std::array notice_routes{
    Route{http::Method::post, "/v1/operations/notices", Access::staff, Audience::staff,
          Limits::counted, post_notice},
    Route{http::Method::get, "/v1/operations/notices", Access::staff, Audience::staff,
          Limits::counted, list_notices},
    Route{http::Method::del, "/v1/operations/notices/{id}", Access::staff, Audience::staff,
          Limits::counted, withdraw_notice},
};

}  // namespace offpeak::api
