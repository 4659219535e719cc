// Relations between the rules of one level.
#pragma once

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

/// Checks every relation of which `where`, a mapping of rules, sets a part, and whose parts
/// `fields` found sound. What it does not set was checked, and reported if need be, at its own
/// level.
void check_rules(const Rules& rules, const View& where, const Fields& fields);

}  // namespace offpeak::config
