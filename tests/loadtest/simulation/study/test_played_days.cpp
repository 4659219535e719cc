#include <doctest/doctest.h>

#include "loadtest/simulation/study/results.hpp"
#include "loadtest/simulation/study/table.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

Scenario on(int year, unsigned month, unsigned day) {
  Scenario made = scenario("base");
  made.date = config::make_date(year, month, day);
  return made;
}

std::string said(const Scenario& scenario) {
  const auto days = played_days(scenario);
  REQUIRE(days.size() == 1);
  return words_of(days.front(), scenario.city.halls.size());
}

TEST_CASE("a day that is no usual one says why") {
  Scenario closed_sundays = on(2026, 6, 14);
  for (auto& hall : closed_sundays.city.halls) hall.open_weekdays[0] = false;
  Scenario closed_by_name = on(2026, 6, 13);
  for (auto& hall : closed_by_name.city.halls) hall.closed.insert(closed_by_name.date);
  Scenario without_main_hall = on(2026, 6, 13);
  without_main_hall.city.halls[0].closed.insert(without_main_hall.date);
  CHECK(said(on(2026, 6, 13)).empty());
  CHECK(said(on(2026, 10, 1)) == "2026-10-01: closed for a public holiday: nobody comes");
  CHECK(said(on(2027, 10, 1)) == "2027-10-01: closed for a public holiday: nobody comes");
  CHECK(said(on(2027, 10, 8)) ==
        "2027-10-08: the notice on holidays for 2027 is not published: played as an ordinary "
        "Friday");
  CHECK(said(on(2028, 3, 3)) == "2028-03-03: no calendar for 2028: played as an ordinary Friday");
  CHECK(said(closed_sundays) == "2026-06-14: closed on this weekday: nobody comes");
  CHECK(said(closed_by_name) == "2026-06-13: closed by name: nobody comes");
  CHECK(said(without_main_hall) == "2026-06-13: 14 of 15 halls are open");
}

TEST_CASE("text, JSON and CSV say what the calendar has of the days") {
  StudySpec spec;
  spec.scenarios = {on(2026, 9, 30)};
  spec.scenarios[0].days = 2;
  spec.replications = 2;
  const StudyFrame frame = frame_of(spec, "0");
  const StudyResult result = run_quietly(spec);
  const std::string table = results_table(frame, result);
  CHECK(table.find("2026-10-01: closed for a public holiday") != std::string::npos);
  CHECK(table.find("are of all days together") != std::string::npos);
  const std::string json = results_json(frame, result);
  CHECK(json.find(R"("date":"2026-10-01","halls_open":0,"closed_for":"holiday")") !=
        std::string::npos);
  CHECK(json.find(R"("summed_over_days":["parties","people","balked")") != std::string::npos);
  CHECK(results_csv(frame, result).find("calendar.2026-10-01.halls_open,0,") != std::string::npos);
}

}  // namespace
}  // namespace offpeak::loadtest
