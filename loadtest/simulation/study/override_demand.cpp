#include "loadtest/simulation/study/override_demand.hpp"

#include <cmath>
#include <cstdio>
#include <string>

#include "config/scalars.hpp"
#include "loadtest/simulation/study/bounds.hpp"
#include "loadtest/simulation/study/override_each.hpp"
#include "loadtest/simulation/study/read_percent.hpp"

namespace offpeak::loadtest {
namespace {

using config::Reader;
using config::View;

constexpr double hall_shares_tolerance = 1e-6;

/// `said` names the change in words.
Reader share(double& into, std::string said, Scenario& scenario) {
  return {expected_share, [=, &into, &scenario](const View& where) {
            const auto read = read_share(where);
            if (!read) return;
            into = *read;
            scenario.changes.push_back(said + ' ' + where.node().text);
          }};
}

Reader demand(Scenario& scenario) {
  return {expected_change(-100, demand_percent_max), [&scenario](const View& where) {
            const auto factor = read_change(where, -100, demand_percent_max);
            if (!factor) return;
            scenario.change.factor = *factor;
            scenario.changes.push_back("demand " + where.node().text);
          }};
}

/// By hall: its share of the city's people, on average; the others share the rest as before.
void read_hall_shares(const View& where, Scenario& scenario) {
  double sum = 0;
  const std::size_t errors = where.errors();
  override_each(where, scenario.city, false,
                {[&](const View& at, config::Hall& hall) {
                   const auto share = read_share(at);
                   if (!share) return;
                   scenario.demand.hall_shares[hall.code] = *share;
                   sum += *share;
                 },
                 [&](const View& at, const std::string& hall) {
                   scenario.changes.push_back(hall + ": share of the people " + at.node().text);
                 }});
  if (where.errors() != errors) return;
  const bool are_all = where.node().children.size() == scenario.city.halls.size();
  const bool is_whole = std::abs(sum - 1) < hall_shares_tolerance;
  if (are_all ? is_whole : sum < 1) return;
  char percent[32];
  std::snprintf(percent, sizeof percent, "%.4g", sum * 100);
  where.error("the shares of the halls add up to " + std::string{percent} + "%",
              are_all ? "100% of all halls" : "less than 100%, which leaves some for the others");
}

Reader hall_shares(Scenario& scenario) {
  const std::string expected = "shares by hall, such as {330100: 20%}";
  return {expected, [&scenario, expected](const View& where) {
            if (!where.is(config::NodeKind::mapping))
              return where.wrong_type("is not a mapping", expected);
            read_hall_shares(where, scenario);
          }};
}

Reader number(double& into, config::RealRange range, const std::string& unit, std::string said,
              Scenario& scenario) {
  const Reader reader = config::real(into, range, unit);
  return {reader.expected, [=, &scenario](const View& where) {
            const std::size_t errors = where.errors();
            reader.read(where);
            if (where.errors() != errors) return;
            scenario.changes.push_back(said + ' ' + where.node().text);
          }};
}

}  // namespace

void override_demand(config::Fields& fields, Scenario& scenario) {
  demand::DemandModel& model = scenario.demand;
  DemandChange& change = scenario.change;
  fields.optional("visitors", number(change.people, {1, people_max},
                                     "people of the city on the day", "visitors", scenario));
  fields.optional("demand", demand(scenario));
  fields.optional("hall_shares", hall_shares(scenario));
  fields.optional("online", share(change.online_share, "online", scenario));
  fields.optional("moving", share(change.moving_share, "moving to quieter times", scenario));
  fields.optional("no_shows", share(model.no_show_share, "no-shows", scenario));
  fields.optional("cancellations", share(model.cancellation_share, "cancellations", scenario));
  fields.optional("booked_share", share(model.booked_share, "booked share", scenario));
  fields.optional("balking", share(model.balking_share, "turning round at red", scenario));
  fields.optional("patience_minutes",
                  number(model.patience_minutes_mean, {0, patience_minutes_max},
                         "minutes of patience on average", "patience in minutes", scenario));
}

}  // namespace offpeak::loadtest
