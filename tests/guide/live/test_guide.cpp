// A server's guide beside a running engine: it looks ahead, has reserves set, and learns.
#include "guide/live/guide.hpp"

#include "scheduler/guidance/compliance.hpp"
#include "tests/demand/hangzhou.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::guide {
namespace {

using engine::Clock;
using engine::tests::Caller;
using engine::tests::House;
using scheduler::tests::instant;
namespace s = scheduler;

constexpr config::LaneCode documents{1};

config::City city_with(config::ReserveKind kind) {
  auto city = demand::hangzhou();
  for (auto& hall : city.halls) hall.rules.walk_in_reserve = kind;
  return city;
}

const config::City& following_city() {
  static const config::City city = city_with(config::ReserveKind::forecast);
  return city;
}

struct GuidedHouse {
  explicit GuidedHouse(const config::City& city)
      : house{city, Clock{instant("2026-06-12 06:00"), 0}},
        guide{city, demand::hangzhou_demand(), house.clock, house.engine} {}

  void start() {
    guide.remember(house.engine.state());
    house.start();
    guide.start();
    guide.await_rest();
  }
  void move_clock(s::Instant to) {
    house.move_clock(to);
    guide.await_rest();
  }
  void stop() {
    guide.stop();
    house.engine.stop();
  }

