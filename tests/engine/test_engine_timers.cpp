#include "tests/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto saturday = "330100.documents.2026-06-13.0830";

Clock fast_clock(double speed) { return Clock{moment("2026-06-08 10:00"), speed}; }

TEST_CASE("a hold that nobody books ends by itself, as an event, and its capacity is free again") {
  House house{city(), fast_clock(10'000)};  // ten minutes are 60 real milliseconds
  Caller caller{house.engine};
  house.start();
  const auto wish = hold(saturday, {alice});
  const auto& held = caller.ask(wish);
  REQUIRE(held.reply.receipt.rejection == s::Rejection::none);
  const auto expires_at = held.reply.appointment.expires_at;

  // No command comes in: the writer wakes by its own time.
  await([&] { return house.engine.metrics().timers >= 1; });
  await([&] { return house.engine.availability().taken_minutes(wish.slot) == 0; });
  const auto& after = caller.ask(s::GetAppointment{wish.id});
  CHECK(after.reply.appointment.status == s::AppointmentStatus::expired);
  CHECK(caller.ask(s::ConfirmHold{wish.id}).reply.receipt.rejection == s::Rejection::hold_expired);
  house.engine.stop();

  const auto journaled = read_journal(house.journal);
  REQUIRE(journaled.events() >= 2);
  const auto& event = journaled.batches[1][0];
  REQUIRE(std::holds_alternative<s::HoldEnded>(event.fact));
  CHECK(std::get<s::HoldEnded>(event.fact).reason == s::HoldEnd::expired);
  CHECK(event.at >= expires_at);
}

TEST_CASE("a timer's work answers nobody") {
  House house{city(), fast_clock(Clock::speed_max)};
  Caller caller{house.engine};
  house.start();
  for (int i = 0; i < 20; ++i) {
    caller.ask(hold(saturday, {citizen(static_cast<std::uint64_t>(i))}));
  }
  await([&] { return house.engine.metrics().timers >= 1; });
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
  const Clock later{moment("2026-06-09 10:00"), 0};
  Engine engine{city(), later, {.reserved_records = 16}, {nobody}};
  REQUIRE(engine.recover(journal).has_value());
  Caller caller{engine};
  CHECK(engine.availability().taken_minutes(wish.slot) > 0);
  engine.lead(journal);
  await([&] { return engine.availability().taken_minutes(wish.slot) == 0; });
  CHECK(caller.ask(s::GetAppointment{wish.id}).reply.appointment.status ==
        s::AppointmentStatus::expired);
}

}  // namespace
}  // namespace offpeak::engine::tests
