// Simulations as JSON.
#pragma once

#include <string>
#include <string_view>

#include "jobs/job_manager.hpp"

namespace offpeak::api {

/// As it was when it was accepted: what a repeated request is told, whatever has become of it.
std::string render_accepted_simulation(const jobs::Job& job);
/// `results` is a JSON object, or empty while there are none.
std::string render_simulation(const jobs::Job& job, std::string_view results = {});
/// Without their results.
std::string render_simulations(const jobs::JobList& jobs);

}  // namespace offpeak::api
