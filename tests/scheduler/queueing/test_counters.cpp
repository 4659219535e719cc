// Counters: who may do what with them, and in which state.
#include <array>
#include <functional>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

enum class Before { closed, open, paused, called, serving, closed_while_serving };

/// The hall on the hill with three who wait and counter 1 brought into that state.
void bring(Driver& driver, Before state) {
  for (int i = 0; i < 3; ++i) driver.take_ticket(hill_hall, {passport_renewal});
  if (state == Before::closed) return;
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  if (state == Before::paused) REQUIRE(driver.at<PauseCounter>(hill_hall, 1) == Rejection::none);
  if (state < Before::called) return;
  REQUIRE(driver.call_next(hill_hall, 1) == Rejection::none);
  if (state == Before::called) return;
  REQUIRE(driver.at<Serve>(hill_hall, 1) == Rejection::none);
  if (state == Before::closed_while_serving) {
    REQUIRE(driver.at<CloseCounter>(hill_hall, 1) == Rejection::none);
  }
}

TEST_CASE("what a counter may do in which state") {
  using R = Rejection;
  struct Row {
    const char* what;
    std::function<Outcome(Driver&)> act;
    // closed, open, paused, called, serving, closed while serving
    std::array<Rejection, 6> expected;
  };
  const auto at = []<class Command>() {
    return [](Driver& driver) { return driver.at<Command>(hill_hall, 1); };
  };
  const std::array rows{
      Row{"open",
          [](Driver& driver) { return driver.open(hill_hall, 1); },
          {R::none, R::none, R::none, R::none, R::none, R::none}},
      Row{"pause",
          at.operator()<PauseCounter>(),
          {R::counter_closed, R::none, R::none, R::none, R::none, R::counter_closed}},
      Row{"close",
          at.operator()<CloseCounter>(),
          {R::none, R::none, R::none, R::none, R::none, R::none}},
      Row{"call-next",
          at.operator()<CallNext>(),
          {R::counter_closed, R::none, R::counter_closed, R::counter_busy, R::counter_busy,
           R::counter_closed}},
      Row{"recall",
          at.operator()<Recall>(),
          {R::counter_closed, R::no_visitor, R::no_visitor, R::none, R::no_visitor, R::no_visitor}},
      Row{"serve",
          at.operator()<Serve>(),
          {R::counter_closed, R::no_visitor, R::no_visitor, R::none, R::no_visitor, R::no_visitor}},
      Row{"finish",
          at.operator()<Finish>(),
          {R::counter_closed, R::no_visitor, R::no_visitor, R::no_visitor, R::none, R::none}},
      Row{"miss",
          at.operator()<Miss>(),
          {R::counter_closed, R::no_visitor, R::no_visitor, R::recall_first, R::no_visitor,
           R::no_visitor}},
      Row{"park",
          at.operator()<Park>(),
          {R::counter_closed, R::no_visitor, R::no_visitor, R::none, R::none, R::none}},
  };
  for (const auto& row : rows) {
    for (std::size_t state = 0; state < row.expected.size(); ++state) {
      CAPTURE(row.what);
      CAPTURE(state);
      Driver driver{"2026-06-12 09:00"};
      bring(driver, static_cast<Before>(state));
      CHECK(row.act(driver) == row.expected[state]);
    }
  }
}

TEST_CASE("only the hall's own staff and administrators work at its counters") {
  struct Row {
    const char* who;
    Caller caller;
    Rejection expected;
  };
  const std::array rows{
      Row{"its staff", staff, Rejection::none},
      Row{"an administrator", admin, Rejection::none},
      Row{"another hall's staff", bound_caller(Role::staff, main_hall), Rejection::forbidden},
      Row{"staff of no hall", bound_caller(Role::staff, HallCode{}), Rejection::forbidden},
      Row{"a kiosk", bound_caller(Role::kiosk, hill_hall), Rejection::forbidden},
      Row{"a display", bound_caller(Role::display, hill_hall), Rejection::forbidden},
      Row{"a planner", bound_caller(Role::planner, hill_hall), Rejection::forbidden},
      Row{"a citizen", citizen_caller(alice), Rejection::forbidden},
      Row{"anyone", anyone, Rejection::forbidden},
  };
  for (const auto& row : rows) {
    CAPTURE(row.who);
    Driver driver{"2026-06-12 09:00"};
    driver.as(row.caller);
    CHECK(driver.open(hill_hall, 1) == row.expected);
    CHECK(driver.at<CallNext>(hill_hall, 1) == row.expected);
    CHECK(driver.at<CloseCounter>(hill_hall, 1) == row.expected);
  }
}

