// The halls, each over the city's defaults.
#pragma once

#include <array>
#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

/// The city's values, which halls start from. Must outlive the reader.
struct HallContext {
  const std::vector<Lane>& lanes;
  const std::vector<Service>& services;
  std::vector<Season>
      seasons;  // of the city, as the two below: what a hall has unless it says otherwise
  std::array<bool, 7> open_weekdays{};
  Rules rules;
  bool sound = false;  // all of the above was read without mistakes
};

/// Codes are unique and the shares add up to the whole; in the order of the file.
Reader halls(std::vector<Hall>& into, const HallContext& context);

}  // namespace offpeak::config
