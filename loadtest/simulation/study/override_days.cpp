#include "loadtest/simulation/study/override_days.hpp"

#include <optional>
#include <string>

#include "loadtest/simulation/study/read_percent.hpp"

namespace offpeak::loadtest {

void override_days(config::Fields& fields, const Scenario& base, Scenario& scenario) {
  fields.optional(
      "closed_day",
      {"{moves: 60%}: the share of its people who come on other days",
       [&](const config::View& where) {
         std::optional<double> share;
         std::string text;
         config::Fields of_day{where};
         of_day.required("moves", {expected_share, [&](const config::View& at) {
                                     share = read_share(at);
                                     text = at.node().text;
                                   }});
         of_day.finish();
         if (!share) return;
         scenario.change.moves = moves_between_days(scenario.demand, base.city, scenario.city,
                                                    scenario.date, scenario.days, *share);
         scenario.changes.push_back("of a closed day's people come on other days: " + text);
       }});
}

}  // namespace offpeak::loadtest
