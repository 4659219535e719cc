// On the day (换场): greener places are offered to those who are booked in a lane that is red.
#include <set>
#include <string>
#include <vector>

#include "scheduler/messages/appointment_chain.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* half_past_ten = "330100.documents.2026-06-09.1030";  // 48 minutes
constexpr const char* tuesday = "330100.documents.2026-06-09.";

/// The main hall on a Tuesday, whose lane of documents is red from 09:07 on.
struct Town : Driver {
  Town() : Driver{"2026-06-09 08:30"} {}

  /// Renewals of one in a slot of the main hall.
  std::vector<Outcome> fill(const std::string& start, int people) {
    std::vector<Outcome> booked;
    for (int i = 0; i < people; ++i) {
      booked.push_back(book(tuesday + start, {citizen(++people_)}));
      REQUIRE(booked.back() == Rejection::none);
    }
    return booked;
  }
  /// All later ones, but those.
  void fill_after(const std::set<std::string>& but) {
    for (const char* start :
         {"1100", "1130", "1330", "1400", "1430", "1500", "1530", "1600", "1630"}) {
      if (!but.contains(start)) fill(start, 8);
    }
  }
  void become_red() {
    to("2026-06-09 09:00");
    open(main_hall, 1);
    take_ticket(main_hall, {passport_renewal});
    call_next(main_hall, 1);
    at<Serve>(main_hall, 1);
    to("2026-06-09 09:01");
    for (int i = 0; i < 20; ++i) take_ticket(main_hall, {passport_renewal});
    to("2026-06-09 09:06");
    REQUIRE(count<PlaceOffered>() == 0);
    to("2026-06-09 09:08");
    REQUIRE(state().floor().level(main_hall, documents)->level == Level::red);
  }
  std::vector<SlotKey> offered_slots() const {
    std::vector<SlotKey> slots;
    for (const auto& event : events()) {
      if (const auto* offer = std::get_if<PlaceOffered>(&event.fact)) {
        slots.push_back(offer->claim.slot);
      }
    }
    return slots;
  }

 private:
  std::uint64_t people_ = 0;
};

TEST_CASE("each is offered a less crowded place, not all the same, until the slot begins") {
  Town town;
  const auto booked = town.fill("1030", 7);
  town.become_red();
  const auto slots = town.offered_slots();
  CHECK(slots.size() == booked.size());
  CHECK(std::set<SlotKey>(slots.begin(), slots.end()).size() == booked.size());
  REQUIRE(!slots.empty());
  CHECK(slots[0] == slot("330100.documents.2026-06-09.1100"));
  for (const auto& booking : booked) {
    CHECK(town.status(booking) == AppointmentStatus::booked);
    CHECK(!town.offered(booking).id.is_zero());
  }
  CHECK(town.last<PlaceOffered>().kind == PlaceOfferKind::swap);
  CHECK(town.last<PlaceOffered>().expires_at == instant("2026-06-09 10:30"));
  town.to("2026-06-09 10:29:59");
  CHECK(!town.offered(booked[0]).id.is_zero());
  town.to("2026-06-09 10:30");
  CHECK(town.offered(booked[0]).id.is_zero());
  CHECK(town.status(booked[0]) == AppointmentStatus::booked);
}

TEST_CASE("there are never more offers than places") {
  Town town;
  town.fill("1030", 8);
  town.fill_after({"1100", "1500"});
  town.fill("1100", 6);
  town.fill("1500", 6);
  town.become_red();
  CHECK(town.offered_slots() == std::vector{slot("330100.documents.2026-06-09.1100"),
                                            slot("330100.documents.2026-06-09.1500")});
}

TEST_CASE("who takes one moves by one fact, which no ledger notes") {
  Town town;
  const auto booked = town.fill("1030", 7);
  town.become_red();
  const auto offer = town.offered(booked[2]);
  // A calendar follows it.
  CHECK(offer.id != booked[2].id);
  CHECK(chain_of(offer.id) == chain_of(booked[2].id));
  CHECK(step_of(offer.id) == step_of(booked[2].id) + 1);
  REQUIRE(town.as(citizen_caller(citizen(3))).confirm(offer) == Rejection::none);
  CHECK(town.count<PlaceTaken>() == 1);
  CHECK(town.status(booked[2]) == AppointmentStatus::rescheduled);
  CHECK(town.status(offer) == AppointmentStatus::booked);
  const auto& person = town.state().citizen(town.state().find(citizen(3)));
  CHECK(person.cancellations == LedgerDays{});
  town.to("2026-06-09 09:30");
  CHECK(town.offered(offer).id.is_zero());  // nobody is sent about
}

