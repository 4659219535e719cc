#include "scheduler/booking/opening.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

TEST_CASE("a part of the year includes both its ends and may run over New Year's Eve") {
  struct Row {
    unsigned first_month, first_day, last_month, last_day;
    std::string date;
    bool inside;
  };
  const std::array rows{
      Row{7, 1, 9, 30, "2026-06-30", false},   Row{7, 1, 9, 30, "2026-07-01", true},
      Row{7, 1, 9, 30, "2026-09-30", true},    Row{7, 1, 9, 30, "2026-10-01", false},
      Row{11, 15, 2, 10, "2026-11-14", false}, Row{11, 15, 2, 10, "2026-11-15", true},
      Row{11, 15, 2, 10, "2026-12-31", true},  Row{11, 15, 2, 10, "2027-01-01", true},
      Row{11, 15, 2, 10, "2027-02-10", true},  Row{11, 15, 2, 10, "2027-02-11", false},
      Row{6, 13, 6, 13, "2026-06-12", false},  Row{6, 13, 6, 13, "2026-06-13", true},
      Row{6, 13, 6, 13, "2026-06-14", false},  Row{2, 1, 2, 28, "2028-02-29", false},
      Row{1, 1, 12, 31, "2028-02-29", true},   Row{12, 31, 1, 1, "2026-12-30", false},
      Row{12, 31, 1, 1, "2026-12-31", true},   Row{12, 31, 1, 1, "2027-01-01", true},
      Row{12, 31, 1, 1, "2027-01-02", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.date);
    const auto first = std::chrono::month{row.first_month} / std::chrono::day{row.first_day};
    const auto last = std::chrono::month{row.last_month} / std::chrono::day{row.last_day};
    CHECK(in_season(first, last, day(row.date)) == row.inside);
  }
}

TEST_CASE("working days are Monday to Friday without off days, and the make-up workdays") {
  struct Row {
    std::string date;
    bool works;
    std::string why;
  };
  const std::array rows{
      Row{"2026-06-12", true, "Friday"},
      Row{"2026-06-13", false, "Saturday, though halls are open"},
      Row{"2026-06-14", false, "Sunday, though halls are open"},
      Row{"2026-06-15", true, "Monday, though one hall is closed"},
      Row{"2026-06-19", false, "off on a Friday, though one hall opens"},
      Row{"2026-01-04", true, "make-up Sunday"},
      Row{"2026-02-14", true, "make-up Saturday"},
      Row{"2026-02-16", false, "Spring Festival Monday"},
      Row{"2026-02-24", true, "the day after Spring Festival"},
      Row{"2026-10-07", false, "last day of National Day"},
      Row{"2026-10-10", true, "make-up Saturday"},
      Row{"2028-05-01", false, "a fixed holiday on a Monday of a year without a notice"},
      Row{"2028-05-03", true, "Wednesday of a year without a notice"},
      Row{"2028-05-06", false, "Saturday of a year without a notice"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.date);
    CAPTURE(row.why);
    CHECK(is_working_day(city().calendar, day(row.date)) == row.works);
  }
}

TEST_CASE("processing times count working days after the day of acceptance") {
  struct Row {
    std::string accepted;
    int count;
    const char* ready;
    std::string why;
  };
  const std::array rows{
      Row{"2026-06-11", 1, "2026-06-12", "the day of acceptance does not count"},
      Row{"2026-06-12", 1, "2026-06-15", "a weekend does not count"},
      Row{"2026-06-05", 7, "2026-06-16", "documents take 7"},
      Row{"2026-06-05", 5, "2026-06-12", "endorsements take 5"},
      Row{"2026-06-13", 5, "2026-06-22", "accepted on an open Saturday, over Dragon Boat"},
      Row{"2026-06-14", 5, "2026-06-22", "accepted on the Sunday after: as soon"},
      Row{"2026-06-15", 5, "2026-06-23", "accepted on the Monday after: a day later"},
      Row{"2026-04-29", 7, "2026-05-12", "over May Day, with its make-up Saturday"},
      Row{"2026-09-30", 5, "2026-10-13", "over National Day, with its make-up Saturday"},
      Row{"2026-02-13", 7, "2026-03-02", "over Spring Festival, with both make-up Saturdays"},
      Row{"2025-12-31", 1, "2026-01-04", "over New Year to the make-up Sunday"},
      Row{"2026-06-19", 1, "2026-06-22", "accepted on an off day"},
      Row{"2026-06-01", 20, "2026-06-30", "20 for those registered elsewhere"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.accepted);
    CAPTURE(row.why);
    CHECK(add_working_days(city().calendar, day(row.accepted), row.count) == day(row.ready));
  }
}

