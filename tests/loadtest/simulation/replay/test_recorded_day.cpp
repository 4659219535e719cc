#include <doctest/doctest.h>

#include <algorithm>

#include "loadtest/simulation/replay/replay.hpp"
#include "tests/config/sample.hpp"
#include "tests/loadtest/simulation/replay/recorded_store.hpp"

namespace offpeak::loadtest {
namespace {

struct Recorded {
  Recorded() {
    fill_morning(hall);
    path = (folder.path() / "day.db").string();
    result = record(hall, path);
  }
  RecordedDay read(config::Date date) const {
    auto day = read_recorded_day("sqlite:" + path, hall.scenario.city.key, date);
    if (!day) throw std::runtime_error{day.error().message};
    return *day;
  }

  config::Folder folder;
  OneHall hall{2};
  std::string path;
  HallResult result;
};

void check_same(const Waits& one, const Waits& other) {
  CHECK(one.parties == other.parties);
  CHECK(one.wait_ms == other.wait_ms);
}

TEST_CASE("a day is read as it was") {
  const Recorded recorded;
  const auto day = recorded.read(recorded.hall.scenario.date);
  CHECK(day.dates == std::set{recorded.hall.scenario.date});
  // All but the one who gave the appointment up.
  CHECK(day.visits.size() == recorded.hall.visitors.size() - 1);
  CHECK(day.people() == recorded.result.balance.received().people);
  const auto count = [&day](auto of) {
    return std::ranges::count_if(day.visits,
                                 [of](const auto& visit) { return (visit.*of).has_value(); });
  };
  CHECK(count(&RecordedVisit::slot_ms) == 3);
  CHECK(count(&RecordedVisit::booked_ms) == 3);
  CHECK(count(&RecordedVisit::patience_ms) == 1);
  CHECK(count(&RecordedVisit::arrived_ms) == static_cast<long>(day.visits.size()) - 1);
  const auto& left = *std::ranges::find_if(
      day.visits, [](const auto& visit) { return visit.patience_ms.has_value(); });
  CHECK(left.patience_ms == 3 * minute_ms);
  CHECK(left.arrived_ms == (9 * 60 + 20) * minute_ms);
}

TEST_CASE("a place that was offered and taken was booked when it was offered") {
  OneHall hall;
  hall.scenario.demand.balking_share = 0;
  hall.scenario.following.swaps = true;
  hall.scenario.following.compliance = 1;
  for (int i = 0; i < 24; ++i) hall.come(8, 30);
  for (int i = 0; i < 3; ++i) hall.book(10, 0);
  hall.play();
  const auto day = recorded_day_of(hall.simulator.last_journal(), hall.scenario.date);
  int booked = 0;
  for (const RecordedVisit& visit : day.visits) {
    if (!visit.slot_ms) continue;
    ++booked;
    CHECK(*visit.slot_ms > 10 * 60 * minute_ms);
    REQUIRE(visit.booked_ms.has_value());
    CHECK(*visit.booked_ms > (8 * 60 + 30) * minute_ms);  // once the lane was red
  }
  CHECK(booked == 3);
}

TEST_CASE("the day through the scenario in which it was is the day again") {
  Recorded recorded;
  const auto day = recorded.read(recorded.hall.scenario.date);
  // Another seed: what was seen is not drawn.
  auto visitors = recorded_visitors(day, recorded.hall.scenario, {.seed = 99});
  for (auto& visitor : visitors) visitor.walk_draw = 0.5;  // the way to the counter is not recorded
  const auto again =
      simulate_visitors(recorded.hall.scenario, visitors, {.seed = 99}).halls.front();
  check_same(again.booked, recorded.result.booked);
  check_same(again.walk_in, recorded.result.walk_in);
  check_same(again.priority, recorded.result.priority);
  CHECK(again.balance.received() == recorded.result.balance.received());
  CHECK(again.balance.of(Fate::no_show) == recorded.result.balance.of(Fate::no_show));
  CHECK(again.balance.of(Fate::left) == recorded.result.balance.of(Fate::left));
  // Times are recorded in milliseconds.
  CHECK(std::abs(again.busy_ms - recorded.result.busy_ms) <= 50);
}

TEST_CASE("more counters serve the same visitors sooner") {
  const Recorded recorded;
  const auto day = std::make_shared<const RecordedDay>(recorded.read(recorded.hall.scenario.date));
  const auto play = replay_of(day);
  const OneHall more{4};
  auto scenario = more.scenario;
  scenario.city.services = recorded.hall.scenario.city.services;
  const auto few = play(recorded.hall.scenario, {.seed = 1});
  const auto many = play(scenario, {.seed = 1});
  CHECK(few.balance().meant == many.balance().meant);
  CHECK(many.halls[0].all().wait_ms < few.halls[0].all().wait_ms);
}

TEST_CASE("a day that cannot be played says why") {
  const Recorded recorded;
  auto city = recorded.hall.scenario.city;
  const auto empty = recorded.read(config::make_date(2026, 6, 10));
  CHECK(check_replay(empty, city).error().message ==
        "nobody came on 2026-06-10; the store knows visits from 2026-06-09 to 2026-06-09");
  const auto day = recorded.read(recorded.hall.scenario.date);
  CHECK(check_replay(day, city).has_value());
  city.halls.clear();
  CHECK(check_replay(day, city).error().message ==
        "the city has no hall 330100, to which visitors came");

  const auto missing = read_recorded_day("sqlite:" + recorded.path + ".not", city.key, day.date);
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().message.find(".not") != std::string::npos);
}

}  // namespace
}  // namespace offpeak::loadtest
