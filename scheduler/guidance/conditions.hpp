// Whether a condition for applying online holds, as far as the answers say.
#pragma once

#include "scheduler/guidance/advice.hpp"

namespace offpeak::scheduler {

enum class Holds { no, unknown, yes };

Holds holds(config::OnlineAnswer condition, const config::OnlineRules& rules,
            const AdviceAnswers& answers);

/// The answer that would decide a condition of which it is not known whether it holds. It is not
/// always the condition's own: a document that expires soon is told by its last day.
config::OnlineAnswer deciding(config::OnlineAnswer condition, const AdviceAnswers& answers);

/// The pilot city in which the citizen is registered; nullptr when it is none, or not known.
const config::PilotCity* pilot_city_of(const config::OnlineRules& rules,
                                       const AdviceAnswers& answers);

}  // namespace offpeak::scheduler
