// An earlier place (提前通知): offered while the booked one stays, and taken as one fact.
#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "scheduler/messages/appointment_chain.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_half_past = "330127.documents.2026-06-12.0930";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* friday_eleven = "330127.documents.2026-06-12.1100";

/// In the booking's own hall, on one day, from one start to before another.
WatchedPlaces places(std::string_view date, std::string_view from = "09:00",
                     std::string_view to = "09:30") {
  return {.from = day(date), .to = day(date), .from_minute = minute(from), .to_minute = minute(to)};
}
const WatchedPlaces at_nine = places("2026-06-12");

/// Fills a slot of the hill hall with renewals of one; the first of them gives its place up.
Outcome fill(Driver& driver, const char* name, std::uint64_t first = 100, int people = 5) {
  Outcome one;
  for (int i = 0; i < people; ++i) {
    const auto booking = driver.book(name, {citizen(first + static_cast<std::uint64_t>(i))});
    REQUIRE(booking == Rejection::none);
    if (i == 0) one = booking;
  }
  return one;
}

void give_back(Driver& driver, const Outcome& booking) {
  REQUIRE(driver.cancel(booking) == Rejection::none);
  driver.pass(config::minutes{5});
}

/// Friday at nine is full, and alice is booked at eleven and watches for a place at nine.
struct Town : Driver {
  explicit Town(std::string_view start = "2026-06-08 10:00") : Driver{start} {
    nine = fill(*this, friday_nine);
    booked = book(friday_eleven, {alice});
    REQUIRE(watch(booked, at_nine) == Rejection::none);
    REQUIRE(offered(booked).id.is_zero());
  }
  /// Somebody else, who watches after alice.
  Outcome other(CitizenKey who = bob) {
    const auto booking = book(friday_eleven, {who});
    REQUIRE(watch(booking, at_nine) == Rejection::none);
    return booking;
  }
  bool has_offer(const Outcome& booking) const { return !offered(booking).id.is_zero(); }
  const Citizen& person(CitizenKey key) const { return state().citizen(state().find(key)); }

  Outcome nine;
  Outcome booked;
};

TEST_CASE("a place that comes free is offered for a time, and the booked one stays") {
  Town town;
  give_back(town, town.nine);
  const auto offer = town.offered(town.booked);
  REQUIRE(!offer.id.is_zero());
  CHECK(town.status(offer) == AppointmentStatus::held);
  CHECK(town.record(offer).slot == slot(friday_nine));
  CHECK(town.last<PlaceOffered>().expires_at == town.now() + hall(hill_hall).rules.offer);
  CHECK(town.status(town.booked) == AppointmentStatus::booked);
  CHECK(town.taken(friday_nine) == 30);
  CHECK(town.taken(friday_eleven) == 6);
  CHECK(town.book(friday_nine, {carol}) == Rejection::slot_full);
  CHECK(town.hold(friday_ten, {alice}) == Rejection::already_booked);
}

