#include "loadtest/simulation/fit/played_day.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace offpeak::loadtest {
namespace {

void append(RecordedDay& part, RecordedDay& whole) {
  std::ranges::move(part.visits, std::back_inserter(whole.visits));
  std::ranges::move(part.cancellations, std::back_inserter(whole.cancellations));
  whole.expected_parties += part.expected_parties;
  whole.dates.merge(part.dates);
}

}  // namespace

DayPlayer::DayPlayer(const Scenario& scenario) : scenario_{scenario} {
  for (const auto& hall : scenario.city.halls) {
    Scenario& alone = by_hall_.emplace_back(scenario);
    alone.city.halls = {hall};
  }
  simulator_.check_replays();  // keeps the facts
}

RecordedDay DayPlayer::play(config::Date date, const Draws& draws) {
  const auto visitors =
      visitors_on(scenario_.demand, scenario_.city, date, scenario_.change, draws);
  std::span<const Visitor> left{visitors};
  RecordedDay whole;
  whole.date = date;
  for (const Scenario& alone : by_hall_) {
    const auto hall = alone.city.halls.front().code;
    const auto other =
        std::ranges::find_if(left, [hall](const Visitor& visitor) { return visitor.hall != hall; });
    const auto own = left.first(static_cast<std::size_t>(other - left.begin()));
    left = left.subspan(own.size());
    if (own.empty()) continue;
    simulator_.run(alone, date, own, draws);
    RecordedDay part = recorded_day_of(simulator_.last_journal(), date);
    append(part, whole);
  }
  return whole;
}

}  // namespace offpeak::loadtest
