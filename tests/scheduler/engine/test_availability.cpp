#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "scheduler/engine/availability.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::engine::tests {
namespace {

using namespace scheduler::tests;
using scheduler::SlotKey;

constexpr std::chrono::days ring_days{64};

SlotKey days_later(SlotKey slot, std::chrono::days days) {
  return {slot.hall(), slot.lane(), slot.date() + days, slot.start_minute()};
}

TEST_CASE("what is published is read, of that slot alone") {
  Availability availability{city()};
  const auto here = slot("330100.documents.2026-06-13.0830");
  availability.publish(here, 42, std::nullopt);
  CHECK(availability.taken_minutes(here) == 42);
  for (const char* other :
       {"330100.documents.2026-06-13.0900", "330100.documents.2026-06-14.0830",
        "330100.business.2026-06-13.0830", "330106.documents.2026-06-13.0830"}) {
    CAPTURE(other);
    CHECK(availability.taken_minutes(slot(other)) == 0);
  }
  availability.publish(here, 0, std::nullopt);
  CHECK(availability.taken_minutes(here) == 0);
}

TEST_CASE("every start on the grid has a place of its own") {
  Availability availability{city()};
  const auto at = [](int minute_of_day) {
    return SlotKey{main_hall, documents, day("2026-06-13"), config::MinuteOfDay{minute_of_day}};
  };
  constexpr int day_minutes = 24 * 60;
  for (int i = 0; i < day_minutes; i += config::slot_minutes_min) {
    availability.publish(at(i), static_cast<std::uint32_t>(i + 1), std::nullopt);
  }
  for (int i = 0; i < day_minutes; i += config::slot_minutes_min) {
    CHECK(availability.taken_minutes(at(i)) == static_cast<std::uint32_t>(i + 1));
  }
}

TEST_CASE("as many minutes fit as all counters of a hall have, with any reserve") {
  Availability availability{city()};
  const auto here = slot("330100.documents.2026-06-13.0830");
  constexpr std::uint32_t most = 0xFFFFFF;
  static_assert(most > config::counters_max * 24 * 60);
  availability.publish(here, most, 100);
  CHECK(availability.taken_minutes(here) == most);
}

TEST_CASE("a slot stands with the reserve that was published, where its hall follows a forecast") {
  auto rules = make_city();
  const auto plan_in = [](const config::City& of) {
    return *scheduler::plan_slot(of, slot("330100.documents.2026-06-13.0830"));
  };
  Availability availability{city()};
  availability.publish(plan_in(city()).key, 6, 60);
  CHECK(availability.as_it_stands(plan_in(city())).capacity_minutes == 48);  // flat: 20 %
  for (auto& hall : rules.halls) hall.rules.walk_in_reserve = config::ReserveKind::forecast;
  const auto plan = plan_in(rules);
  CHECK(availability.as_it_stands(plan).capacity_minutes == 24);  // of 60
  const auto room = availability.room_of(plan, instant("2026-06-12 18:00"));
  CHECK(room.released_minutes == 24);
  CHECK(room.free_minutes() == 18);
  availability.publish(plan.key, 6, std::nullopt);
  CHECK(availability.as_it_stands(plan).capacity_minutes == 48);
}

TEST_CASE("days that share a place in the ring do not mix") {
  Availability availability{city()};
  const auto now = slot("330100.documents.2026-06-13.0830");
  const auto later = days_later(now, ring_days);
  availability.publish(now, 10, std::nullopt);
  CHECK(availability.taken_minutes(later) == 0);
  availability.publish(later, 20, std::nullopt);
  CHECK(availability.taken_minutes(later) == 20);
  CHECK(availability.taken_minutes(now) == 0);
}

TEST_CASE("a change of a day long past leaves the day that has its place now") {
  Availability availability{city()};
  const auto past = slot("330100.documents.2026-06-13.0830");
  const auto now = days_later(past, ring_days);
  availability.publish(now, 20, std::nullopt);
  availability.publish(past, 10, std::nullopt);
  CHECK(availability.taken_minutes(now) == 20);
  CHECK(availability.taken_minutes(past) == 0);
}

TEST_CASE("all days within any horizon stand side by side") {
  Availability availability{city()};
  const auto first = slot("330100.documents.2026-06-13.0830");
  for (int i = 0; i <= config::horizon_days_max; ++i) {
    availability.publish(days_later(first, std::chrono::days{i}), static_cast<std::uint32_t>(i + 1),
                         std::nullopt);
  }
  for (int i = 0; i <= config::horizon_days_max; ++i) {
    CHECK(availability.taken_minutes(days_later(first, std::chrono::days{i})) ==
          static_cast<std::uint32_t>(i + 1));
  }
}

TEST_CASE("the version grows with every change of the hall, lane and day, and of no other") {
  Availability availability{city()};
  const auto version = [&](config::HallCode hall, config::LaneCode lane, const char* date) {
    return availability.version(hall, lane, day(date));
  };
  const auto before = version(main_hall, documents, "2026-06-13");
  availability.publish(slot("330100.documents.2026-06-13.0830"), 6, std::nullopt);
  const auto once = version(main_hall, documents, "2026-06-13");
  CHECK(once > before);
  availability.publish(slot("330100.documents.2026-06-13.0900"), 6, std::nullopt);
  CHECK(version(main_hall, documents, "2026-06-13") > once);
  CHECK(version(main_hall, documents, "2026-06-14") == 0);
  CHECK(version(main_hall, business, "2026-06-13") == 0);
  CHECK(version(lake_hall, documents, "2026-06-13") == 0);
}

TEST_CASE("a hall or lane that does not exist reads as untouched, and publishing it does nothing") {
  Availability availability{city()};
  constexpr config::HallCode no_hall{999999};
  constexpr config::LaneCode lane_without_counters{2};  // of the lake hall
  constexpr config::LaneCode no_lane{200};
  struct Row {
    config::HallCode hall;
    config::LaneCode lane;
  };
  for (const Row& row : {Row{no_hall, documents}, Row{config::HallCode{100000}, documents},
                         Row{lake_hall, lane_without_counters}, Row{main_hall, no_lane},
                         Row{main_hall, config::LaneCode{0}}}) {
    const SlotKey key{row.hall, row.lane, day("2026-06-13"), minute("08:30")};
    availability.publish(key, 6, std::nullopt);
    CHECK(availability.taken_minutes(key) == 0);
    CHECK(availability.version(row.hall, row.lane, day("2026-06-13")) == 0);
  }
}

TEST_CASE("readers beside the writer see published values only, and none goes back") {
  Availability availability{city()};
  const auto now = slot("330100.documents.2026-06-13.0830");
  const auto later = days_later(now, ring_days);
  constexpr std::uint32_t last = 20'000;
  constexpr std::uint32_t step = 3;
  std::atomic<bool> wrong{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::uint32_t seen_now = 0;
      std::uint32_t seen_later = 0;
      std::uint32_t seen_version = 0;
      while (seen_later < last * step) {
        const auto version = availability.version(now.hall(), now.lane(), now.date());
        const auto taken_later = availability.taken_minutes(later);
        const auto taken_now = availability.taken_minutes(now);
        // The first day's values come first; 0 is read once the second day has the place.
        const bool good = taken_now % step == 0 && taken_later % step == 0 &&
                          (taken_now >= seen_now || taken_now == 0) && taken_later >= seen_later &&
                          version >= seen_version && (seen_later == 0 || taken_now == 0);
        if (!good) wrong = true;
        seen_now = taken_now;
        seen_later = taken_later;
        seen_version = version;
      }
    });
  }
  for (std::uint32_t i = 1; i <= last; ++i) availability.publish(now, i * step, std::nullopt);
  for (std::uint32_t i = 1; i <= last; ++i) availability.publish(later, i * step, std::nullopt);
  for (auto& reader : readers) reader.join();
  CHECK_FALSE(wrong);
}

TEST_CASE("whoever sees a version sees what it was raised for") {
  Availability availability{city()};
  const auto here = slot("330100.documents.2026-06-13.0830");
  constexpr std::uint32_t last = 50'000;
  std::atomic<bool> wrong{false};
  std::thread reader{[&] {
    for (std::uint32_t version = 0; version < last;) {
      version = availability.version(here.hall(), here.lane(), here.date());
      if (availability.taken_minutes(here) < version) wrong = true;
    }
  }};
  for (std::uint32_t i = 1; i <= last; ++i) availability.publish(here, i, std::nullopt);
  reader.join();
  CHECK_FALSE(wrong);
}

}  // namespace
}  // namespace offpeak::engine::tests
