// Random numbers of one visitor's own, for what it decides on its day.
#pragma once

#include <array>

#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/visitors/visitors.hpp"

namespace offpeak::loadtest {

/// Two numbers above 0 and below 1, the same in every scenario: who does something when few do,
/// does it when more do. They differ from hall to hall and from day to day.
std::array<double, 2> own_draws(const Draws& draws, Purpose purpose, config::Date date,
                                const Visitor& visitor);

}  // namespace offpeak::loadtest