TEST_CASE("who declines one is not asked again, and may hold as before") {
  Town town;
  const auto booked = town.fill("1030", 7);
  town.become_red();
  for (const auto& booking : booked) {
    REQUIRE(town.release(town.offered(booking)) == Rejection::none);
  }
  town.to("2026-06-09 10:00");
  CHECK(town.count<PlaceOffered>() == 7);
}

TEST_CASE("whoever comes within the hour has set out") {
  Town town;
  town.fill("1000", 7);
  town.become_red();
  CHECK(town.count<PlaceOffered>() == 0);
}

TEST_CASE("a place is no better for being later") {
  Town town;
  town.fill("1030", 1);  // six minutes of 48, as it would be elsewhere
  town.become_red();
  CHECK(town.count<PlaceOffered>() == 0);
}

TEST_CASE("another hall has a place while it is green") {
  for (const bool is_green : {true, false}) {
    CAPTURE(is_green);
    Town town;
    const auto booked = town.fill("1030", 8);
    town.fill_after({});
    town.to("2026-06-09 09:00");
    if (is_green) {
      town.open(lake_hall, 1);
      town.take_ticket(lake_hall, {passport_renewal});
      town.call_next(lake_hall, 1);
    }
    town.become_red();
    CHECK(town.offered(booked[0]).id.is_zero() == !is_green);
    if (is_green) CHECK(town.last<PlaceOffered>().claim.slot.hall() == lake_hall);
  }
}

TEST_CASE("what comes free while a lane is red is offered at the next look") {
  Town town;
  const auto booked = town.fill("1030", 8);
  town.fill_after({"1500"});
  const auto others = town.fill("1500", 8);
  town.become_red();
  REQUIRE(town.count<PlaceOffered>() == 0);
  // Full again with one more, it would be no better.
  REQUIRE(town.cancel(others[0]) == Rejection::none);
  REQUIRE(town.cancel(others[1]) == Rejection::none);
  town.to("2026-06-09 09:20");
  CHECK(town.offered_slots() == std::vector{slot("330100.documents.2026-06-09.1500")});
  CHECK(!town.offered(booked[0]).id.is_zero());
}

TEST_CASE("of those who wait for a place of today, who is booked in a red lane is asked first") {
  constexpr const char* hill_eleven = "330127.documents.2026-06-09.1100";
  Town town;
  std::vector<Outcome> full;
  for (std::uint64_t i = 200; i < 205; ++i) full.push_back(town.book(hill_eleven, {citizen(i)}));
  REQUIRE(town.book("330100.documents.2026-06-09.1500", {{alice, endorsement}}) == Rejection::none);
  const auto first = town.join(hill_eleven, {bob});
  const auto second = town.join(hill_eleven, {carol});
  const auto red = town.join(hill_eleven, {alice});
  town.become_red();
  for (const auto& booking : full) REQUIRE(town.cancel(booking) == Rejection::none);
  town.pass(config::minutes{4});
  REQUIRE(town.count<OfferMade>() == 0);
  // One place after the other.
  town.pass(config::minutes{1});
  std::vector<WaitlistId> asked;
  for (const auto& event : town.events()) {
    if (const auto* offer = std::get_if<OfferMade>(&event.fact)) asked.push_back(offer->id);
  }
  CHECK(asked == std::vector{red.waitlist, first.waitlist, second.waitlist});
}

TEST_CASE("whoever has come needs no other place, and the next in line is offered it at once") {
  Town town;
  const auto booked = town.fill("1030", 7);
  town.become_red();
  const auto slots = town.offered_slots();
  REQUIRE(!slots.empty());
  REQUIRE(slots[0] == slot(std::string{tuesday} + "1100"));
  town.fill("1100", 7);
  const auto next = town.join(std::string{tuesday} + "1100", {carol});
  REQUIRE(next == Rejection::none);
  town.to("2026-06-09 10:05");
  REQUIRE(town.waiting(next) == WaitlistStatus::waiting);
  REQUIRE(town.check_in(main_hall, booked.front()) == Rejection::none);
  CHECK(town.waiting(next) == WaitlistStatus::offered);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
