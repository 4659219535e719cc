// What a scenario does about the times at which visitors come.
#pragma once

#include <optional>
#include <string_view>

#include "config/fields.hpp"
#include "loadtest/simulation/days/scenario.hpp"

namespace offpeak::loadtest {

/// "off", "levelled", "recommend", "all"; nothing for another word.
std::optional<Guidance> parse_guidance(std::string_view word);

/// The scenario has this guidance, and its halls the rules that it needs: reserves that may follow
/// a forecast. Reserves that nothing sets are flat, so that `off` needs none.
void set_guidance(Guidance guidance, Scenario& scenario);

/// Asks `fields` for guidance and compliance. Comes after the rules of the halls.
void override_guidance(config::Fields& fields, Scenario& scenario);

}  // namespace offpeak::loadtest
