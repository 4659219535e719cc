// A place offered instead of a booked one bars nothing until it is taken; then it is looked at
// again.
#include <array>
#include <functional>
#include <string>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* hill_nine = "330127.documents.2026-06-12.0900";
constexpr const char* hill_eleven = "330127.documents.2026-06-12.1100";
constexpr const char* lake_nine = "330106.documents.2026-06-12.0900";
constexpr const char* lake_afternoon = "330106.documents.2026-06-12.1330";

WatchedPlaces from_nine(HallCode where = hill_hall) {
  WatchedPlaces places{.from = day("2026-06-12"),
                       .to = day("2026-06-12"),
                       .from_minute = minute("09:00"),
                       .to_minute = minute("09:20")};
  places.halls[0] = where;
  places.halls_size = 1;
  return places;
}

/// Alice is booked on Friday at eleven, and is offered a place at nine in the same hall.
struct Town : Driver {
  explicit Town(const Group& party = {alice}, std::string_view start = "2026-06-11 13:00")
      : Driver{start} {
    booked = book(hill_eleven, party);
    REQUIRE(watch(booked, from_nine()) == Rejection::none);
    offer = offered(booked);
    REQUIRE(!offer.id.is_zero());
  }
  /// `refusal` is the answer when this one takes it, and it stays offered.
  void check_refused(const Caller& caller, Rejection refusal) {
    as(caller);
    const auto events_before = events().size();
    CHECK(confirm(offer) == refusal);
    CHECK(events().size() == events_before);
    CHECK(status(offer) == AppointmentStatus::held);
    CHECK(status(booked) == AppointmentStatus::booked);
  }

  Outcome booked;
  Outcome offer;
};

