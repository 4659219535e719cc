// A recorded day's visitors, for any scenario.
#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"
#include "loadtest/simulation/study/study.hpp"

namespace offpeak::loadtest {

/// Each visitor comes when it came, with the appointment it had, for the same service, and takes
/// as long at the counter; who left the queue leaves after the same wait when not called before.
/// The draws make up what was not seen: the service of those who were not served, and the way to
/// the counter. Nobody turns round at the door, for those who did are not in a store.
std::vector<Visitor> recorded_visitors(const RecordedDay& day, const config::City& city,
                                       const Draws& draws);

/// For `run_study`. A service takes the quantile of its time that it took on the day, so that a
/// scenario with other service times keeps who was quick and who was slow.
Play replay_of(std::shared_ptr<const RecordedDay> day);

/// Whether the day can be played in this city: not when nobody came, or to a hall or for a service
/// that the city does not have.
base::Result<void> check_replay(const RecordedDay& day, const config::City& city);

}  // namespace offpeak::loadtest