TEST_CASE("a hall is open on its weekdays and make-up days, closed on off days but its own") {
  struct Row {
    HallCode code;
    std::string date;
    bool open;
    std::string why;
  };
  const std::array rows{
      Row{main_hall, "2026-06-12", true, "Friday"},
      Row{main_hall, "2026-06-13", true, "Saturday"},
      Row{main_hall, "2026-06-14", true, "Sunday"},
      Row{main_hall, "2026-06-15", true, "closed at another hall only"},
      Row{main_hall, "2026-06-19", false, "off"},
      Row{main_hall, "2026-10-10", true, "make-up Saturday"},
      Row{lake_hall, "2026-06-15", false, "closed by itself"},
      Row{lake_hall, "2026-06-19", true, "off, opened all the same"},
      Row{lake_hall, "2026-06-20", false, "off"},
      Row{hill_hall, "2026-06-12", true, "Friday"},
      Row{hill_hall, "2026-06-13", false, "Saturday at a hall of weekdays"},
      Row{hill_hall, "2026-06-19", false, "off on a Friday"},
      Row{hill_hall, "2026-05-09", true, "make-up Saturday at a hall of weekdays"},
      Row{hill_hall, "2026-09-20", true, "make-up Sunday at a hall of weekdays"},
      Row{hill_hall, "2028-05-03", true, "Wednesday of a year without a notice"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.date);
    CAPTURE(row.why);
    CHECK(is_open(city(), hall(row.code), day(row.date)) == row.open);
  }
}

TEST_CASE("without a notice a hall closes on fixed holidays, and may yet close on other days") {
  struct Row {
    const char* date;
    bool is_open;
    bool is_provisional;
  };
  config::City made = make_city();
  made.calendar.years[2027].provisional = true;
  made.calendar.years[2027].off = {day("2027-02-06")};  // as far as one knows
  config::Hall& hall = made.halls.front();
  hall.opened = {day("2027-05-02"), day("2027-03-06")};
  hall.closed = {day("2027-03-08")};
  for (const Row& row : {Row{"2026-12-31", true, false}, Row{"2027-01-01", false, false},
                         Row{"2027-01-02", true, true}, Row{"2027-02-06", false, true},
                         Row{"2027-03-05", true, true}, Row{"2027-03-06", true, false},
                         Row{"2027-03-08", false, false}, Row{"2027-05-01", false, false},
                         Row{"2027-05-02", true, false}, Row{"2028-01-01", false, false},
                         Row{"2028-01-03", true, true}}) {
    CAPTURE(row.date);
    CHECK(is_open(made, hall, day(row.date)) == row.is_open);
    CHECK(is_provisional(made, hall, day(row.date)) == row.is_provisional);
  }
}

TEST_CASE("a closure is stronger than an opening") {
  auto changed = make_city();
  changed.halls[0].opened = {day("2026-06-19")};
  CHECK(is_open(changed, changed.halls[0], day("2026-06-19")));
  changed.halls[0].closed = {day("2026-06-19")};
  CHECK_FALSE(is_open(changed, changed.halls[0], day("2026-06-19")));
}