  House house;
  Guide guide;
};

TEST_CASE("the first look is there once it is over, and every five minutes there is another one") {
  GuidedHouse place{demand::hangzhou()};
  CHECK(place.guide.ahead() == nullptr);
  place.start();
  const auto first = place.guide.ahead();
  REQUIRE(first != nullptr);
  CHECK(first->outlook.made_at() == instant("2026-06-12 06:00"));
  CHECK(first->outlook.days().size() == outlook_days_max);  // the horizon around National Day
  CHECK(first->compliance.mean == doctest::Approx(0.03));
  const auto* hall = first->outlook.at(demand::main_hall, documents, demand::saturday_in_june,
                                       config::MinuteOfDay{10 * 60});
  REQUIRE(hall != nullptr);
  CHECK(hall->parties > 0);
  place.move_clock(instant("2026-06-12 06:04"));
  CHECK(place.guide.ahead() == first);
  place.move_clock(instant("2026-06-12 06:05"));
  CHECK(place.guide.ahead()->outlook.made_at() == instant("2026-06-12 06:05"));
  // What is far ahead is shared, tomorrow is not.
  CHECK(place.guide.ahead()->outlook.days()[9] == first->outlook.days()[9]);
  CHECK(place.guide.ahead()->outlook.days()[1] != first->outlook.days()[1]);
  place.stop();
}

TEST_CASE(
    "reserves follow the forecast in steps where the rule is that, and none where it is flat") {
  const config::City flat_city = city_with(config::ReserveKind::flat);
  GuidedHouse flat{flat_city};
  flat.start();
  flat.stop();
  for (const auto& slot : s::plan_day(flat_city, *flat_city.find(demand::main_hall), documents,
                                      demand::saturday_in_june)) {
    CHECK_FALSE(flat.house.engine.availability().reserve_percent(slot.key).has_value());
  }

  const auto& city = following_city();
  GuidedHouse place{city};
  place.start();
  const auto slots = [&] {
    std::vector<int> reserves;
    const auto& hall = *city.find(demand::main_hall);
    for (const auto& slot : s::plan_day(city, hall, documents, demand::saturday_in_june)) {
      const auto set = place.house.engine.availability().reserve_percent(slot.key);
      reserves.push_back(set.value_or(hall.rules.walk_in_reserve_percent));
    }
    return reserves;
  };
  const int configured = city.find(demand::main_hall)->rules.walk_in_reserve_percent;
  const auto [least, most] = std::ranges::minmax(slots());
  CHECK(least < configured);
  CHECK(most > configured);
  CHECK(least >= configured - s::reserve_step_percent_max);
  CHECK(most <= configured + s::reserve_step_percent_max);
  int looks = 1;
  for (auto before = slots();; ++looks) {
    REQUIRE(looks < 20);
    place.move_clock(place.house.clock.now() + looks_every);
    if (slots() == before) break;
    before = slots();
  }
  place.stop();
  CHECK(place.house.engine.state().sequence() > 0);
}

TEST_CASE(
    "the first look of a day, before the halls open, has its forecast kept; no later one does") {
  GuidedHouse place{demand::hangzhou()};
  place.start();  // at six
  place.move_clock(instant("2026-06-12 06:05"));
  place.move_clock(instant("2026-06-12 12:00"));
  place.move_clock(instant("2026-06-13 00:01"));
  place.stop();
  const auto& totals = place.house.engine.state().totals();
  const auto made_at = [&](config::Date date) {
    const auto* kept = totals.forecast(demand::main_hall, documents, date);
    REQUIRE(kept != nullptr);
    CHECK(kept->forecast.walk_in_tenths > 0);
    CHECK(kept->forecast.wait.is_known());
    return config::instant_of(kept->made_at_ms);
  };
  CHECK(made_at(config::make_date(2026, 6, 12)) == instant("2026-06-12 06:00"));
  CHECK(made_at(config::make_date(2026, 6, 13)) == instant("2026-06-13 00:01"));
  CHECK(totals.days().size() == 2);
}

TEST_CASE("a guide that starts when the halls are open keeps no forecast of the day") {
  House house{demand::hangzhou(), Clock{instant("2026-06-12 10:00"), 0}};
  Guide guide{demand::hangzhou(), demand::hangzhou_demand(), house.clock, house.engine};
  house.start();
  guide.start();
  guide.await_rest();
  guide.stop();
  house.engine.stop();
  CHECK(house.engine.state().totals().days().empty());
}

TEST_CASE("what came of lists is journaled, and known after a start") {
  GuidedHouse place{demand::hangzhou()};
  place.start();
  const s::SlotKey shown{demand::main_hall, documents, demand::saturday_in_june,
                         config::MinuteOfDay{14 * 60}};
  const std::array list{shown};
  for (std::uint64_t i = 1; i <= 10; ++i) {
    const auto id =
        place.guide.book().note({.hall = demand::main_hall, .slots = list, .party_minutes = 6},
                                {{i, i}}, place.house.clock.now());
    place.guide.book().settle(id, shown, place.house.clock.now());
  }
  place.move_clock(instant("2026-06-12 06:05"));
  CHECK(place.guide.ahead()->compliance.mean == doctest::Approx(13.0 / 110));
  place.stop();
  const auto* kept = place.house.engine.state().compliance(demand::main_hall);
  REQUIRE(kept != nullptr);
  CHECK(kept->counts.followed == 10 * s::compliance_unit);

  House again{demand::hangzhou(), Clock{instant("2026-06-12 06:05"), 0}};
  Guide guide{demand::hangzhou(), demand::hangzhou_demand(), again.clock, again.engine};
  guide.remember(place.house.engine.state());
  again.start();
  guide.start();
  guide.await_rest();
  CHECK(guide.ahead()->compliance.mean == doctest::Approx(13.0 / 110));
  guide.stop();
  again.engine.stop();
}

TEST_CASE("a start with many answers in many halls takes them in their proportion") {
  s::State state;
  for (const auto& hall : demand::hangzhou().halls) {
    state.apply({instant("2026-06-12 06:00"), s::ComplianceNoted{hall.code, 60, 1'940}});
  }
  GuidedHouse place{demand::hangzhou()};
  place.guide.remember(state);
  place.house.start();
  place.guide.start();
  place.guide.await_rest();
  CHECK(place.guide.ahead()->compliance.mean == doctest::Approx(0.03).epsilon(1e-3));
  place.guide.book().note({.hall = demand::main_hall, .slots = {}}, {{1, 1}},
                          place.house.clock.now());
  place.guide.book().settle({{1, static_cast<std::uint64_t>(demand::main_hall)}}, {},
                            place.house.clock.now());
  place.move_clock(instant("2026-06-12 06:05"));
  CHECK(place.guide.ahead()->compliance.mean == doctest::Approx(0.03).epsilon(0.05));
  place.stop();
}

TEST_CASE("a guide whose engine stops first ends all the same") {
  GuidedHouse place{following_city()};
  place.start();
  place.house.engine.stop();
  place.house.clock.move_to(instant("2026-06-12 06:05"));
  place.guide.await_rest();
  place.guide.stop();
}

}  // namespace
}  // namespace offpeak::guide
