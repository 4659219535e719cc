// All that is read of a city.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "config/city.hpp"
#include "config/diagnostic.hpp"
#include "config/online_rules.hpp"
#include "demand/demand_model.hpp"

namespace offpeak {

struct CityFiles {
  config::City city;
  std::optional<config::OnlineRules> online_rules{};  // nothing: it gives no advice
  std::optional<demand::DemandModel> demand{};        // nothing: it makes no forecasts
  std::chrono::days audit_kept{};                     // in the trail of what was trimmed
  std::uint64_t digest = 0;                           // of what the files say, word for word
};

struct ReadCity {
  std::shared_ptr<const CityFiles> files;  // null if and only if one of them has a mistake
  std::vector<config::Diagnostic> diagnostics;
};

/// Reads a city's file, what it names, and the demand beside it, if there is any.
ReadCity read_city_files(const std::filesystem::path& file);

/// Where the demand of a city lies: in `demand/` beside its file.
std::filesystem::path demand_beside(const std::filesystem::path& city_file,
                                    const config::City& city);

}  // namespace offpeak
