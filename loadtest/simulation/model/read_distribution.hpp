// Durations of a hall model from YAML.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "config/fields.hpp"
#include "loadtest/simulation/model/hall_model.hpp"

namespace offpeak::loadtest {

inline constexpr double duration_minutes_max = 1e6;

/// A list of numbers, or one number.
config::Reader numbers(std::vector<double>& into, double min, double max, std::size_t count_max,
                       const std::string& what);
/// One number (constant), a list of them (by visitor), or a mapping with `distribution`.
config::Reader distribution(Distribution& into);
/// A distribution for all, or a mapping with one for each class.
config::Reader service_times(std::array<Distribution, classes_count>& into);
/// Whether what `service_times` reads says something of this class, by its number.
bool says_service_times(const config::Node& service, std::size_t of);

}  // namespace offpeak::loadtest
