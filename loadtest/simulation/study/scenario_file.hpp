// Scenarios from YAML: what each overrides in the base. config/scenarios/README.md lists the keys.
#pragma once

#include <filesystem>
#include <vector>

#include "config/diagnostic.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

struct ScenariosResult {
  std::vector<Scenario> scenarios;  // there if and only if no diagnostic is an error
  std::vector<config::Diagnostic> diagnostics;
};

/// Each scenario is `base` with its overrides; its city holds every relation of config/city.hpp.
/// Never throws for anything the file holds.
ScenariosResult read_scenarios(const std::filesystem::path& file, const Scenario& base);

}  // namespace offpeak::loadtest
