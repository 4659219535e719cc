// Who was displaced is offered other places (改约): which, how long, how often, and what becomes of
// them.
#include <array>
#include <map>
#include <set>

#include "scheduler/answer.hpp"
#include "scheduler/booking/answer_hours.hpp"
#include "tests/scheduler/closing.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* thursday_nine = "330127.documents.2026-06-11.0900";

const ClosedTimes friday = closed_from(hill_hall, "2026-06-12 00:00", "2026-06-13 00:00");

const Citizen& person(const Driver& driver, CitizenKey key) {
  return driver.state().citizen(driver.state().find(key));
}

/// The lake is 5 km from the hill, the main hall 50 km.
const config::City& spread_city() {
  static const config::City made = [] {
    config::City rules = make_city();
    for (auto& one : rules.halls) {
      one.lon = 120;
      one.lat = one.code == hill_hall ? 30.0 : one.code == lake_hall ? 30.045 : 30.45;
    }
    return rules;
  }();
  return made;
}

SlotKey place_of(const Driver& driver, const Outcome& booking) {
  const auto offer = driver.offered(booking);
  return offer.id.is_zero() ? SlotKey{} : driver.record(offer).slot;
}

/// Alice's booking of Friday at nine is displaced, and a place is offered instead.
struct Town : Driver {
  explicit Town(const config::City& rules = spread_city()) : Driver{"2026-06-08 10:00", rules} {
    booking = book(friday_nine, {alice});
    REQUIRE(booking == Rejection::none);
    REQUIRE(close(*this, friday) == Rejection::none);
    let_offers_be_made(*this);
    REQUIRE(has_offer(*this, booking));
  }
  /// To the next hour in which people answer.
  void wait_for_offer() { to(answered_from(now()) + std::chrono::minutes{10}); }

  Outcome booking;
};

TEST_CASE(
    "the nearest place is offered: by distance, days, time of day, and who is there already") {
  struct Row {
    const char* why;
    ClosedTimes closed;
    const char* expected;
  };
  const std::array rows{
      // A day is an hour's worth, 5 km are 20 minutes' and 50 km 200 minutes'.
      Row{"another hall the same day", friday, "330106.documents.2026-06-12.0900"},
      Row{"the own hall another day, when the near one is closed too",
          closed_from(HallCode{}, "2026-06-12 00:00", "2026-06-13 00:00"), thursday_nine},
      Row{"the own hall later that day",
          closed_from(hill_hall, "2026-06-12 09:00", "2026-06-12 09:30"),
          "330127.documents.2026-06-12.0930"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-08 10:00", spread_city()};
    const auto booking = driver.book(friday_nine, {alice});
    REQUIRE(close(driver, row.closed) == Rejection::none);
    let_offers_be_made(driver);
    CHECK(place_of(driver, booking) == slot(row.expected));
  }
}

TEST_CASE("of places alike the emptier one is offered") {
  for (const bool is_main_used : {false, true}) {
    CAPTURE(is_main_used);
    Driver driver;  // all halls at one place
    if (is_main_used) {
      REQUIRE(driver.book("330100.documents.2026-06-12.0900", {bob}) == Rejection::none);
    }
    const auto booking = driver.book(friday_nine, {alice});
    REQUIRE(close(driver, friday) == Rejection::none);
    let_offers_be_made(driver);
    CHECK(place_of(driver, booking).hall() == (is_main_used ? lake_hall : main_hall));
    CHECK(place_of(driver, booking).start_minute() == minute("09:00"));
  }
}

TEST_CASE("an offer is exclusive, and lasts twelve of the hours in which people answer") {
  Town town;
  const auto offer = town.offered(town.booking);
  CHECK(town.last<PlaceOffered>().kind == PlaceOfferKind::displaced);
  const auto name = town.record(offer).slot;
  CHECK(town.state().taken_minutes(name) == 6);
  CHECK(town.status(offer) == AppointmentStatus::held);
  // From ten in the morning: eleven hours today, and one tomorrow.
  CHECK(town.last<PlaceOffered>().expires_at ==
        instant("2026-06-09 08:00") +
            town.last<PlaceOffered>().expires_at.time_since_epoch() % std::chrono::minutes{1});
  const auto view =
      answer(town.state(), town.run(GetAppointment{town.booking.id}).receipt).appointment;
  CHECK(view.status == AppointmentStatus::displaced);
  CHECK(view.closed_by == closure_named(1));
  REQUIRE(view.offer.has_value());
  CHECK(view.offer->kind == PlaceOfferKind::displaced);
  CHECK(view.offer->slot == name);
}

ClosureId closed_by(Driver& driver, const Outcome& booking) {
  const auto asked = driver.run(GetAppointment{booking.id});
  return answer(driver.state(), asked.receipt).appointment.closed_by;
}

TEST_CASE("who is displaced is told of the closure that did it") {
  Driver driver;
  REQUIRE(close(driver, friday, 1) == Rejection::none);
  driver.pass(config::minutes{1});
  REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  driver.pass(config::minutes{1});
  const auto booking = driver.book(friday_nine, {alice});
  // Before it: reopened, and nobody was displaced. After it: nobody was left to be.
  REQUIRE(close(driver, friday, 2) == Rejection::none);
  driver.pass(config::minutes{1});
  REQUIRE(close(driver, friday, 3) == Rejection::none);
  CHECK(closed_by(driver, booking) == closure_named(2));

  // It is opened again, and somebody else is booked and displaced.
  REQUIRE(driver.run(ReopenHalls{closure_named(2)}) == Rejection::none);
  REQUIRE(driver.run(ReopenHalls{closure_named(3)}) == Rejection::none);
  const auto later = driver.book(friday_nine, {bob});
  REQUIRE(close(driver, friday, 4) == Rejection::none);
  driver.pass(config::minutes{1});
  REQUIRE(close(driver, closed_from(HallCode{}, "2026-06-12 00:00", "2026-06-13 00:00"), 5) ==
          Rejection::none);
  CHECK(closed_by(driver, later) == closure_named(4));
}

TEST_CASE("who is displaced by a configuration is told of no closure made since") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  REQUIRE(driver.run(DisplaceBooking{booking.id}) == Rejection::none);
  REQUIRE(close(driver, friday) == Rejection::none);
  CHECK(closed_by(driver, booking) == ClosureId{});
}

