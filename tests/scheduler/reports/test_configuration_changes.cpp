// What another configuration would do to what is booked, kind by kind.
#include "scheduler/reports/configuration_changes.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* at_ten = "330100.documents.2026-06-13.1000";

config::Hall& hall_of(config::City& city, HallCode code) {
  return *std::ranges::find(city.halls, code, &config::Hall::code);
}

config::City changed(const std::function<void(config::City&)>& change) {
  auto other = make_city();
  change(other);
  return other;
}

void note_meanings(Driver& driver, const config::City& of) {
  for (const auto& meaning : meanings_of(of)) REQUIRE(driver.run(meaning) == Rejection::none);
}

/// The one change there is.
ConfigurationChange only(const ConfigurationChanges& changes) {
  REQUIRE(changes.changes.size() == 1);
  return changes.changes.front();
}

TEST_CASE("the same configuration changes nothing") {
  Driver driver{"2026-06-12 18:00"};
  note_meanings(driver, city());
  REQUIRE(driver.book(at_ten, {alice}) == Rejection::none);
  const auto changes = find_changes(driver.state(), city(), driver.now());
  CHECK(changes.is_harmless());
  CHECK(changes.displaced.empty());
  CHECK(changes.carried.empty());
}

TEST_CASE("a booking whose place goes is displaced, and the kind says why") {
  struct Row {
    ChangeKind kind;
    std::function<void(config::City&)> change;
  };
  const Row rows[] = {
      {ChangeKind::hall_gone,
       [](config::City& city) {
         std::erase_if(city.halls, [](const auto& hall) { return hall.code == main_hall; });
       }},
      {ChangeKind::lane_gone,
       [](config::City& city) { hall_of(city, main_hall).lane_percent[1] = 0; }},
      {ChangeKind::service_gone,
       [](config::City& city) {
         std::erase_if(city.services,
                       [](const auto& service) { return service.code == passport_renewal; });
       }},
      {ChangeKind::closed_day,
       [](config::City& city) { hall_of(city, main_hall).closed.insert(day("2026-06-13")); }},
      {ChangeKind::closed_day,  // as when a provisional calendar becomes the official one
       [](config::City& city) {
         for (auto& [year, days] : city.calendar.years) days.off.insert(day("2026-06-13"));
       }},
      {ChangeKind::outside_hours,
       [](config::City& city) {
         for (auto& season : hall_of(city, main_hall).seasons) {
           season.periods = {{minute("10:30"), minute("12:00")}};
         }
       }},
  };
  Driver driver{"2026-06-12 18:00"};
  note_meanings(driver, city());
  const auto booked = driver.book(at_ten, {alice});
  REQUIRE(booked == Rejection::none);
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.kind));
    const auto other = changed(row.change);
    const auto found = find_changes(driver.state(), other, driver.now());
    const auto change = only(found);
    CHECK(change.kind == row.kind);
    CHECK(change.hall == main_hall);
    CHECK(change.date == day("2026-06-13"));
    CHECK(change.count == 1);
    CHECK(found.displaced == std::vector{booked.id});
    CHECK_FALSE(found.is_refused());
    CHECK(found.digest == find_changes(driver.state(), other, driver.now()).digest);
    // What is over is nobody's loss.
    CHECK(find_changes(driver.state(), other, instant("2026-06-14 08:00")).is_harmless());
  }
}

TEST_CASE("a code that stood for something else is refused, a hall's new name is asked about") {
  Driver driver{"2026-06-12 18:00"};
  note_meanings(driver, city());
  const auto find = [&](const std::function<void(config::City&)>& change) {
    return find_changes(driver.state(), changed(change), driver.now());
  };
  const auto city_key = find([](config::City& city) { city.key = "elsewhere"; });
  CHECK(only(city_key).kind == ChangeKind::other_city);
  CHECK(city_key.is_refused());
  const auto lane = find([](config::City& city) { city.lanes.front().key = "another"; });
  CHECK(only(lane).kind == ChangeKind::code_reused);
  CHECK(lane.is_refused());
  const auto service = find([](config::City& city) { city.services.front().key = "another"; });
  CHECK(only(service).kind == ChangeKind::code_reused);
  CHECK(service.is_refused());
  const auto name = find([](config::City& city) { city.halls.front().name.zh = "别处"; });
  CHECK(only(name).kind == ChangeKind::hall_renamed);
  CHECK_FALSE(name.is_refused());
}

