#include <doctest/doctest.h>

#include "loadtest/simulation/study/frontier.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "loadtest/simulation/study/table.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

struct Row {
  const char* name;
  double counter_hours, overtime_hours, wait_minutes;
};

StudyResult results(const std::vector<Row>& rows) {
  StudyResult result;
  for (const Row& row : rows) {
    ScenarioResult& scenario = result.scenarios.emplace_back();
    scenario.name = row.name;
    scenario.replications = {0};
    Headline& headline = scenario.headlines.emplace_back();
    headline.counter_hours = row.counter_hours;
    headline.overtime_hours = row.overtime_hours;
    headline.wait_minutes = row.wait_minutes;
  }
  return result;
}

TEST_CASE(
    "a scenario is on the frontier unless another one costs no more and lets wait no longer") {
  const auto is_on = frontier(StudyFrame{}, results({{"base", 700, 30, 12},
                                                     {"more staff", 714, 20, 9},
                                                     {"as much staff, longer waits", 714, 20, 10},
                                                     {"less overtime, longer waits", 700, 25, 12.5},
                                                     {"dearer and worse", 760, 0, 12},
                                                     {"the same again", 700, 30, 12}}));
  CHECK(is_on == std::vector<bool>{true, true, false, true, false, true});
}

TEST_CASE("one scenario alone is on the frontier, and the table does not speak of it") {
  StudySpec spec;
  spec.scenarios = {scenario("base")};
  spec.replications = 2;
  CHECK(results_of(spec).find("\"frontier\":true") != std::string::npos);
  CHECK(results_table(frame_of(spec, "0"), run_quietly(spec)).find("frontier") ==
        std::string::npos);
}

TEST_CASE("the table names the scenarios on the frontier, and shows what each costs") {
  StudySpec spec;
  spec.scenarios = {scenario("base", 800), scenario("more people", 1600)};
  spec.replications = 2;
  const std::string table = results_table(frame_of(spec, "0"), run_quietly(spec));
  CHECK(table.find("mean wait: base\n") != std::string::npos);  // as many hours, longer waits
  CHECK(table.find("staffed, h") != std::string::npos);
  CHECK(table.find("after closing, h") != std::string::npos);
}

}  // namespace
}  // namespace offpeak::loadtest