TEST_CASE("nobody is asked at night") {
  Driver driver{"2026-06-08 22:00", spread_city()};
  const auto booking = driver.book(friday_nine, {alice});
  REQUIRE(close(driver, friday) == Rejection::none);
  driver.to("2026-06-09 06:59:59.999");
  CHECK_FALSE(has_offer(driver, booking));
  driver.to("2026-06-09 07:00");
  CHECK(has_offer(driver, booking));
}

TEST_CASE("it is taken as one fact that no ledger notes, also by who is suspended since") {
  Driver driver{"2026-06-08 08:00", spread_city()};
  const auto booking = driver.book(friday_nine, {alice});
  for (const char* missed : {"330127.documents.2026-06-08.0930", "330127.documents.2026-06-09.0900",
                             "330127.documents.2026-06-10.0900"}) {
    REQUIRE(driver.book(missed, {{alice, endorsement}}) == Rejection::none);
    driver.to(slot(missed).start() + std::chrono::hours{5});
  }
  REQUIRE(person(driver, alice).suspended_until != 0);
  REQUIRE(close(driver, friday) == Rejection::none);
  let_offers_be_made(driver);
  const auto offer = driver.offered(booking);
  REQUIRE_FALSE(offer.id.is_zero());
  const auto facts = driver.events().size();
  REQUIRE(driver.as(citizen_caller(alice)).confirm(offer) == Rejection::none);
  CHECK(driver.events().size() == facts + 1);
  CHECK(driver.count<PlaceTaken>() == 1);
  CHECK(driver.status(offer) == AppointmentStatus::booked);
  CHECK(driver.status(booking) == AppointmentStatus::rescheduled);
  CHECK(driver.record(booking).later == driver.state().find(offer.id));
  CHECK(person(driver, alice).cancellations == LedgerDays{});
  CHECK(driver.state().unsettled().empty());
}

TEST_CASE("after a decline or a lapse another place is offered, three in all, and none twice") {
  for (const bool declines : {true, false}) {
    CAPTURE(declines);
    Town town;
    town.as(citizen_caller(alice));
    std::set<SlotKey> places;
    int offers = 0;
    for (int day = 0; day < 40; ++day) {
      if (has_offer(town, town.booking)) {
        ++offers;
        CHECK(places.insert(place_of(town, town.booking)).second);
        const auto offer = town.offered(town.booking);
        if (declines) {
          REQUIRE(town.release(offer) == Rejection::none);
        } else {
          town.to(config::instant_of(town.record(offer).until_ms));
        }
      }
      town.pass(std::chrono::minutes{1});
      if (!has_offer(town, town.booking)) town.wait_for_offer();
      if (town.now() > instant("2026-06-14 00:00")) break;
    }
    CHECK(offers == displaced_offers_max);
    CHECK_FALSE(has_offer(town, town.booking));
    CHECK(town.state().unsettled().empty());
    CHECK(town.status(town.booking) == AppointmentStatus::displaced);
    // None of that counts against anybody.
    const auto held = town.hold("330127.documents.2026-06-15.0900", {alice});
    CHECK(held == Rejection::none);
  }
}

