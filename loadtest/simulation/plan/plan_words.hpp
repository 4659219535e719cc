// What the forms of a plan have in common.
#pragma once

#include <string>
#include <string_view>

#include "loadtest/simulation/plan/plan.hpp"

namespace offpeak::loadtest {

std::string clock_words(config::MinuteOfDay at);     // "08:30"
std::string span_words(const config::Period& span);  // "08:30-09:00"
std::string_view verdict_word(Verdict verdict);      // "met", "missed", "undecided"
std::string_view lane_key(const PlanSpec& spec, config::LaneCode lane);
/// "documents", "foreigners+documents": by share, the largest first.
std::string kind_name(const PlanSpec& spec, const CounterKind& kind);

}  // namespace offpeak::loadtest
