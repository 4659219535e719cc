#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto saturday = "330100.documents.2026-06-13.0830";

/// 2026-06-08 10:00, until the test moves it.
Clock standing_clock() { return Clock{instant("2026-06-08 10:00"), 0}; }

/// When the holds of a journal ended, in the order in which they did.
std::vector<s::Instant> hold_ends(store::Journal& journal) {
  std::vector<s::Instant> ends;
  for (const auto& batch : read_journal(journal).batches) {
    for (const auto& event : batch) {
      if (std::holds_alternative<s::HoldEnded>(event.fact)) ends.push_back(event.at);
    }
  }
  return ends;
}

TEST_CASE("a hold that nobody books ends by itself, as an event, and its capacity is free again") {
  House house{city(), standing_clock()};
  Caller caller{house.engine};
  house.start();
  const auto wish = hold(saturday, {alice});
  const auto& held = caller.ask(wish);
  REQUIRE(held.reply.receipt.rejection == s::Rejection::none);
  const auto expires_at = held.reply.appointment.expires_at;

  house.move_clock(expires_at - config::milliseconds{1});
  CHECK(house.engine.availability().taken_minutes(wish.slot) > 0);
  house.move_clock(expires_at);
  CHECK(house.engine.metrics().timers >= 1);
  CHECK(house.engine.availability().taken_minutes(wish.slot) == 0);
  const auto& after = caller.ask(s::GetAppointment{wish.id});
  CHECK(after.reply.appointment.status == s::AppointmentStatus::expired);
  CHECK(caller.ask(s::ConfirmHold{wish.id}).reply.receipt.rejection == s::Rejection::hold_expired);
  house.engine.stop();

  const auto journaled = read_journal(house.journal);
  REQUIRE(journaled.events() >= 2);
  const auto& event = journaled.batches[1][0];
  REQUIRE(std::holds_alternative<s::HoldEnded>(event.fact));
  CHECK(std::get<s::HoldEnded>(event.fact).reason == s::HoldEnd::expired);
  CHECK(event.at == expires_at);
}

TEST_CASE("a clock that runs wakes the writer when a timer is due, though no command comes in") {
  House house{city(), Clock{instant("2026-06-08 10:00"), 10'000}};
  Caller caller{house.engine};
  house.start();
  const auto wish = hold(saturday, {alice});
  REQUIRE(caller.ask(wish).reply.receipt.rejection == s::Rejection::none);
  await([&] { return house.engine.availability().taken_minutes(wish.slot) == 0; });
  house.engine.stop();
  CHECK(hold_ends(house.journal).size() == 1);
}

TEST_CASE("a clock that is moved far does the work of each timer at the timer's own moment") {
  House house{city(), standing_clock()};
  Caller caller{house.engine};
  house.start();
  const auto first = caller.ask(hold(saturday, {alice})).reply.appointment.expires_at;
  house.move_clock(first - config::minutes{3});
  const auto second = caller.ask(hold(saturday, {bob})).reply.appointment.expires_at;
  REQUIRE(second > first);

  house.move_clock(second + std::chrono::hours{1});
  CHECK(hold_ends(house.journal) == std::vector{first, second});  // durable by now
  house.engine.stop();
}

TEST_CASE("a move of the clock is over when the commit of what was due is") {
  House house{city(), standing_clock()};
  Caller caller{house.engine};
  house.start();
  const auto expires_at = caller.ask(hold(saturday, {alice})).reply.appointment.expires_at;
  house.journal.hold_appends();
  std::atomic<bool> over{false};
  std::thread mover{[&] {
    house.move_clock(expires_at);
    over = true;
  }};
  house.journal.wait_for_held_append();
  CHECK_FALSE(over);
  house.journal.release_appends();
  mover.join();
  CHECK(hold_ends(house.journal).size() == 1);
}

TEST_CASE("an engine that has stopped keeps nobody waiting who moves its clock") {
  House house{city(), standing_clock()};
  house.start();
  house.engine.stop();
  house.move_clock(instant("2026-06-08 11:00"));
}

TEST_CASE("a timer's work answers nobody") {
  House house{city(), standing_clock()};
  Caller caller{house.engine};
  house.start();
  std::size_t held = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto& reply = caller.ask(hold(saturday, {citizen(i)})).reply;
    if (reply.receipt.rejection == s::Rejection::none) ++held;
  }
  REQUIRE(held > 1);
  house.move_clock(instant("2026-06-08 11:00"));
  CHECK(hold_ends(house.journal).size() == held);
  house.engine.stop();
  caller.look();
  CHECK(caller.completions().size() == 20);
  CHECK(caller.is_exact());
}

TEST_CASE("what fell due while the server was away happens at once after the recovery") {
  store::MemoryJournal journal;
  const auto wish = hold(saturday, {alice});
  const auto nobody = [](const std::string&) {};
  {
    const Clock clock = slow_clock();
    Engine engine{city(), clock, {.reserved_records = 16}, {nobody}};
    Caller caller{engine};
    engine.lead(journal);
    REQUIRE(caller.ask(wish).reply.receipt.rejection == s::Rejection::none);
  }
  const Clock later{instant("2026-06-09 10:00"), 0};
  Engine engine{city(), later, {.reserved_records = 16}, {nobody}};
  REQUIRE(engine.recover(journal).has_value());
  Caller caller{engine};
  CHECK(engine.availability().taken_minutes(wish.slot) > 0);
  engine.lead(journal);
  engine.await_rest();
  CHECK(engine.availability().taken_minutes(wish.slot) == 0);
  CHECK(caller.ask(s::GetAppointment{wish.id}).reply.appointment.status ==
        s::AppointmentStatus::expired);
}

TEST_CASE("a command that waited while timers caught up is decided at what the clock shows") {
  store::MemoryJournal journal;
  const auto nobody = [](const std::string&) {};
  {
    const Clock clock = standing_clock();
    Engine engine{city(), clock, {.reserved_records = 16}, {nobody}};
    Caller caller{engine};
    engine.lead(journal);
    REQUIRE(caller.ask(hold(saturday, {alice})).reply.receipt.rejection == s::Rejection::none);
  }
  const Clock later{instant("2026-06-09 10:00"), 0};
  Engine engine{city(), later, {.reserved_records = 16}, {nobody}};
  REQUIRE(engine.recover(journal).has_value());
  Caller caller{engine};
  // In the ring before the writer runs its first timer, which is a day older.
  REQUIRE(caller.send(hold(saturday, {bob})) == Push::claimed);
  engine.lead(journal);
  caller.wait_for_all();
  CHECK(caller.completion(0).reply.appointment.expires_at > instant("2026-06-09 10:00"));
  engine.stop();
  CHECK(read_journal(journal).batches.back().back().at == instant("2026-06-09 10:00"));
}

}  // namespace
}  // namespace offpeak::engine::tests