TEST_CASE("declined offers keep nobody from watching for an earlier place") {
  Town town;
  town.as(citizen_caller(alice));
  for (int i = 0; i < displaced_offers_max; ++i) {
    REQUIRE(town.release(town.offered(town.booking)) == Rejection::none);
    town.pass(std::chrono::seconds{1});
  }
  const auto booked = town.book("330127.documents.2026-06-15.0900", {alice});
  REQUIRE(booked == Rejection::none);
  CHECK(town.watch(booked, {.from = day("2026-06-09"), .to = day("2026-06-11")}) ==
        Rejection::none);
}

TEST_CASE("whoever was displaced may choose another place, whatever is offered") {
  Town town;
  const auto offer = town.offered(town.booking);
  CHECK(town.as(citizen_caller(bob)).reschedule(town.booking, thursday_nine) ==
        Rejection::forbidden);
  town.as(citizen_caller(alice));
  CHECK(town.reschedule(town.booking, friday_ten) == Rejection::slot_closed);
  const auto chosen = town.reschedule(town.booking, thursday_nine);
  REQUIRE(chosen == Rejection::none);
  CHECK(town.status(chosen) == AppointmentStatus::booked);
  CHECK(town.status(town.booking) == AppointmentStatus::rescheduled);
  CHECK(town.status(offer) == AppointmentStatus::released);
  CHECK(town.record(offer).until_ms == 0);
  CHECK(person(town, alice).cancellations == LedgerDays{});
  town.pass(std::chrono::minutes{30});
  CHECK(town.count<PlaceOffered>() == 1);
}

TEST_CASE("whoever has booked the service meanwhile cannot take the offer, nor choose another") {
  Town town;
  town.as(citizen_caller(alice));
  const auto own = town.book(thursday_nine, {alice});
  REQUIRE(own == Rejection::none);
  const auto offer = town.offered(town.booking);
  CHECK(town.confirm(offer) == Rejection::already_booked);
  CHECK(town.reschedule(town.booking, "330127.documents.2026-06-11.1000") ==
        Rejection::already_booked);
  REQUIRE(town.release(offer) == Rejection::none);
  town.pass(std::chrono::hours{1});
  CHECK_FALSE(has_offer(town, town.booking));
  // Nor who is elsewhere then.
  REQUIRE(town.cancel(own) == Rejection::none);
  town.pass(std::chrono::hours{1});
  REQUIRE(has_offer(town, town.booking));
  const auto place = place_of(town, town.booking);
  CHECK(place.date() == day("2026-06-12"));
}

TEST_CASE("whoever holds the service meanwhile is told of the hold, not of an appointment") {
  Town town;
  town.as(citizen_caller(alice));
  REQUIRE(town.hold(thursday_nine, {alice}) == Rejection::none);
  CHECK(town.confirm(town.offered(town.booking)) == Rejection::already_held);
  CHECK(town.reschedule(town.booking, "330127.documents.2026-06-11.1000") ==
        Rejection::already_held);
}

TEST_CASE("what the request alone decides comes first when another place is chosen") {
  Town town;
  town.as(citizen_caller(alice));
  CHECK(town.reschedule(town.booking, "330127.business.2026-12-11.1000") == Rejection::wrong_lane);
}

