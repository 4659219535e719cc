// The halls, each over the city's defaults.
#pragma once

#include <array>
#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

/// What the halls are read over. Must outlive the reader.
struct HallContext {
  const std::vector<Lane>& lanes;
  const std::vector<Service>& services;
  std::vector<Season> seasons;  // those below: what a hall has when it says nothing else
  std::array<bool, 7> open_weekdays{};
  Rules rules;
  bool sound = false;  // all of the above was read without mistakes
};

/// Codes are unique and the shares add up to the whole; in the order of the file.
Reader halls(std::vector<Hall>& into, const HallContext& context);

}  // namespace offpeak::config
