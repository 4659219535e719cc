#include "loadtest/simulation/study/override_demand.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/number.hpp"
#include "config/scalars.hpp"
#include "loadtest/simulation/study/bounds.hpp"

namespace offpeak::loadtest {
namespace {

using config::NodeKind;
using config::Reader;
using config::View;

/// The number before the sign of percent.
std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  return base::parse_number<double>(text, std::chars_format::fixed);
}

/// "20%" as 0.2; `said` names the change in words.
Reader share(double& into, std::string said, Scenario& scenario) {
  const std::string expected = "a share such as 20%, from 0% to 100%";
  return {expected, [=, &into, &scenario](const View& where) {
            const auto percent = where.is(NodeKind::scalar) ? parse_percent(where.node().text)
                                                            : std::optional<double>{};
            if (!percent) return where.wrong_type("is not a share", expected);
            if (!(*percent >= 0 && *percent <= 100)) {
              return where.wrong_type("is out of range", expected);
            }
            into = *percent / 100;
            scenario.changes.push_back(said + ' ' + where.node().text);
          }};
}

/// "+10%" as 1.1.
Reader demand(Scenario& scenario) {
  const std::string expected = "a change such as +10% or -10%, from -100% to +1000%";
  return {expected, [=, &scenario](const View& where) {
            const std::string& text = where.node().text;
            const bool has_sign = text.starts_with('+') || text.starts_with('-');
            const auto percent = where.is(NodeKind::scalar) && has_sign ? parse_percent(text)
                                                                        : std::optional<double>{};
            if (!percent) return where.wrong_type("is not a change in percent", expected);
            if (!(*percent >= -100 && *percent <= demand_percent_max)) {
              return where.wrong_type("is out of range", expected);
            }
            scenario.change.factor = 1 + *percent / 100;
            scenario.changes.push_back("demand " + text);
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
  DemandModel& model = scenario.demand;
  DemandChange& change = scenario.change;
  fields.optional("visitors", number(change.people, {1, people_max},
                                     "people of the city on the day", "visitors", scenario));
  fields.optional("demand", demand(scenario));
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
