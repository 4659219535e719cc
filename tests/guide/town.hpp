// Hangzhou's own files, and what is known of its halls at noon of the Monday before the busiest
// Saturday.
#pragma once

#include "config/city.hpp"
#include "demand/demand_model.hpp"
#include "guide/suggestion_plan.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::guide::tests {

/// Every hall's reserves follow a forecast.
const config::City& town();
const demand::DemandModel& town_demand();

inline constexpr config::LaneCode documents{1};
inline constexpr config::LaneCode business{2};
inline constexpr config::LaneCode machines{5};
inline constexpr config::HallCode main_hall{330100};
inline constexpr config::Date saturday = config::make_date(2026, 6, 13);
inline constexpr config::Instant monday_noon =
    config::instant_at(config::make_date(2026, 6, 8), config::MinuteOfDay{12 * 60});

/// Nothing is booked; 3 in 100 follow.
Known known_at(config::Instant now);
Known known();

/// The documents lane's slots of that day, as configured.
std::vector<scheduler::SlotPlan> slots_of(config::HallCode hall, config::Date date);

/// Two weeks from that Monday on, and the plan of them; made once.
const Outlook& outlook();
const SuggestionPlan& plan();

}  // namespace offpeak::guide::tests