TEST_CASE("an open offer bars no visit at its time; who makes one takes the offer no more") {
  struct Row {
    const char* why;
    std::function<Outcome(Town&)> act;
  };
  const std::array rows{
      Row{"booked",
          [](Town& town) {
            return town.book(lake_nine, {{alice, endorsement}});
          }},
      Row{"held",
          [](Town& town) {
            return town.hold(lake_nine, {{alice, endorsement}});
          }},
      Row{"moved there",
          [](Town& town) {
            return town.reschedule(town.book(lake_afternoon, {{alice, first_passport}}), lake_nine);
          }},
      Row{"confirmed to come with bob",
          [](Town& town) {
            town.as(citizen_caller(bob));
            auto together = town.book(lake_nine, {bob, {alice, endorsement}});
            town.as(citizen_caller(alice));
            together.receipt =
                town.run(ConfirmCompanion{.id = together.id, .citizen = alice}).receipt;
            return together;
          }},
      Row{"offered in line",
          [](Town& town) {
            const auto full = town.book(lake_nine, {citizen(1), citizen(2)});
            REQUIRE(town.book(lake_nine, {citizen(3)}) == Rejection::none);
            auto joined = town.join(lake_nine, {{alice, endorsement}});
            REQUIRE(town.cancel(full) == Rejection::none);
            town.pass(config::minutes{5});
            CHECK(town.waiting(joined) == WaitlistStatus::offered);
            return joined;
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Town town;
    const auto visit = row.act(town);
    REQUIRE(visit == Rejection::none);
    town.check_refused(citizen_caller(alice), Rejection::overlapping_visit);
    const bool is_held = town.status(visit) == AppointmentStatus::held;
    CHECK((is_held ? town.as(admin).release(visit) : town.as(admin).cancel(visit)) ==
          Rejection::none);
    CHECK(town.as(citizen_caller(alice)).confirm(town.offer) == Rejection::none);
    CHECK(town.count<PlaceTaken>() == 1);
  }
}

TEST_CASE("an offer to who waits is a hold, and bars other visits at its time") {
  Driver driver{"2026-06-11 13:00"};
  const auto full = driver.book(lake_nine, {citizen(1), citizen(2)});
  REQUIRE(driver.book(lake_nine, {citizen(3)}) == Rejection::none);
  const auto joined = driver.join(lake_nine, {alice});
  REQUIRE(driver.cancel(full) == Rejection::none);
  driver.pass(config::minutes{5});
  REQUIRE(driver.waiting(joined) == WaitlistStatus::offered);
  CHECK(driver.book(hill_nine, {{alice, endorsement}}) == Rejection::overlapping_visit);
  REQUIRE(driver.leave(joined) == Rejection::none);
  CHECK(driver.book(hill_nine, {{alice, endorsement}}) == Rejection::none);
}

TEST_CASE("of two places that are offered at one time one is taken") {
  Town town;
  const auto later = town.book(lake_afternoon, {{alice, endorsement}});
  REQUIRE(town.watch(later, from_nine(lake_hall)) == Rejection::none);
  const auto other = town.offered(later);
  REQUIRE(!other.id.is_zero());
  town.as(citizen_caller(alice));
  REQUIRE(town.confirm(other) == Rejection::none);
  town.check_refused(citizen_caller(alice), Rejection::overlapping_visit);
  REQUIRE(town.release(town.offer) == Rejection::none);
}

TEST_CASE("who takes a place answers for nobody else, and the hotline for all") {
  Town town{{alice, bob}};
  REQUIRE(town.book(lake_nine, {{bob, endorsement}}) == Rejection::none);
  town.check_refused(hotline, Rejection::overlapping_visit);
  town.check_refused(citizen_caller(bob), Rejection::overlapping_visit);
  REQUIRE(town.as(citizen_caller(alice)).confirm(town.offer) == Rejection::none);
  // Bob is asked anew, and is at the lake then.
  CHECK(town.record(town.offer).services[1].is_companion());
  CHECK(town.as(citizen_caller(bob)).run(ConfirmCompanion{.id = town.offer.id, .citizen = bob}) ==
        Rejection::overlapping_visit);
}

TEST_CASE("who has been suspended since takes no place") {
  constexpr std::array missed{"330127.documents.2026-06-08.1000",
                              "330127.documents.2026-06-09.0900",
                              "330127.documents.2026-06-10.0900"};
  Driver driver{"2026-06-08 08:00"};
  const auto booked = driver.book(hill_eleven, {alice});
  for (const char* name : missed) {
    driver.to(slot(name).start() - std::chrono::hours{1});
    REQUIRE(driver.book(name, {{alice, endorsement}}) == Rejection::none);
  }
  driver.to("2026-06-10 09:20");  // the third is missed at half past nine
  REQUIRE(driver.watch(booked, from_nine()) == Rejection::none);
  const auto offer = driver.offered(booked);
  REQUIRE(!offer.id.is_zero());
  driver.as(citizen_caller(alice)).to("2026-06-10 09:31");
  CHECK(driver.confirm(offer) == Rejection::suspended);
  CHECK(driver.status(offer) == AppointmentStatus::held);
  CHECK(driver.status(booked) == AppointmentStatus::booked);
  CHECK(driver.release(offer) == Rejection::none);
}

TEST_CASE("a place is taken only where its party may still come") {
  struct Row {
    const char* why;
    std::function<void(config::City&, config::Hall& hill)> change;
    Rejection refusal;
  };
  const std::array rows{
      Row{"nothing has changed", [](config::City&, config::Hall&) {}, Rejection::none},
      Row{"the hall takes smaller parties",
          [](config::City&, config::Hall& hill) { hill.rules.party_max = 1; },
          Rejection::party_too_large},
      Row{"the service has another lane",
          [](config::City& rules, config::Hall&) {
            for (auto& service : rules.services) {
              if (service.code == passport_renewal) service.lane = business;
            }
          },
          Rejection::wrong_lane},
      Row{"the hall is closed that day",
          [](config::City&, config::Hall& hill) { hill.closed = {day("2026-06-12")}; },
          Rejection::unknown_slot},
      Row{"its slots begin at other minutes",
          [](config::City&, config::Hall& hill) {
            hill.seasons[0].periods[0].from = minute("09:10");
          },
          Rejection::unknown_slot},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    auto changed = make_city();
    for (auto& hall : changed.halls) {
      if (hall.code == hill_hall) row.change(changed, hall);
    }
    Town town{{alice, bob}};
    town.restart(changed);
    if (row.refusal == Rejection::none) {
      CHECK(town.as(citizen_caller(alice)).confirm(town.offer) == Rejection::none);
    } else {
      town.check_refused(citizen_caller(alice), row.refusal);
    }
    town.restart(city());
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
