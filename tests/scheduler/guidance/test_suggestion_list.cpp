// What one person is shown: the same at each look, and in the plan's fractions over all persons.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "scheduler/guidance/suggestion_list.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

const std::vector<Suggestible> options{
    {.id = 71, .fraction = 0.5, .cost_minutes = 9}, {.id = 12, .fraction = 0.25, .cost_minutes = 9},
    {.id = 33, .fraction = 0, .cost_minutes = 8},   {.id = 94, .fraction = 0.15, .cost_minutes = 9},
    {.id = 25, .fraction = 0, .cost_minutes = 2},   {.id = 56, .fraction = 0.1, .cost_minutes = 9}};

std::vector<std::uint32_t> shown(std::uint64_t seed, std::size_t limit = suggestions_max,
                                 const std::vector<Suggestible>& of = options) {
  std::vector<std::uint32_t> places(limit);
  places.resize(draw_suggestions(of, seed, places));
  return places;
}

TEST_CASE("a list has different options, those of the plan first, then the rest by cost") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto places = shown(seed);
    REQUIRE(places.size() == options.size());
    auto sorted = places;
    std::ranges::sort(sorted);
    CHECK(sorted == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
    CHECK(places[4] == 4);
    CHECK(places[5] == 2);
  }
}

TEST_CASE("the same seed shows the same, a shorter list is the beginning of a longer one") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    auto places = shown(seed);
    CHECK(shown(seed) == places);
    places.resize(3);
    CHECK(shown(seed, 3) == places);
  }
  CHECK(shown(1) != shown(2));
}

/// Of the sum of (seen - expected)² / expected with three degrees of freedom, exceeded by chance
/// once in a thousand times.
constexpr double chi_square_3 = 16.27;

TEST_CASE("over many seeds the first places have the plan's fractions, the second what is left") {
  constexpr std::uint64_t seeds = 40'000;
  // Neighbouring seeds, and those that differ in high bits alone.
  for (const std::uint64_t factor : {std::uint64_t{1}, std::uint64_t{1} << 40}) {
    std::array<double, 6> first{};
    std::array<double, 6> second_after_0{};
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const auto places = shown(seed * factor, 2);
      first[places[0]] += 1;
      if (places[0] == 0) second_after_0[places[1]] += 1;
    }
    double chi_square = 0;
    double chi_square_second = 0;
    for (std::size_t i = 0; i < options.size(); ++i) {
      const double wanted = options[i].fraction * seeds;
      if (wanted == 0) {
        CHECK(first[i] == 0);
        continue;
      }
      chi_square += (first[i] - wanted) * (first[i] - wanted) / wanted;
      if (i == 0) continue;
      const double wanted_second = first[0] * options[i].fraction / 0.5;
      const double off = second_after_0[i] - wanted_second;
      chi_square_second += off * off / wanted_second;
    }
    CHECK(chi_square < chi_square_3);
    CHECK(chi_square_second < chi_square_3);
  }
}

TEST_CASE("the order of the options does not matter, and a small change moves few lists") {
  auto reversed = options;
  std::ranges::reverse(reversed);
  auto moved = options;
  moved[0].fraction = 0.48;
  moved[1].fraction = 0.27;
  int changed = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    CHECK(options[shown(seed)[0]].id == reversed[shown(seed, 1, reversed)[0]].id);
    if (shown(seed, 1) != shown(seed, 1, moved)) ++changed;
  }
  CHECK(changed > 0);
  CHECK(changed < 40);
}

TEST_CASE("what cannot be shown is not shown") {
  auto some = options;
  some[0].cost_minutes = some[4].cost_minutes = std::numeric_limits<double>::infinity();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto places = shown(seed, 8, some);
    CHECK(places.size() == 4);
    CHECK(std::ranges::count(places, 0U) == 0);
    CHECK(places[3] == 2);
  }
  CHECK(shown(1, 8, {}).empty());
  CHECK(shown(1, 0).empty());
}

TEST_CASE("options outside the plan that cost the same come in the order of ids") {
  const std::vector<Suggestible> equal{{.id = 3, .cost_minutes = 1}, {.id = 1, .cost_minutes = 1}};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CHECK(shown(seed, 8, equal) == std::vector<std::uint32_t>{1, 0});
  }
}

}  // namespace
}  // namespace offpeak::scheduler
