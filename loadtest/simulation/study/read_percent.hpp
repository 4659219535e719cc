// Shares and changes as scenarios write them: "20%", "+10%".
#pragma once

#include <optional>
#include <string>

#include "config/view.hpp"

namespace offpeak::loadtest {

inline constexpr const char* expected_share = "a share such as 20%, from 0% to 100%";

/// "20%" as 0.2; nothing after an error.
std::optional<double> read_share(const config::View& where);

/// What a change should look like: "a change such as +10% or -10%, from -100% to +1000%".
std::string expected_change(int percent_min, int percent_max);

/// "+10%" as 1.1; nothing after an error.
std::optional<double> read_change(const config::View& where, int percent_min, int percent_max);

}  // namespace offpeak::loadtest
