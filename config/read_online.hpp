// The table on applications online, in a file of its own.
#pragma once

#include "config/fields.hpp"
#include "config/online_rules.hpp"

namespace offpeak::config {

/// Reads the root of the file. Services are named by the keys of `services`, the city's.
void read_online(const View& root, const std::vector<Service>& services, OnlineRules& into);

}  // namespace offpeak::config