TEST_CASE("it is offered however it came free, and at once when it is free") {
  struct Row {
    const char* why;
    std::function<Outcome(Driver&)> act;  // returns alice's booking
  };
  const auto booked_and_watching = [](Driver& driver) {
    const auto booking = driver.book(friday_eleven, {alice});
    REQUIRE(driver.watch(booking, at_nine) == Rejection::none);
    return booking;
  };
  const std::array rows{
      Row{"free already", booked_and_watching},
      Row{"a cancelled place returns",
          [&](Driver& driver) {
            const auto first = fill(driver, friday_nine);
            const auto booking = booked_and_watching(driver);
            give_back(driver, first);
            return booking;
          }},
      Row{"a hold is released",
          [&](Driver& driver) {
            const auto hold = driver.hold(friday_nine, {citizen(1)});
            fill(driver, friday_nine, 100, 4);
            const auto booking = booked_and_watching(driver);
            REQUIRE(driver.release(hold) == Rejection::none);
            return booking;
          }},
      Row{"a hold expires",
          [&](Driver& driver) {
            REQUIRE(driver.hold(friday_nine, {citizen(1)}) == Rejection::none);
            fill(driver, friday_nine, 100, 4);
            const auto booking = booked_and_watching(driver);
            driver.pass(config::minutes{10});
            return booking;
          }},
      Row{"an offer to somebody who waits is declined",
          [&](Driver& driver) {
            const auto first = fill(driver, friday_nine);
            const auto booking = booked_and_watching(driver);
            const auto entry = driver.join(friday_nine, {carol});
            give_back(driver, first);
            REQUIRE(driver.waiting(entry) == WaitlistStatus::offered);
            REQUIRE(driver.offered(booking).id.is_zero());
            REQUIRE(driver.leave(entry) == Rejection::none);
            return booking;
          }},
      Row{"a wave is released",
          [&](Driver& driver) {
            constexpr const char* saturday = "330100.documents.2026-06-13.0830";
            fill(driver, saturday, 100, 4);
            const auto booking = driver.book("330100.documents.2026-06-13.1000", {alice});
            REQUIRE(driver.watch(booking, places("2026-06-13", "08:30", "09:00")) ==
                    Rejection::none);
            REQUIRE(driver.offered(booking).id.is_zero());
            driver.to("2026-06-10 09:00");
            return booking;
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = row.act(driver);
    CHECK(!driver.offered(booking).id.is_zero());
    CHECK(driver.status(booking) == AppointmentStatus::booked);
  }
}

TEST_CASE("a new watch is offered the first place of its days with the same command") {
  Driver driver;
  fill(driver, friday_nine);
  const auto booking = driver.book(friday_eleven, {alice});
  auto wanted = places("2026-06-11", "09:00", "09:30");
  wanted.to = day("2026-06-12");
  wanted.halls = {hill_hall, lake_hall};
  wanted.halls_size = 2;
  fill(driver, "330127.documents.2026-06-11.0900", 200);
  const WatchPlaces command{.id = booking.id, .offer_id = {{7, 7}}, .places = wanted};
  REQUIRE(driver.run(command) == Rejection::none);
  CHECK(driver.count<PlaceOffered>() == 1);
  CHECK(driver.last<PlaceOffered>().offer_id == command.offer_id);
  CHECK(driver.last<PlaceOffered>().claim.slot == slot("330106.documents.2026-06-11.0900"));
}

TEST_CASE("whose hall left the configuration may watch, and is offered nothing there") {
  auto without_hill = make_city();
  std::erase_if(without_hill.halls, [](const auto& one) { return one.code == hill_hall; });
  Driver driver;
  const auto booking = driver.book(friday_eleven, {alice});
  driver.restart(without_hill);
  CHECK(driver.watch(booking, at_nine) == Rejection::none);
  CHECK(driver.count<PlaceOffered>() == 0);
  driver.restart(city());
  CHECK(driver.count<PlaceOffered>() == 1);
}

TEST_CASE("who begins to watch comes after those who watch and wait already") {
  Driver driver;
  fill(driver, friday_nine, 100, 4);
  const auto hold = driver.hold(friday_nine, {citizen(1)});
  // Two who cannot come then, and go on watching and waiting.
  const auto of_bob = driver.book(friday_eleven, {bob});
  REQUIRE(driver.watch(of_bob, at_nine) == Rejection::none);
  const auto bob_elsewhere = driver.book("330106.documents.2026-06-12.0900", {{bob, endorsement}});
  REQUIRE(bob_elsewhere == Rejection::none);
  REQUIRE(driver.release(hold) == Rejection::none);
  REQUIRE(driver.offered(of_bob).id.is_zero());
  REQUIRE(driver.cancel(bob_elsewhere) == Rejection::none);
  const auto of_alice = driver.book(friday_eleven, {alice});
  REQUIRE(driver.watch(of_alice, at_nine) == Rejection::none);
  CHECK(!driver.offered(of_bob).id.is_zero());
  CHECK(driver.offered(of_alice).id.is_zero());
}

TEST_CASE("a hall that gives a slot more has it offered at the next look") {
  static const config::City more = [] {
    auto rules = make_city();
    for (auto& hall : rules.halls) {
      if (hall.code == hill_hall) hall.lane_percent[1] = 200;
    }
    return rules;
  }();
  Town town;
  town.restart(more);
  CHECK(town.has_offer(town.booked));
}

TEST_CASE("who waits for the slot comes first, then who watches longest") {
  Town town;
  const auto later = town.other();
  const auto entry = town.join(friday_nine, {carol});
  give_back(town, town.nine);
  CHECK(town.waiting(entry) == WaitlistStatus::offered);
  CHECK(!town.has_offer(town.booked));
  REQUIRE(town.leave(entry) == Rejection::none);
  CHECK(town.has_offer(town.booked));
  CHECK(!town.has_offer(later));
}

TEST_CASE("whoever cannot take it lets the next one pass") {
  struct Row {
    const char* why;
    std::function<Outcome(Driver&)> first;  // books, and watches before bob
  };
  const std::array rows{
      Row{"a party for which it is too small",
          [](Driver& driver) {
            return driver.book(friday_eleven, {alice, carol});
          }},
      Row{"suspended",
          [](Driver& driver) {
            const auto booking = driver.book(friday_eleven, {alice});
            for (const char* missed :
                 {"330127.documents.2026-06-08.1030", "330127.documents.2026-06-09.0900",
                  "330127.documents.2026-06-10.0900"}) {
              REQUIRE(driver.book(missed, {{alice, endorsement}}) == Rejection::none);
              driver.to(slot(missed).start() + std::chrono::hours{5});
            }
            return booking;
          }},
      Row{"to be elsewhere then",
          [](Driver& driver) {
            REQUIRE(driver.book("330100.business.2026-06-12.0900",
                                {{alice, business_registration}}) == Rejection::none);
            return driver.book(friday_eleven, {alice});
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto nine = fill(driver, friday_nine);
    const auto first = row.first(driver);
    REQUIRE(driver.watch(first, at_nine) == Rejection::none);
    const auto second = driver.book(friday_eleven, {bob});
    REQUIRE(driver.watch(second, at_nine) == Rejection::none);
    give_back(driver, nine);
    CHECK(driver.offered(first).id.is_zero());
    CHECK(!driver.offered(second).id.is_zero());
  }
}

TEST_CASE("a party moves as a whole") {
  Driver driver;
  const auto hold = driver.hold(friday_nine, {citizen(1), citizen(2)});
  fill(driver, friday_nine, 100, 3);
  const auto booking = driver.book(friday_eleven, {alice, bob});
  REQUIRE(driver.watch(booking, at_nine) == Rejection::none);
  REQUIRE(driver.release(hold) == Rejection::none);
  const auto offer = driver.offered(booking);
  REQUIRE(!offer.id.is_zero());
  REQUIRE(driver.confirm(offer) == Rejection::none);
  CHECK(driver.record(offer).size == 2);
  CHECK(driver.record(offer).minutes == 12);
  CHECK(driver.status(booking) == AppointmentStatus::rescheduled);
}

TEST_CASE("the offer is taken as one fact, and no ledger notes it") {
  Town town;
  give_back(town, town.nine);
  const auto offer = town.offered(town.booked);
  const auto events = town.events().size();
  const auto taken = town.as(citizen_caller(alice)).confirm(offer);
  REQUIRE(taken == Rejection::none);
  CHECK(taken.receipt.status == static_cast<std::uint8_t>(AppointmentStatus::booked));
  CHECK(town.events().size() == events + 1);
  CHECK(town.count<PlaceTaken>() == 1);
  CHECK(town.status(offer) == AppointmentStatus::booked);
  CHECK(town.status(town.booked) == AppointmentStatus::rescheduled);
  CHECK(town.record(town.booked).later == town.state().find(offer.id));
  CHECK(town.record(offer).earlier == town.state().find(town.booked.id));
  CHECK(!town.watches(town.booked));
  CHECK(town.person(alice).cancellations == LedgerDays{});
  CHECK(town.person(alice).open_holds == 0);
  CHECK(town.taken(friday_eleven) == 6);  // comes back after its delay
  town.pass(config::minutes{5});
  CHECK(town.taken(friday_eleven) == 0);
  CHECK(town.run(GetAppointment{.id = town.booked.id, .newest = true}).receipt.subject.words ==
        offer.id.words);
  CHECK(town.confirm(offer) == Rejection::wrong_state);
}

TEST_CASE("every offer of a watch has an id of its own, along the chain of the first") {
  Town town;
  give_back(town, town.nine);
  const auto first = town.offered(town.booked);
  std::vector<AppointmentId> ids;
  for (std::uint8_t n = 0; n < watch_offers_max; ++n) {
    const AppointmentId id = alternative_id(first.id, n);
    CHECK(chain_of(id) == chain_of(first.id));
    CHECK(step_of(id) == step_of(first.id));
    CHECK(std::ranges::find(ids, id) == ids.end());
    ids.push_back(id);
  }
  CHECK(ids[0] == first.id);
  CHECK(town.state().watch(town.state().find_watch(town.booked.id)).offer_id == first.id);
}

TEST_CASE("the same message again has the same answer") {
  Town town;
  give_back(town, town.nine);
  const auto offer = town.offered(town.booked);
  const auto first = town.keyed(7).confirm(offer);
  const auto again = town.keyed(7).confirm(offer);
  CHECK(first.receipt == again.receipt);
  CHECK(town.count<PlaceTaken>() == 1);
}

TEST_CASE("who takes it for a party asks the others again") {
  Driver driver;
  const auto booking = driver.book(friday_eleven, {alice, bob});
  REQUIRE(driver.watch(booking, at_nine) == Rejection::none);
  const auto offer = driver.offered(booking);
  REQUIRE(driver.as(citizen_caller(carol)).confirm(offer) == Rejection::forbidden);
  const auto taken = driver.as(citizen_caller(bob)).confirm(offer);
  REQUIRE(taken == Rejection::none);
  CHECK(taken.receipt.position == 1);  // alice
  CHECK(driver.record(offer).services[0].is_companion());
  CHECK(!driver.record(offer).services[1].is_companion());
  CHECK(driver.as(admin).book(friday_ten, {alice}) == Rejection::none);
}

TEST_CASE("an offer that is declined or lapses goes to the next, and is not made again") {
  struct Row {
    const char* why;
    std::function<void(Town&, const Outcome&)> end;
    AppointmentStatus status;
  };
  const std::array rows{
      Row{"declined",
          [](Town& town, const Outcome& offer) {
            REQUIRE(town.as(citizen_caller(alice)).release(offer) == Rejection::none);
          },
          AppointmentStatus::released},
      Row{"lapsed", [](Town& town, const Outcome&) { town.pass(config::minutes{30}); },
          AppointmentStatus::expired},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Town town;
    const auto next = town.other();
    give_back(town, town.nine);
    const auto offer = town.offered(town.booked);
    row.end(town, offer);
    CHECK(town.status(offer) == row.status);
    CHECK(town.status(town.booked) == AppointmentStatus::booked);
    CHECK(town.watches(town.booked));
    CHECK(town.has_offer(next));
    REQUIRE(town.as(admin).release(town.offered(next)) == Rejection::none);
    town.pass(config::minutes{60});
    CHECK(!town.has_offer(town.booked));
    CHECK(town.taken(friday_nine) == 24);
    CHECK(town.confirm(offer) == Rejection::hold_expired);
  }
}

TEST_CASE("a watch ends after three offers in a row that nobody answers") {
  Driver driver;
  const auto booking = driver.book("330127.documents.2026-06-12.1130", {alice});
  REQUIRE(driver.watch(booking, places("2026-06-12", "09:00", "11:30")) == Rejection::none);
  driver.pass(config::minutes{35});
  const auto second = driver.offered(booking);
  REQUIRE(!second.id.is_zero());
  REQUIRE(driver.release(second) == Rejection::none);  // an answer: the row begins anew
  driver.to("2026-06-08 12:40");
  CHECK(driver.count<PlaceOffered>() == 5);
  CHECK(!driver.watches(booking));
  CHECK(driver.last<WatchEnded>().reason == WatchEnd::unanswered);
  CHECK(driver.status(booking) == AppointmentStatus::booked);
}

TEST_CASE("what ends a watch ends its offer, which goes to the next") {
  struct Row {
    const char* why;
    std::function<void(Town&)> act;
    WatchEnd reason;
  };
  const std::array rows{
      Row{"it is withdrawn",
          [](Town& town) {
            REQUIRE(town.as(citizen_caller(alice)).end_watch(town.booked) == Rejection::none);
          },
          WatchEnd::withdrawn},
      Row{"the booking is cancelled",
          [](Town& town) { REQUIRE(town.cancel(town.booked) == Rejection::none); },
          WatchEnd::changed},
      Row{"the booking is moved",
          [](Town& town) { REQUIRE(town.reschedule(town.booked, friday_ten) == Rejection::none); },
          WatchEnd::changed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Town town;
    const auto next = town.other();
    give_back(town, town.nine);
    const auto offer = town.offered(town.booked);
    REQUIRE(!offer.id.is_zero());
    row.act(town);
    CHECK(!town.watches(town.booked));
    CHECK(town.last<WatchEnded>().reason == row.reason);
    CHECK(town.status(offer) == AppointmentStatus::released);
    CHECK(town.has_offer(next));
  }
}

TEST_CASE("moving to a place beside the offered one takes no more than there is") {
  Town town;
  town.other();
  give_back(town, town.nine);
  fill(town, friday_half_past, 200, 4);
  REQUIRE(town.reschedule(town.booked, friday_half_past) == Rejection::none);
  CHECK(town.taken(friday_half_past) == 30);
  CHECK(town.taken(friday_nine) == 30);
}

TEST_CASE("a watch ends with its hours, and before the visit") {
  Town town;
  town.to("2026-06-12 09:29:59");
  CHECK(town.watches(town.booked));
  town.to("2026-06-12 09:30");
  CHECK(!town.watches(town.booked));
  CHECK(town.last<WatchEnded>().reason == WatchEnd::over);
  CHECK(town.status(town.booked) == AppointmentStatus::booked);
}

TEST_CASE("whoever has come to the hall watches no more") {
  Driver driver{"2026-06-12 08:00"};
  fill(driver, friday_half_past);
  const auto booking = driver.book(friday_ten, {alice});
  REQUIRE(driver.watch(booking, places("2026-06-12", "09:30", "10:00")) == Rejection::none);
  driver.to("2026-06-12 09:35");
  REQUIRE(driver.check_in(hill_hall, booking) == Rejection::none);
  CHECK(!driver.watches(booking));
}

TEST_CASE(
    "a place that begins within the hour is offered to nobody: who takes it could not be there") {
  struct Row {
    const char* now;
    int offers;
  };
  for (const auto& [now, offers] : {Row{"2026-06-12 08:00", 1}, Row{"2026-06-12 08:01", 0}}) {
    CAPTURE(now);
    Driver driver{now};
    const auto booking = driver.book(friday_eleven, {alice});
    REQUIRE(driver.watch(booking, at_nine) == Rejection::none);
    CHECK(driver.count<PlaceOffered>() == offers);
  }
}

TEST_CASE("watching is for those who may change the booking, and for what may be earlier") {
  struct Row {
    const char* why;
    Caller caller;
    WatchedPlaces wanted;
    Rejection expected;
  };
  auto two_halls = at_nine;
  two_halls.halls = {hill_hall, main_hall};
  two_halls.halls_size = 2;
  auto unknown = at_nine;
  unknown.halls = {HallCode{999}};
  unknown.halls_size = 1;
  auto twice = two_halls;
  twice.halls = {hill_hall, hill_hall};
  auto until_booked = places("2026-06-12", "09:00", "12:00");
  auto all_days = places("2026-06-01", "00:00", "24:00");
  all_days.to = day("2026-12-31");
  const std::array rows{
      Row{"earlier that day", citizen_caller(alice), at_nine, Rejection::none},
      Row{"any time before", citizen_caller(alice), all_days, Rejection::none},
      Row{"in two halls", citizen_caller(alice), two_halls, Rejection::none},
      Row{"by the hotline", hotline, at_nine, Rejection::none},
      Row{"hours that last longer than until then", citizen_caller(alice), until_booked,
          Rejection::none},
      Row{"somebody else's", citizen_caller(bob), at_nine, Rejection::forbidden},
      Row{"nobody's", anyone, at_nine, Rejection::forbidden},
      Row{"a day later", citizen_caller(alice), places("2026-06-15"), Rejection::nothing_earlier},
      Row{"a day that has passed", citizen_caller(alice), places("2026-06-05"),
          Rejection::nothing_earlier},
      Row{"hours behind it", citizen_caller(alice), places("2026-06-12", "11:00", "12:00"),
          Rejection::nothing_earlier},
      Row{"no hours", citizen_caller(alice), places("2026-06-12", "10:00", "10:00"),
          Rejection::nothing_earlier},
      Row{"a hall that is not there", citizen_caller(alice), unknown, Rejection::unknown_slot},
      Row{"a hall named twice", citizen_caller(alice), twice, Rejection::unknown_slot},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = driver.book(friday_eleven, {alice});
    CHECK(driver.as(row.caller).watch(booking, row.wanted) == row.expected);
    CHECK(driver.count<WatchSet>() == (row.expected == Rejection::none ? 1 : 0));
  }
}

TEST_CASE("a hall that does not offer the service has no such place") {
  Driver driver;
  const auto booking =
      driver.book("330100.business.2026-06-12.1000", {{alice, business_registration}});
  REQUIRE(booking == Rejection::none);
  auto elsewhere = at_nine;
  elsewhere.halls = {main_hall, lake_hall};
  elsewhere.halls_size = 2;
  CHECK(driver.watch(booking, elsewhere) == Rejection::unknown_service);
  elsewhere.halls_size = 1;
  CHECK(driver.watch(booking, elsewhere) == Rejection::none);
}

TEST_CASE("of the halls only those that are named are kept") {
  Driver driver;
  const auto booking = driver.book(friday_eleven, {alice});
  auto wanted = at_nine;
  wanted.halls = {hill_hall, main_hall, lake_hall};
  wanted.halls_size = 1;
  REQUIRE(driver.watch(booking, wanted) == Rejection::none);
  const auto& kept = driver.last<WatchSet>().places;
  CHECK(kept.halls_size == 1);
  CHECK(kept.halls[1] == HallCode{});
}

TEST_CASE("a booking has one watch, a citizen three, and each is withdrawn once") {
  Town town;
  CHECK(town.watch(town.booked, at_nine) == Rejection::already_watching);
  const auto second = town.book(friday_eleven, {{alice, endorsement}});
  const auto third = town.book(friday_eleven, {{alice, first_passport}});
  const auto fourth =
      town.book("330127.business.2026-06-12.1100", {{alice, business_registration}});
  CHECK(town.watch(second, at_nine) == Rejection::none);
  CHECK(town.watch(third, at_nine) == Rejection::none);
  CHECK(town.watch(fourth, at_nine) == Rejection::watch_limit);
  CHECK(town.end_watch(second) == Rejection::none);
  CHECK(town.end_watch(second) == Rejection::not_found);
  CHECK(town.watch(fourth, at_nine) == Rejection::none);
}

TEST_CASE("in another hall it is offered too, and not on a day on which that is closed") {
  Driver driver;
  const auto booking = driver.book(friday_eleven, {alice});
  auto saturday = places("2026-06-08", "00:00", "24:00");
  saturday.to = day("2026-06-12");
  saturday.halls = {lake_hall};
  saturday.halls_size = 1;
  saturday.from = day("2026-06-11");
  REQUIRE(driver.watch(booking, saturday) == Rejection::none);
  const auto offer = driver.offered(booking);
  REQUIRE(!offer.id.is_zero());
  CHECK(driver.record(offer).slot == slot("330106.documents.2026-06-11.0900"));
  REQUIRE(driver.confirm(offer) == Rejection::none);
  CHECK(driver.state().find(lake_hall, day("2026-06-11"), KioskCode{driver.record(offer).code}) !=
        nowhere);

  const auto monday = driver.book("330127.documents.2026-06-16.0900", {bob});
  auto closed = places("2026-06-15", "00:00", "24:00");
  closed.halls = {lake_hall};
  closed.halls_size = 1;
  REQUIRE(driver.watch(monday, closed) == Rejection::none);
  CHECK(driver.offered(monday).id.is_zero());
}

TEST_CASE("a restart keeps what is watched for, and what is offered") {
  Town town;
  const auto next = town.other();
  give_back(town, town.nine);
  const auto offer = town.offered(town.booked);
  town.restart(city());
  CHECK(town.offered(town.booked).id == offer.id);
  REQUIRE(town.release(offer) == Rejection::none);
  CHECK(town.has_offer(next));
  REQUIRE(town.confirm(town.offered(next)) == Rejection::none);
}

TEST_CASE("others are told of an offer, of its end and of the watch's") {
  Town town;
  town.run(SwitchOutbox{true});
  give_back(town, town.nine);
  const auto offer = town.offered(town.booked);
  REQUIRE(town.release(offer) == Rejection::none);
  REQUIRE(town.end_watch(town.booked) == Rejection::none);
  std::vector<std::pair<AnnouncementKind, Bits128<struct SubjectTag>>> told;
  const auto& trail = town.state().announcements();
  for (auto n = trail.first(); n < trail.end(); ++n) {
    told.emplace_back(trail[n].kind, trail[n].subject);
  }
  using Kind = AnnouncementKind;
  const std::vector<std::pair<AnnouncementKind, Bits128<struct SubjectTag>>> expected{
      {Kind::cancelled, {town.nine.id.words}},
      {Kind::place_offered, {offer.id.words}},
      {Kind::place_offer_ended, {offer.id.words}},
      {Kind::watch_ended, {town.booked.id.words}}};
  CHECK(told == expected);
}

TEST_CASE("whoever asks for a booking sees what is offered and watched for") {
  Town town;
  give_back(town, town.nine);
  const auto receipt = town.run(GetAppointment{.id = town.booked.id}).receipt;
  const auto view = answer(town.state(), receipt).appointment;
  REQUIRE(view.offer.has_value());
  CHECK(view.offer->id == town.offered(town.booked).id);
  CHECK(view.offer->slot == slot(friday_nine));
  CHECK(view.offer->minutes == 30);
  CHECK(view.offer->kind == PlaceOfferKind::earlier);
  REQUIRE(view.watch.has_value());
  CHECK(view.watch->places.from == day("2026-06-12"));
  CHECK(view.watch->places.to_minute == minute("09:30"));
  CHECK(view.watch->ends_at == instant("2026-06-12 09:30"));
}

}  // namespace
}  // namespace offpeak::scheduler::tests
