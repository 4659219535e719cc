// Who is let in: tokens, roles, halls and request limits, before a route's handler runs.
#pragma once

#include "api/problem.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// Whether the route may answer; then the exchange knows its principal.
Checked<void> admit(Exchange& exchange, Resources& resources);

}  // namespace offpeak::api