TEST_CASE("bookings of slots of another length are counted where they lie, rounded up") {
  Driver driver{"2026-06-12 18:00"};
  REQUIRE(driver.book(at_ten, {alice}) == Rejection::none);  // 6 minutes of 10:00 to 10:30
  const auto other =
      changed([](config::City& city) { hall_of(city, main_hall).rules.slot_minutes = 20; });
  const auto found = find_changes(driver.state(), other, driver.now());
  const auto change = only(found);
  CHECK(change.kind == ChangeKind::other_grid);
  CHECK(change.count == 1);
  CHECK(found.displaced.empty());
  std::uint32_t carried = 0;
  for (const auto& [slot, minutes] : found.carried) {
    const bool overlaps = slot.start() < instant("2026-06-13 10:30") &&
                          slot.start() + std::chrono::minutes{20} > instant("2026-06-13 10:00");
    CHECK(overlaps);
    carried += minutes;
  }
  // Never less than is taken, and at most a minute more for each slot; a slot of the booking's own
  // name has it counted already.
  CHECK(carried <= 6 + 2);
  CHECK(carried >= 2);
}

TEST_CASE("what is carried into a slot is counted anew though nobody is booked there any more") {
  const auto finer =
      changed([](config::City& city) { hall_of(city, main_hall).rules.slot_minutes = 20; });
  const auto without_hall = changed([](config::City& city) {
    std::erase_if(city.halls, [](const auto& hall) { return hall.code == main_hall; });
  });
  const config::City* const configurations[] = {&city(), &finer, &without_hall};
  for (const char* name : {at_ten, "330100.documents.2026-06-13.1020"}) {
    Driver driver{"2026-06-12 18:00"};
    const auto gone = driver.hold(at_ten, {alice});
    REQUIRE(driver.run(CarryOver{slot(name), 24}) == Rejection::none);
    REQUIRE(driver.release(gone) == Rejection::none);
    for (const auto* configuration : configurations) {
      const auto found = find_changes(driver.state(), *configuration, driver.now());
      CHECK(found.is_harmless());
      REQUIRE(found.carried.size() == 1);
      CHECK(found.carried.front().slot == slot(name));
      CHECK(found.carried.front().minutes == 0);
    }
    // Of a day that is over nobody takes anything.
    const auto later = find_changes(driver.state(), city(), instant("2026-06-14 08:00"));
    CHECK(later.carried.empty());
  }
}

TEST_CASE("slots with more bookings than they have room for keep them, and are told by day") {
  Driver driver{"2026-06-12 18:00"};
  for (std::uint64_t i = 0; i < 8; ++i) {
    REQUIRE(driver.book(at_ten, {citizen(100 + i)}) == Rejection::none);
  }
  const auto fewer = changed([](config::City& city) {
    auto& hall = hall_of(city, main_hall);
    hall.counters.erase(hall.counters.begin());
    hall.lane_percent[1] -= 100;
  });
  const auto found = find_changes(driver.state(), fewer, driver.now());
  const auto change = only(found);
  CHECK(change.kind == ChangeKind::over_capacity);
  CHECK(change.code == 1);
  CHECK(change.count == 1);
  CHECK(found.displaced.empty());

  // Whoever accepted something accepted that, and not more.
  REQUIRE(driver.book("330100.documents.2026-06-13.1100", {alice}) == Rejection::none);
  for (std::uint64_t i = 0; i < 7; ++i) {
    REQUIRE(driver.book("330100.documents.2026-06-13.1100", {citizen(200 + i)}) == Rejection::none);
  }
  CHECK(find_changes(driver.state(), fewer, driver.now()).digest != found.digest);
}

TEST_CASE("the digest of a configuration tells what bookings rest on, and nothing else") {
  const auto same = digest_of(city());
  CHECK(digest_of(make_city()) == same);
  CHECK(digest_of(changed([](config::City& city) { city.halls.front().name.en = "x"; })) == same);
  CHECK(digest_of(changed([](config::City& city) { city.limits.citizen_burst += 1; })) == same);
  CHECK(digest_of(changed(
            [](config::City& city) { hall_of(city, main_hall).rules.slot_minutes = 20; })) != same);
  CHECK(digest_of(changed([](config::City& city) {
          hall_of(city, main_hall).closed.insert(day("2026-08-01"));
        })) != same);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
