// Calls for staff: a kiosk's, and what the clerks of its hall answer.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void call_for_assistance(Exchange& exchange, Resources& resources);
void get_assistance(Exchange& exchange, Resources& resources);
void finish_assistance(Exchange& exchange, Resources& resources);

inline constexpr std::array assistance_routes{
    Route{http::Method::post, "/v1/halls/{hall}/assistance", Access::check_in, Audience::staff,
          Limits::counted, call_for_assistance},
    Route{http::Method::get, "/v1/halls/{hall}/assistance/{id}", Access::check_in, Audience::staff,
          Limits::counted, get_assistance},
    Route{http::Method::post, "/v1/halls/{hall}/assistance/{id}/done", Access::counter,
          Audience::staff, Limits::counted, finish_assistance},
};

}  // namespace offpeak::api
