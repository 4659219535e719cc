// From the door to the end of the visit: what a ticket goes through.
#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* nine = "330127.documents.2026-06-12.0900";
constexpr const char* half_past_nine = "330127.documents.2026-06-12.0930";

/// A Friday morning at the hall on the hill, its counter for documents open.
struct Morning : Driver {
  explicit Morning(std::string_view at = "2026-06-12 09:00") : Driver{at} {
    REQUIRE(open(hill_hall, 1) == Rejection::none);
  }
  Outcome walk_in(PriorityGround ground = PriorityGround::none) {
    return take_ticket(hill_hall, {passport_renewal}, ground);
  }
  Outcome call() { return call_next(hill_hall, 1); }
  void finish() {
    REQUIRE(at<Serve>(hill_hall, 1) == Rejection::none);
    REQUIRE(at<Finish>(hill_hall, 1) == Rejection::none);
  }
};

TEST_CASE("a booked visitor checks in, is called, served and done, and so is the appointment") {
  Driver driver{"2026-06-11 10:00"};
  const auto booking = driver.book(nine, {alice, {bob, endorsement}});
  driver.to("2026-06-12 08:40");
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  const auto ticket = driver.check_in(hill_hall, booking);
  REQUIRE(ticket == Rejection::none);
  CHECK(driver.status(booking) == AppointmentStatus::checked_in);
  CHECK(driver.ticket(ticket).number == 1);
  CHECK(driver.ticket(ticket).size == 2);
  CHECK(driver.ticket(ticket).line == Line::booked);

  driver.to("2026-06-12 09:00");
  CHECK(driver.call_next(hill_hall, 1).ticket == ticket.ticket);
  CHECK(driver.standing(ticket) == TicketStatus::called);
  CHECK(driver.at<Serve>(hill_hall, 1) == Rejection::none);
  driver.to("2026-06-12 09:12");
  CHECK(driver.at<Finish>(hill_hall, 1) == Rejection::none);
  CHECK(driver.standing(ticket) == TicketStatus::done);
  CHECK(driver.status(booking) == AppointmentStatus::done);
  CHECK(driver.book("330127.documents.2026-06-15.0900", {alice}) ==
        Rejection::none);  // the service is free again
}

TEST_CASE("numbers of a hall, lane and day run from one without a gap; a party has adjacent ones") {
  Driver driver{"2026-06-12 09:00"};
  driver.as(admin);
  struct Row {
    HallCode at_hall;
    std::initializer_list<ServiceCode> services;
    std::uint16_t number;
  };
  const std::array rows{
      Row{main_hall, {passport_renewal}, 1},
      Row{main_hall, {passport_renewal, endorsement, first_passport}, 2},
      Row{main_hall, {business_registration}, 1},
      Row{main_hall, {passport_renewal}, 5},
      Row{hill_hall, {passport_renewal}, 1},
      Row{main_hall, {business_registration}, 2},
  };
  for (const auto& row : rows) {
    const auto ticket = driver.take_ticket(row.at_hall, row.services);
    REQUIRE(ticket == Rejection::none);
    CHECK(driver.ticket(ticket).number == row.number);
    CHECK(driver.ticket(ticket).size == row.services.size());
  }
  driver.to("2026-06-15 09:00");  // the next open day of both
  CHECK(driver.ticket(driver.take_ticket(main_hall, {passport_renewal})).number == 1);
}

