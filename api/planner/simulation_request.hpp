// What `POST /v1/simulations` is asked: a question to the simulator, read and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/problem.hpp"
#include "jobs/job.hpp"

namespace offpeak::api {

/// The simulator counts days from 1970 on and needs room for bookings before the day.
inline constexpr int simulation_year_min = 2000;
inline constexpr int simulation_year_max = 2199;
/// Whole numbers up to here are the same in every reader of JSON (RFC 8259, section 6).
inline constexpr std::int64_t simulation_seed_max = (std::int64_t{1} << 53) - 1;

/// `{"date", "days"?, "visitors"?, "replications"?, "precision"?, "seed"?, "antithetic"?,
/// "scenarios"?}`. Scenarios are in the form of config/scenarios/README.md; the worker says whether
/// they make sense in the city.
Checked<jobs::JobRequest> read_simulation_request(std::string_view body);

/// The same question, from what was kept of it (JobRequest::shown): for JobManagerOptions.
std::optional<jobs::JobRequest> read_kept_request(std::string_view shown);

}  // namespace offpeak::api
