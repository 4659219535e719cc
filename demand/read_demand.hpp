// The demand model from YAML (config/demand/).
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/diagnostic.hpp"
#include "config/synthetic.hpp"
#include "demand/demand_model.hpp"

namespace offpeak::demand {

struct DemandResult {
  std::optional<DemandModel> model;              // there if and only if no diagnostic is an error
  std::vector<config::Diagnostic> diagnostics;   // every mistake, by line
  std::vector<config::SyntheticMark> synthetic;  // which values are assumptions, as the file says
};

/// Reads the demand of `city`, whose halls and services the file names by code and key. Never
/// throws for anything a file holds.
DemandResult read_demand(const std::filesystem::path& file, const config::City& city);

}  // namespace offpeak::demand
