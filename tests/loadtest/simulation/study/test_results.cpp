#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "loadtest/simulation/study/balance_estimates.hpp"
#include "loadtest/simulation/study/headline.hpp"
#include "loadtest/simulation/study/results.hpp"
#include "loadtest/simulation/study/table.hpp"
#include "tests/loadtest/simulation/study/study_fixture.hpp"

namespace offpeak::loadtest {
namespace {

namespace json = boost::json;

StudySpec study() {
  StudySpec spec;
  spec.scenarios = {scenario("base", 800), scenario("a \"fifth\" online", 700), scenario("third")};
  spec.scenarios[1].changes = {"online 20%"};
  spec.replications = 5;
  return spec;
}

TEST_CASE("results.json has what RESULTS.md says") {
  const auto document = json::parse(results_of(study())).as_object();
  CHECK(document.at("format") == "offpeak-simulation");
  CHECK(document.at("version") == 4);
  CHECK(document.at("city").at("name").at("zh") == "杭州");
  CHECK(document.at("date") == "2026-06-13");
  CHECK(document.at("complete") == true);
  CHECK(document.at("halls").as_array().size() == 15);
  CHECK(document.at("half_hours").as_array().size() == 7);
  CHECK(document.at("half_hours").as_array()[0] == "08:30");
  REQUIRE(document.at("scenarios").as_array().size() == 3);

  const auto& second = document.at("scenarios").as_array()[1].as_object();
  CHECK(second.at("name") == "a \"fifth\" online");
  CHECK(second.at("inputs").at("people").to_number<double>() == 700);
  CHECK(second.at("inputs").at("counters").as_array()[0] == 20);
  CHECK(second.at("inputs").at("changes").as_array()[0] == "online 20%");
  CHECK(second.at("replications") == 5);
  CHECK(second.at("halls").as_array().size() == 15);
  for (const auto& field : headline_fields) {
    const auto& estimate = second.at("city").as_object().at(field.key).as_object();
    CHECK(estimate.at("mean").is_number());
    CHECK(estimate.at("ci99").is_number());
  }
  for (const char* name : {"booked", "walk_in", "priority"}) {
    CHECK(second.at("by_class").at(name).at("p99").is_number());
  }
  for (const char* name : {"wait", "arrivals", "queue", "queue_most", "utilisation",
                           "counters_open", "hours", "level"}) {
    const auto& rows = second.at("cells").at(name).as_array();
    CHECK(rows.size() == 15);
    CHECK(rows[0].as_array().size() == 7);
  }
  CHECK(second.at("cells").at("level").as_array()[0].as_array()[0].as_array()[1] == 1);
  CHECK(second.at("cells").at("counters_open").as_array()[0].as_array()[0] == 1);
}

double mean(const json::value& estimate) { return estimate.at("mean").to_number<double>(); }

TEST_CASE("each scenario has a balance of parties and of people, of the city and of each hall") {
  const auto document = json::parse(results_of(study())).as_object();
  for (const auto& scenario : document.at("scenarios").as_array()) {
    const auto& balance = scenario.at("balance").as_object();
    auto all = balance.at("halls").as_array();
    CHECK(all.size() == 15);
    all.push_back(balance.at("city"));
    for (const auto& each : all) {
      for (const char* unit : {"parties", "people"}) {
        double sum = 0;
        for (const auto key : fate_keys) sum += mean(each.at(key).at(unit));
        CHECK(sum == doctest::Approx(mean(each.at("meant").at(unit))));
        CHECK(each.at("received").at(unit).at("ci99").is_number());
      }
      CHECK(each.at("received") == each.at("served"));
    }
  }
}

TEST_CASE("lanes and services are shown for the city and for each hall") {
  const auto document = json::parse(results_of(study())).as_object();
  CHECK(document.at("lanes").as_array().size() == 5);
  CHECK(document.at("services").as_array().size() == 11);
  const auto& first = document.at("scenarios").as_array()[0].as_object();
  const auto& lane = first.at("by_lane").at("halls").as_array()[2].as_array()[0];
  CHECK(lane.at("parties") == 7 * 8);
  CHECK(lane.at("utilisation") == 0.5);
  CHECK(lane.at("staffed").to_number<double>() == 7 * 30);
  const auto& empty = first.at("by_service").at("city").as_array()[10];
  CHECK(empty.at("parties") == 0);
  CHECK(empty.at("wait").is_null());
  CHECK(first.at("midnight_days").as_array().size() == 15);
}

TEST_CASE("every two scenarios are compared, those with the first one first") {
  const auto document = json::parse(results_of(study())).as_object();
  std::vector<std::string> pairs;
  for (const auto& each : document.at("comparisons").as_array()) {
    pairs.push_back(json::value_to<std::string>(each.at("of")) + " - " +
                    json::value_to<std::string>(each.at("with")));
  }
  CHECK(pairs == std::vector<std::string>{"a \"fifth\" online - base", "third - base",
                                          "third - a \"fifth\" online"});
}

TEST_CASE("one replication has no interval, and a closed hall no cells") {
  StudySpec spec = study();
  spec.replications = 1;
  StudyResult result = run_quietly(spec);
  result.scenarios[0].sum.halls[3].cells = {};
  const auto document = json::parse(results_json(frame_of(spec, "0"), result)).as_object();
  const auto& first = document.at("scenarios").as_array()[0].as_object();
  CHECK(first.at("city").at("wait").at("ci99").is_null());
  const auto& row = first.at("cells").at("level").as_array()[3].as_array();
  CHECK(row.size() == 7);
  CHECK(std::ranges::all_of(row, [](const json::value& cell) { return cell.is_null(); }));
}

TEST_CASE("the balance has the interval of its means, in every form") {
  StudySpec spec = study();
  spec.replications = 4;
  const auto play = [](const Scenario& scenario, const Draws& draws) {
    DayResult day = played(scenario, draws);
    for (HallResult& hall : day.halls) hall.balance = {};
    const std::uint64_t received =
        100 + 10 * draws.replication;  // 100, 110, 120, 130: t(3, 0.995) × s / 2 = 37.7
    day.halls[0].balance.meant = day.halls[0].balance.of(Fate::machines) = {received, received};
    return day;
  };
  const StudyResult result = run_quietly(spec, play);
  const auto rows =
      balance_estimates(result.scenarios[0].replications, result.scenarios[0].headlines, false);
  CHECK(rows.back().key == "received");
  CHECK(rows.back().people.mean == 115);
  CHECK(rows.back().people.half_width == doctest::Approx(37.70).epsilon(1e-3));
  CHECK(results_json(frame_of(spec, "0"), result)
            .find(R"("received":{"parties":{"mean":115,"ci99":37.7)") != std::string::npos);
  CHECK(
      results_csv(frame_of(spec, "0"), result).find("base,,,,,balance.received.people,115,37.7") !=
      std::string::npos);
  const std::string table = results_table(frame_of(spec, "0"), result);
  const auto row = table.find("\nbase");
  const auto half_widths = table.find("\n  ±", row);
  CHECK(table.substr(row, half_widths - row).ends_with(" 115"));
  CHECK(
      table.substr(half_widths, table.find('\n', half_widths + 1) - half_widths).ends_with(" 38"));
}

TEST_CASE("the CSV has a line for each figure, with quotes where a name needs them") {
  const StudySpec spec = study();
  const std::string csv = results_csv(frame_of(spec, "0"), run_quietly(spec));
  CHECK(csv.starts_with(
      "\xEF\xBB\xBFscenario,hall,lane,service,half_hour,measure,value,ci99\r\nbase,,,,,parties,"));
  CHECK(csv.find("\r\n\"a \"\"fifth\"\" online\",330100,,,08:30,counters_open,1,\r\n") !=
        std::string::npos);
  const auto lines = std::ranges::count(csv, '\n');
  constexpr int of_whole_day = 24 + 2 * 11 + 5 * 9 + 11 * 6;  // headline, balance, lanes, services
  constexpr int of_calendar = 2;
  CHECK(lines == 1 + of_calendar + 3 * (of_whole_day + 1 + 15 * (of_whole_day + 1 + 7 * 11)));
}

TEST_CASE("a scenario's name that begins like a formula is text in the CSV") {
  StudySpec spec = study();
  spec.scenarios[2].name = "-1 窗口";
  const std::string csv = results_csv(frame_of(spec, "0"), run_quietly(spec));
  CHECK(csv.find("\r\n\"'-1 窗口\",,,,,parties,") != std::string::npos);
  CHECK(csv.find("\n-1") == std::string::npos);
}

TEST_CASE("the table shows each scenario, each difference and each hall") {
  const StudySpec spec = study();
  const std::string table = results_table(frame_of(spec, "0"), run_quietly(spec));
  for (const char* part : {"base", "third", "less base", "330100 市局 Main hall (municipal bureau)",
                           "±", "+0.0", "330190 西湖风景名胜区 West Lake Scenic Area",
                           "third, by hall", "base, by lane", "base: longest mean wait in "}) {
    CAPTURE(part);
    CHECK(table.find(part) != std::string::npos);
  }
  CHECK(table.find("Stopped early") == std::string::npos);
}

}  // namespace
}  // namespace offpeak::loadtest
