// Relations between the rules of one level.
#pragma once

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

/// Checks every relation of which `where`, a mapping of rules, sets a part, if `fields` found all
/// its parts sound. Relations it does not touch were checked at the level that set them.
void check_rules(const Rules& rules, const View& where, const Fields& fields);

}  // namespace offpeak::config
