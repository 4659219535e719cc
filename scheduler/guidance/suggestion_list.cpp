#include "scheduler/guidance/suggestion_list.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace offpeak::scheduler {
namespace {

/// The finalizer of SplitMix64 (Steele, Lea & Flood 2014): every input bit moves every output bit.
std::uint64_t mixed(std::uint64_t bits) {
  bits += 0x9E3779B97F4A7C15ULL;
  bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9ULL;
  bits = (bits ^ bits >> 27) * 0x94D049BB133111EBULL;
  return bits ^ bits >> 31;
}

/// Above 0 and below 1.
double uniform(std::uint64_t seed, std::uint64_t id) {
  return (static_cast<double>(mixed(mixed(seed) ^ id) >> 12) + 0.5) * 0x1p-52;
}

/// The first of these comes first.
struct Rank {
  bool is_outside_plan;
  double value;  // in the plan, when it would come in a race of exponential times; else the cost
  std::uint64_t id;
  std::uint32_t option;

  friend bool operator<(const Rank& one, const Rank& other) {
    return std::tie(one.is_outside_plan, one.value, one.id) <
           std::tie(other.is_outside_plan, other.value, other.id);
  }
};

}  // namespace

std::size_t draw_suggestions(std::span<const Suggestible> options, std::uint64_t seed,
                             std::span<std::uint32_t> shown) {
  std::vector<Rank> ranks;
  ranks.reserve(options.size());
  for (std::uint32_t i = 0; i < options.size(); ++i) {
    const auto& option = options[i];
    if (!std::isfinite(option.cost_minutes)) continue;
    const bool is_planned = option.fraction > 0;
    const double value =
        is_planned ? -std::log(uniform(seed, option.id)) / option.fraction : option.cost_minutes;
    ranks.push_back({!is_planned, value, option.id, i});
  }
  const std::size_t count = std::min(shown.size(), ranks.size());
  std::partial_sort(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(count), ranks.end());
  for (std::size_t i = 0; i < count; ++i) shown[i] = ranks[i].option;
  return count;
}

}  // namespace offpeak::scheduler
