// The demand model from YAML (config/demand/).
#pragma once

#include <filesystem>
#include <optional>

#include "config/diagnostic.hpp"
#include "loadtest/demand/demand_model.hpp"

namespace offpeak::loadtest {

struct DemandResult {
  std::optional<DemandModel> model;  // there if and only if no diagnostic is an error
  std::vector<config::Diagnostic> diagnostics;
};

/// Never throws for anything a file holds.
DemandResult read_demand(const std::filesystem::path& file, const config::City& city);

}  // namespace offpeak::loadtest