TEST_CASE("who may have a number, when and for what") {
  struct Row {
    const char* why;
    std::string at;
    Caller who;
    HallCode at_hall;
    std::initializer_list<ServiceCode> services;
    Rejection expected;
  };
  const auto kiosk = bound_caller(Role::kiosk, hill_hall);
  const std::array rows{
      Row{"a kiosk", "2026-06-12 09:00", kiosk, hill_hall, {endorsement}, Rejection::none},
      Row{"a clerk", "2026-06-12 09:00", staff, hill_hall, {endorsement}, Rejection::none},
      Row{"half an hour before the doors",
          "2026-06-12 08:30",
          kiosk,
          hill_hall,
          {endorsement},
          Rejection::none},
      Row{"earlier",
          "2026-06-12 08:29:59.999",
          kiosk,
          hill_hall,
          {endorsement},
          Rejection::hall_closed},
      Row{"just before they close",
          "2026-06-12 11:59:59.999",
          kiosk,
          hill_hall,
          {endorsement},
          Rejection::none},
      Row{"when they close",
          "2026-06-12 12:00",
          kiosk,
          hill_hall,
          {endorsement},
          Rejection::hall_closed},
      Row{"over lunch",
          "2026-06-12 12:30",
          bound_caller(Role::kiosk, main_hall),
          main_hall,
          {endorsement},
          Rejection::none},
      Row{"a closed day",
          "2026-06-13 09:30",
          kiosk,
          hill_hall,
          {endorsement},
          Rejection::hall_closed},
      Row{"another hall's kiosk",
          "2026-06-12 09:00",
          bound_caller(Role::kiosk, main_hall),
          hill_hall,
          {endorsement},
          Rejection::forbidden},
      Row{"a display",
          "2026-06-12 09:00",
          bound_caller(Role::display, hill_hall),
          hill_hall,
          {endorsement},
          Rejection::forbidden},
      Row{"a citizen",
          "2026-06-12 09:00",
          citizen_caller(alice),
          hill_hall,
          {endorsement},
          Rejection::forbidden},
      Row{"an unknown hall",
          "2026-06-12 09:00",
          admin,
          HallCode{999999},
          {endorsement},
          Rejection::not_found},
      Row{"an unknown service",
          "2026-06-12 09:00",
          kiosk,
          hill_hall,
          {ServiceCode{30}},
          Rejection::unknown_service},
      Row{"a lane that the hall lacks",
          "2026-06-12 09:00",
          kiosk,
          hill_hall,
          {advice_talk},
          Rejection::unknown_service},
      Row{"no service", "2026-06-12 09:00", kiosk, hill_hall, {}, Rejection::unknown_service},
      Row{"two lanes",
          "2026-06-12 09:00",
          kiosk,
          hill_hall,
          {endorsement, business_registration},
          Rejection::wrong_lane},
      Row{"three where two may come",
          "2026-06-12 10:00",
          admin,
          lake_hall,
          {endorsement, endorsement, endorsement},
          Rejection::party_too_large},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{row.at};
    driver.as(row.who);
    CHECK(driver.take_ticket(row.at_hall, row.services) == row.expected);
  }
}

TEST_CASE("a closed hall says when it opens next") {
  Driver driver{"2026-06-12 12:00"};
  driver.as(bound_caller(Role::kiosk, hill_hall));
  const auto closed = driver.take_ticket(hill_hall, {endorsement});
  CHECK(closed == Rejection::hall_closed);
  CHECK(closed.receipt.expires_at == instant("2026-06-15 09:00"));
}

TEST_CASE("a late check-in joins the walk-in tail, a ground the priority line") {
  struct Row {
    std::string at;
    Line line;
  };
  for (const auto& row :
       {Row{"2026-06-12 08:30", Line::booked}, Row{"2026-06-12 09:15", Line::booked},
        Row{"2026-06-12 09:16", Line::walk_in}}) {
    CAPTURE(row.at);
    Driver driver{"2026-06-11 10:00"};
    const auto booking = driver.book(nine, {alice});
    driver.to(row.at);
    CHECK(driver.ticket(driver.check_in(hill_hall, booking)).line == row.line);
  }
  Morning morning;
  CHECK(morning.ticket(morning.walk_in(PriorityGround::pregnant)).line == Line::priority);
}

TEST_CASE("called in vain: recalls, then missed, once more after three calls, then a no-show") {
  Morning hall;
  const auto absent = hall.walk_in();
  std::array<Outcome, 5> others;
  for (auto& other : others) other = hall.walk_in();
  REQUIRE(hall.call().ticket == absent.ticket);
  CHECK(hall.at<Miss>(hill_hall, 1) == Rejection::recall_first);
  for (int recall = 1; recall <= 3; ++recall) {
    CHECK(hall.at<Recall>(hill_hall, 1).receipt.recalls == recall);
  }
  CHECK(hall.at<Recall>(hill_hall, 1) == Rejection::recalls_spent);
  REQUIRE(hall.at<Miss>(hill_hall, 1) == Rejection::none);
  CHECK(hall.standing(absent) == TicketStatus::waiting);
  CHECK(hall.ticket(absent).line == Line::returning);

  for (int i = 0; i < 3; ++i) {
    REQUIRE(hall.call().ticket == others[static_cast<std::size_t>(i)].ticket);
    hall.finish();
  }
  REQUIRE(hall.call().ticket == absent.ticket);
  CHECK(hall.ticket(absent).recalls == 0);
  for (int recall = 0; recall < 3; ++recall) hall.at<Recall>(hill_hall, 1);
  REQUIRE(hall.at<Miss>(hill_hall, 1) == Rejection::none);
  CHECK(hall.standing(absent) == TicketStatus::no_show);
  CHECK(hall.call().ticket == others[3].ticket);
}

