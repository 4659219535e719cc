// What was expected of a day, kept for the day's report.
#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr DayForecast expected{
    .booked_tenths = 1'205, .walk_in_tenths = 803, .wait = {.p50_s = 600, .p90_s = 1'500}};

NoteForecast of(HallCode at_hall, LaneCode lane, std::string_view date) {
  return {.hall = at_hall, .lane = lane, .date = day(date), .forecast = expected};
}

TEST_CASE(
    "a forecast is kept when it is of today, of a lane with counters, before the doors open") {
  struct Row {
    const char* what;
    const char* now;
    NoteForecast command;
    bool is_kept;
  };
  // The hill hall is open from Monday to Friday, from nine on.
  const std::array rows{
      Row{"just after midnight", "2026-06-08 00:05", of(hill_hall, documents, "2026-06-08"), true},
      Row{"the moment before", "2026-06-08 08:59:59.999", of(hill_hall, documents, "2026-06-08"),
          true},
      Row{"the doors open", "2026-06-08 09:00", of(hill_hall, documents, "2026-06-08"), false},
      Row{"in the evening", "2026-06-08 20:00", of(hill_hall, documents, "2026-06-08"), false},
      Row{"of a day that is over", "2026-06-09 00:05", of(hill_hall, documents, "2026-06-08"),
          false},
      Row{"of tomorrow", "2026-06-08 00:05", of(hill_hall, documents, "2026-06-09"), false},
      Row{"the hall is closed", "2026-06-13 00:05", of(hill_hall, documents, "2026-06-13"), false},
      Row{"an unknown hall", "2026-06-08 00:05", of(HallCode{999'999}, documents, "2026-06-08"),
          false},
      Row{"no lane", "2026-06-08 00:05", of(hill_hall, LaneCode{0}, "2026-06-08"), false},
      Row{"an unknown lane", "2026-06-08 00:05", of(hill_hall, LaneCode{200}, "2026-06-08"), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Driver driver{row.now};
    driver.as(anyone).run(row.command);
    CHECK(driver.count<ForecastNoted>() == (row.is_kept ? 1 : 0));
    const auto* kept =
        driver.state().totals().forecast(row.command.hall, row.command.lane, row.command.date);
    REQUIRE((kept != nullptr) == row.is_kept);
    if (kept == nullptr) continue;
    CHECK(kept->forecast == expected);
    CHECK(config::instant_of(kept->made_at_ms) == instant(row.now));
  }
}

TEST_CASE("a lane that no counter of the hall serves has no forecast") {
  auto without = make_city();
  for (auto& each : without.halls) each.lane_percent[static_cast<std::size_t>(business)] = 0;
  Driver driver{"2026-06-08 00:05", without};
  driver.as(anyone).run(of(hill_hall, business, "2026-06-08"));
  CHECK(driver.count<ForecastNoted>() == 0);
}

TEST_CASE("of a lane's day the first forecast stays; other lanes and days have their own") {
  Driver driver{"2026-06-08 00:05"};
  driver.as(anyone).run(of(hill_hall, documents, "2026-06-08"));
  NoteForecast second = of(hill_hall, documents, "2026-06-08");
  second.forecast.walk_in_tenths = 1;
  driver.to("2026-06-08 00:10");
  driver.run(second);
  CHECK(driver.count<ForecastNoted>() == 1);
  const auto kept = [&](const char* date) {
    return driver.state().totals().forecast(hill_hall, documents, day(date));
  };
  CHECK(kept("2026-06-08")->forecast == expected);
  driver.to("2026-06-09 00:05");
  second.date = day("2026-06-09");
  driver.run(second);
  CHECK(driver.count<ForecastNoted>() == 2);
  CHECK(kept("2026-06-08")->forecast == expected);
  CHECK(kept("2026-06-09")->forecast.walk_in_tenths == 1);
}

TEST_CASE("a forecast is kept as long as the report of its day, also when nobody came") {
  Driver driver{"2026-06-08 00:05"};
  driver.as(anyone).run(of(hill_hall, documents, "2026-06-08"));
  const std::chrono::days kept_days{city().retention.report_days};
  const auto kept = [&] {
    return driver.state().totals().forecast(hill_hall, documents, day("2026-06-08"));
  };
  driver.to(config::instant_at(day("2026-06-08") + kept_days, minute("23:59")));
  CHECK(kept() != nullptr);
  driver.to(config::instant_at(day("2026-06-08") + kept_days, minute("23:59")) +
            std::chrono::hours{5});
  CHECK(kept() == nullptr);
  CHECK(driver.count<TotalsDropped>() == 1);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
