// Halls and services, as the API lists them.
#pragma once

#include <array>
#include <string>

#include "api/route.hpp"
#include "config/city.hpp"

namespace offpeak::api {

void list_halls(Exchange& exchange, Resources& resources);
void get_hall(Exchange& exchange, Resources& resources);
void list_services(Exchange& exchange, Resources& resources);

inline constexpr std::array catalog_routes{
    Route{http::Method::get, "/v1/halls", Access::anyone, Audience::everyone, Limits::none,
          list_halls},
    Route{http::Method::get, "/v1/halls/{hall}", Access::anyone, Audience::everyone, Limits::none,
          get_hall},
    Route{http::Method::get, "/v1/services", Access::anyone, Audience::everyone, Limits::none,
          list_services},
};

/// `{"halls": […]}` with the hours of the day of `now`.
std::string render_halls(const config::City& city, config::Instant now);
std::string render_hall(const config::City& city, const config::Hall& hall, config::Instant now);
/// `{"services": […]}`
std::string render_services(const config::City& city);

}  // namespace offpeak::api
