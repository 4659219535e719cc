#include <doctest/doctest.h>

#include "loadtest/simulation/study/frontier.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "loadtest/simulation/study/table.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

struct Row {
  const char* name;
  double counter_hours, overtime_hours, wait_minutes, received;
};

/// By how much the wait of a replication differs from its mean, in every scenario alike.
constexpr double waits_of_days[] = {-4, 1, 3};

Headline& add_replication(ScenarioResult& scenario, const Row& row, double of_day) {
  scenario.replications.push_back(static_cast<std::uint32_t>(scenario.replications.size()));
  Headline& headline = scenario.headlines.emplace_back();
  headline.counter_hours = row.counter_hours;
  headline.overtime_hours = row.overtime_hours;
  headline.wait_minutes = row.wait_minutes + of_day;
  headline.received = row.received;
  return headline;
}

StudyResult results(const std::vector<Row>& rows) {
  StudyResult result;
  for (const Row& row : rows) {
    ScenarioResult& scenario = result.scenarios.emplace_back();
    scenario.name = row.name;
    for (const double of_day : waits_of_days) add_replication(scenario, row, of_day);
  }
  return result;
}

TEST_CASE("a scenario is on the frontier unless one that receives as many beats it") {
  const auto is_on =
      frontier(StudyFrame{}, results({{"base", 700, 30, 12, 8000},
                                      {"more staff", 714, 20, 9, 8000},
                                      {"as much staff, longer waits", 714, 20, 10, 8000},
                                      {"less overtime, longer waits", 700, 25, 12.5, 8000},
                                      {"dearer and worse", 760, 0, 12, 8000},
                                      {"the same again", 700, 30, 12, 8000},
                                      {"the same, and it receives fewer", 700, 30, 12, 7900}}));
  CHECK(is_on == std::vector<bool>{true, true, false, true, false, true, false});
}

TEST_CASE("one that receives fewer pushes nobody off the frontier, however cheap it is") {
  const auto is_on = frontier(
      StudyFrame{}, results({{"base", 700, 30, 12, 8000}, {"a third come", 400, 0, 1, 2700}}));
  CHECK(is_on == std::vector<bool>{true, true});
  const auto closed =
      frontier(StudyFrame{}, results({{"base", 700, 30, 12, 8000}, {"closed", 0, 0, 0, 0}}));
  CHECK(closed == std::vector<bool>{true, false});  // there is nothing that it saves hours for
}

TEST_CASE("a difference within its interval is none on the frontier") {
  const Row base{"base", 700, 30, 12, 8000};
  auto result = results({base});
  ScenarioResult& other = result.scenarios.emplace_back();
  for (const double of_day : {-4.5, 1.2, 3.0}) add_replication(other, base, of_day);
  CHECK(frontier(StudyFrame{}, result) == std::vector<bool>{true, true});
  for (Headline& headline : other.headlines) headline.counter_hours -= 1;  // the waits still tie
  CHECK(frontier(StudyFrame{}, result) == std::vector<bool>{false, true});
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
  CHECK(table.find("in one of these: base, more people\n") != std::string::npos);
  CHECK(table.find("staffed, h") != std::string::npos);
  CHECK(table.find("after closing, h") != std::string::npos);
}

}  // namespace
}  // namespace offpeak::loadtest
