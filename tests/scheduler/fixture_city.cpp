#include <stdexcept>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

using std::chrono::month_day;

month_day in_year(unsigned month, unsigned day_of_month) {
  return std::chrono::month{month} / std::chrono::day{day_of_month};
}

void add_days(std::set<Date>& days, std::string_view first, std::string_view last) {
  for (Date date = day(first); date <= day(last); date += std::chrono::days{1}) days.insert(date);
}

/// The State Council's notice for 2026.
config::CalendarYear year_2026() {
  config::CalendarYear year;
  add_days(year.off, "2026-01-01", "2026-01-03");
  add_days(year.off, "2026-02-15", "2026-02-23");
  add_days(year.off, "2026-04-04", "2026-04-06");
  add_days(year.off, "2026-05-01", "2026-05-05");
  add_days(year.off, "2026-06-19", "2026-06-21");
  add_days(year.off, "2026-09-25", "2026-09-27");
  add_days(year.off, "2026-10-01", "2026-10-07");
  for (const char* date :
       {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}) {
    year.make_up.insert(day(date));
  }
  return year;
}

config::Hall make_hall(HallCode code) {
  config::Hall hall;
  hall.code = code;
  hall.level_lane = documents;
  hall.rules.last_tickets = config::minutes{0};  // tests of other rules overfill halls
  hall.open_weekdays.fill(true);
  hall.rules.call.recall_pause = {};  // most visitors of tests are missed in no time
  return hall;
}

/// Two seasons, one of them over New Year; 2 counters for documents, 1 for business.
config::Hall make_main_hall() {
  auto hall = make_hall(main_hall);
  const config::Period morning{minute("08:30"), minute("12:00")};
  hall.seasons = {
      {in_year(7, 1), in_year(9, 30), {morning, {minute("14:30"), minute("17:30")}}},
      {in_year(10, 1), in_year(6, 30), {morning, {minute("13:30"), minute("17:00")}}},
  };
  hall.lane_percent[1] = 200;
  hall.lane_percent[2] = 100;
  hall.lane_percent[3] = 100;
  hall.counters = {{1, {{documents, 100}}, {}},
                   {2, {{documents, 100}}, {}},
                   {3, {{business, 100}}, {}},
                   {4, {{advice, 100}}, {}}};
  hall.rules.walk_in_reserve_percent = 20;
  hall.rules.release = {
      {std::nullopt, minute("09:00"), 60}, {3, minute("09:00"), 25}, {1, minute("17:00"), 15}};
  hall.rules.horizon_seasons = {{in_year(9, 25), in_year(10, 10), 30}};
  return hall;
}

/// 1.5 counters, periods that are not multiples of its slots, an opened off day and a closed day.
config::Hall make_lake_hall() {
  auto hall = make_hall(lake_hall);
  hall.seasons = {{in_year(1, 1),
                   in_year(12, 31),
                   {{minute("09:00"), minute("11:30")}, {minute("13:30"), minute("16:00")}}}};
  hall.lane_percent[1] = 150;
  hall.counters = {{1, {{documents, 100}}, {}}, {2, {{documents, 50}}, {}}};
  hall.opened = {day("2026-06-19")};
  hall.closed = {day("2026-06-15")};
  hall.rules.slot_minutes = 20;
  hall.rules.horizon_days = 10;
  hall.rules.horizon_seasons = {{in_year(12, 20), in_year(1, 10), 20}};
  hall.rules.release = {{std::nullopt, minute("09:00"), 33}, {2, minute("12:30"), 67}};
  hall.rules.party_max = 2;
  return hall;
}

config::Hall make_hill_hall() {
  auto hall = make_hall(hill_hall);
  hall.open_weekdays[0] = false;
  hall.open_weekdays[6] = false;
  hall.seasons = {{in_year(1, 1), in_year(12, 31), {{minute("09:00"), minute("12:00")}}}};
  hall.lane_percent[1] = 100;
  hall.lane_percent[2] = 100;
  hall.counters = {{1, {{documents, 100}}, {}}, {2, {{business, 100}}, {}}};
  hall.rules.walk_in_reserve_percent = 0;
  hall.rules.walk_in_reserve = config::ReserveKind::forecast;
  hall.rules.release = {{std::nullopt, minute("00:00"), 100}};
  hall.rules.waitlist_max = 4;
  return hall;
}

}  // namespace

config::City make_city() {
  config::City city;
  city.lanes = {{documents, "documents", {}, true},
                {business, "business", {}, true},
                {advice, "advice", {}, false}};
  city.services = {{passport_renewal, "passport_renewal", {}, documents, 6, 0.5, {}},
                   {first_passport, "first_passport", {}, documents, 8, 0.5, {}},
                   {endorsement, "endorsement", {}, documents, 4, 0.5, {}},
                   {business_registration, "business_registration", {}, business, 15, 0.5, {}},
                   {advice_talk, "advice_talk", {}, advice, 3, 0.5, {}}};
  city.halls = {make_main_hall(), make_lake_hall(), make_hill_hall()};
  city.calendar.years[2026] = year_2026();
  city.calendar.fixed = {in_year(1, 1), in_year(5, 1), in_year(5, 2)};
  return city;
}

const config::City& city() {
  static const config::City made = make_city();
  return made;
}

const config::Hall& hall(HallCode code) {
  const auto* found = city().find(code);
  if (found == nullptr) throw std::invalid_argument{"no such hall in the tests' city"};
  return *found;
}

}  // namespace offpeak::scheduler::tests