TEST_CASE("counters are those of the hall, with lanes that it has") {
  Driver driver{"2026-06-12 09:00"};
  CHECK(driver.open(hill_hall, 3) == Rejection::unknown_counter);
  CHECK(driver.open(hill_hall, 0) == Rejection::unknown_counter);
  CHECK(driver.open(hill_hall, 1, lane_bit(advice)) == Rejection::wrong_lane);
  CHECK(driver.open(hill_hall, 1, 1) == Rejection::wrong_lane);           // no lane has code 0
  CHECK(driver.at<CallNext>(hill_hall, 2) == Rejection::counter_closed);  // never opened
}

TEST_CASE("a counter changes lanes with the tide") {
  Driver driver{"2026-06-12 09:00"};
  const auto documents_ticket = driver.take_ticket(hill_hall, {passport_renewal});
  const auto business_ticket = driver.take_ticket(hill_hall, {business_registration});
  REQUIRE(driver.open(hill_hall, 2) == Rejection::none);  // configured: business
  CHECK(driver.call_next(hill_hall, 2).ticket == business_ticket.ticket);
  REQUIRE(driver.at<Park>(hill_hall, 2) == Rejection::none);
  const auto nobody = driver.at<CallNext>(hill_hall, 2);
  CHECK(nobody == Rejection::none);
  CHECK(nobody.receipt.kind == ReceiptKind::nothing);
  REQUIRE(driver.open(hill_hall, 2, lane_bit(documents) | lane_bit(business)) == Rejection::none);
  CHECK(driver.call_next(hill_hall, 2).ticket == documents_ticket.ticket);
}

TEST_CASE("opening an open counter with the same lanes adds no fact") {
  Driver driver{"2026-06-12 09:00"};
  driver.open(hill_hall, 1);
  driver.open(hill_hall, 1);
  driver.at<PauseCounter>(hill_hall, 1);
  driver.at<PauseCounter>(hill_hall, 1);
  driver.at<CloseCounter>(hill_hall, 1);
  driver.at<CloseCounter>(hill_hall, 1);
  CHECK(driver.count<CounterOpened>() == 1);
  CHECK(driver.count<CounterPaused>() == 1);
  CHECK(driver.count<CounterClosed>() == 1);
}

TEST_CASE("a pause is told once for each reason") {
  Driver driver{"2026-06-12 09:00"};
  const auto pause = [&](PauseReason reason) {
    driver.run(PauseCounter{.hall = hill_hall, .counter = CounterNumber{1}, .reason = reason});
  };
  driver.open(hill_hall, 1);
  pause(PauseReason::none);
  pause(PauseReason::rest);
  pause(PauseReason::rest);
  pause(PauseReason::none);
  CHECK(driver.count<CounterPaused>() == 2);
  CHECK((driver.last<CounterPaused>().reason == PauseReason::rest));
}

TEST_CASE("the audit says why a counter paused") {
  Driver driver{"2026-06-12 09:00"};
  driver.open(hill_hall, 2);
  driver.run(PauseCounter{
      .hall = hill_hall, .counter = CounterNumber{2}, .reason = PauseReason::handover});
  driver.open(hill_hall, 2);
  const auto& audit = driver.state().audit();
  REQUIRE(audit.size() == 3);
  CHECK((audit[0].counter.paused_for() == PauseReason::none));
  CHECK(audit[1].action == AuditAction::pause_counter);
  CHECK((audit[1].counter.paused_for() == PauseReason::handover));
  CHECK(audit[1].counter.number() == 2);
  CHECK((audit[2].counter.paused_for() == PauseReason::none));
}

TEST_CASE("what staff do is put down with who did it, what citizens do is not") {
  Driver driver{"2026-06-12 09:00"};
  Caller clerk = staff;
  clerk.actor = ActorId{77};
  driver.as(clerk);
  driver.open(hill_hall, 1);
  const auto ticket = driver.take_ticket(hill_hall, {passport_renewal});
  driver.call_next(hill_hall, 1);
  driver.at<Miss>(hill_hall, 1);  // refused: nothing was done
  driver.as(citizen_caller(alice)).book("330127.documents.2026-06-15.0900", {alice});
  const auto& audit = driver.state().audit();
  REQUIRE(audit.size() == 3);
  const std::array expected{AuditAction::open_counter, AuditAction::take_ticket,
                            AuditAction::call_next};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(audit[i].action == expected[i]);
    CHECK(audit[i].actor == 77);
    CHECK(audit[i].hall == static_cast<std::uint32_t>(hill_hall));
  }
  CHECK(audit[2].subject.words == ticket.ticket.words);
  CHECK(audit[2].counter.number() == 1);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
