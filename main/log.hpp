// The server's log: on standard error, one line for each thing that happened, all of one form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.hpp"

namespace offpeak {

/// `time=… level=… event=… key=value …`, values with spaces in double quotes; or with `format`
/// "json" an object of the same keys, all values strings.
void start_log(const std::string& level, const std::string& format);

/// Mistakes and warnings of a file of the city, a line each.
void log_diagnostics(const std::vector<config::Diagnostic>& diagnostics);

/// What was written as `key=value key="escaped value"`, as members of a JSON object:
/// `"key":"value"`, each after a comma. What is not of that form becomes the member `text`.
std::string json_members(std::string_view line);

}  // namespace offpeak
