// Levelled release: the share of each slot that walk-ins have, set by a forecast.
#include <vector>

#include "scheduler/booking/release.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// The main hall follows a forecast; its documents have 60 counter-minutes a slot, 48 of them for
/// bookings, all of them released at 17:00 the day before.
const config::City& following() {
  static const config::City rules = [] {
    auto made = make_city();
    for (auto& hall : made.halls) {
      if (hall.code == main_hall) hall.rules.walk_in_reserve = config::ReserveKind::forecast;
    }
    return made;
  }();
  return rules;
}

SetReserves wanted(std::string_view slot_name, std::vector<int> percents) {
  const SlotKey first = slot(slot_name);
  SetReserves command{.hall = first.hall(),
                      .lane = first.lane(),
                      .date = first.date(),
                      .size = static_cast<std::uint8_t>(percents.size())};
  for (std::size_t i = 0; i < percents.size(); ++i) {
    command.slots.at(i) = {.start_minute = static_cast<std::uint16_t>(first.start_minute().count() +
                                                                      30 * static_cast<int>(i)),
                           .percent = static_cast<std::uint8_t>(percents[i])};
  }
  return command;
}

constexpr const char* half_past = "330100.documents.2026-06-13.0830";
constexpr const char* nine = "330100.documents.2026-06-13.0900";

constexpr int configured = 20;

int reserve_of(const Driver& driver, const char* name, int configured_percent = configured) {
  return driver.state().reserve_percent(slot(name), configured_percent).value_or(-1);
}

TEST_CASE("a slot's reserve goes ten points at most at a time towards what is wanted, up to 90 %") {
  Driver driver{"2026-06-12 18:00", following()};
  struct Step {
    int wanted, then;
  };
  for (const auto& [percent, then] :
       {Step{20, -1}, Step{26, 26}, Step{60, 36}, Step{60, 46}, Step{47, 47}, Step{0, 37},
        Step{100, 47}, Step{100, 57}, Step{100, 67}, Step{100, 77}, Step{100, 87}, Step{100, 90},
        Step{255, 90}, Step{90, 90}}) {
    driver.as(anyone).run(wanted(half_past, {percent}));
    CHECK(reserve_of(driver, half_past) == then);
  }
  CHECK(reserve_of(driver, nine) == -1);
}

TEST_CASE("a hall that is closed to bookings stays closed, whatever a forecast wants") {
  auto closed = following();
  for (auto& hall : closed.halls) hall.rules.walk_in_reserve_percent = 100;
  Driver driver{"2026-06-12 18:00", closed};
  driver.as(anyone);
  for (const int percent : {0, 95, 255}) driver.run(wanted(half_past, {percent}));
  CHECK(driver.count<ReserveSet>() == 0);
  CHECK(driver.as(hotline).book(half_past, {{alice, endorsement}}) == Rejection::not_released);
}

TEST_CASE("each slot of the command has its own reserve, and no more is told than changes") {
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone).run(wanted(half_past, {25, 20, 10}));
  CHECK(driver.count<ReserveSet>() == 2);
  CHECK(reserve_of(driver, half_past) == 25);
  CHECK(reserve_of(driver, nine) == -1);
  CHECK(reserve_of(driver, "330100.documents.2026-06-13.0930") == 10);
  driver.run(wanted(half_past, {25, 20, 10}));
  CHECK(driver.count<ReserveSet>() == 2);
}

TEST_CASE("where the reserve is flat, unknown or in the past, nothing is set") {
  Driver driver{"2026-06-13 09:00", following()};
  driver.as(anyone);
  for (const char* name : {"330106.documents.2026-06-14.0900", "330100.advice.2026-06-14.0900",
                           "330100.documents.2026-06-14.0901", "330100.documents.2026-06-13.0830",
                           "330100.documents.2026-06-13.0900", "330100.documents.2026-06-28.0900",
                           "999999.documents.2026-06-14.0900"}) {
    CAPTURE(name);
    driver.run(wanted(name, {40}));
    CHECK(driver.count<ReserveSet>() == 0);
  }
}

TEST_CASE("what is released follows the reserve, in each wave") {
  Driver driver{"2026-06-12 16:00", following()};
  driver.as(anyone).run(wanted(half_past, {10, 30}));
  driver.as(hotline);
  // 54 and 42 minutes for bookings, of which 85 % are released: 45 and 35
  for (std::uint64_t i = 0; i < 7; ++i)
    CHECK(driver.book(half_past, {citizen(i)}) == Rejection::none);
  CHECK(driver.book(half_past, {citizen(7)}) == Rejection::slot_full);
  for (std::uint64_t i = 10; i < 15; ++i) CHECK(driver.book(nine, {citizen(i)}) == Rejection::none);
  CHECK(driver.book(nine, {citizen(15)}) == Rejection::slot_full);
  driver.to("2026-06-12 17:00");
  for (std::uint64_t i = 20; i < 22; ++i)
    CHECK(driver.book(half_past, {citizen(i)}) == Rejection::none);
  CHECK(driver.book(half_past, {citizen(22)}) == Rejection::slot_full);
  for (std::uint64_t i = 30; i < 32; ++i) CHECK(driver.book(nine, {citizen(i)}) == Rejection::none);
  CHECK(driver.book(nine, {citizen(32)}) == Rejection::slot_full);
}

