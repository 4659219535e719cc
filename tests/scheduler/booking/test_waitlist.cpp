#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";  // room for 5 renewals
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* saturday =
    "330100.documents.2026-06-13.0830";  // 28, then 40, then 48 minutes

/// Fills a slot with renewals of one; the first of them is the one to give its place up.
Outcome fill(Driver& driver, const char* name, int places = 5, std::uint64_t first = 100) {
  Outcome one;
  for (int i = 0; i < places; ++i) {
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

TEST_CASE("joining a waitlist is for those who could book if there were room") {
  struct Row {
    std::string why;
    const char* slot;
    Group group;
    Rejection expected;
  };
  const std::array rows{
      Row{"full", friday_nine, {alice}, Rejection::none},
      Row{"there is room", friday_ten, {alice}, Rejection::slot_available},
      Row{"room for fewer", "330127.documents.2026-06-12.1030", {alice, bob}, Rejection::none},
      Row{"room for one",
          "330127.documents.2026-06-12.1030",
          {{alice, endorsement}},
          Rejection::slot_available},
      Row{"no such slot", "330127.documents.2026-06-13.0900", {alice}, Rejection::unknown_slot},
      Row{"too far away", "330127.documents.2026-06-23.0900", {alice}, Rejection::outside_horizon},
      Row{"not released", "330100.documents.2026-06-22.0900", {alice}, Rejection::not_released},
      Row{"another lane", friday_nine, {{alice, business_registration}}, Rejection::wrong_lane},
      Row{"twice the same", friday_nine, {alice, alice}, Rejection::duplicate_applicant},
      Row{"three where two may come",
          "330106.documents.2026-06-16.0900",
          {alice, bob, carol},
          Rejection::party_too_large},
      Row{"booked elsewhere", friday_nine, {grace}, Rejection::already_booked},
      Row{"one of two booked elsewhere", friday_nine, {alice, grace}, Rejection::already_booked},
      Row{"booked for another service", friday_nine, {{grace, endorsement}}, Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-08 08:00"};
    fill(driver, friday_nine);
    fill(driver, "330127.documents.2026-06-12.1030", 4, 200);
    REQUIRE(driver.book("330127.documents.2026-06-12.1100", {grace}) == Rejection::none);
    const auto joined = driver.join(row.slot, row.group);
    CHECK(joined == row.expected);
    CHECK(driver.count<WaitlistJoined>() == (row.expected == Rejection::none ? 1 : 0));
    if (row.expected != Rejection::none) continue;
    CHECK(joined.receipt.status == static_cast<std::uint8_t>(WaitlistStatus::waiting));
    CHECK(joined.receipt.position == 1);
  }
}

TEST_CASE("a line has an end, and nobody stands in too many or twice in one") {
  Driver driver;
  fill(driver, friday_nine);
  fill(driver, friday_ten, 5, 200);
  fill(driver, "330127.documents.2026-06-12.1030", 5, 300);
  fill(driver, "330127.documents.2026-06-12.1100", 5, 400);
  REQUIRE(driver.join(friday_nine, {alice}) == Rejection::none);
  CHECK(driver.join(friday_nine, {alice}) == Rejection::already_waiting);
  CHECK(driver.join(friday_nine, {{alice, endorsement}}) == Rejection::already_waiting);
  CHECK(driver.join(friday_nine, {bob, alice}) == Rejection::already_waiting);

  REQUIRE(driver.join(friday_ten, {alice, bob}) == Rejection::none);
  REQUIRE(driver.join("330127.documents.2026-06-12.1030", {alice}) == Rejection::none);
  CHECK(driver.join("330127.documents.2026-06-12.1100", {alice}) == Rejection::waitlist_limit);
  CHECK(driver.join("330127.documents.2026-06-12.1100", {carol, alice}) ==
        Rejection::waitlist_limit);

  REQUIRE(driver.join(friday_nine, {bob}) == Rejection::none);
  REQUIRE(driver.join(friday_nine, {carol}) == Rejection::none);
  const auto fourth = driver.join(friday_nine, {dave});
  CHECK(fourth.receipt.position == 4);
  CHECK(driver.join(friday_nine, {erin}) == Rejection::waitlist_full);
  REQUIRE(driver.leave(fourth) == Rejection::none);
  CHECK(driver.join(friday_nine, {erin}) == Rejection::none);
}

TEST_CASE("free capacity is offered to the first in line, however it came free") {
  struct Row {
    std::string why;
    std::string slot;
    void (*prepare)(Driver&);
    void (*free_some)(Driver&);
  };
  static Outcome kept;
  const std::array rows{
      Row{"a cancelled place returns", friday_nine,
          [](Driver& driver) { kept = fill(driver, friday_nine); },
          [](Driver& driver) { give_back(driver, kept); }},
      Row{"a rescheduled place returns", friday_nine,
          [](Driver& driver) { kept = fill(driver, friday_nine); },
          [](Driver& driver) {
            REQUIRE(driver.reschedule(kept, friday_ten) == Rejection::none);
            driver.pass(config::minutes{5});
          }},
      Row{"a hold is released", friday_nine,
          [](Driver& driver) {
            kept = driver.hold(friday_nine, {citizen(1)});
            fill(driver, friday_nine, 4);
          },
          [](Driver& driver) { REQUIRE(driver.release(kept) == Rejection::none); }},
      Row{"a hold expires", friday_nine,
          [](Driver& driver) {
            kept = driver.hold(friday_nine, {citizen(1)});
            fill(driver, friday_nine, 4);
          },
          [](Driver& driver) { driver.pass(config::minutes{10}); }},
      Row{"a wave is released", saturday, [](Driver& driver) { fill(driver, saturday, 4); },
          [](Driver& driver) { driver.to("2026-06-10 09:00"); }},
      Row{"an offer before is refused", friday_nine,
          [](Driver& driver) {
            const auto booking = fill(driver, friday_nine);
            kept = driver.join(friday_nine, {erin});
            give_back(driver, booking);
            REQUIRE(driver.waiting(kept) == WaitlistStatus::offered);
          },
          [](Driver& driver) { REQUIRE(driver.leave(kept) == Rejection::none); }},
      Row{"an offer before lapses", friday_nine,
          [](Driver& driver) {
            const auto booking = fill(driver, friday_nine);
            kept = driver.join(friday_nine, {erin});
            give_back(driver, booking);
          },
          [](Driver& driver) { driver.pass(config::minutes{30}); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    row.prepare(driver);
    const auto first = driver.join(row.slot, {alice});
    REQUIRE(first == Rejection::none);
    const auto second = driver.join(row.slot, {{bob, endorsement}, {carol, endorsement}});
    REQUIRE(second == Rejection::none);
    row.free_some(driver);
    CHECK(driver.waiting(first) == WaitlistStatus::offered);
    CHECK(driver.status(first) == AppointmentStatus::held);
    const bool both = row.slot == saturday;  // the wave has room for both
    CHECK(driver.waiting(second) == (both ? WaitlistStatus::offered : WaitlistStatus::waiting));
    CHECK(driver.position(second) == (both ? 0 : 1));
    CHECK(driver.book(row.slot, {dave}) == Rejection::slot_full);
  }
}

TEST_CASE("first come, first served; too large for what is free lets the next one pass") {
  Driver driver;
  const auto one = fill(driver, friday_nine, 1, 100);
  const auto two = fill(driver, friday_nine, 1, 101);
  fill(driver, friday_nine, 3, 102);
  const auto pair = driver.join(friday_nine, {alice, bob});
  const auto single = driver.join(friday_nine, {carol});
  const auto last = driver.join(friday_nine, {dave});
  CHECK(driver.position(pair) == 1);
  CHECK(driver.position(single) == 2);
  CHECK(driver.position(last) == 3);

  give_back(driver, one);  // 6 minutes: the pair needs 12
  CHECK(driver.waiting(pair) == WaitlistStatus::waiting);
  CHECK(driver.waiting(single) == WaitlistStatus::offered);
  CHECK(driver.waiting(last) == WaitlistStatus::waiting);
  CHECK(driver.position(pair) == 1);
  CHECK(driver.position(last) == 2);

  REQUIRE(driver.cancel(two) == Rejection::none);
  REQUIRE(driver.leave(last) == Rejection::none);  // so that only the pair waits
  driver.pass(config::minutes{5});
  CHECK(driver.waiting(pair) == WaitlistStatus::waiting);
  REQUIRE(driver.leave(single) == Rejection::none);  // and 6 more
  CHECK(driver.waiting(pair) == WaitlistStatus::offered);
  CHECK(driver.status(pair) == AppointmentStatus::held);
  CHECK(driver.taken(friday_nine) == 30);
}

TEST_CASE("an offer is an exclusive hold for 30 minutes, but not past the slot's beginning") {
  struct Row {
    std::string cancelled_at;
    const char* ends;
  };
  const std::array rows{
      Row{"2026-06-08 10:00", "2026-06-08 10:35"},
      Row{"2026-06-12 08:25", "2026-06-12 09:00"},
      Row{"2026-06-12 08:54:59.999", "2026-06-12 09:00"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.cancelled_at);
    Driver driver;
    const auto booking = fill(driver, friday_nine);
    const auto joined = driver.join(friday_nine, {alice});
    driver.to(row.cancelled_at);
    give_back(driver, booking);
    REQUIRE(driver.waiting(joined) == WaitlistStatus::offered);
    const auto asked = driver.run(GetWaitlist{joined.waitlist});
    CHECK(asked.receipt.expires_at == instant(row.ends));
    const auto view = answer(driver.state(), asked.receipt).waitlist;
    CHECK(view.offer == joined.id);
    CHECK(view.offer_expires_at == instant(row.ends));
    CHECK(driver.book(friday_nine, {bob}) == Rejection::slot_full);
    driver.to(instant(row.ends) - config::milliseconds{1});
    CHECK(driver.waiting(joined) == WaitlistStatus::offered);
    driver.to(row.ends);
    CHECK(driver.waiting(joined) == WaitlistStatus::lapsed);
    CHECK(driver.status(joined) == AppointmentStatus::expired);
  }
}

TEST_CASE("capacity that returns once the slot has begun is offered to nobody") {
  Driver driver;
  const auto booking = fill(driver, friday_nine);
  const auto joined = driver.join(friday_nine, {alice});
  driver.to("2026-06-12 08:55");
  REQUIRE(driver.cancel(booking) == Rejection::none);  // returns at 09:00
  driver.to("2026-06-12 09:00");
  CHECK(driver.taken(friday_nine) == 24);
  CHECK(driver.waiting(joined) == WaitlistStatus::closed);
  CHECK(driver.count<OfferMade>() == 0);
}

TEST_CASE("how a place in line ends") {
  struct Row {
    std::string why;
    void (*end)(Driver&, const Outcome& joined, const Outcome& booking);
    WaitlistStatus status;
    Rejection leaving;  // afterwards
  };
  const std::array rows{
      Row{"left while waiting",
          [](Driver& driver, const Outcome& joined, const Outcome&) { driver.leave(joined); },
          WaitlistStatus::left, Rejection::wrong_state},
      Row{"left while offered",
          [](Driver& driver, const Outcome& joined, const Outcome& booking) {
            give_back(driver, booking);
            driver.leave(joined);
          },
          WaitlistStatus::left, Rejection::wrong_state},
      Row{"the offer given back as a hold",
          [](Driver& driver, const Outcome& joined, const Outcome& booking) {
            give_back(driver, booking);
            driver.release(joined);
          },
          WaitlistStatus::left, Rejection::wrong_state},
      Row{"accepted",
          [](Driver& driver, const Outcome& joined, const Outcome& booking) {
            give_back(driver, booking);
            CHECK(driver.confirm(joined) == Rejection::none);
          },
          WaitlistStatus::accepted, Rejection::wrong_state},
      Row{"accepted too late",
          [](Driver& driver, const Outcome& joined, const Outcome& booking) {
            give_back(driver, booking);
            driver.pass(config::minutes{30});
            CHECK(driver.confirm(joined) == Rejection::hold_expired);
          },
          WaitlistStatus::lapsed, Rejection::wrong_state},
      Row{"the slot has begun",
          [](Driver& driver, const Outcome&, const Outcome&) { driver.to("2026-06-12 09:00"); },
          WaitlistStatus::closed, Rejection::wrong_state},
      Row{"not yet begun",
          [](Driver& driver, const Outcome&, const Outcome&) {
            driver.to("2026-06-12 08:59:59.999");
          },
          WaitlistStatus::waiting, Rejection::none},
      Row{"booked for the same service elsewhere",
          [](Driver& driver, const Outcome&, const Outcome& booking) {
            REQUIRE(driver.book(friday_ten, {alice}) == Rejection::none);
            give_back(driver, booking);
          },
          WaitlistStatus::waiting, Rejection::none},
      Row{"booked for another service elsewhere",
          [](Driver& driver, const Outcome&, const Outcome& booking) {
            REQUIRE(driver.book(friday_ten, {{alice, endorsement}}) == Rejection::none);
            give_back(driver, booking);
          },
          WaitlistStatus::offered, Rejection::none},
      Row{"five times cancelled meanwhile",
          [](Driver& driver, const Outcome&, const Outcome& booking) {
            driver.as(citizen_caller(alice));
            for (int i = 0; i < 5; ++i) {
              REQUIRE(driver.cancel(driver.book("330127.documents.2026-06-12.1030", {alice})) ==
                      Rejection::none);
            }
            driver.as(admin);
            give_back(driver, booking);
          },
          WaitlistStatus::waiting, Rejection::none},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto booking = fill(driver, friday_nine);
    const auto joined = driver.join(friday_nine, {alice});
    row.end(driver, joined, booking);
    CHECK(driver.waiting(joined) == row.status);
    CHECK(driver.leave(joined) == row.leaving);
  }
  Driver driver;
  CHECK(driver.leave(Outcome{.waitlist = {{9, 9}}}) == Rejection::not_found);
}

TEST_CASE("a lapsed or refused offer passes to the next in line, to the end of the line") {
  Driver driver;
  const auto booking = fill(driver, friday_nine);
  const auto first = driver.join(friday_nine, {alice});
  const auto second = driver.join(friday_nine, {bob});
  const auto third = driver.join(friday_nine, {carol});
  give_back(driver, booking);
  CHECK(driver.waiting(first) == WaitlistStatus::offered);
  CHECK(driver.waiting(second) == WaitlistStatus::waiting);
  driver.pass(config::minutes{30});
  CHECK(driver.waiting(first) == WaitlistStatus::lapsed);
  CHECK(driver.waiting(second) == WaitlistStatus::offered);
  CHECK(driver.leave(second) == Rejection::none);
  CHECK(driver.waiting(third) == WaitlistStatus::offered);
  driver.pass(config::minutes{30});
  CHECK(driver.waiting(third) == WaitlistStatus::lapsed);
  CHECK(driver.taken(friday_nine) == 24);
  CHECK(driver.book(friday_nine, {dave}) == Rejection::none);
}

TEST_CASE("one who may not book at present lets the next in line pass, and goes on waiting") {
  Driver driver;
  const auto booking = fill(driver, friday_nine);
  const auto first = driver.join(friday_nine, {alice});
  const auto second = driver.join(friday_nine, {bob});
  const auto other = driver.book(friday_ten, {alice});
  REQUIRE(other == Rejection::none);
  give_back(driver, booking);
  CHECK(driver.waiting(first) == WaitlistStatus::waiting);
  CHECK(driver.waiting(second) == WaitlistStatus::offered);
  REQUIRE(driver.cancel(other) == Rejection::none);
  REQUIRE(driver.leave(second) == Rejection::none);
  CHECK(driver.waiting(first) == WaitlistStatus::offered);
}

TEST_CASE("at a release nobody overtakes those who wait, and those who wait leave the rest") {
  Driver driver;
  fill(driver, saturday, 4);  // 24 of 28 minutes
  const auto pair = driver.join(saturday, {alice, bob});
  REQUIRE(pair == Rejection::none);
  driver.to("2026-06-10 08:59:59.999");
  CHECK(driver.waiting(pair) == WaitlistStatus::waiting);
  driver.to("2026-06-10 09:00");  // 40 minutes: 16 free, 12 of them offered
  CHECK(driver.book(saturday, {carol}) == Rejection::slot_full);
  CHECK(driver.waiting(pair) == WaitlistStatus::offered);
  CHECK(driver.book(saturday, {{carol, endorsement}}) == Rejection::none);
  CHECK(driver.taken(saturday) == 40);
}

TEST_CASE("each wave still to come serves the line, not only the next") {
  Driver driver{"2026-06-08 10:00"};
  fill(driver, saturday, 4);
  std::vector<Outcome> line;
  for (std::uint64_t i = 1; i <= 5; ++i) line.push_back(driver.join(saturday, {citizen(i)}));
  const auto offers = [&] { return driver.count<OfferMade>(); };
  driver.to("2026-06-10 09:00");
  CHECK(offers() == 2);  // 16 minutes free
  CHECK(driver.confirm(line[0]) == Rejection::none);
  CHECK(driver.confirm(line[1]) == Rejection::none);
  driver.to("2026-06-12 16:59:59.999");
  CHECK(offers() == 2);
  driver.to("2026-06-12 17:00");
  CHECK(offers() == 4);  // 12 more
  CHECK(driver.waiting(line[4]) == WaitlistStatus::waiting);
  driver.to("2026-06-13 08:30");
  CHECK(offers() == 5);  // lapsed offers went on
}

TEST_CASE("who gives a hold in the slot back may be offered what that frees") {
  Driver driver;
  const auto other = driver.hold(friday_nine, {erin});
  fill(driver, friday_nine, 3);                              // 24 of 30 minutes
  const auto pair = driver.join(friday_nine, {alice, bob});  // needs 12, and 6 are free
  REQUIRE(pair == Rejection::none);
  const auto own = driver.hold(friday_nine, {alice});  // while she waits she holds those 6
  REQUIRE(own == Rejection::none);
  REQUIRE(driver.release(other) == Rejection::none);  // 6 free: still too few
  REQUIRE(driver.waiting(pair) == WaitlistStatus::waiting);
  REQUIRE(driver.release(own) == Rejection::none);  // 12 free, and she has no hold any more
  CHECK(driver.waiting(pair) == WaitlistStatus::offered);
}

TEST_CASE("a place in line that was given up is known for a day") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {bob, carol, dave, erin}) == Rejection::none);
  REQUIRE(driver.book(friday_nine, {frank}) == Rejection::none);
  const auto stays = driver.join(friday_nine, {grace});
  driver.pass(config::milliseconds{1});
  const Instant left_at = driver.now();
  const int left_max = hall(hill_hall).rules.holds_per_day_max;
  driver.as(citizen_caller(alice));
  for (int i = 0; i < left_max; ++i) {
    REQUIRE(driver.leave(driver.join(friday_nine, {alice})) == Rejection::none);
  }
  CHECK(driver.join(friday_nine, {alice}) == Rejection::waitlist_limit);
  driver.as(admin);
  const auto known = static_cast<std::uint32_t>(left_max + 1);
  CHECK(driver.state().waitlist_count() == known);
  driver.to(left_at + std::chrono::hours{24});
  CHECK(driver.state().waitlist_count() == known);
  driver.to(left_at + std::chrono::hours{24} + std::chrono::minutes{1});
  CHECK(driver.state().waitlist_count() == 1);
  CHECK(driver.state().find(alice) == nowhere);
  CHECK(driver.waiting(stays) == WaitlistStatus::waiting);

  driver.to("2026-06-13 09:01");  // a day after the slot began and the line was closed
  CHECK(driver.state().waitlist_count() == 0);
}

TEST_CASE("who lets offers come to nothing waits longer for each further place in line") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {bob, carol, dave, erin}) == Rejection::none);
  const auto last = driver.hold(friday_nine, {frank});
  REQUIRE(last == Rejection::none);
  // Two who hand the last place to each other.
  const std::array two{alice, grace};
  driver.as(citizen_caller(two[0]));
  auto joined = driver.join(friday_nine, {two[0]});
  REQUIRE(joined == Rejection::none);
  driver.as(admin);
  REQUIRE(driver.release(last) == Rejection::none);
  int turns = 0;
  for (bool goes_on = true; goes_on && turns < 100; ++turns) {
    REQUIRE(driver.waiting(joined) == WaitlistStatus::offered);
    const CitizenKey other = two[(turns + 1) % 2];
    driver.as(citizen_caller(other));
    const auto next = driver.join(friday_nine, {other});
    goes_on = next == Rejection::none;
    if (!goes_on) CHECK(next == Rejection::hold_pause);
    driver.as(citizen_caller(two[turns % 2]));
    REQUIRE(driver.leave(joined) == Rejection::none);
    joined = next;
  }
  CHECK(turns == 6);  // three each, without a pause
}

TEST_CASE("a place in line of a journal that does not say when it ended is known for a day more") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {bob, carol, dave, erin}) == Rejection::none);
  REQUIRE(driver.book(friday_nine, {frank}) == Rejection::none);
  const auto joined = driver.join(friday_nine, {alice});
  State state;
  for (const auto& event : driver.events()) state.apply(event);
  const Instant left_at = driver.now();
  state.apply(Event{left_at, WaitlistEnded{.id = joined.waitlist, .reason = WaitlistEnd::left}});
  Timers timers{city()};
  timers.rebuild(state);
  Events events;
  const Instant due = left_at + std::chrono::hours{24};
  while (const auto command = timers.pop_due(due)) execute(state, city(), *command, due, events);
  CHECK(state.waitlist_count() == 0);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
