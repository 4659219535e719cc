#include "tests/guide/town.hpp"

#include "config/load.hpp"
#include "demand/read_demand.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::guide::tests {

const config::City& town() {
  static const config::City city = [] {
    config::City loaded = *config::load_city(testing::source_path("config/hangzhou.yaml")).city;
    for (config::Hall& hall : loaded.halls) {
      hall.rules.walk_in_reserve = config::ReserveKind::forecast;
    }
    return loaded;
  }();
  return city;
}

const demand::DemandModel& town_demand() {
  static const demand::DemandModel model =
      *demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), town()).model;
  return model;
}

Known known_at(config::Instant now) {
  return {.city = town(),
          .model = town_demand(),
          .now = now,
          .taken_minutes = [](scheduler::SlotKey) { return 0U; },
          .compliance = 0.03};
}

Known known() { return known_at(monday_noon); }

std::vector<scheduler::SlotPlan> slots_of(config::HallCode hall, config::Date date) {
  return scheduler::plan_day(town(), *town().find(hall), documents, date);
}

const Outlook& outlook() {
  static const Outlook made = Forecaster{}.outlook(known(), {}, {}, 14, 14);
  return made;
}

const SuggestionPlan& plan() {
  static const SuggestionPlan made = SuggestionPlanner{}.plan(known(), outlook(), {});
  return made;
}

}  // namespace offpeak::guide::tests
