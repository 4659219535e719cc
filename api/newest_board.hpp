// The newest board of each hall, for routes that do not show boards themselves.
#pragma once

#include <functional>

#include "config/city.hpp"
#include "scheduler/queueing/board.hpp"

namespace offpeak::api {

/// Null when none is known, or none can be believed.
using BoardOf = std::function<const scheduler::Board*(const config::Hall& hall)>;

}  // namespace offpeak::api
