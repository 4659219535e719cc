// Who is let in: tokens, roles, halls and request limits, before a route's handler runs.
#pragma once

#include <optional>

#include "api/problem.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// Nothing when the route may answer; then the exchange knows its principal.
std::optional<Problem> admit(Exchange& exchange, Resources& resources);

}  // namespace offpeak::api
