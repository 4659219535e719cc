// From files to a checked city. Reads no clock: the same files always give the same result.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/city.hpp"
#include "config/diagnostic.hpp"
#include "config/online_rules.hpp"
#include "config/synthetic.hpp"

namespace offpeak::config {

inline constexpr int audit_days_usual = 1095;

struct LoadResult {
  std::optional<City> city;              // there if and only if no diagnostic is an error
  int audit_days = audit_days_usual;     // the audit is kept so long, which is no rule of the core
  std::optional<OnlineRules> online;     // when the city names them, and all is right
  std::vector<Diagnostic> diagnostics;   // every mistake, the city's file first, by line
  std::vector<SyntheticMark> synthetic;  // which values are assumptions, as the file says
  std::vector<std::filesystem::path> files{};  // those that were read, the city's first
};

/// Reads a city and the files it names, which must lie in the same folder or below. Never throws
/// for anything a file holds; what is returned guarantees every relation that config/city.hpp and
/// config/online_rules.hpp state.
LoadResult load_city(const std::filesystem::path& file);

}  // namespace offpeak::config