TEST_CASE("what ends a visit unserved ends the appointment as left, and costs no booking") {
  Driver driver{"2026-06-11 10:00"};
  const auto first = driver.book(nine, {alice});
  const auto second = driver.book(nine, {bob});
  const auto third = driver.book(half_past_nine, {carol});
  driver.to("2026-06-12 09:00");
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  const auto gone = driver.check_in(hill_hall, first);
  const auto missed = driver.check_in(hill_hall, second);
  const auto waits = driver.check_in(hill_hall, third);
  CHECK(driver.run(Leave{gone.ticket}) == Rejection::none);
  CHECK(driver.status(first) == AppointmentStatus::left);
  CHECK(driver.run(Leave{gone.ticket}) == Rejection::wrong_state);
  for (int round = 0; round < 2; ++round) {
    REQUIRE(driver.call_next(hill_hall, 1).ticket == missed.ticket);
    for (int recall = 0; recall < 3; ++recall) driver.at<Recall>(hill_hall, 1);
    REQUIRE(driver.at<Miss>(hill_hall, 1) == Rejection::none);
  }
  CHECK(driver.status(second) == AppointmentStatus::left);
  driver.to("2026-06-13 00:00");
  CHECK(driver.standing(waits) == TicketStatus::left);
  CHECK(driver.status(third) == AppointmentStatus::left);
  CHECK(driver.last<TicketLeft>().reason == LeaveReason::end_of_day);
  CHECK(driver.count<NoShowed>() == 0);
}

TEST_CASE("the end of the day closes what is open") {
  Morning hall;
  const auto served = hall.walk_in();
  const auto parked = hall.walk_in();
  const auto called = hall.walk_in();
  const auto waits = hall.walk_in();
  REQUIRE(hall.call().ticket == served.ticket);
  REQUIRE(hall.at<Park>(hill_hall, 1) == Rejection::none);
  REQUIRE(hall.call().ticket == parked.ticket);
  REQUIRE(hall.at<Park>(hill_hall, 1) == Rejection::none);
  CHECK(
      hall.run(CallNext{.hall = hill_hall, .counter = CounterNumber{1}, .parked = served.ticket}) ==
      Rejection::none);
  REQUIRE(hall.at<Serve>(hill_hall, 1) == Rejection::none);
  REQUIRE(hall.open(hill_hall, 2, lane_bit(documents)) == Rejection::none);
  REQUIRE(hall.call_next(hill_hall, 2).ticket == called.ticket);
  hall.to("2026-06-12 23:59:59.999");
  CHECK(hall.standing(served) == TicketStatus::serving);
  hall.to("2026-06-13 00:00");
  CHECK(hall.standing(served) == TicketStatus::done);
  CHECK(hall.standing(parked) == TicketStatus::left);
  CHECK(hall.standing(called) == TicketStatus::left);
  CHECK(hall.standing(waits) == TicketStatus::left);
  CHECK(hall.count<CounterLeftOpen>() == 2);
  CHECK(hall.count<CounterClosed>() == 0);
  const auto& desk =
      hall.state().floor().counter(hall.state().floor().find_counter(hill_hall, CounterNumber{1}));
  CHECK(desk.status == CounterStatus::closed);
  CHECK(hall.last<Finished>().by_end_of_day);
  CHECK(hall.state().floor().service_time(hill_hall, passport_renewal) == nullptr);
}

TEST_CASE("a transfer keeps the place earned") {
  Morning hall;
  const auto moved = hall.walk_in();
  hall.pass(std::chrono::minutes{10});
  const auto there = hall.take_ticket(hill_hall, {business_registration});
  REQUIRE(hall.call().ticket == moved.ticket);
  const Transfer to_business{.hall = hill_hall, .counter = CounterNumber{1}, .lane = business};
  CHECK(hall.run(Transfer{.hall = hill_hall, .counter = CounterNumber{1}, .lane = documents}) ==
        Rejection::wrong_lane);
  CHECK(hall.run(Transfer{.hall = hill_hall, .counter = CounterNumber{1}, .lane = advice}) ==
        Rejection::wrong_lane);
  REQUIRE(hall.run(to_business) == Rejection::none);
  CHECK(hall.standing(moved) == TicketStatus::waiting);
  REQUIRE(hall.open(hill_hall, 2) == Rejection::none);
  CHECK(hall.call_next(hill_hall, 2).ticket == moved.ticket);
  hall.at<Park>(hill_hall, 2);
  CHECK(hall.call_next(hill_hall, 2).ticket == there.ticket);
}

