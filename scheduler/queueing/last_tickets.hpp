// Until when walk-ins get numbers, and where they still do.
#pragma once

#include "config/city.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Whether the hall's numbers have begun, some minutes before its first opening, and it is not yet
/// its last closing.
bool gives_numbers(const config::City& city, const config::Hall& hall, Instant now);

/// Whether it is too late for a walk-in's number in this lane, by the time alone. Machines give
/// theirs until closing. The hall gives numbers now.
bool is_past_last_ticket(const config::City& city, const config::Hall& hall, LaneCode lane,
                         Instant now);

/// Whether so much waits for the counters of this lane that a forecast has to tell if a walk-in
/// would still be called today. Never where numbers are given until closing.
bool may_be_too_much(const State& state, const config::City& city, const config::Hall& hall,
                     LaneCode lane, Instant now);

/// The nearest other hall that would give a walk-in a number for these services, all of one lane;
/// null when none would.
const config::Hall* nearest_with_numbers(const State& state, const config::City& city,
                                         const config::Hall& from, const Services& services,
                                         Instant now);

}  // namespace offpeak::scheduler
