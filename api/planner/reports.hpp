// Daily reports, in JSON and CSV.
#pragma once

#include <array>

#include "api/route.hpp"

namespace offpeak::api {

/// Staff see their own hall and need not name it.
void daily_report(Exchange& exchange, Resources& resources);

inline constexpr std::array report_routes{
    Route{http::Method::get, "/v1/reports/daily", Access::planning, Audience::staff,
          Limits::counted, daily_report},
};

}  // namespace offpeak::api
