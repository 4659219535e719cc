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

int reserve_of(const Driver& driver, const char* name) {
  return driver.state().reserve_percent(slot(name)).value_or(-1);
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
  driver.as(anyone).run(wanted(half_past, {95}));
  CHECK(driver.count<ReserveSet>() == 1);  // what is wanted may be less than all
  for (int i = 0; i < 3; ++i) driver.run(wanted(half_past, {255}));
  CHECK(reserve_of(driver, half_past) == 100);
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
