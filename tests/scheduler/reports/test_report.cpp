// Reports from totals: quantiles, sums, and the year before.
#include <initializer_list>

#include "scheduler/reports/report.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

struct Bucket {
  std::size_t bucket;
  std::uint32_t tickets;
};

WaitCounts waits_of(std::initializer_list<Bucket> buckets) {
  WaitCounts waits{};
  for (const auto& [bucket, tickets] : buckets) waits[bucket] = tickets;
  return waits;
}

TEST_CASE("a quantile lies within its bucket as if the waits in it were spread evenly") {
  struct Row {
    const char* what;
    WaitCounts waits;
    double p50;
    double p90;
    double p99;
  };
  const std::initializer_list<Row> rows{
      {"one wait of no minutes", waits_of({{0, 1}}), 0.5, 0.9, 0.99},
      {"all within the tenth minute", waits_of({{10, 100}}), 10.5, 10.9, 10.99},
      {"two minutes with equally many", waits_of({{4, 50}, {8, 50}}), 5.0, 8.8, 8.98},
      {"a gap before the ninth of ten", waits_of({{1, 9}, {30, 1}}), 1 + 5 / 9.0, 2.0, 30.9},
      {"five-minute buckets", waits_of({{60, 10}, {61, 10}}), 65.0, 69.0, 69.9},
      {"the last bucket has no end", waits_of({{5, 1}, {95, 9}}), 235.0, 235.0, 235.0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(wait_quantile(row.waits, 0.5).value() == doctest::Approx(row.p50));
    CHECK(wait_quantile(row.waits, 0.9).value() == doctest::Approx(row.p90));
    CHECK(wait_quantile(row.waits, 0.99).value() == doctest::Approx(row.p99));
  }
  CHECK_FALSE(wait_quantile(WaitCounts{}, 0.5).has_value());
}

LaneTotals lane(HallCode at_hall, LaneCode code, std::string_view date, std::uint32_t walk_ins) {
  LaneTotals totals;
  totals.key = LaneDayKey{at_hall, code, day(date)};
  totals.tickets = walk_ins;
  totals.walk_in_people = walk_ins;
  totals.arrivals[10] = static_cast<std::uint16_t>(walk_ins);
  return totals;
}

TEST_CASE("rows by hall, then by day, each the sum of its lanes") {
  ReportSource source;
  source.range = {day("2026-06-08"), day("2026-06-09"), {}};
  auto first = lane(main_hall, documents, "2026-06-08", 5);
  first.booked_people = 3;
  first.documents = 7;
  first.arrivals[9] = 6;
  first.waits[2] = 1;
  auto second = lane(main_hall, business, "2026-06-08", 2);
  second.waits[2] = 1;
  source.lanes = {lane(hill_hall, documents, "2026-06-08", 4), second,
                  lane(main_hall, documents, "2026-06-09", 1), first};
  const CounterDayKey counter_key{main_hall, CounterNumber{3}, day("2026-06-08")};
  source.counters = {{counter_key, 100'000, 25'000, 2, 0, 3}};
  const ServiceDayKey service_key{main_hall, ServiceCode{2}, day("2026-06-08")};
  source.services = {{service_key, 4, 3, 0, 3 * 90'000}};

  const auto report = make_report(source, city());
  REQUIRE(report.size() == 3);
  CHECK(report[0].hall == main_hall);
  CHECK(report[0].date == day("2026-06-08"));
  CHECK(report[1].hall == main_hall);
  CHECK(report[1].date == day("2026-06-09"));
  CHECK(report[2].hall == hill_hall);

  const auto& busy = report[0];
  CHECK(busy.figures.people() == 10);
  CHECK(busy.figures.booked_people == 3);
  CHECK(busy.figures.walk_in_people == 7);
  CHECK(busy.figures.documents == 7);
  CHECK(busy.figures.waits[2] == 2);
  REQUIRE(busy.lanes.size() == 2);
  CHECK(busy.lanes[0].lane == documents);
  CHECK(busy.lanes[0].figures.people() == 8);
  CHECK(busy.lanes[1].lane == business);
  REQUIRE(busy.highest_hour.has_value());
  CHECK(busy.highest_hour->hour == 10);  // 5 and 2
  CHECK(busy.highest_hour->people == 7);
  REQUIRE(busy.counters.size() == 1);
  CHECK(busy.counters[0].counter == CounterNumber{3});
  CHECK(busy.use_percent().value() == doctest::Approx(25.0));
  REQUIRE(busy.services.size() == 1);
  CHECK(busy.services[0].service == ServiceCode{2});
  CHECK(busy.services[0].mean_minutes.value() == doctest::Approx(1.5));
  CHECK_FALSE(report[1].use_percent().has_value());
}

TEST_CASE("a report stands beside what was expected of its day, in its lanes and as a whole") {
  ReportSource source;
  source.range = {day("2026-06-08"), day("2026-06-09"), {}};
  source.lanes = {lane(main_hall, documents, "2026-06-08", 5)};
  const auto expected = [](HallCode at_hall, LaneCode code, const char* made_at,
                           DayForecast forecast) {
    return KeptForecast{.key = LaneDayKey{at_hall, code, day("2026-06-08")},
                        .made_at_ms = instant(made_at).time_since_epoch().count(),
                        .forecast = forecast};
  };
  source.forecasts = {expected(main_hall, advice, "2026-06-08 00:05", {0, 10, Wait::not_today()}),
                      expected(main_hall, business, "2026-06-08 00:10", {150, 50, {300, 600}}),
                      expected(main_hall, documents, "2026-06-08 00:05", {355, 245, {900, 1'800}}),
                      expected(hill_hall, documents, "2026-06-08 00:05", {10, 10, {60, 60}})};

  const auto report = make_report(source, city());
  REQUIRE(report.size() == 2);
  // Nothing happened in the hill hall, where people were expected.
  CHECK(report[1].hall == hill_hall);
  CHECK(report[1].figures.people() == 0);
  CHECK(report[1].expected->people() == doctest::Approx(2));
  REQUIRE(report[0].expected.has_value());
  const ExpectedFigures& whole = *report[0].expected;
  CHECK(whole.booked_people == doctest::Approx(50.5));
  CHECK(whole.walk_in_people == doctest::Approx(30.5));
  CHECK(whole.people() == doctest::Approx(81));
  CHECK(whole.wait_p50_minutes.value() == doctest::Approx((60 * 15 + 20 * 5) / 80.0));
  CHECK(whole.wait_p90_minutes.value() == doctest::Approx((60 * 30 + 20 * 10) / 80.0));
  CHECK(whole.made_at == instant("2026-06-08 00:10"));
  // In order, with those in which nobody came.
  REQUIRE(report[0].lanes.size() == 3);
  CHECK(report[0].lanes[0].lane == documents);
  CHECK(report[0].lanes[0].figures.people() == 5);
  CHECK(report[0].lanes[0].expected->people() == doctest::Approx(60));
  CHECK(report[0].lanes[1].lane == business);
  CHECK(report[0].lanes[1].figures.people() == 0);
  CHECK(report[0].lanes[1].expected->wait_p50_minutes.value() == doctest::Approx(5));
  CHECK_FALSE(report[0].lanes[2].expected->wait_p50_minutes.has_value());
  CHECK(report[0].lanes[2].expected->people() == doctest::Approx(1));

  source.forecasts.clear();
  const auto without = make_report(source, city());
  CHECK_FALSE(without[0].expected.has_value());
  CHECK_FALSE(without[0].lanes[0].expected.has_value());
}

TEST_CASE("a forecast of the day is in its report, and that of another hall or day is not") {
  Driver driver{"2026-06-08 00:05"};
  driver.as(anyone);
  for (const HallCode at_hall : {hill_hall, main_hall}) {
    driver.run(NoteForecast{.hall = at_hall,
                            .lane = documents,
                            .date = day("2026-06-08"),
                            .forecast = {.booked_tenths = 20, .walk_in_tenths = 30}});
  }
  const auto today = day("2026-06-08");
  const auto forecasts = [&](Date from, HallCode of) {
    return collect_report(driver.state(), {from, from, of})->forecasts.size();
  };
  CHECK(forecasts(today, hill_hall) == 1);
  CHECK(forecasts(today, {}) == driver.count<ForecastNoted>());
  CHECK(forecasts(today + std::chrono::days{1}, {}) == 0);
}

TEST_CASE("the year before is the same day of the week, 52 weeks earlier") {
  struct Row {
    const char* what;
    std::vector<LaneTotals> before;
    std::optional<std::uint32_t> people;
    std::optional<double> change_percent;
  };
  const std::initializer_list<Row> rows{
      {"nothing is kept of it", {}, std::nullopt, std::nullopt},
      {"fewer people then", {lane(main_hall, documents, "2025-06-09", 40)}, 40, 25.0},
      {"more, in two lanes",
       {lane(main_hall, documents, "2025-06-09", 60), lane(main_hall, business, "2025-06-09", 40)},
       100,
       -50.0},
      {"nobody then", {lane(main_hall, documents, "2025-06-09", 0)}, 0, std::nullopt},
      {"the same date is another day of the week",
       {lane(main_hall, documents, "2025-06-08", 40)},
       std::nullopt,
       std::nullopt},
      {"another hall", {lane(hill_hall, documents, "2025-06-09", 40)}, std::nullopt, std::nullopt},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    ReportSource source;
    source.range = {day("2026-06-08"), day("2026-06-08"), {}};
    source.lanes = row.before;
    source.lanes.push_back(lane(main_hall, documents, "2026-06-08", 50));
    const auto report = make_report(source, city());
    REQUIRE(report.size() == 1);
    CHECK(report[0].people_year_before == row.people);
    CHECK(report[0].change_percent() == row.change_percent);
  }
}

TEST_CASE("a report is of the days and the hall asked for, both ends included") {
  Driver driver{"2026-06-08 09:00"};
  const auto visit = [&driver](HallCode at_hall, int people) {
    driver.as(bound_caller(Role::kiosk, at_hall));
    for (int i = 0; i < people; ++i) {
      REQUIRE(driver.take_ticket(at_hall, {passport_renewal}) == Rejection::none);
    }
  };
  visit(hill_hall, 1);
  visit(main_hall, 2);
  driver.to("2026-06-09 09:00");
  visit(hill_hall, 3);
  driver.to("2026-06-10 09:00");
  visit(hill_hall, 4);

  struct Row {
    ReportRange range;
    std::vector<std::uint32_t> people;
  };
  const auto range = [](std::string_view from, std::string_view to, HallCode at_hall) {
    return ReportRange{day(from), day(to), at_hall};
  };
  for (const Row& row : std::initializer_list<Row>{
           {range("2026-06-08", "2026-06-10", {}), {2, 1, 3, 4}},
           {range("2026-06-08", "2026-06-10", hill_hall), {1, 3, 4}},
           {range("2026-06-08", "2026-06-09", hill_hall), {1, 3}},
           {range("2026-06-09", "2026-06-09", hill_hall), {3}},
           {range("2026-06-09", "2026-06-09", main_hall), {}},
           {range("2026-06-11", "2026-06-30", {}), {}},
       }) {
    driver.as(admin);
    const auto asked = driver.run(GetReport{row.range.from, row.range.to, row.range.hall});
    REQUIRE(asked == Rejection::none);
    const auto reply = answer(driver.state(), asked.receipt);
    REQUIRE(reply.report != nullptr);
    CHECK(reply.report->range == row.range);
    std::vector<std::uint32_t> people;
    for (const auto& report : make_report(*reply.report, city())) {
      people.push_back(report.figures.people());
    }
    CHECK(people == row.people);
  }
}

TEST_CASE("a report is asked for by planners, administrators, and staff about their own hall") {
  Driver driver;
  struct Row {
    Caller caller;
    HallCode hall;
    Rejection expected;
  };
  using R = Rejection;
  for (const Row& row :
       {Row{{.role = Role::planner}, {}, R::none}, Row{{.role = Role::planner}, main_hall, R::none},
        Row{admin, {}, R::none}, Row{staff, hill_hall, R::none},
        Row{staff, main_hall, R::forbidden}, Row{staff, {}, R::forbidden},
        Row{bound_caller(Role::kiosk, hill_hall), hill_hall, R::forbidden},
        Row{bound_caller(Role::display, hill_hall), hill_hall, R::forbidden},
        Row{citizen_caller(alice), hill_hall, R::forbidden}, Row{anyone, {}, R::forbidden}}) {
    CAPTURE(static_cast<int>(row.caller.role));
    const GetReport question{day("2026-06-08"), day("2026-06-08"), row.hall};
    CHECK(driver.as(row.caller).run(question) == row.expected);
  }
}

TEST_CASE("counters that are open count until the last event") {
  Driver driver{"2026-06-08 09:00"};
  REQUIRE(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::none);
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  driver.to("2026-06-08 09:10");
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  driver.to("2026-06-08 09:20");
  REQUIRE(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::none);
  const auto today = day("2026-06-08");
  const auto report =
      make_report(*collect_report(driver.state(), {today, today, hill_hall}), city());
  REQUIRE(report.size() == 1);
  REQUIRE(report[0].counters.size() == 1);
  CHECK(report[0].counters[0].open_ms == 20 * 60'000);
  CHECK(report[0].counters[0].busy_ms == 10 * 60'000);
  CHECK_FALSE(report[0].counters[0].has_assumed_end);
  CHECK(make_report(*collect_report(driver.state(), {today, today, main_hall}), city()).empty());
}

TEST_CASE("what nobody ended ends with the hall, marked, in the evening as on the next day") {
  Driver driver{"2026-06-08 09:00"};  // the hall closes at 12:00
  for (int i = 0; i < 2; ++i) {
    REQUIRE(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::none);
  }
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
  driver.pass(std::chrono::minutes{8});
  REQUIRE(driver.at<Finish>(hill_hall, 1) == Rejection::none);
  driver.to("2026-06-08 11:40");
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
  const auto* learned = driver.state().floor().service_time(hill_hall, passport_renewal);
  REQUIRE(learned != nullptr);
  const auto mean_ms = learned->mean_ms;
  const auto today = day("2026-06-08");
  bool on = false;
  for (const char* asked_at : {"2026-06-08 20:00", "2026-06-09 09:30", "2026-06-10 00:00"}) {
    CAPTURE(asked_at);
    driver.to(asked_at);
    on = !on;
    driver.run(SwitchOutbox{on});  // an event: reports are as of the last one
    const auto report =
        make_report(*collect_report(driver.state(), {today, today, hill_hall}), city());
    REQUIRE(report.size() == 1);
    REQUIRE(report[0].counters.size() == 1);
    CHECK(report[0].counters[0].open_ms == 180 * 60'000);
    CHECK(report[0].counters[0].busy_ms == 28 * 60'000);
    CHECK(report[0].counters[0].has_assumed_end);
    CHECK(report[0].assumed_ends() == 1);
    REQUIRE(report[0].services.size() == 1);
    CHECK(report[0].services[0].mean_minutes.value() == doctest::Approx(8));
  }
  const auto report =
      make_report(*collect_report(driver.state(), {today, today, hill_hall}), city());
  CHECK(report[0].services[0].served_people == 2);
  CHECK(report[0].services[0].assumed_ends == 1);
  CHECK(driver.state().floor().service_time(hill_hall, passport_renewal)->mean_ms == mean_ms);
}

TEST_CASE("what a clerk ends hours too late ended with the hall too, and teaches nothing") {
  struct Row {
    const char* what;
    const char* served_at;
    const char* finished_at;
    std::uint32_t open_minutes, busy_minutes;
    bool is_assumed;
  };
  for (const Row& row : {
           Row{"over time", "2026-06-08 11:50", "2026-06-08 12:25", 205, 35, false},
           Row{"in the evening", "2026-06-08 11:40", "2026-06-08 20:00", 180, 20, true},
           Row{"before the closing", "2026-06-08 09:05", "2026-06-08 11:30", 150, 145, true},
       }) {
    CAPTURE(row.what);
    Driver driver{"2026-06-08 09:00"};  // the hall closes at 12:00
    REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
    driver.to(row.served_at);
    REQUIRE(driver.take_ticket(hill_hall, {passport_renewal}) == Rejection::none);
    REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
    REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
    driver.to(row.finished_at);
    REQUIRE(driver.at<Finish>(hill_hall, 1) == Rejection::none);
    REQUIRE(driver.at<CloseCounter>(hill_hall, 1) == Rejection::none);
    const auto today = day("2026-06-08");
    const auto report =
        make_report(*collect_report(driver.state(), {today, today, hill_hall}), city());
    CHECK(report[0].counters[0].open_ms == row.open_minutes * 60'000);
    CHECK(report[0].counters[0].busy_ms == row.busy_minutes * 60'000);
    CHECK(report[0].services[0].served_people == 1);
    CHECK(report[0].services[0].assumed_ends == (row.is_assumed ? 1 : 0));
    const auto* learned = driver.state().floor().service_time(hill_hall, passport_renewal);
    CHECK((learned == nullptr) == row.is_assumed);
  }
}

TEST_CASE("a counter that is closed or paused late at night was open until the hall closed") {
  for (const bool pauses : {false, true}) {
    CAPTURE(pauses);
    Driver driver{"2026-06-08 09:00"};
    REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
    driver.to("2026-06-08 23:00");
    if (pauses) {
      REQUIRE(driver.at<PauseCounter>(hill_hall, 1) == Rejection::none);
    } else {
      REQUIRE(driver.at<CloseCounter>(hill_hall, 1) == Rejection::none);
    }
    const auto today = day("2026-06-08");
    const auto report =
        make_report(*collect_report(driver.state(), {today, today, hill_hall}), city());
    CHECK(report[0].counters[0].open_ms == 180 * 60'000);
    CHECK(report[0].counters[0].has_assumed_end);
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
