// What a visitor is told: who is called before, and for how long one waits.
#include "scheduler/queueing/wait.hpp"

#include <random>

#include "scheduler/queueing/supply.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr std::uint32_t minute_s = 60;

/// The main hall with some of its two counters for documents open, each with a visitor that has
/// just sat down.
struct BusyHall : Driver {
  BusyHall(std::string_view start, int counters) : Driver{start} {
    as(admin);
    for (int number = 1; number <= counters; ++number) {
      open(main_hall, number);
      take_ticket(main_hall, {passport_renewal});
      call_next(main_hall, number);
      at<Serve>(main_hall, number);
    }
  }
  void walk_in(int tickets) {
    for (int i = 0; i < tickets; ++i) take_ticket(main_hall, {passport_renewal});
  }
  Prediction arrival(LaneCode lane = documents) const {
    return predict_arrival(state(), city(), main_hall, lane, now());
  }
  Prediction of(const Outcome& issued) const {
    const Ticket& record = ticket(issued);
    return predict(state(), city(),
                   {.hall = main_hall,
                    .lane = documents,
                    .line = record.line,
                    .rank = record.rank,
                    .ticket = state().floor().find(issued.ticket),
                    .since_ms = record.since_ms},
                   now());
  }
};

TEST_CASE("where a counter is free nobody waits, and that zero is known") {
  Driver hall{"2026-06-09 09:00"};
  hall.as(admin).open(main_hall, 1);
  const auto arrival = predict_arrival(hall.state(), city(), main_hall, documents, hall.now());
  CHECK(arrival.ahead == 0);
  CHECK(arrival.wait == Wait{.p50_s = 0, .p90_s = 0});
}

TEST_CASE("one who waits behind others is told the time that these take") {
  struct Row {
    int counters;
    int ahead;
    std::uint32_t from_minutes;  // of the p50
    std::uint32_t to_minutes;
  };
  // Six minutes a visitor and half a minute between two.
  for (const Row& row : {Row{1, 0, 3, 7}, Row{1, 4, 24, 34}, Row{1, 9, 55, 68}, Row{2, 4, 12, 19},
                         Row{2, 10, 30, 40}}) {
    CAPTURE(row.counters);
    CAPTURE(row.ahead);
    BusyHall hall{"2026-06-09 09:00", row.counters};
    hall.walk_in(row.ahead);
    const auto arrival = hall.arrival();
    CHECK(arrival.ahead == row.ahead);
    CHECK(arrival.wait.p50_s >= row.from_minutes * minute_s);
    CHECK(arrival.wait.p50_s <= row.to_minutes * minute_s);
    CHECK(arrival.wait.p90_s > arrival.wait.p50_s);
  }
}

TEST_CASE("everyone called before has a way to the counter, as long as the hall's rule says") {
  BusyHall hall{"2026-06-09 09:00", 1};
  hall.walk_in(4);
  auto rules = city();
  rules.halls.front().rules.walk_seconds = 0;
  const auto wait_s = [&] {
    return predict_arrival(hall.state(), rules, main_hall, documents, hall.now()).wait.p50_s;
  };
  const std::uint32_t without = wait_s();
  rules.halls.front().rules.walk_seconds = 60;
  // Four of them; the median of their sum lies below its mean.
  CHECK(wait_s() > without + 3 * minute_s);
  CHECK(wait_s() <= without + 4 * minute_s);
}

TEST_CASE("a longer queue never means a shorter wait") {
  BusyHall hall{"2026-06-09 08:30", 2};
  Wait before{.p50_s = 0, .p90_s = 0};
  for (int waiting = 0; waiting < 40; ++waiting) {
    CAPTURE(waiting);
    const auto arrival = hall.arrival();
    CHECK(arrival.ahead == waiting);
    REQUIRE(arrival.wait.is_known());
    CHECK(arrival.wait.p50_s >= before.p50_s);
    CHECK(arrival.wait.p90_s >= before.p90_s);
    CHECK(arrival.wait.p90_s >= arrival.wait.p50_s);
    before = arrival.wait;
    hall.walk_in(1);
  }
}

TEST_CASE("nobody is called during the lunch break") {
  BusyHall hall{"2026-06-09 11:45", 1};
  CHECK(hall.arrival().wait.p50_s < 15 * minute_s);
  hall.walk_in(5);  // until after twelve; the afternoon begins at 13:30
  CHECK(hall.arrival().wait.p50_s > 105 * minute_s);
  CHECK(hall.arrival().wait.p50_s < 125 * minute_s);
}

TEST_CASE("who cannot be called before the hall closes is told that it is not today") {
  BusyHall hall{"2026-06-09 16:40", 1};
  CHECK(hall.arrival().wait.is_known());
  hall.walk_in(5);
  const auto arrival = hall.arrival();
  CHECK(arrival.wait == Wait::not_today());
  CHECK(arrival.ahead == 5);
}

TEST_CASE("who is called at all is called before the hall closes") {
  BusyHall hall{"2026-06-09 16:40", 1};
  hall.walk_in(1);
  REQUIRE(hall.arrival().wait.is_known());
  CHECK(hall.arrival().wait.p90_s <= 20 * minute_s);
}

