#include "bench/guidance_study/study_arms.hpp"

#include <array>
#include <cstdlib>
#include <iostream>

#include "config/load.hpp"
#include "demand/day_demand.hpp"
#include "demand/read_demand.hpp"
#include "loadtest/simulation/study/override_guidance.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::bench {
namespace {

using loadtest::Guidance;
using loadtest::PlaceRule;
using loadtest::Scenario;
using loadtest::WalkInRule;

[[noreturn]] void give_up(const char* file) {
  std::cerr << file << " has mistakes\n";
  std::exit(2);
}

Scenario hangzhou() {
  Scenario scenario;
  auto city = config::load_city(testing::source_path("config/hangzhou.yaml"));
  if (!city.city) give_up("config/hangzhou.yaml");
  scenario.city = std::move(*city.city);
  // Whatever the city's file says of reserves, `off` has flat ones.
  for (auto& hall : scenario.city.halls) {
    hall.rules.walk_in_reserve = config::ReserveKind::flat;
  }
  auto demand =
      demand::read_demand(testing::source_path("config/demand/hangzhou.yaml"), scenario.city);
  if (!demand.model) give_up("config/demand/hangzhou.yaml");
  scenario.demand = std::move(*demand.model);
  return scenario;
}

/// Adds one that is `base` but for guidance.
Scenario& add(StudySection& section, const Scenario& base, std::string name, Guidance guidance,
              double compliance = 0) {
  Scenario& arm = section.arms.emplace_back(base);
  arm.name = std::move(name);
  loadtest::set_guidance(guidance, arm);
  arm.following.compliance = compliance;
  return arm;
}

/// What all others are measured by. Each hall's slots are released whole, so that its rooms bound
/// nobody.
void add_most_level(StudySection& section, const Scenario& base) {
  Scenario& arm = add(section, base, "most level, in hindsight", Guidance::recommend, 1);
  arm.following.rule = PlaceRule::most_level;
  for (config::Hall& hall : arm.city.halls) {
    hall.rules.walk_in_reserve_percent = 0;
    hall.rules.release = {{.days_before = std::nullopt, .at = {}, .share_percent = 100}};
  }
}

StudySection levers(std::string key, const Scenario& base, std::vector<double> shares) {
  StudySection section{std::move(key), {}};
  add(section, base, "off", Guidance::off);
  add(section, base, "levelled release", Guidance::levelled);
  for (const double share : shares) {
    add(section, base, "recommendation, " + percent(share), Guidance::recommend, share);
  }
  for (const double share : shares) {
    add(section, base, "both, " + percent(share), Guidance::all, share);
  }
  if (shares.back() == 1) {
    add(section, base, "both, least squares, 100 %", Guidance::all, 1).following.rule =
        PlaceRule::least_squares;
    for (const double share : {0.3, 1.0}) {
      add(section, base, "swaps, " + percent(share), Guidance::off, share).following.swaps = true;
    }
    add(section, base, "both and swaps, 30 %", Guidance::all, 0.3).following.swaps = true;
    add_most_level(section, base);
  }
  return section;
}

StudySection advice(const Scenario& base) {
  StudySection section{"advice", {}};
  add(section, base, "off", Guidance::off);
  for (const double share : {0.15, 0.3}) {
    add(section, base, percent(share) + " go online", Guidance::off).change.online_share = share;
  }
  Scenario& all = add(section, base, "30 % go online, both, 30 %", Guidance::all, 0.3);
  all.change.online_share = 0.3;
  return section;
}

StudySection wrong_compliance(const Scenario& base) {
  StudySection section{"wrong", {}};
  add(section, base, "off", Guidance::off);
  for (const auto& [share, assumed] :
       {std::pair{0.03, 0.3}, {0.3, 0.03}, {0.3, 0.3}, {0.6, 0.03}, {0.6, 0.6}, {1.0, 0.03}}) {
    add(section, base, percent(share) + " follow, " + percent(assumed) + " assumed", Guidance::all,
        share)
        .following.assumed_compliance = assumed;
  }
  return section;
}

const char* words_of(PlaceRule rule) {
  switch (rule) {
    case PlaceRule::plan:
      return "plan";
    case PlaceRule::emptiest:
      return "emptiest slot";
    case PlaceRule::least_squares:
      return "least squares";
    case PlaceRule::most_level:
      return "most level";
  }
  return "";
}

StudySection rules(const Scenario& base) {
  StudySection section{"rules", {}};
  add(section, base, "off", Guidance::off);
  for (const double share : {0.3, 1.0}) {
    for (const PlaceRule rule : {PlaceRule::plan, PlaceRule::least_squares, PlaceRule::emptiest}) {
      add(section, base, std::string{words_of(rule)} + ", " + percent(share), Guidance::recommend,
          share)
          .following.rule = rule;
    }
  }
  return section;
}

StudySection delays(const Scenario& base) {
  StudySection section{"delays", {}};
  add(section, base, "off", Guidance::off);
  for (const PlaceRule rule : {PlaceRule::plan, PlaceRule::emptiest}) {
    for (const double share : {0.1, 0.3, 1.0}) {
      for (const int hours : {0, 6, 24}) {
        Scenario& arm = add(section, base,
                            std::string{words_of(rule)} + ", " + percent(share) + ", " +
                                std::to_string(hours) + " h old",
                            Guidance::recommend, share);
        arm.following.rule = rule;
        arm.following.age_minutes = hours * 60;
      }
    }
  }
  return section;
}

/// Walk-ins who look before they set out. Nobody else is shown anything.
StudySection walk_ins(const Scenario& base) {
  StudySection section{"walk-ins", {}};
  add(section, base, "off", Guidance::off);
  const std::array rules{std::pair{WalkInRule::plan, "guidance"},
                         std::pair{WalkInRule::newest_wait, "wait now"},
                         std::pair{WalkInRule::hour_average, "hour's average"}};
  for (const auto& [rule, words] : rules) {
    for (const double share : {0.1, 0.3, 1.0}) {
      for (const int minutes : {0, 30, 60}) {
        const bool is_plan = rule == WalkInRule::plan;
        Scenario& arm = add(section, base,
                            std::string{words} + ", " + percent(share) + ", " +
                                std::to_string(minutes) + " min old",
                            is_plan ? Guidance::recommend : Guidance::off);
        arm.following.looking = share;
        arm.following.walk_in_rule = rule;
        arm.following.age_minutes = minutes;
        arm.following.assumed_compliance = share;
        arm.following.look_minutes = 10;
      }
    }
  }
  return section;
}

}  // namespace

std::string percent(double share) {
  return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %";
}

Scenario saturday() {
  Scenario scenario = hangzhou();
  scenario.date = config::make_date(2026, 6, 13);
  scenario.change.people = 8000;
  return scenario;
}

Scenario week() {
  Scenario scenario = hangzhou();
  scenario.date = config::make_date(2026, 6, 8);
  scenario.days = 7;
  return scenario;
}

std::vector<StudySection> study_sections() {
  const Scenario highest = saturday();
  return {levers("saturday", highest, {0.03, 0.1, 0.3, 0.6, 1}),
          levers("week", week(), {0.03, 0.3}),
          advice(highest),
          wrong_compliance(highest),
          rules(highest),
          delays(highest),
          walk_ins(highest)};
}

}  // namespace offpeak::bench