TEST_CASE("what is booked stays: a reserve does not grow into it") {
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(hotline);
  for (std::uint64_t i = 0; i < 7; ++i) driver.book(half_past, {citizen(i)});  // 42 of 60 minutes
  driver.as(anyone).run(wanted(half_past, {90}));
  CHECK(reserve_of(driver, half_past) == 30);
  driver.run(wanted(half_past, {90}));
  CHECK(reserve_of(driver, half_past) == 30);
  CHECK(driver.as(hotline).book(half_past, {citizen(7)}) == Rejection::slot_full);
  CHECK(driver.state().taken_minutes(slot(half_past)) == 42);
}

TEST_CASE("a large party takes adjacent slots whose reserves differ where each has room") {
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone);
  for (int i = 0; i < 4; ++i) driver.run(wanted(half_past, {90, 0}));
  REQUIRE(reserve_of(driver, half_past) == 60);
  REQUIRE(reserve_of(driver, nine) == 0);
  driver.as(hotline);
  // 24 and 60 minutes: 32 for the party, 16 of each slot
  for (std::uint64_t i = 0; i < 6; ++i) driver.book(nine, {citizen(i)});
  const Group family{{citizen(10), first_passport},
                     {citizen(11), first_passport},
                     {citizen(12), first_passport},
                     {citizen(13), first_passport}};
  const auto booking = driver.book(half_past, family);
  CHECK(booking == Rejection::none);
  CHECK(driver.state().taken_minutes(slot(half_past)) == 16);
  CHECK(driver.state().taken_minutes(slot(nine)) == 52);
}

TEST_CASE("who waits for a slot is offered what a lower reserve releases, at once") {
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(hotline);
  for (std::uint64_t i = 0; i < 8; ++i) driver.book(half_past, {citizen(i)});
  const auto waiting = driver.join(half_past, {citizen(8)});
  REQUIRE(waiting == Rejection::none);
  driver.as(anyone).run(wanted(half_past, {10}));
  driver.pass(config::milliseconds{1});
  CHECK(driver.count<OfferMade>() == 1);
  CHECK(driver.as(hotline).confirm(waiting) == Rejection::none);
}

TEST_CASE("a hall that is flat again has its configured reserve, whatever a forecast had set") {
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone).run(wanted(half_past, {30}));
  driver.as(hotline);
  driver.restart(city());
  for (std::uint64_t i = 0; i < 8; ++i)
    CHECK(driver.book(half_past, {citizen(i)}) == Rejection::none);
  CHECK(driver.book(half_past, {citizen(8)}) == Rejection::slot_full);
}

/// As `following`, with another share for walk-ins.
config::City following_with(int percent) {
  auto changed = following();
  for (auto& hall : changed.halls) hall.rules.walk_in_reserve_percent = percent;
  return changed;
}

/// Renewals of 6 minutes until the slot is full.
int book_all(Driver& driver, const char* name, std::uint64_t first) {
  int booked = 0;
  while (driver.book(name, {citizen(first + static_cast<std::uint64_t>(booked))}) ==
         Rejection::none) {
    ++booked;
  }
  return booked;
}

TEST_CASE(
    "another configured share is every slot's at once, on a day that has begun too; a forecast "
    "begins anew from there") {
  constexpr const char* eleven = "330100.documents.2026-06-13.1100";
  constexpr const char* next_day = "330100.documents.2026-06-14.1100";
  const auto more = following_with(60);
  Driver driver{"2026-06-13 09:00", following()};
  for (const char* name : {eleven, next_day}) {
    driver.as(anyone).run(wanted(name, {10, 25}));
    REQUIRE(reserve_of(driver, name) == 10);
  }
  driver.restart(more);
  CHECK(reserve_of(driver, eleven, 60) == -1);
  driver.as(hotline);
  CHECK(book_all(driver, eleven, 0) == 4);  // 24 of 60 minutes
  driver.to("2026-06-13 17:00");
  CHECK(book_all(driver, next_day, 100) == 4);
  driver.as(anyone).run(wanted("330100.documents.2026-06-14.1130", {0}));
  CHECK(reserve_of(driver, "330100.documents.2026-06-14.1130", 60) == 50);
  CHECK(driver.last<ReserveSet>().configured_percent == 60);
  CHECK(driver.as(hotline).book("330100.documents.2026-06-14.1130", {citizen(200)}) ==
        Rejection::none);
}

