// The waitlist: places in line for full slots.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void join_waitlist(Exchange& exchange, Resources& resources);
void get_waitlist(Exchange& exchange, Resources& resources);
void leave_waitlist(Exchange& exchange, Resources& resources);

inline constexpr std::array waitlist_routes{
    Route{http::Method::post, "/v1/waitlist", Access::booking, Audience::everyone, Limits::counted,
          join_waitlist},
    Route{http::Method::get, "/v1/waitlist/{id}", Access::anyone, Audience::everyone,
          Limits::counted, get_waitlist},
    Route{http::Method::del, "/v1/waitlist/{id}", Access::booking, Audience::everyone,
          Limits::counted, leave_waitlist},
};

}  // namespace offpeak::api
