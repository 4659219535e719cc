#include "loadtest/simulation/study/scenario_file.hpp"

#include <algorithm>

#include "config/fields.hpp"
#include "config/scalars.hpp"
#include "config/text_file.hpp"
#include "config/yaml_document.hpp"
#include "loadtest/simulation/study/bounds.hpp"
#include "loadtest/simulation/study/override_conditions.hpp"
#include "loadtest/simulation/study/override_days.hpp"
#include "loadtest/simulation/study/override_demand.hpp"
#include "loadtest/simulation/study/override_guidance.hpp"
#include "loadtest/simulation/study/override_halls.hpp"
#include "loadtest/simulation/study/override_hours.hpp"
#include "loadtest/simulation/study/override_staffing.hpp"

namespace offpeak::loadtest {
namespace {

using config::Fields;
using config::View;

Scenario read_scenario(const View& where, const Scenario& base) {
  Scenario scenario = base;
  Fields fields{where};
  fields.required("name", config::text(scenario.name, "a name"));
  override_demand(fields, scenario);
  override_hours(fields, scenario);
  override_halls(fields, scenario);
  override_staffing(fields, scenario);
  override_conditions(fields, scenario);
  override_days(fields, base, scenario);
  override_guidance(fields, scenario);
  fields.finish();
  return scenario;
}

void check_name(const View& where, const Scenario& scenario, const std::vector<Scenario>& before) {
  const auto same = std::ranges::find(before, scenario.name, &Scenario::name);
  if (same == before.end() || scenario.name.empty()) return;
  where.member_or_self("name").error("names two scenarios", "each name once");
}

config::Reader scenario_list(std::vector<Scenario>& into, const Scenario& base) {
  const std::string what = "scenarios {name, visitors, counters, …}";
  return {"a list of " + what, [&into, &base, what](const View& where) {
            config::list(1, scenarios_max, what, [&](const View& item) {
              Scenario scenario = read_scenario(item, base);
              check_name(item, scenario, into);
              into.push_back(std::move(scenario));
            }).read(where);
          }};
}

}  // namespace

ScenariosResult read_scenarios(const std::filesystem::path& file, const Scenario& base) {
  config::Diagnostics diagnostics;
  ScenariosResult result;
  const auto text = config::read_text_file(file, file.string(), diagnostics);
  const auto document =
      text ? config::parse_yaml(*text, file.string(), diagnostics) : std::optional<config::Node>{};
  if (document) {
    config::Source source{file.string(), diagnostics};
    Scenario unnamed = base;
    unnamed.name.clear();
    Fields fields{View{*document, source}};
    fields.required("scenarios", scenario_list(result.scenarios, unnamed));
    fields.finish();
  }
  if (diagnostics.errors() > 0) result.scenarios.clear();
  result.diagnostics = diagnostics.take(file.string());
  return result;
}

}  // namespace offpeak::loadtest
