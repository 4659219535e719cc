// The city we ship, and the facts of docs/domain.md that it must state.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "config/load.hpp"
#include "tests/config/sample.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::config {
namespace {

const LoadResult& hangzhou() {
  static const LoadResult result = load_city(testing::source_path("config/hangzhou.yaml"));
  return result;
}

const City& city() {
  REQUIRE_MESSAGE(hangzhou().city.has_value(), listed(hangzhou()));
  return *hangzhou().city;
}

const Hall& main_hall() {
  const Hall* hall = city().find(HallCode{330'100});
  REQUIRE(hall != nullptr);
  return *hall;
}

TEST_CASE("Hangzhou loads, and its only warning is the provisional year") {
  CHECK(city().key == "hangzhou");
  REQUIRE_MESSAGE(hangzhou().diagnostics.size() == 1, listed(hangzhou()));
  const Diagnostic& warning = hangzhou().diagnostics.front();
  CHECK(warning.severity == Severity::warning);
  CHECK(warning.file.ends_with("calendars/cn.yaml"));
  CHECK(warning.problem.find("2027") != std::string::npos);
}

TEST_CASE("the fifteen halls share all visitors, eight of them with appointments beside walk-ins") {
  const auto& halls = city().halls;
  CHECK(halls.size() == 15);
  CHECK(std::ranges::is_sorted(halls, {}, &Hall::code));
  CHECK(std::ranges::count(halls, HallMode::both, &Hall::mode) == 8);
  int sum = 0;
  for (const Hall& hall : halls) sum += hall.share_permille;
  CHECK(sum == 1000);
}

TEST_CASE(
    "every hall has a staffed counter per eighty visitors of a peak day, a small one one more") {
  constexpr int machine_numbers_from = 101;
  constexpr int small_counters_max = 6;
  for (const Hall& hall : city().halls) {
    CAPTURE(static_cast<int>(hall.code));
    const auto staffed = std::ranges::count_if(hall.counters, [](const Counter& counter) {
      return counter.number < machine_numbers_from;
    });
    const int needed = (hall.share_permille + 9) / 10;  // ceil(8000 × share / 80)
    const int more = hall.code == main_hall().code ? 2 : needed <= small_counters_max ? 1 : 0;
    CHECK(staffed == needed + more);
  }
}

TEST_CASE("every hall serves documents, machines and collection") {
  for (const Hall& hall : city().halls) {
    CAPTURE(static_cast<int>(hall.code));
    for (const std::string key : {"documents", "self_service", "collection"}) {
      const Lane* lane = city().find_lane(key);
      REQUIRE(lane != nullptr);
      CHECK(hall.lane_percent[static_cast<std::size_t>(lane->code)] > 0);
    }
  }
  CHECK_FALSE(city().find_lane("self_service")->bookable);
}

TEST_CASE("every hall has the level of its documents, also where a machine has more time for it") {
  for (const Hall& hall : city().halls) {
    CAPTURE(static_cast<int>(hall.code));
    CHECK(hall.level_lane == city().find_lane("documents")->code);
  }
  CHECK(city().find_lane("self_service")->machines);
}

TEST_CASE("the time of every counter is given to its lanes as a whole") {
  for (const Hall& hall : city().halls) {
    const int lanes = std::accumulate(hall.lane_percent.begin(), hall.lane_percent.end(), 0);
    CHECK(lanes == 100 * static_cast<int>(hall.counters.size()));
  }
}

TEST_CASE("the main hall opens 8:30 to 12:00 and 13:30 to 17:00, in summer 14:30 to 17:30") {
  const auto periods_on = [](std::chrono::month_day day) {
    std::string text;
    for (const Season& season : main_hall().seasons) {
      const bool wraps = season.last < season.first;
      const bool inside = wraps ? day >= season.first || day <= season.last
                                : day >= season.first && day <= season.last;
      if (!inside) continue;
      for (const Period& period : season.periods) {
        text += format_minute(period.from) + '-' + format_minute(period.to) + ' ';
      }
    }
    return text;
  };
  using namespace std::chrono;
  CHECK(periods_on(January / 1) == "08:30-12:00 13:30-17:00 ");
  CHECK(periods_on(May / 31) == "08:30-12:00 13:30-17:00 ");
  CHECK(periods_on(June / 1) == "08:30-12:00 14:30-17:30 ");
  CHECK(periods_on(September / 30) == "08:30-12:00 14:30-17:30 ");
  CHECK(periods_on(October / 1) == "08:30-12:00 13:30-17:00 ");
}

TEST_CASE("every hall opens on both days of the weekend") {
  for (const Hall& hall : city().halls) {
    CHECK(std::ranges::all_of(hall.open_weekdays, [](bool open) { return open; }));
  }
}

TEST_CASE("the walk-in reserve is lower in the main hall and higher where walk-ins come first") {
  for (const Hall& hall : city().halls) {
    CAPTURE(static_cast<int>(hall.code));
    const int expected = hall.code == main_hall().code          ? 20
                         : hall.mode == HallMode::walk_in_first ? 60
                                                                : 30;
    CHECK(hall.rules.walk_in_reserve_percent == expected);
    CHECK(hall.rules.walk_in_reserve == ReserveKind::forecast);
  }
}

TEST_CASE("the booking rules are those of the domain") {
  const Rules& rules = main_hall().rules;
  CHECK(rules.slot_minutes == 30);
  CHECK(rules.horizon_days == 14);
  REQUIRE(rules.horizon_seasons.size() == 1);
  CHECK(rules.horizon_seasons[0].days == 30);
  REQUIRE(rules.release.size() == 3);
  CHECK_FALSE(rules.release[0].days_before.has_value());
  CHECK(rules.release[0].at == MinuteOfDay{540});
  CHECK(rules.release[0].share_percent == 60);
  CHECK(rules.release[1].days_before == 3);
  CHECK(rules.release[1].share_percent == 25);
  CHECK(rules.release[2].days_before == 1);
  CHECK(rules.release[2].at == MinuteOfDay{1020});
  CHECK(rules.hold == minutes{10});
  CHECK(rules.party_max == 4);
  CHECK(rules.holds_max == 2);
  CHECK(rules.cancellations_max == 5);
  CHECK(rules.cancellation_window_days == 30);
  CHECK(rules.no_shows_max == 3);
  CHECK(rules.no_show_window_days == 180);
  CHECK(rules.suspension_days == 30);
  CHECK(rules.free_cancel_until == MinuteOfDay{1020});
  CHECK(rules.return_delay_min == minutes{5});
  CHECK(rules.return_delay_max == minutes{60});
  CHECK(rules.check_in_early == minutes{30});
  CHECK(rules.check_in_late == minutes{15});
  CHECK(rules.check_in_tail == minutes{30});
}

TEST_CASE("the rules of the day are those of the domain") {
  const Rules& rules = main_hall().rules;
  CHECK(rules.call.order == CallOrder::hall);
  CHECK(rules.call.priority_run_max == 3);
  CHECK(rules.call.booked_per_walk_in == 3);
  CHECK(rules.call.ageing == minutes{60});
  CHECK(rules.call.recalls_max == 3);
  CHECK(rules.call.returns_max == 1);
  CHECK(rules.call.return_after_calls == 3);
  CHECK(rules.level.yellow_from == minutes{15});
  CHECK(rules.level.red_above == minutes{40});
  CHECK(rules.level.settle == minutes{5});
  CHECK(city().retention.visit_days == 30);
  CHECK(city().retention.report_days == 400);
  CHECK(load_city(testing::source_path("config/hangzhou.yaml")).audit_days == 1095);
  CHECK(city().reminders == std::vector{minutes{24 * 60}, minutes{2 * 60}});
}

TEST_CASE("the services have the domain's minutes, lanes and fees") {
  struct Row {
    std::string key;
    int mean_minutes;
    const char* lane;
    std::optional<int> fee_yuan;
  };
  const Row rows[] = {
      {"first_passport", 8, "documents", 120},
      {"passport_renewal", 6, "documents", 120},
      {"passport_replacement", 8, "documents", 120},
      {"hk_macao_permit", 7, "documents", 60},
      {"hk_macao_endorsement", 4, "documents", {}},
      {"hk_macao_endorsement_machine", 3, "self_service", {}},
      {"taiwan_permit", 7, "documents", 60},
      {"business_registration", 15, "business", {}},
      {"collection", 2, "collection", {}},
      {"advice", 3, "documents", {}},
      {"foreigner_visa_residence", 15, "foreigners", {}},
  };
  CHECK(city().services.size() == std::size(rows));
  for (const Row& row : rows) {
    CAPTURE(row.key);
    const Service* service = city().find_service(row.key);
    REQUIRE(service != nullptr);
    CHECK(service->mean_minutes == row.mean_minutes);
    CHECK(service->variation == doctest::Approx(0.5));
    CHECK(service->lane == city().find_lane(row.lane)->code);
    CHECK(service->fee_yuan == row.fee_yuan);
  }
}

TEST_CASE("the calendar has the days of the notices") {
  const auto& years = city().calendar.years;
  struct Row {
    int year;
    std::size_t off;
    std::size_t make_up;
    bool provisional;
  };
  for (const Row& row : {Row{2024, 28, 8, false}, Row{2025, 28, 5, false}, Row{2026, 33, 6, false},
                         Row{2027, 0, 0, true}}) {
    CAPTURE(row.year);
    REQUIRE(years.contains(row.year));
    const CalendarYear& year = years.at(row.year);
    CHECK(year.off.size() == row.off);
    CHECK(year.make_up.size() == row.make_up);
    CHECK(year.provisional == row.provisional);
  }
  using std::chrono::month_day;
  const auto in_year = [](unsigned month, unsigned day) {
    return month_day{std::chrono::month{month}, std::chrono::day{day}};
  };
  CHECK(city().calendar.fixed == std::set{in_year(1, 1), in_year(5, 1), in_year(5, 2),
                                          in_year(10, 1), in_year(10, 2), in_year(10, 3)});
  CHECK(years.at(2026).make_up.contains(make_date(2026, 2, 14)));
  CHECK(years.at(2026).off.contains(make_date(2026, 2, 15)));
  CHECK_FALSE(years.at(2026).off.contains(make_date(2026, 2, 24)));
  CHECK(years.at(2024).off.contains(make_date(2024, 10, 7)));
  CHECK(years.at(2025).make_up.contains(make_date(2025, 10, 11)));
}

TEST_CASE("assumptions are marked, each mark covering values that exist") {
  CHECK(city().synthetic);
  const auto& marks = hangzhou().synthetic;
  const auto counters = std::ranges::find(marks, "halls.*.counters", &SyntheticMark::path);
  REQUIRE(counters != marks.end());
  CHECK(counters->places == 15);
}

}  // namespace
}  // namespace offpeak::config