TEST_CASE("once a hall is open again its own place is the nearest one") {
  Town town;
  REQUIRE(town.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  let_offers_be_made(town);
  CHECK(place_of(town, town.booking) != slot(friday_nine));  // that offer stands
  REQUIRE(town.release(town.offered(town.booking)) == Rejection::none);
  town.pass(std::chrono::seconds{1});
  CHECK(place_of(town, town.booking) == slot(friday_nine));
  REQUIRE(town.as(citizen_caller(alice)).confirm(town.offered(town.booking)) == Rejection::none);
  CHECK(town.taken(friday_nine) == 6);
}

TEST_CASE("an offer in a hall that closes in its turn is replaced by another") {
  Town town;
  const auto first = town.offered(town.booking);
  REQUIRE(town.record(first).slot.hall() == lake_hall);
  REQUIRE(close(town, closed_from(lake_hall, "2026-06-12 00:00", "2026-06-13 00:00"), 2) ==
          Rejection::none);
  CHECK(town.status(first) == AppointmentStatus::released);
  let_offers_be_made(town);
  const auto second = town.offered(town.booking);
  REQUIRE_FALSE(second.id.is_zero());
  CHECK(town.record(second).slot.hall() != lake_hall);
}

TEST_CASE(
    "who has found no place two weeks after the visit is asked no more, and the day is dropped") {
  Driver driver{"2026-06-11 20:00"};
  const auto booking = driver.book(friday_nine, {alice});
  REQUIRE(close(driver, closed_from(HallCode{}, "2026-06-12 00:00")) == Rejection::none);
  driver.to("2026-06-26 20:00");
  CHECK(driver.count<PlaceOffered>() == 0);
  REQUIRE(driver.run(ReopenHalls{closure_named(1)}) == Rejection::none);
  SUBCASE("in time") {
    let_offers_be_made(driver);
    CHECK(has_offer(driver, booking));
  }
  SUBCASE("late") {
    REQUIRE(close(driver, closed_from(HallCode{}, "2026-06-12 00:00"), 2) == Rejection::none);
    driver.to("2026-06-27 08:00");
    REQUIRE(driver.run(ReopenHalls{closure_named(2)}) == Rejection::none);
    driver.pass(std::chrono::hours{1});
    CHECK_FALSE(has_offer(driver, booking));
  }
  driver.to("2026-07-14 08:00");
  CHECK(driver.state().find(booking.id) == nowhere);
}

/// So many in each slot of a hall that one command cannot offer places to all of them.
config::City large_city() {
  config::City rules = make_city();
  for (auto& one : rules.halls) one.lane_percent[1] = 100 * config::counters_max;
  return rules;
}

TEST_CASE("of thousands nobody is lost, and no command offers to more than some") {
  const config::City rules = large_city();
  State state;
  Events events;
  Timers timers{rules};
  Instant now = instant("2026-06-08 10:00");
  std::size_t commands = 0;
  const auto play = [&](const CommandBody& body) {
    const std::size_t first = events.size();
    const Receipt receipt = execute(state, rules, {.caller = admin, .body = body}, now, events);
    std::size_t offers = 0;
    for (std::size_t i = first; i < events.size(); ++i) {
      timers.observe(state, events[i]);
      offers += std::holds_alternative<PlaceOffered>(events[i].fact) ? 1 : 0;
    }
    CHECK(offers <= place_offers_max);
    commands += offers > 0 ? 1 : 0;
    return receipt;
  };
  std::vector<AppointmentId> ids;
  constexpr std::uint64_t people = 3000;
  for (std::uint64_t i = 0; i < people; ++i) {
    const int start = 9 * 60 + static_cast<int>(i % 6) * 30;
    const Date date = day(i / 6 % 2 == 0 ? "2026-06-11" : "2026-06-12");
    const SlotKey key{hill_hall, documents, date, MinuteOfDay{start}};
    // The first ones are for a service that nobody has any more: they find no place.
    const bool is_hopeless = i < 600;
    const Visitor who{citizen(i + 1), is_hopeless ? endorsement : passport_renewal};
    ids.push_back({{i + 1, i * 77 + 1}});
    REQUIRE(play(BookSlot{.id = ids.back(), .slot = key, .party = Group{who}}).rejection ==
            Rejection::none);
  }
  ClosedTimes ended = closed_from(HallCode{}, "2026-06-08 10:00", "2026-07-08 10:00");
  ended.service = endorsement;
  REQUIRE(play(CloseHalls{.id = closure_named(1), .closed = ended}).position == 600);
  const auto made =
      play(CloseHalls{.id = closure_named(2),
                      .closed = closed_from(hill_hall, "2026-06-11 00:00", "2026-06-13 00:00")});
  CHECK(made.position == people - 600);
  CHECK(state.unsettled().size() == people);
  while (timers.next() && *timers.next() <= instant("2026-06-08 20:00")) {
    now = std::max(now, *timers.next());
    play(std::visit([](const auto& one) -> CommandBody { return one; }, timers.pop_due(now)->body));
  }
  std::size_t offered = 0;
  std::set<AppointmentId> names;
  for (const AppointmentId id : ids) {
    const Appointment& booking = state.appointment(state.find(id));
    CHECK(booking.status == AppointmentStatus::displaced);
    if (!has_place_offer(booking)) continue;
    ++offered;
    names.insert(state.appointment(booking.later).id);
  }
  CHECK(offered == people - 600);
  CHECK(names.size() == offered);
  CHECK(state.unsettled().size() == 600);
  CHECK(commands >= (people - 600) / place_offers_max);
  CHECK(state.compute_hash() == state.hash());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
