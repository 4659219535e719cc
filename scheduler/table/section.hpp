// The kinds of records that a state keeps. Persisted, never renumbered: the numbers stand in
// snapshots (store/FORMAT.md), and every record's hash is made with its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/enumerators.hpp"

namespace offpeak::scheduler {

enum class Section : std::uint8_t {
  appointments = 1,
  citizens = 2,
  slots = 3,
  waitlist = 4,
  code_days = 5,
  memories = 6,
  tickets = 7,
  lane_days = 8,
  counters = 9,
  service_times = 10,
  wait_fits = 11,
  levels = 12,
  lane_totals = 13,
  service_totals = 14,
  counter_totals = 15,
  announcements = 16,
  dead_letters = 17,
  audit = 18,
  revocations = 19,
  aliases = 20,
  compliance = 21,
  watches = 22,
  day_forecasts = 23,
  closures = 24,
  notices = 25,
  wordings = 26,
  outages = 27,
  meanings = 28,
};

/// Where a section stands among all.
constexpr std::size_t section_index(Section section) {
  return static_cast<std::size_t>(section) - 1;
}

/// All, in the order of their numbers.
inline constexpr auto image_sections = [] {
  std::array<Section, section_index(base::last_of<Section>) + 1> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = Section{static_cast<std::uint8_t>(i + 1)};
  return all;
}();

}  // namespace offpeak::scheduler
