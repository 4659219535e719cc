// The one table of routes: those of every resource.
#pragma once

#include <span>

#include "api/route.hpp"

namespace offpeak::api {

/// A route's place here is its place in the metrics.
std::span<const Route> all_routes();

}  // namespace offpeak::api