TEST_CASE("finished tickets teach how long a service takes") {
  Morning hall;
  for (int visit = 0; visit < 400; ++visit) {
    hall.to(instant("2026-06-12 09:00") + std::chrono::seconds{20 * visit});
    hall.walk_in();
    REQUIRE(hall.call() == Rejection::none);
    REQUIRE(hall.at<Serve>(hill_hall, 1) == Rejection::none);
    hall.pass(std::chrono::seconds{19});
    REQUIRE(hall.at<Finish>(hill_hall, 1) == Rejection::none);
    if (visit == 0) {
      const auto first = hall.state().floor().service_time(hill_hall, passport_renewal)->mean_ms;
      CHECK(first == 360'000 - (360'000 - 19'000) / 20);
    }
  }
  const auto learned = hall.state().floor().service_time(hill_hall, passport_renewal)->mean_ms;
  CHECK(learned < 40'000);  // from six minutes towards nineteen seconds
  CHECK(learned >= 19'000);
}

TEST_CASE("the same key gives the same call, whatever has become of the ticket") {
  Morning hall;
  const auto ticket = hall.walk_in();
  hall.walk_in();
  const auto keyed_call = [&hall] {
    hall.keyed(7);
    return hall.call();
  };
  const auto call = keyed_call();
  CHECK(call.ticket == ticket.ticket);
  hall.finish();
  const auto again = keyed_call();
  CHECK(again.receipt == call.receipt);
  CHECK(hall.call().ticket != ticket.ticket);
}

TEST_CASE("walk-ins leave a number to everybody who has booked and is still to come") {
  Driver driver;
  const auto pair = driver.book("330127.documents.2026-06-12.0900", {alice, bob});
  const auto missed = driver.book("330127.documents.2026-06-12.0930", {carol});
  REQUIRE(driver.book("330127.business.2026-06-12.0900", {{dave, business_registration}}) ==
          Rejection::none);
  driver.to("2026-06-12 08:45");
  State state;
  for (const auto& event : driver.events()) state.apply(event);
  Events events;
  std::uint64_t names = 100;
  const auto take = [&](Instant now) {
    const Command command{.caller = bound_caller(Role::kiosk, hill_hall),
                          .idempotency = {},
                          .body = TakeTicket{.ticket = {{++names, 1}},
                                             .hall = hill_hall,
                                             .services = {.codes = {passport_renewal}, .size = 1}}};
    return execute(state, city(), command, now, events).rejection;
  };
  int given = 0;
  while (take(driver.now()) == Rejection::none) ++given;
  CHECK(given == ticket_numbers_max - 3);
  CHECK(take(driver.now()) == Rejection::lane_full);
  const Command come{.caller = bound_caller(Role::kiosk, hill_hall),
                     .idempotency = {},
                     .body = CheckIn{.hall = hill_hall,
                                     .code = KioskCode{driver.record(pair).code},
                                     .ticket = {{++names, 1}}}};
  CHECK(execute(state, city(), come, driver.now(), events).rejection == Rejection::none);
  CHECK(take(driver.now()) == Rejection::lane_full);
  const Command sweep{.caller = {},
                      .idempotency = {},
                      .body = SweepNoShows{slot("330127.documents.2026-06-12.0930")}};
  const Instant late = instant("2026-06-12 10:01");
  CHECK(execute(state, city(), sweep, late, events).rejection == Rejection::none);
  CHECK(state.appointment(state.find(missed.id)).status == AppointmentStatus::no_show);
  CHECK(take(late) == Rejection::none);  // nobody comes for it any more
  CHECK(take(late) == Rejection::lane_full);
}

TEST_CASE("between a call, its recalls and a miss the visitor has time to come") {
  auto rules = make_city();
  for (auto& one : rules.halls) one.rules.call.recall_pause = std::chrono::seconds{20};
  Driver driver{"2026-06-08 10:00", rules};
  driver.open(hill_hall, 1);
  driver.take_ticket(hill_hall, {passport_renewal});
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  const auto refused = [&](const Outcome& outcome, std::string_view again_at) {
    CHECK(outcome == Rejection::recall_pause);
    CHECK(outcome.receipt.expires_at == instant(again_at));
  };
  refused(driver.at<Recall>(hill_hall, 1), "2026-06-08 10:00:20");
  driver.to("2026-06-08 10:00:19.999");
  refused(driver.at<Recall>(hill_hall, 1), "2026-06-08 10:00:20");
  // Whoever lets much time pass has not saved it up.
  driver.to("2026-06-08 10:05:00");
  REQUIRE(driver.at<Recall>(hill_hall, 1) == Rejection::none);
  refused(driver.at<Recall>(hill_hall, 1), "2026-06-08 10:05:20");
  driver.to("2026-06-08 10:05:20");
  REQUIRE(driver.at<Recall>(hill_hall, 1) == Rejection::none);
  driver.to("2026-06-08 10:05:40");
  REQUIRE(driver.at<Recall>(hill_hall, 1) == Rejection::none);
  refused(driver.at<Miss>(hill_hall, 1), "2026-06-08 10:06:00");
  driver.to("2026-06-08 10:06:00");
  CHECK(driver.at<Miss>(hill_hall, 1) == Rejection::none);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
