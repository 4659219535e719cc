// A recorded day's visitors, for any scenario.
#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"
#include "loadtest/simulation/study/study.hpp"

namespace offpeak::loadtest {

/// Each visitor comes when it came, with the appointment it had, for the same service, and takes as
/// long at the counter; who left the queue leaves after the same wait when not called before. Draws
/// supply what the store does not have: the service times of those who were not served, and the
/// walk to the counter. Nobody turns round at the door, because a store does not know those who
/// did.
std::vector<Visitor> recorded_visitors(const RecordedDay& day, const Scenario& scenario,
                                       const Draws& draws);

/// For `run_study`. Each service takes the same quantile of its time as on the day, so that in a
/// scenario with other service times the quick visitors stay quick and the slow ones slow.
Play replay_of(std::shared_ptr<const RecordedDay> day);

/// Whether the day can be played in this city: not when nobody came, or to a hall or for a service
/// that the city does not have.
base::Result<void> check_replay(const RecordedDay& day, const config::City& city);

}  // namespace offpeak::loadtest
