// Halls and services, as the API lists them.
#pragma once

#include <string>

#include "config/city.hpp"

namespace offpeak::api {

/// `{"halls": […]}` with the hours of the day of `now`.
std::string render_halls(const config::City& city, config::Instant now);
std::string render_hall(const config::City& city, const config::Hall& hall, config::Instant now);
/// `{"services": […]}`
std::string render_services(const config::City& city);

}  // namespace offpeak::api
