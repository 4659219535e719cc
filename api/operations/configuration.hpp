// The configuration that the city is led with, and another one in its place.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

void show_configuration(Exchange& exchange, Resources& resources);
/// What the files say by now is looked at and, unless it was a dry run, put in force.
void change_configuration(Exchange& exchange, Resources& resources);

inline constexpr std::array configuration_routes{
    Route{http::Method::get, "/v1/operations/configuration", Access::admin, Audience::staff,
          Limits::counted, show_configuration},
    Route{http::Method::post, "/v1/operations/configuration", Access::admin, Audience::staff,
          Limits::counted, change_configuration},
};

}  // namespace offpeak::api