TEST_CASE("a share that is configured back has what a forecast had set for it") {
  const auto more = following_with(60);
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone).run(wanted(half_past, {10}));
  driver.restart(more);
  driver.restart(following());
  CHECK(reserve_of(driver, half_past) == 10);
  CHECK(book_all(driver.as(hotline), half_past, 0) == 9);  // 54 minutes
}

TEST_CASE("a hall that is closed to bookings is closed at once, and keeps what it has booked") {
  const auto closed = following_with(100);
  Driver driver{"2026-06-13 08:00", following()};
  driver.as(anyone).run(wanted(nine, {10}));
  driver.as(hotline);
  const auto booked = driver.book(nine, {alice});
  REQUIRE(booked == Rejection::none);
  driver.restart(closed);
  CHECK(driver.book(nine, {bob}) == Rejection::not_released);
  driver.as(anyone).run(wanted(nine, {20}));
  CHECK(driver.count<ReserveSet>() == 1);
  CHECK(driver.as(hotline).book(nine, {bob}) == Rejection::not_released);
  CHECK(driver.status(booked) == AppointmentStatus::booked);
  CHECK(driver.taken(nine) == 6);
}

TEST_CASE("a larger share takes back nothing that is booked, and is there once it is given up") {
  const auto more = following_with(40);
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone).run(wanted(half_past, {10}));
  driver.as(hotline);
  std::vector<Outcome> bookings;
  for (std::uint64_t i = 0; i < 8; ++i) bookings.push_back(driver.book(half_past, {citizen(i)}));
  driver.restart(more);  // 48 minutes are taken, of 36
  CHECK(driver.taken(half_past) == 48);
  for (const auto& booking : bookings) CHECK(driver.status(booking) == AppointmentStatus::booked);
  const auto cancel = [&](std::size_t i) {
    REQUIRE(driver.cancel(bookings[i]) == Rejection::none);
    driver.pass(config::minutes{5});
  };
  cancel(0);
  cancel(1);
  CHECK(driver.book(half_past, {citizen(20)}) == Rejection::slot_full);
  cancel(2);
  CHECK(driver.book(half_past, {citizen(20)}) == Rejection::none);
}

TEST_CASE("who waits is offered what a smaller configured share leaves, after the restart") {
  const auto less = following_with(10);
  Driver driver{"2026-06-12 18:00", following()};
  driver.as(anyone).run(wanted(half_past, {30}));
  driver.as(hotline);
  REQUIRE(book_all(driver, half_past, 0) == 7);
  const auto waiting = driver.join(half_past, {alice});
  REQUIRE(waiting == Rejection::none);
  driver.restart(less);
  CHECK(driver.waiting(waiting) == WaitlistStatus::offered);
}

TEST_CASE(
    "a reserve of a journal that does not say for which share holds with any, within bounds") {
  State state;
  const SlotKey key = slot(half_past);
  state.apply({.at = instant("2026-06-12 18:00"), .fact = ReserveSet{.slot = key, .percent = 45}});
  CHECK(state.reserve_percent(key, configured) == 45);
  CHECK(state.reserve_percent(key, 100) == 45);
  const auto closed = following_with(100);
  CHECK(with_reserve(*plan_slot(following(), key), 45).capacity_minutes == 33);
  CHECK(with_reserve(*plan_slot(closed, key), 45).capacity_minutes == 0);
  CHECK(with_reserve(*plan_slot(following(), key), 100).capacity_minutes == 6);  // 90 at most
}

TEST_CASE("answers to suggestions add up by hall, and the last ones count") {
  Driver driver;
  driver.as(anyone);
  const auto counts = [&](HallCode of) {
    const KeptCompliance* kept = driver.state().compliance(of);
    REQUIRE(kept != nullptr);
    return kept->counts;
  };
  driver.run(NoteCompliance{.hall = main_hall, .followed = 3, .ignored = 97});
  CHECK(counts(main_hall) == ComplianceCounts{3 * compliance_unit, 97 * compliance_unit});
  driver.run(NoteCompliance{.hall = main_hall, .followed = 97, .ignored = 3});
  CHECK(counts(main_hall) == ComplianceCounts{100 * compliance_unit, 100 * compliance_unit});
  driver.run(NoteCompliance{.hall = hill_hall, .followed = 1, .ignored = 4'000'000'000});
  CHECK(counts(hill_hall).ignored < compliance_seen_max * compliance_unit);
  CHECK(counts(hill_hall).ignored > (compliance_seen_max - 2) * compliance_unit);
  driver.run(NoteCompliance{.hall = HallCode{999'999}, .followed = 1});
  driver.run(NoteCompliance{.hall = lake_hall});
  CHECK(driver.count<ComplianceNoted>() == 3);
  CHECK(driver.state().compliance(lake_hall) == nullptr);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
