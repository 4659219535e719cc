// Nobody loses a place, a watch or the place in line by sleeping.
#include "scheduler/booking/answer_hours.hpp"

#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* friday_eleven = "330127.documents.2026-06-12.1100";

const WatchedPlaces at_nine{.from = day("2026-06-12"),
                            .to = day("2026-06-12"),
                            .from_minute = minute("09:00"),
                            .to_minute = minute("09:30")};
const WatchedPlaces all_morning{.from = day("2026-06-12"),
                                .to = day("2026-06-12"),
                                .from_minute = minute("09:00"),
                                .to_minute = minute("11:30")};

Outcome fill(Driver& driver, const char* name) {
  Outcome one;
  for (std::uint64_t i = 0; i < 5; ++i) {
    const auto booking = driver.book(name, {citizen(100 + i)});
    REQUIRE(booking == Rejection::none);
    if (i == 0) one = booking;
  }
  return one;
}

/// So that the place is free at that time.
void give_back(Driver& driver, const Outcome& booking, std::string_view at) {
  driver.to(instant(at) - config::minutes{5});
  REQUIRE(driver.cancel(booking) == Rejection::none);
  driver.to(at);
}

TEST_CASE("people answer from seven in the morning until nine in the evening") {
  struct Row {
    const char* now;
    const char* answered_from;
    const char* offer_ends;  // of half an hour
  };
  const Instant start = instant("2026-06-13 08:00");
  for (const auto& [now, from, ends] :
       {Row{"2026-06-11 06:59:59.999", "2026-06-11 07:00", "2026-06-11 07:30"},
        Row{"2026-06-11 07:00", "2026-06-11 07:00", "2026-06-11 07:30"},
        Row{"2026-06-11 20:30", "2026-06-11 20:30", "2026-06-11 21:00"},
        Row{"2026-06-11 20:59:59.250", "2026-06-11 20:59:59.250", "2026-06-12 07:29:59.250"},
        Row{"2026-06-11 21:00", "2026-06-12 07:00", "2026-06-12 07:30"},
        Row{"2026-06-12 00:00", "2026-06-12 07:00", "2026-06-12 07:30"},
        Row{"2026-06-13 07:40", "2026-06-13 07:40", "2026-06-13 08:00"}}) {
    CAPTURE(now);
    CHECK(answered_from(instant(now)) == instant(from));
    CHECK(people_answer(instant(now)) == (instant(now) == instant(from)));
    CHECK(offer_end(instant(now), config::minutes{30}, start) == instant(ends));
  }
}

TEST_CASE("nobody's time to answer passes at night, however long it is") {
  const Instant start = instant("2026-06-20 08:00");
  const Instant evening = instant("2026-06-11 20:00");
  CHECK(offer_end(evening, std::chrono::hours{2}, start) == instant("2026-06-12 08:00"));
  CHECK(offer_end(evening, std::chrono::hours{15}, start) == instant("2026-06-12 21:00"));
  CHECK(offer_end(evening, std::chrono::hours{24}, start) == instant("2026-06-13 16:00"));
}

TEST_CASE("what comes free at night is offered in the morning to who watches for it") {
  for (const char* free_at : {"2026-06-10 21:00", "2026-06-10 23:11", "2026-06-11 06:59"}) {
    CAPTURE(free_at);
    Driver driver;
    const auto nine = fill(driver, friday_nine);
    const auto booked = driver.book(friday_eleven, {alice});
    REQUIRE(driver.watch(booked, at_nine) == Rejection::none);
    give_back(driver, nine, free_at);
    driver.to("2026-06-11 06:59:59.999");
    CHECK(driver.count<PlaceOffered>() == 0);
    CHECK(driver.taken(friday_nine) == 24);
    driver.to("2026-06-11 07:00");
    REQUIRE(driver.count<PlaceOffered>() == 1);
    CHECK(driver.last<PlaceOffered>().expires_at == instant("2026-06-11 07:30"));
  }
}

TEST_CASE("who begins to watch at night is offered what is free in the morning") {
  Driver driver{"2026-06-10 22:00"};
  const auto booked = driver.book(friday_eleven, {alice});
  REQUIRE(driver.watch(booked, at_nine) == Rejection::none);
  driver.to("2026-06-11 06:59:59.999");
  CHECK(driver.count<PlaceOffered>() == 0);
  driver.to("2026-06-11 07:00");
  CHECK(driver.count<PlaceOffered>() == 1);
}

TEST_CASE("a watch survives the night") {
  Driver driver{"2026-06-10 20:55"};
  const auto booked = driver.book("330127.documents.2026-06-12.1130", {alice});
  REQUIRE(driver.watch(booked, all_morning) == Rejection::none);
  driver.to("2026-06-11 06:00");  // the evening's offer has lapsed
  CHECK(driver.count<PlaceOffered>() == 1);
  CHECK(driver.watches(booked));
  driver.to("2026-06-11 07:05");
  const auto offer = driver.offered(booked);
  REQUIRE(!offer.id.is_zero());
  CHECK(driver.confirm(offer) == Rejection::none);
}

TEST_CASE("a restart at night offers nothing either, and looks in the morning") {
  Driver driver{"2026-06-10 22:00"};
  const auto booked = driver.book(friday_eleven, {alice});
  REQUIRE(driver.watch(booked, at_nine) == Rejection::none);
  driver.restart(city());
  driver.to("2026-06-11 06:59:59.999");
  CHECK(driver.count<PlaceOffered>() == 0);
  driver.to("2026-06-11 07:00");
  CHECK(!driver.offered(booked).id.is_zero());
}

TEST_CASE("an offer at night to who waits lasts until half an hour after people are up") {
  Driver driver;
  const auto nine = fill(driver, friday_nine);
  const auto first = driver.join(friday_nine, {alice});
  const auto second = driver.join(friday_nine, {bob});
  give_back(driver, nine, "2026-06-10 22:00");
  REQUIRE(driver.waiting(first) == WaitlistStatus::offered);
  CHECK(driver.last<OfferMade>().expires_at == instant("2026-06-11 07:30"));
  CHECK(driver.book(friday_nine, {carol}) == Rejection::slot_full);
  driver.to("2026-06-11 07:29:59.999");
  CHECK(driver.waiting(first) == WaitlistStatus::offered);
  driver.to("2026-06-11 07:30");
  CHECK(driver.waiting(first) == WaitlistStatus::lapsed);
  CHECK(driver.waiting(second) == WaitlistStatus::offered);
  driver.to("2026-06-11 07:59");
  CHECK(driver.confirm(second) == Rejection::none);
}

TEST_CASE("offers that lapse end the watch; who watched may hold and wait, but not watch at once") {
  Driver driver;
  const auto booked = driver.book("330127.documents.2026-06-12.1130", {alice});
  REQUIRE(driver.watch(booked, all_morning) == Rejection::none);
  driver.to("2026-06-08 11:30");
  REQUIRE(driver.count<PlaceOffered>() == 3);
  REQUIRE(!driver.watches(booked));
  fill(driver, friday_ten);
  driver.as(citizen_caller(alice));
  CHECK(driver.watch(booked, all_morning) == Rejection::hold_pause);
  CHECK(driver.join(friday_ten, {{alice, endorsement}}) == Rejection::none);
  CHECK(driver.hold(friday_eleven, {{alice, endorsement}}) == Rejection::none);
  driver.pass(config::minutes{1});
  CHECK(driver.watch(booked, all_morning) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