TEST_CASE("opening periods follow the season and the minute") {
  struct Row {
    std::string at;
    bool open;
    std::string why;
  };
  const std::array rows{
      Row{"2026-06-13 08:29:59.999", false, "before the morning"},
      Row{"2026-06-13 08:30:00", true, "the morning begins"},
      Row{"2026-06-13 11:59:59.999", true, "the morning's last moment"},
      Row{"2026-06-13 12:00", false, "the morning is over"},
      Row{"2026-06-30 13:30", true, "afternoon from 13:30 until June"},
      Row{"2026-07-01 13:30", false, "afternoon from 14:30 in summer"},
      Row{"2026-07-01 14:30", true, "summer afternoon"},
      Row{"2026-07-01 17:29:59.999", true, "until 17:30 in summer"},
      Row{"2026-10-08 17:00", false, "until 17:00 in autumn"},
      Row{"2026-12-31 13:30", true, "the winter season reaches New Year's Eve"},
      Row{"2027-01-04 13:30", true, "and runs over it"},
      Row{"2026-06-19 09:00", false, "an off day"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    CAPTURE(row.why);
    CHECK(is_open_at(city(), hall(main_hall), instant(row.at)) == row.open);
  }
  CHECK(periods_on(city(), hall(main_hall), day("2026-06-19")).empty());
  CHECK(season_periods(hall(main_hall), day("2026-06-19")).size() == 2);
}

TEST_CASE("the next opening is after lunch, after the weekend, after the holiday, by the season") {
  struct Row {
    HallCode code;
    std::string now;
    std::string opens;
    std::string why;
  };
  const std::array rows{
      Row{main_hall, "2026-06-13 08:29:59.999", "2026-06-13 08:30", "before the doors open"},
      Row{main_hall, "2026-06-13 08:30", "2026-06-13 13:30", "as they open"},
      Row{main_hall, "2026-06-13 12:30", "2026-06-13 13:30", "over lunch"},
      Row{main_hall, "2026-06-13 22:00", "2026-06-14 08:30", "at night"},
      Row{main_hall, "2026-06-30 12:30", "2026-06-30 13:30", "over lunch in June"},
      Row{main_hall, "2026-07-01 12:30", "2026-07-01 14:30", "over lunch in summer"},
      Row{main_hall, "2026-06-18 22:00", "2026-06-22 08:30", "before the Dragon Boat Festival"},
      Row{hill_hall, "2026-06-12 12:00", "2026-06-15 09:00", "before the weekend"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    CHECK(next_opening(city(), hall(row.code), instant(row.now)) == instant(row.opens));
  }
}

TEST_CASE("an opening more than sixty days away is not told") {
  auto changed = make_city();
  config::Hall& closed = changed.halls.front();
  const Date today = day("2026-06-12");
  const Instant evening = instant("2026-06-12 22:00");
  for (int days = 1; days < days_to_opening_max; ++days) {
    closed.closed.insert(today + std::chrono::days{days});
  }
  const auto opens = next_opening(changed, closed, evening);
  REQUIRE(opens.has_value());
  CHECK(config::date_of(*opens) == today + std::chrono::days{days_to_opening_max});
  closed.closed.insert(today + std::chrono::days{days_to_opening_max});
  CHECK_FALSE(next_opening(changed, closed, evening).has_value());
}

TEST_CASE("booking capacity is counters times minutes without the walk-in reserve, rounded down") {
  struct Row {
    int lane_percent, slot_minutes, reserve_percent, capacity_minutes;
  };
  const std::array rows{
      Row{200, 30, 20, 48}, Row{100, 30, 20, 24}, Row{150, 20, 30, 21},
      Row{100, 30, 0, 30},  Row{33, 30, 30, 6},   Row{1, 30, 30, 0},
      Row{0, 30, 30, 0},    Row{100, 30, 100, 0}, Row{1600, 30, 20, 384},
  };
  for (const auto& row : rows) {
    CAPTURE(row.lane_percent);
    CAPTURE(row.reserve_percent);
    config::Hall hall;
    hall.lane_percent[1] = row.lane_percent;
    hall.rules.slot_minutes = row.slot_minutes;
    hall.rules.walk_in_reserve_percent = row.reserve_percent;
    CHECK(booking_capacity_minutes(hall, documents) == row.capacity_minutes);
  }
}

TEST_CASE("a slot exists on its period's grid, in a bookable lane with counters, on an open day") {
  struct Row {
    std::string name;
    int capacity_minutes;  // 0: there is no such slot
  };
  const std::array rows{
      Row{"330100.documents.2026-06-13.0830", 48}, Row{"330100.documents.2026-06-13.1130", 48},
      Row{"330100.documents.2026-06-13.1200", 0},  Row{"330100.documents.2026-06-13.1330", 48},
      Row{"330100.documents.2026-06-13.1630", 48}, Row{"330100.documents.2026-06-13.1700", 0},
      Row{"330100.documents.2026-07-01.1330", 0},  Row{"330100.documents.2026-07-01.1700", 48},
      Row{"330100.documents.2026-06-13.0800", 0},  Row{"330100.documents.2026-06-13.0845", 0},
      Row{"330100.business.2026-06-13.0830", 24},  Row{"330100.advice.2026-06-13.0830", 0},
      Row{"330100.nosuch.2026-06-13.0830", 0},     Row{"330100.documents.2026-06-19.0830", 0},
      Row{"330199.documents.2026-06-13.0830", 0},  Row{"330106.documents.2026-06-13.0900", 21},
      Row{"330106.documents.2026-06-13.1100", 21}, Row{"330106.documents.2026-06-13.1120", 0},
      Row{"330106.documents.2026-06-13.1340", 0},  Row{"330106.documents.2026-06-13.1350", 21},
      Row{"330106.business.2026-06-13.0900", 0},   Row{"330106.documents.2026-06-19.0900", 21},
      Row{"330127.documents.2026-06-13.0900", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto key = slot(row.name);
    const auto plan = plan_slot(city(), key);
    CHECK(plan.has_value() == (row.capacity_minutes > 0));
    if (!plan) continue;
    CHECK(plan->capacity_minutes == row.capacity_minutes);
    CHECK(plan->key == key);
    CHECK(plan->start == key.start());
    CHECK(plan->end() == key.start() + std::chrono::minutes{hall(key.hall()).rules.slot_minutes});
  }
}

TEST_CASE("a day's slots are those that exist one by one") {
  struct Row {
    HallCode code;
    LaneCode lane;
    std::string date;
    std::size_t count;
    std::string why;
  };
  const std::array rows{
      Row{main_hall, documents, "2026-06-13", 14, "7 and 7 half-hours"},
      Row{main_hall, documents, "2026-07-01", 13, "7 and 6 in summer"},
      Row{main_hall, business, "2026-06-13", 14, "another lane"},
      Row{main_hall, advice, "2026-06-13", 0, "takes no bookings"},
      Row{main_hall, LaneCode{9}, "2026-06-13", 0, "no such lane"},
      Row{main_hall, documents, "2026-06-19", 0, "closed"},
      Row{lake_hall, documents, "2026-06-13", 14, "7 and 7, the last ten minutes unused"},
      Row{lake_hall, business, "2026-06-13", 0, "no counter for it"},
      Row{hill_hall, documents, "2026-06-12", 6, "mornings only"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    const auto plans = plan_day(city(), hall(row.code), row.lane, day(row.date));
    CHECK(plans.size() == row.count);
    std::size_t found = 0;
    for (MinuteOfDay start{0}; start < std::chrono::hours{24}; ++start) {
      const auto plan = plan_slot(city(), {row.code, row.lane, day(row.date), start});
      if (!plan) continue;
      REQUIRE(found < plans.size());
      CHECK(plans[found].key == plan->key);
      CHECK(plans[found].capacity_minutes == plan->capacity_minutes);
      ++found;
    }
    CHECK(found == plans.size());
  }
}

TEST_CASE("a slot's name says what it was made of") {
  const auto key = slot("330100.business.2026-06-13.1630");
  CHECK(key.hall() == main_hall);
  CHECK(key.lane() == business);
  CHECK(key.date() == day("2026-06-13"));
  CHECK(key.start_minute() == minute("16:30"));
  CHECK(key.start() == instant("2026-06-13 16:30"));
  CHECK(SlotKey::from_packed(key.packed()) == key);
  CHECK(slot("330100.business.2026-06-13.1600") < key);
  CHECK(slot("330100.business.2026-06-14.0830") > key);
  CHECK(slot("330106.documents.2026-06-01.0830") > key);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
