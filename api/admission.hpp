// Who is let in: tokens, roles, halls and request limits, before a route's handler runs.
#pragma once

#include <cstddef>

#include "api/problem.hpp"

namespace offpeak::api {

class Exchange;
struct Resources;

/// Whether the route may answer; then the exchange knows its principal.
Checked<void> admit(Exchange& exchange, Resources& resources);

/// Counts `units` more against what the address may read; a request counted one when it was
/// admitted. What is overspent has to wait for the next one.
void spend_reading(const Exchange& exchange, Resources& resources, std::size_t units);

}  // namespace offpeak::api