TEST_CASE("counters are expected when their hours begin, and not in the midst of them") {
  struct Row {
    const char* now;
    bool is_known;
    std::uint32_t from_minutes;
  };
  for (const Row& row : {Row{"2026-06-09 08:10", true, 20}, Row{"2026-06-09 08:32", true, 0},
                         Row{"2026-06-09 10:00", false, 0}, Row{"2026-06-09 14:30", false, 0},
                         Row{"2026-06-09 17:30", false, 0}}) {
    CAPTURE(row.now);
    const Driver hall{row.now};
    const auto arrival = predict_arrival(hall.state(), city(), main_hall, documents, hall.now());
    CHECK(arrival.wait.is_known() == row.is_known);
    if (!row.is_known) continue;
    CHECK(arrival.wait.p50_s > row.from_minutes * minute_s);
    CHECK(arrival.wait.p50_s < (row.from_minutes + 3) * minute_s);
  }
}

TEST_CASE("a counter works in its own hours, as far as the hall is open") {
  auto rules = make_city();
  auto& counters = rules.halls.front().counters;
  REQUIRE(rules.halls.front().code == main_hall);
  counters[0].hours = {{minute("15:00"), minute("20:00")}};
  counters[1].hours = {{minute("06:00"), minute("09:00")}};
  const Driver hall{"2026-06-09 12:00", rules};
  const auto arrival = predict_arrival(hall.state(), rules, main_hall, documents, hall.now());
  CHECK(arrival.wait.p50_s >= 180 * minute_s);
  CHECK(arrival.wait.p50_s < 182 * minute_s);
  const Supply supply{hall.state().floor(), rules, rules.halls.front(), documents, hall.now()};
  CHECK(supply.clock(documents).end() == 17 * 3'600'000);
}

TEST_CASE("what the hall does not have is not known") {
  const Driver hall{"2026-06-09 09:00"};
  CHECK_FALSE(predict_arrival(hall.state(), city(), hill_hall, advice, hall.now()).wait.is_known());
  CHECK_FALSE(
      predict_arrival(hall.state(), city(), HallCode{1}, documents, hall.now()).wait.is_known());
}

TEST_CASE("priority goes before those who came earlier") {
  BusyHall hall{"2026-06-09 09:00", 1};
  hall.walk_in(5);
  const auto senior = hall.take_ticket(main_hall, {passport_renewal}, PriorityGround::senior);
  const auto other = hall.take_ticket(main_hall, {passport_renewal});
  CHECK(hall.of(senior).ahead == 0);
  CHECK(hall.of(other).ahead == 6);
  CHECK(hall.of(senior).wait.p50_s < hall.of(other).wait.p50_s);
}

TEST_CASE("appointments that will still come are waited for") {
  Driver empty{"2026-06-08 18:00"};
  const auto wait_at_noon = [](Driver& hall) {
    hall.to("2026-06-09 09:55");
    hall.as(admin).open(main_hall, 1);
    hall.take_ticket(main_hall, {passport_renewal});
    hall.call_next(main_hall, 1);
    hall.at<Serve>(main_hall, 1);
    for (int i = 0; i < 4; ++i) hall.take_ticket(main_hall, {passport_renewal});
    return predict_arrival(hall.state(), city(), main_hall, documents, hall.now());
  };
  const auto without = wait_at_noon(empty);
  Driver booked{"2026-06-08 18:00"};
  for (const auto who : {alice, bob, carol, dave}) {
    REQUIRE(booked.book("330100.documents.2026-06-09.1000", {who}) == Rejection::none);
  }
  const auto with = wait_at_noon(booked);
  CHECK(with.ahead == without.ahead);  // they are not there
  CHECK(with.wait.p50_s > without.wait.p50_s + 15 * minute_s);
}

TEST_CASE("who comes before the slot begins is called after those whose turn it is") {
  Driver hall{"2026-06-08 18:00"};
  const auto booking = hall.book("330100.documents.2026-06-09.1000", {alice});
  hall.to("2026-06-09 09:40");
  hall.as(admin).open(main_hall, 1);
  hall.take_ticket(main_hall, {passport_renewal});
  hall.call_next(main_hall, 1);
  const auto early = hall.check_in(main_hall, booking);
  CHECK(hall.ticket(early).told_ahead == 0);
  CHECK(hall.ticket(early).told.p50_s < 10 * minute_s);  // nobody else waits: it need not idle
  hall.take_ticket(main_hall, {passport_renewal});
  hall.take_ticket(main_hall, {passport_renewal});
  const auto& told = hall.ticket(early);
  const auto now_told = predict(hall.state(), city(),
                                {.hall = main_hall,
                                 .lane = documents,
                                 .line = told.line,
                                 .rank = told.rank,
                                 .ticket = hall.state().floor().find(early.ticket),
                                 .since_ms = told.since_ms},
                                hall.now());
  CHECK(now_told.ahead == 2);
}

