// The counters of a hall, in the compact form `{counters: 1-11, lanes: {documents: 100}}`.
#pragma once

#include <array>
#include <vector>

#include "config/city.hpp"
#include "config/fields.hpp"

namespace offpeak::config {

/// Numbers are unique in the hall. The lanes of a counter add up to all of its time. `known` must
/// outlive the reader.
Reader counters(std::vector<Counter>& into, const std::vector<Lane>& known);

/// The lowest number that none of them has.
int free_counter_number(const std::vector<Counter>& counters);

/// The percent of one counter that each lane has in all of them, by lane code.
std::array<int, lanes_max + 1> lane_percent_of(const std::vector<Counter>& counters);

}  // namespace offpeak::config
