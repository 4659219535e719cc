#include "scheduler/guidance/level_bound.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace offpeak::scheduler {
namespace {

/// Levels that differ by less are one level: the longer stretch then says why.
constexpr double same_level_relative = 1e-12;

bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

bool is_in_domain(std::span<const LevelStep> steps, std::span<const MovableLoad> movables) {
  if (steps.size() > level_steps_max || movables.size() > level_movables_max) return false;
  const auto is_step = [](const LevelStep& each) {
    return is_amount(each.capacity) && each.capacity > 0 && is_amount(each.fixed);
  };
  const auto is_movable = [&](const MovableLoad& each) {
    return is_amount(each.amount) && each.first <= each.last && each.last < steps.size();
  };
  return std::ranges::all_of(steps, is_step) && std::ranges::all_of(movables, is_movable);
}

/// The stretch with the highest level; there is at least one step.
LevelBound highest_stretch(std::span<const LevelStep> steps,
                           std::span<const MovableLoad> movables) {
  LevelBound highest{.level = -1};
  std::array<double, level_steps_max> captive_to{};  // by the last step of its window
  for (std::size_t first = steps.size(); first-- > 0;) {
    for (const auto& each : movables) {
      if (each.first == first) captive_to[each.last] += each.amount;
    }
    double load = 0;
    double capacity = 0;
    for (std::size_t last = first; last < steps.size(); ++last) {
      load += steps[last].fixed + captive_to[last];
      capacity += steps[last].capacity;
      const double level = load / capacity;
      const double margin = same_level_relative * std::abs(highest.level);
      const bool is_same = std::abs(level - highest.level) <= margin;
      const bool is_longer = last - first > highest.last - highest.first;
      if (is_same ? is_longer : level > highest.level) highest = {level, first, last};
    }
  }
  return highest;
}

/// Takes the stretch out of the day, with the load that has no other place.
void take_out(std::size_t first, std::size_t last, std::vector<LevelStep>& steps,
              std::vector<std::size_t>& places, std::vector<MovableLoad>& movables) {
  std::erase_if(movables,
                [&](const MovableLoad& each) { return each.first >= first && each.last <= last; });
  const std::size_t count = last - first + 1;
  for (auto& each : movables) {
    if (each.first > last) {
      each.first -= count;
    } else if (each.first > first) {
      each.first = first;
    }
    if (each.last > last) {
      each.last -= count;
    } else if (each.last >= first) {
      each.last = first - 1;  // its window began before the stretch, or it would be gone
    }
  }
  const auto cut = [&](auto& values) {
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(first),
                 values.begin() + static_cast<std::ptrdiff_t>(last + 1));
  };
  cut(steps);
  cut(places);
}

}  // namespace

base::Result<LevelBound, LevelFault> level_bound(std::span<const LevelStep> steps,
                                                 std::span<const MovableLoad> movables) {
  if (!is_in_domain(steps, movables)) return LevelFault::out_of_domain;
  if (steps.empty()) return LevelBound{};
  return highest_stretch(steps, movables);
}

base::Result<LevelBound, LevelFault> levelled_profile(std::span<const LevelStep> steps,
                                                      std::span<const MovableLoad> movables,
                                                      std::span<double> loads) {
  if (loads.size() != steps.size()) return LevelFault::wrong_room;
  const auto bound = level_bound(steps, movables);
  if (!bound || steps.empty()) return bound;
  std::vector<LevelStep> left{steps.begin(), steps.end()};
  std::vector<MovableLoad> movables_left{movables.begin(), movables.end()};
  std::vector<std::size_t> places;  // of the steps that are left, in the whole day
  for (std::size_t i = 0; i < steps.size(); ++i) places.push_back(i);
  while (!left.empty()) {
    const auto highest = highest_stretch(left, movables_left);
    for (std::size_t i = highest.first; i <= highest.last; ++i) {
      loads[places[i]] = highest.level * left[i].capacity;
    }
    take_out(highest.first, highest.last, left, places, movables_left);
  }
  return bound;
}

}  // namespace offpeak::scheduler
