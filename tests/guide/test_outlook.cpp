#include "guide/outlook.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "scheduler/booking/opening.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using doctest::Approx;
using scheduler::Level;

double sum(const scheduler::HalfHours& each) {
  return std::accumulate(each.begin(), each.end(), 0.0);
}

TEST_CASE("every open half-hour of every lane has a wait and a level, and no other one has") {
  REQUIRE(outlook().days().size() == 14);
  for (const auto& day : outlook().days()) {
    for (const config::Hall& hall : town().halls) {
      const auto open = scheduler::periods_on(town(), hall, day->date);
      for (int minute = 0; minute < 24 * 60; minute += 30) {
        const config::MinuteOfDay at{minute};
        const auto* cell = outlook().at(hall.code, documents, day->date, at);
        const bool is_open = std::ranges::any_of(open, [&](const config::Period& period) {
          return period.from < at + config::MinuteOfDay{30} && at < period.to;
        });
        REQUIRE((cell != nullptr) == is_open);
        if (cell == nullptr) continue;
        CHECK(cell->level != Level::grey);
        CHECK(cell->wait_p50_minutes >= 0);
        CHECK(cell->wait_p90_minutes >= cell->wait_p50_minutes);
        CHECK(cell->load >= 0);
      }
    }
  }
}

TEST_CASE("outside its days, halls and lanes an outlook has nothing") {
  const config::Date first = config::date_of(monday_noon);
  CHECK(outlook().find(main_hall, documents, first) != nullptr);
  CHECK(outlook().find(main_hall, documents, first - std::chrono::days{1}) == nullptr);
  CHECK(outlook().find(main_hall, documents, first + std::chrono::days{14}) == nullptr);
  CHECK(outlook().find(config::HallCode{999999}, documents, first) == nullptr);
  CHECK(outlook().find(main_hall, config::LaneCode{9}, first) == nullptr);
  CHECK(Outlook{}.find(main_hall, documents, first) == nullptr);
}

TEST_CASE("days that are not made anew are shared with the last outlook") {
  Forecaster forecaster;
  const auto next = forecaster.outlook(known(), {}, outlook(), 14, 2);
  for (std::size_t day = 0; day < 14; ++day) {
    CHECK((next.days()[day] == outlook().days()[day]) == (day >= 2));
  }
  const auto tomorrow = known_at(monday_noon + std::chrono::hours{24});
  const auto moved = forecaster.outlook(tomorrow, {}, next, 14, 1);
  CHECK(moved.days().front()->date == config::date_of(tomorrow.now));
  CHECK(moved.days()[1] == next.days()[2]);
  CHECK(moved.days().back()->date == next.days().back()->date + std::chrono::days{1});
}

TEST_CASE("what is booked is standing, and no longer looked for") {
  Known booked = known();
  const auto slot = slots_of(main_hall, saturday).front();
  booked.taken_minutes = [&](scheduler::SlotKey key) { return key == slot.key ? 60U : 0U; };
  Forecaster forecaster;
  const auto with = forecaster.day(booked, {}, saturday, 9000);
  const auto without = forecaster.day(known(), {}, saturday, 9000);
  const auto& lane = *with.find(main_hall, documents);
  CHECK(sum(lane.standing) > 0.7 * 60 / lane.party_minutes);
  CHECK(sum(lane.standing) < 60 / lane.party_minutes);
  CHECK(sum(without.find(main_hall, documents)->standing) == 0);
  CHECK(sum(lane.wished) == Approx(sum(without.find(main_hall, documents)->wished)));
}

TEST_CASE("the nearer the day, the fewer are still to look for an appointment") {
  double before = 1e9;
  for (const int days_ahead : {14, 7, 3, 1, 0}) {
    const auto now =
        config::instant_at(saturday - std::chrono::days{days_ahead}, config::MinuteOfDay{8 * 60});
    const auto day = Forecaster{}.day(known_at(now), {}, saturday, 9000);
    const double wished = sum(day.find(main_hall, documents)->wished);
    CHECK(wished < before);
    before = wished;
  }
  const auto evening = config::instant_at(saturday, config::MinuteOfDay{23 * 60});
  const auto over = Forecaster{}.day(known_at(evening), {}, saturday, 9000);
  CHECK(sum(over.find(main_hall, documents)->wished) == Approx(0).epsilon(1e-9));
}

TEST_CASE("open suggestions that are followed make a half-hour busier") {
  const auto slot = slots_of(main_hall, saturday)[3];
  Known suggested = known();
  suggested.compliance = 0.5;
  suggested.suggested_minutes = [&](scheduler::SlotKey key) {
    return key == slot.key ? 120.0 : 0.0;
  };
  const auto with = Forecaster{}.day(suggested, {}, saturday, 9000);
  const auto without = Forecaster{}.day(known(), {}, saturday, 9000);
  const std::size_t at = scheduler::half_hour_of(slot.key.start_minute().count());
  CHECK(with.find(main_hall, documents)->forecast.half_hours[at].load >
        without.find(main_hall, documents)->forecast.half_hours[at].load + 0.02);
}

}  // namespace
}  // namespace offpeak::guide
