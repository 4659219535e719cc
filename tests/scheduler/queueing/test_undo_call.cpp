// A visitor who was called by mistake: nobody loses by it.
#include "scheduler/reports/waiting_page.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

struct Morning : Driver {
  Morning() : Driver{"2026-06-09 09:00"} {
    open(main_hall, 1, lane_bit(documents));
    open(main_hall, 2, lane_bit(documents));
  }
  Outcome come(ServiceCode service = passport_renewal) {
    const auto ticket = take_ticket(main_hall, {service});
    REQUIRE(ticket == Rejection::none);
    return ticket;
  }
  const Ticket& record(const Outcome& ticket) const {
    return state().floor().ticket(state().floor().find(TicketId{ticket.receipt.subject.words}));
  }
};

TEST_CASE("who was called by mistake is called next, by any counter") {
  Morning hall;
  const auto first = hall.come();
  const auto second = hall.come();
  REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
  const auto undone = hall.at<UndoCall>(main_hall, 1);
  REQUIRE(undone == Rejection::none);
  CHECK(undone.receipt.status == static_cast<std::uint8_t>(TicketStatus::waiting));
  CHECK(hall.record(first).status == TicketStatus::waiting);
  CHECK(hall.record(first).misses == 0);
  REQUIRE(hall.call_next(main_hall, 2) == Rejection::none);
  CHECK(hall.record(first).status == TicketStatus::called);
  CHECK(hall.record(first).counter == 2);
  REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
  CHECK(hall.record(second).status == TicketStatus::called);
}

TEST_CASE("however often it is undone, nobody who was missed comes before") {
  Morning hall;
  const auto missed = hall.come();
  hall.call_next(main_hall, 1);
  for (int recall = 0; recall < 3; ++recall) {
    hall.pass(config::minutes{1});
    REQUIRE(hall.at<Recall>(main_hall, 1) == Rejection::none);
  }
  hall.pass(config::minutes{1});
  REQUIRE(hall.at<Miss>(main_hall, 1) == Rejection::none);
  const auto next = hall.come();
  for (int i = 0; i < 4; ++i) {
    REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
    CHECK(hall.record(next).status == TicketStatus::called);
    REQUIRE(hall.at<UndoCall>(main_hall, 1) == Rejection::none);
  }
  CHECK(hall.record(missed).status == TicketStatus::waiting);
}

TEST_CASE("a call that was undone counts once in the turns of a lane") {
  Morning hall;
  const auto come_first = [&] {
    return hall.take_ticket(main_hall, {passport_renewal}, PriorityGround::senior);
  };
  for (int i = 0; i < 6; ++i) REQUIRE(come_first() == Rejection::none);
  const auto other = hall.come();
  for (int i = 0; i < 3; ++i) {
    REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
    REQUIRE(hall.at<UndoCall>(main_hall, 1) == Rejection::none);
    REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
    REQUIRE(hall.at<Serve>(main_hall, 1) == Rejection::none);
    REQUIRE(hall.run(Finish{.hall = main_hall, .counter = CounterNumber{1}}) == Rejection::none);
  }
  REQUIRE(hall.call_next(main_hall, 1) == Rejection::none);
  CHECK(hall.record(other).status == TicketStatus::called);
}

TEST_CASE("who was parked is parked again") {
  Morning hall;
  const auto ticket = hall.come();
  hall.call_next(main_hall, 1);
  REQUIRE(hall.at<Park>(main_hall, 1) == Rejection::none);
  const TicketId id{ticket.receipt.subject.words};
  REQUIRE(hall.run(CallNext{.hall = main_hall, .counter = CounterNumber{1}, .parked = id}) ==
          Rejection::none);
  REQUIRE(hall.at<UndoCall>(main_hall, 1) == Rejection::none);
  CHECK(hall.record(ticket).status == TicketStatus::parked);
  CHECK(hall.run(CallNext{.hall = main_hall, .counter = CounterNumber{2}, .parked = id}) ==
        Rejection::none);
}

TEST_CASE("a visitor who is served was no mistake, and where nobody was called there is none") {
  Morning hall;
  CHECK(hall.at<UndoCall>(main_hall, 1) == Rejection::no_visitor);
  CHECK(hall.at<UndoCall>(main_hall, 3) == Rejection::counter_closed);
  hall.come();
  hall.call_next(main_hall, 1);
  hall.at<Serve>(main_hall, 1);
  CHECK(hall.at<UndoCall>(main_hall, 1) == Rejection::no_visitor);
}

TEST_CASE("clerks see who waits, who waits longest first, and who is booked and has not come") {
  Morning hall;
  REQUIRE(hall.book("330100.documents.2026-06-09.1000", {alice, bob}) == Rejection::none);
  REQUIRE(hall.book("330100.documents.2026-06-09.1000", {carol}) == Rejection::none);
  hall.pass(config::minutes{1});
  const auto first = hall.come();
  hall.pass(config::minutes{1});
  const auto second = hall.come();
  hall.call_next(main_hall, 1);
  hall.at<Park>(main_hall, 1);
  const auto asked = hall.run(ListWaiting{main_hall});
  REQUIRE(asked == Rejection::none);
  const auto page = collect_waiting(hall.state(), asked.receipt);
  REQUIRE(page->waiting.size() == 2);
  CHECK(page->waiting[0].id == TicketId{first.receipt.subject.words});
  CHECK(page->waiting[0].is_parked);
  CHECK(page->waiting[1].id == TicketId{second.receipt.subject.words});
  CHECK_FALSE(page->waiting[1].is_parked);
  CHECK(page->waiting[1].since == instant("2026-06-09 09:02"));
  CHECK(page->not_listed == 0);
  REQUIRE(page->coming.size() == 1);
  CHECK(page->coming[0].start == instant("2026-06-09 10:00"));
  CHECK(page->coming[0].parties == 2);
  CHECK(page->coming[0].people == 3);
  CHECK(page->at_counters.empty());
  hall.as(staff);
  CHECK(hall.run(ListWaiting{main_hall}) == Rejection::forbidden);
}

TEST_CASE("clerks see which tickets counters have, since when they are called and served") {
  Morning hall;
  const auto first = hall.come();
  const auto second = hall.come();
  REQUIRE(hall.open(main_hall, 2) == Rejection::none);
  hall.call_next(main_hall, 2);
  hall.pass(config::minutes{1});
  hall.call_next(main_hall, 1);
  hall.pass(config::minutes{1});
  hall.at<Serve>(main_hall, 2);
  const auto page = collect_waiting(hall.state(), hall.run(ListWaiting{main_hall}).receipt);
  REQUIRE(page->at_counters.size() == 2);
  const auto& called = page->at_counters[0];
  CHECK(called.counter == CounterNumber{1});
  CHECK(called.id == TicketId{second.receipt.subject.words});
  CHECK(called.called_at == instant("2026-06-09 09:01"));
  CHECK(called.served_at == Instant{});
  REQUIRE(called.services.size == 1);
  CHECK(called.services.codes[0] == passport_renewal);
  const auto& served = page->at_counters[1];
  CHECK(served.counter == CounterNumber{2});
  CHECK(served.id == TicketId{first.receipt.subject.words});
  CHECK(served.called_at == instant("2026-06-09 09:00"));
  CHECK(served.served_at == instant("2026-06-09 09:02"));
  CHECK(page->waiting.empty());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
