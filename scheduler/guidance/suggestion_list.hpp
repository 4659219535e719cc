// What one person is shown: a list that is drawn from the plan, so that all persons together do as
// the plan says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace offpeak::scheduler {

inline constexpr std::size_t suggestions_max = 8;

/// A place that may be shown.
struct Suggestible {
  std::uint64_t id = 0;     // of the place, whatever else may be shown beside it
  double fraction = 0;      // of the group's plan
  double cost_minutes = 0;  // with the price of the place; infinite: cannot be shown
};

/// Puts up to `shown.size()` different numbers of options in `shown`, the best place for this
/// person first, and returns how many. They are drawn without replacement, each next one with a
/// chance in proportion to its fraction (Efraimidis & Spirakis 2006): over many seeds the first
/// places have the plan's fractions. Those of fraction 0 come after, the cheapest first, in the
/// order of ids where they cost the same.
///
/// The list depends on nothing else: the order of the options does not matter, and what chances an
/// option has changes with its own seed and id alone, so that a plan that moves a little moves few
/// lists.
std::size_t draw_suggestions(std::span<const Suggestible> options, std::uint64_t seed,
                             std::span<std::uint32_t> shown);

}  // namespace offpeak::scheduler