TEST_CASE("ahead says who is called before, by the rule that then calls") {
  constexpr std::uint32_t seed = 4;
  std::mt19937 random{seed};
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    Driver hall{"2026-06-08 18:00"};
    std::vector<Outcome> bookings;
    for (int i = 0; i < 4; ++i) {
      bookings.push_back(hall.book("330100.documents.2026-06-09.0900", {citizen(100 + i)}));
    }
    hall.to("2026-06-09 08:55");
    hall.as(admin).open(main_hall, 1);
    hall.take_ticket(main_hall, {passport_renewal});
    hall.call_next(main_hall, 1);
    hall.at<Serve>(main_hall, 1);
    for (const auto& booking : bookings) hall.check_in(main_hall, booking);
    hall.to("2026-06-09 09:01");
    for (int i = 0; i < 4; ++i) {
      const auto ground = random() % 3 == 0 ? PriorityGround::senior : PriorityGround::none;
      hall.take_ticket(main_hall, {passport_renewal}, ground);
    }
    const auto& floor = hall.state().floor();
    const Place lane = floor.find_lane(main_hall, documents, day("2026-06-09"));
    std::vector<std::pair<TicketId, std::uint16_t>> told;
    for (const Place place : floor.issued(lane)) {
      const Ticket& one = floor.ticket(place);
      if (one.status != TicketStatus::waiting) continue;
      const Standing standing{.hall = main_hall,
                              .lane = documents,
                              .line = one.line,
                              .rank = one.rank,
                              .ticket = place,
                              .since_ms = one.since_ms};
      told.emplace_back(one.id, predict(hall.state(), city(), standing, hall.now()).ahead);
    }
    REQUIRE(told.size() == 8);
    for (std::uint16_t calls = 0; calls < 8; ++calls) {
      hall.at<Finish>(main_hall, 1);
      const auto called = hall.call_next(main_hall, 1).ticket;
      hall.at<Serve>(main_hall, 1);
      for (const auto& [id, ahead] : told) {
        if (id == called) CHECK(ahead == calls);
      }
    }
  }
}

TEST_CASE("a lane that shares a counter waits for the others there") {
  auto rules = make_city();
  auto& main = rules.halls.front();
  main.counters = {{1, {{documents, 50}, {business, 50}}, {}}};
  Driver hall{"2026-06-09 09:00", rules};
  hall.as(admin).open(main_hall, 1);
  for (int i = 0; i < 6; ++i) hall.take_ticket(main_hall, {passport_renewal});
  hall.call_next(main_hall, 1);
  hall.at<Serve>(main_hall, 1);
  const auto arrival = predict_arrival(hall.state(), rules, main_hall, business, hall.now());
  CHECK(arrival.ahead == 0);  // of its own lane
  CHECK(arrival.wait.p50_s > 25 * minute_s);
}

TEST_CASE("thousands who wait are forecast in strides, as they would be one by one") {
  BusyHall hall{"2026-06-09 08:30", 2};
  hall.walk_in(40);
  const auto few = hall.arrival().wait;
  CHECK(few.is_known());
  hall.walk_in(1500);
  const auto arrival = hall.arrival();
  CHECK(arrival.ahead == 1540);
  CHECK_FALSE(arrival.wait.is_known());  // two counters call no 1,540 in a day
}

TEST_CASE("what is learned of a lane scales what is told there") {
  BusyHall hall{"2026-06-09 09:00", 1};
  hall.walk_in(3);
  const auto first = hall.arrival().wait;
  // Everybody waits far longer than told: nobody works for an hour.
  hall.to("2026-06-09 10:00");
  for (int i = 0; i < 4; ++i) {
    hall.at<Finish>(main_hall, 1);
    hall.call_next(main_hall, 1);
    hall.at<Serve>(main_hall, 1);
  }
  const auto* fit = hall.state().floor().wait_fit(main_hall, documents);
  REQUIRE(fit != nullptr);
  const auto walk_in = static_cast<std::size_t>(Line::walk_in);
  CHECK(fit->samples[walk_in] == 3);
  CHECK(fit->p50[walk_in] > 65536);
  CHECK(fit->p90[walk_in] > fit->p50[walk_in]);
  hall.walk_in(3);
  CHECK(hall.arrival().wait.p50_s > first.p50_s);
}

TEST_CASE("an open hall without a clerk promises nothing, save just after its doors open") {
  struct Row {
    const char* at;
    bool known;
  };
  for (const auto& row : {Row{"2026-06-12 08:15", true}, Row{"2026-06-12 08:35", true},
                          Row{"2026-06-12 09:30", false}, Row{"2026-06-12 12:30", true}}) {
    CAPTURE(row.at);
    Driver driver{row.at};
    driver.as(admin);
    const auto ticket = driver.take_ticket(main_hall, {passport_renewal});
    REQUIRE(ticket == Rejection::none);
    CHECK(driver.ticket(ticket).told.is_known() == row.known);
    driver.open(main_hall, 1);
    const auto now = driver.run(GetTicket{ticket.ticket});
    CHECK(now.receipt.wait.is_known());
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
