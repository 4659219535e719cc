#include "loadtest/simulation/study/override_guidance.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "config/scalars.hpp"
#include "loadtest/simulation/study/read_percent.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::array<std::string_view, 4> words{"off", "levelled", "recommend",
                                                "all"};  // by Guidance

}  // namespace

std::optional<Guidance> parse_guidance(std::string_view word) {
  const auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<Guidance>(found - words.begin());
}

void set_guidance(Guidance guidance, Scenario& scenario) {
  scenario.guidance = guidance;
  if (!sets_reserves(guidance)) return;
  for (config::Hall& hall : scenario.city.halls) {
    hall.rules.walk_in_reserve = config::ReserveKind::forecast;
  }
}

void override_guidance(config::Fields& fields, Scenario& scenario) {
  auto place = static_cast<std::size_t>(scenario.guidance);
  const auto before = place;
  fields.optional("guidance", config::choice(place, {words.begin(), words.end()}));
  set_guidance(static_cast<Guidance>(place), scenario);
  if (place != before) scenario.changes.push_back("guidance " + std::string{words[place]});
  fields.optional("compliance", {expected_share, [&scenario](const config::View& where) {
                                   const auto share = read_share(where);
                                   if (!share) return;
                                   scenario.following.compliance = *share;
                                   scenario.changes.push_back("compliance " + where.node().text);
                                 }});
}

}  // namespace offpeak::loadtest
