// A hall's bookings of a day, for its staff; and what staff take back for who was wronged.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void list_bookings(Exchange& exchange, Resources& resources);
void excuse_no_show(Exchange& exchange, Resources& resources);
void lift_suspension(Exchange& exchange, Resources& resources);

inline constexpr std::array booking_routes{
    Route{http::Method::get, "/v1/halls/{hall}/bookings", Access::counter, Audience::staff,
          Limits::counted, list_bookings},
    Route{http::Method::post, "/v1/appointments/{id}/excuse", Access::staff, Audience::staff,
          Limits::counted, excuse_no_show},
    Route{http::Method::post, "/v1/operations/suspensions/lift", Access::staff, Audience::staff,
          Limits::counted, lift_suspension},
};

}  // namespace offpeak::api
