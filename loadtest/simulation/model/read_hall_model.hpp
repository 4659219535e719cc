// A hall model from its YAML file, described in MODEL.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.hpp"
#include "loadtest/simulation/model/hall_model.hpp"

namespace offpeak::loadtest {

inline constexpr double model_minutes_max = 1e8;
inline constexpr double per_hour_max = 1e6;
inline constexpr int open_counters_max = 1000;
inline constexpr std::size_t counter_steps_max = 1000;
inline constexpr std::size_t rate_steps_max = 10'000;
inline constexpr int slot_bookings_max = 10'000;
inline constexpr std::size_t slots_max = 10'000'000;
inline constexpr std::size_t trace_visitors_max = 50'000;
inline constexpr std::size_t party_sizes_max = 100;

struct ReadHallModel {
  std::optional<HallModel> model;  // nothing when there is a mistake
  std::vector<config::Diagnostic> diagnostics;
};

/// Every mistake names the line, the field and what would be right.
ReadHallModel read_hall_model(const std::filesystem::path& file);
/// The same of a text that is shown as `name`.
ReadHallModel parse_hall_model(const std::string& text, const std::string& name);

}  // namespace offpeak::loadtest
