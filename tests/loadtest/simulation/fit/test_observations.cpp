#include <doctest/doctest.h>

#include "loadtest/simulation/fit/observations.hpp"
#include "tests/demand/hangzhou.hpp"

namespace offpeak::loadtest {

using demand::hangzhou;
using demand::hangzhou_demand;
using demand::main_hall;
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

std::int64_t at(int hour, int minute) { return (hour * 60 + minute) * minute_ms; }

config::Period period(int from_hour, int from_minute, int to_hour, int to_minute) {
  return {config::MinuteOfDay{from_hour * 60 + from_minute},
          config::MinuteOfDay{to_hour * 60 + to_minute}};
}

RecordedVisit came(std::int64_t arrived_ms) {
  RecordedVisit visit;
  visit.hall = main_hall;
  visit.service = hangzhou().find_service("passport_renewal")->code;
  visit.arrived_ms = visit.since_ms = arrived_ms;
  return visit;
}

RecordedVisit came_booked(std::int64_t arrived_ms, std::int64_t slot_ms, std::int64_t booked_ms) {
  auto visit = came(arrived_ms);
  visit.slot_ms = slot_ms;
  visit.booked_ms = booked_ms;
  return visit;
}

Observations observe(std::vector<RecordedVisit> visits,
                     std::vector<RecordedCancellation> cancellations = {}) {
  RecordedDay day;
  day.date = config::make_date(2026, 4, 14);  // a Tuesday
  day.visits = std::move(visits);
  day.cancellations = std::move(cancellations);
  return loadtest::observe(std::span{&day, 1}, hangzhou(), hangzhou_demand());
}

TEST_CASE("a time of a hall's day is that of the model's day that is stretched to it") {
  const std::vector model{period(8, 30, 12, 0), period(13, 30, 17, 0)};
  struct Row {
    const char* named;
    std::vector<config::Period> hall;
    double minute;
    double model_minute;
  };
  const Row rows[] = {
      {"the same hours", model, 10 * 60 + 7.5, 10 * 60 + 7.5},
      {"a later afternoon", {period(8, 30, 12, 0), period(14, 0, 17, 30)}, 15 * 60, 14 * 60 + 30},
      {"a shorter one", {period(8, 30, 12, 0), period(14, 0, 15, 45)}, 15 * 60, 15 * 60 + 30},
      {"no break", {period(9, 0, 16, 0)}, 12 * 60 + 30, 13 * 60 + 30},
      {"no break, before it", {period(9, 0, 16, 0)}, 12 * 60, 11 * 60 + 30},
      {"before opening", model, 8 * 60, 8 * 60 + 30},
      {"in the break", model, 12 * 60 + 40, 13 * 60 + 30},
      {"after closing", model, 18 * 60, 17 * 60},
  };
  for (const Row& row : rows) {
    CAPTURE(row.named);
    CHECK(model_minute(row.minute, row.hall, model) == doctest::Approx{row.model_minute});
  }
}

TEST_CASE("half-hours follow each other within the parts of the day") {
  const auto half_hours = half_hours_of(
      {{period(8, 30, 9, 0), 0.5}, {period(9, 0, 10, 15), 0.2}, {period(13, 0, 14, 0), 0.3}});
  REQUIRE(half_hours.size() == 6);
  CHECK(half_hours[2].from == config::MinuteOfDay{9 * 60 + 30});
  CHECK(half_hours[3].to == config::MinuteOfDay{10 * 60 + 15});
  CHECK(half_hours[4].from == config::MinuteOfDay{13 * 60});
}

TEST_CASE("parties are counted by what they wished for and what became of them") {
  auto absent = came_booked(0, at(10, 0), -3 * day_ms);
  absent.arrived_ms = absent.since_ms = std::nullopt;
  auto senior = came(at(9, 10));
  senior.ground = scheduler::PriorityGround::senior;
  senior.size = 3;
  const RecordedCancellation cancelled{.hall = main_hall,
                                       .service = senior.service,
                                       .size = 2,
                                       .slot_ms = at(14, 0),
                                       .booked_ms = -1};
  const auto seen =
      observe({came_booked(at(9, 50), at(10, 0), at(8, 0)), absent, senior}, {cancelled});
  CHECK(seen.parties == 4);
  CHECK(seen.days.front().people == 4);  // one and three
  const auto& sizes = seen.sizes.at(senior.service);
  CHECK(sizes.workday == std::array<std::uint64_t, 4>{2, 1, 1, 0});
  CHECK(sizes.day_off == std::array<std::uint64_t, 4>{});
  CHECK(seen.booked.count == 3);
  CHECK(seen.booked.of == 4);
  CHECK(seen.cancelled.count == 1);
  CHECK(seen.cancelled.of == 3);
  CHECK(seen.no_shows.count == 1);
  CHECK(seen.no_shows.of == 2);
  CHECK(seen.priority.count == 1);
  CHECK(seen.priority.of == 2);
  CHECK(seen.lead_days == std::vector<std::uint64_t>{1, 1, 0, 1});
  const auto parties_at = [&](int hour, int minute) {
    for (std::size_t i = 0; i < seen.half_hours.size(); ++i) {
      if (seen.half_hours[i].from == config::MinuteOfDay{hour * 60 + minute}) {
        return seen.half_hour_parties[i];
      }
    }
    return std::uint64_t{99};
  };
  CHECK(parties_at(9, 0) == 1);
  CHECK(parties_at(9, 30) == 0);  // who comes early means the slot
  CHECK(parties_at(10, 0) == 2);
  CHECK(parties_at(14, 0) == 1);
}

TEST_CASE(
    "punctuality is that of parties with time to be early, up to when the doors let them in") {
  const auto seen = observe({came_booked(at(9, 50), at(10, 0), -day_ms),
                             came_booked(at(9, 25), at(10, 0), -day_ms),  // 35 minutes
                             came_booked(at(10, 5), at(10, 0), -day_ms),
                             came_booked(at(9, 58), at(10, 0), at(9, 40))});  // booked just before
  REQUIRE(seen.early_minutes.size() == 3);
  CHECK(seen.early_minutes[0].value == 10);
  CHECK_FALSE(seen.early_minutes[0].is_least);
  CHECK(seen.early_minutes[1].value == 30);
  CHECK(seen.early_minutes[1].is_least);
  CHECK(seen.early_minutes[2].value == -5);
}

TEST_CASE(
    "everybody's wait counts to the exposure, and only who went by itself has lost patience") {
  auto called = came(at(9, 0));
  called.called_ms = at(9, 20);
  auto left = came(at(9, 0));
  left.patience_ms = 10 * minute_ms;
  auto sent_away = came(at(11, 0));
  sent_away.patience_ms = 60 * minute_ms;
  sent_away.went_by_itself = false;
  const auto seen = observe({called, left, sent_away});
  CHECK(seen.waited_minutes == doctest::Approx{90});
  CHECK(seen.left == 1);
}

TEST_CASE(
    "a party's service time is shared by its people, and one of several services teaches none") {
  auto two = came(at(9, 0));
  two.size = 2;
  two.served_ms = 12 * minute_ms;
  auto mixed = two;
  mixed.one_service = false;
  const auto unfinished = came(at(9, 0));
  const auto seen = observe({two, mixed, unfinished});
  CHECK((seen.timed_visits.at(two.service) == std::vector{TimedVisit{6.0, 2}}));
}

TEST_CASE("a booking that the store has forgotten is counted as such") {
  auto visit = came_booked(at(9, 0), at(9, 0), 0);
  visit.booked_ms.reset();
  const auto seen = observe({visit});
  CHECK(seen.lead_unknown == 1);
  CHECK(seen.lead_days.empty());
}

}  // namespace
}  // namespace offpeak::loadtest
