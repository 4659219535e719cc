// One mistake a row: what it does to the city's file, and what is said about it.
#include <doctest/doctest.h>

#include <string>

#include "tests/config/sample.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::demand {
namespace {

struct Row {
  std::string old;       // occurs once in the file
  std::string with;      // stands in its place
  std::string marker;    // the reported line is the first with this text
  std::string field;     // of the diagnostic
  std::string problem;   // part of it
  std::string expected;  // part of it
};

std::string listed(const DemandResult& result) {
  std::string text;
  for (const auto& each : result.diagnostics) text += config::format(each) + '\n';
  return text;
}

TEST_CASE("the city's file is right and says what is assumed in it") {
  const auto result = read_text(hangzhou_demand_text());
  REQUIRE_MESSAGE(result.model.has_value(), listed(result));
  CHECK(result.diagnostics.empty());
  CHECK(result.synthetic.size() == 12);
  const DemandModel& model = *result.model;
  CHECK(model.city_people == 5800);
  CHECK(model.weekday_factors[0] == 1.09);
  CHECK(model.weekday_factors[6] == 1.15);
  CHECK(model.hall_weekday_factors.at(main_hall)[1] == 0.90);
  CHECK(model.month_factors[5] == 1.20);
  CHECK(model.city_variation == 0.04);
  CHECK(model.hall_variation == 0.04);
  CHECK(model.party_sizes.day_off[0] == 0.62);
  CHECK(model.service_party_sizes.at(config::ServiceCode{8}).workday[1] == 0.05);
  CHECK(model.booked_share == 0.70);
  CHECK(model.no_show_share == 0.12);
  CHECK(model.cancellation_share == 0.15);
  CHECK(model.early_minutes_mean == 10);
  CHECK(model.early_minutes_deviation == 12);
  CHECK(model.lead_day_shares.size() == 15);
  CHECK(model.online_shares.at(config::ServiceCode{2}) == 0.6);
}

TEST_CASE("each mistake is named with its line and with what would be right") {
  const Row rows[] = {
      {"patience_minutes_mean: 0", "patience_minute_mean: 0", "patience_minute_mean",
       "in_the_hall.patience_minute_mean", "unknown key", "\"patience_minutes_mean\""},
      {"city_people: 5800", "city_people: many", "city_people", "city_people", "is not a number",
       "people of the city on a day from 1 to"},
      {"city_people: 5800", "city_people: .inf", "city_people", "city_people", "is not a number",
       "people of the city on a day from 1 to"},
      {"city_people: 5800", "city_people: 1e400", "city_people", "city_people", "is not a number",
       "people of the city on a day from 1 to"},
      {"fri: 1.00, sat: 1.15", "fri: .nan, sat: 1.15", "fri: .nan", "weekday_factors.fri",
       "is not a number", "a multiplier from 0 to 10"},
      {"city_variation_percent: 4", "city_variation_percent: 104", "104",
       "between_days.city_variation_percent", "out of range", "percent from 0 to 100"},
      {"fri: 1.00, sat: 1.15", "sat: 1.15", "weekday_factors: {mon: 0.98", "weekday_factors.fri",
       "is missing", "a multiplier from 0 to 10"},
      {"fri: 1.00, sat: 1.15", "fri: -1, sat: 1.15", "fri: -1", "weekday_factors.fri",
       "out of range", "a multiplier from 0 to 10"},
      {"code: 330100", "code: 330101", "330101", "halls[0].code", "the city has no hall 330101",
       "hangzhou"},
      {"[1.10, 0.90, 1.00, 1.10", "[1.10, 0.90, 1.10", "month_factors: [", "month_factors",
       "has 11 items", "12"},
      {"2026-06-22..2026-06-30", "2026-06-31", "2026-06-31", "events[4].days[2]",
       "is not a real day", "2026-10-01"},
      {"2026-06-22..2026-06-30", "2026-02-28", "2026-02-28]\n    factor: 1.25", "events[4].days",
       "2026-02-28 already belongs to another event", "one event"},
      {"{period: 08:30-09:00, share_percent: 8}", "{period: 08:30-09:15, share_percent: 8}",
       "09:00-10:00", "day_parts[1].period", "begins before the period above it ends", "in order"},
      {"{period: 08:30-09:00, share_percent: 8}", "{period: 08:30-09:00, share_percent: 9}",
       "day_parts:\n", "day_parts", "adds up to 101 percent", "100"},
      {"first_passport: 14", "frist_passport: 14", "frist_passport", "mix_percent.frist_passport",
       "the city has no service \"frist_passport\"", "\"first_passport\""},
      {"first_passport: 14", "first_passport: 13", "mix_percent:\n", "mix_percent",
       "adds up to 99 percent", "100"},
      {"[82, 13, 3, 2]", "[82, 13, 3]", "[82, 13", "parties.workday_size_percent", "has 3 items",
       "4"},
      {"[82, 13, 3, 2]", "[82, 13, 3, 3]", "[82, 13", "parties.workday_size_percent", "101 percent",
       ""},
      {"[76, 16, 5, 3]", "[76, 16, 5, 4]", "[76, 16",
       "parties.by_service.foreigner_visa_residence.day_off_size_percent", "101 percent", "100"},
      {"    advice: {workday", "    advise: {workday", "advise", "parties.by_service.advise",
       "the city has no service \"advise\"", "\"advice\""},
      {"[6, 16, 7,", "[6, 16, 8,", "[6, 16", "booking.lead_days_percent", "101 percent", "100"},
      {"no_show_percent: 12", "no_show_percent: 112", "112", "booking.no_show_percent",
       "out of range", "percent from 0 to 100"},
      {"online_percent:", "machines: {services: [hk_macao_endorsement_machine]}\nonline_percent:",
       "machines:", "machines", "unknown key", ""},
      {"passport_renewal: 60", "passport_renewal: most", "most", "online_percent.passport_renewal",
       "is not a number", "percent"},
      {"patience_minutes_mean: 0", "patience_minutes_mean: -1", "patience_minutes_mean: -1",
       "in_the_hall.patience_minutes_mean", "out of range", "minutes from 0"},
      {"  - online_percent", "  - online", "  - online\n", "synthetic[11]", "names nothing", ""},
  };
  const std::string text = hangzhou_demand_text();
  for (const Row& row : rows) {
    CAPTURE(row.with);
    const std::string spoilt = config::replaced(text, row.old, row.with);
    const auto result = read_text(spoilt);
    INFO(listed(result));
    CHECK_FALSE(result.model.has_value());
    REQUIRE_FALSE(result.diagnostics.empty());
    const auto& first = result.diagnostics.front();
    CHECK(first.file.ends_with("demand.yaml"));
    CHECK(first.line == config::line_of(spoilt, row.marker));
    CHECK(first.field == row.field);
    CHECK(first.problem.find(row.problem) != std::string::npos);
    CHECK(first.expected.find(row.expected) != std::string::npos);
  }
}

TEST_CASE("a service that no hall has a counter for is a mistake of the mix") {
  config::City city = hangzhou();
  const auto lane = static_cast<std::size_t>(city.find_lane("business")->code);
  for (auto& hall : city.halls) hall.lane_percent[lane] = 0;
  const config::Folder folder;
  const auto result = read_demand(folder.write("demand.yaml", hangzhou_demand_text()), city);
  REQUIRE_MESSAGE(result.diagnostics.size() == 1, listed(result));
  CHECK(result.diagnostics[0].field == "mix_percent.business_registration");
}

TEST_CASE("a file that is not there is a mistake") {
  const config::Folder folder;
  const auto result = read_demand(folder.path() / "none.yaml", hangzhou());
  CHECK_FALSE(result.model.has_value());
  CHECK(result.diagnostics.size() == 1);
}

}  // namespace
}  // namespace offpeak::demand
