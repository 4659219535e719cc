#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

TEST_CASE("a stop finishes what was taken, and every completion arrives exactly once") {
  constexpr std::uint64_t callers = 3;
  for (int round = 0; round < 10; ++round) {
    House house{large_city()};
    std::vector<std::unique_ptr<Caller>> ends;
    for (std::uint64_t i = 0; i < callers; ++i) {
      ends.push_back(std::make_unique<Caller>(house.engine));
    }
    house.start();
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < callers; ++i) {
      threads.emplace_back([&caller = *ends[i], i] {
        std::uint64_t n = i;
        for (;;) {
          const Push push = caller.send(nth_booking(n));
          if (push == Push::closed) return;
          if (push == Push::claimed) n += callers;
          if (push == Push::full) caller.wait_for_all();
        }
      });
    }
    await([&] { return house.engine.metrics().commands > 200; });
    house.engine.stop();
    for (auto& thread : threads) thread.join();

    std::uint64_t sent = 0;
    for (const auto& caller : ends) {
      sent += caller->sent();
      REQUIRE(caller->look() == caller->sent());
      REQUIRE(caller->is_exact());
      for (const auto& [cookie, completion] : caller->completions()) {
        REQUIRE_FALSE(completion.failed);
        REQUIRE(completion.reply.receipt.rejection == s::Rejection::none);
      }
    }
    REQUIRE(house.engine.state().appointment_count() == sent);
    REQUIRE(house.journal.last_sequence() == house.engine.state().sequence());
    REQUIRE(house.engine.ring_depth() == 0);
  }
}

TEST_CASE(
    "the state is seen between two commands while the engine leads, and not once it has stopped") {
  House house{large_city()};
  Caller caller{house.engine};
  CHECK_FALSE(house.engine.examine([](const s::State&) {}));
  house.start();
  std::atomic<bool> over{false};
  std::size_t seen = 0;
  std::thread looks{[&] {
    bool was_seen = true;
    while (was_seen && !over) {
      was_seen = house.engine.examine([&](const s::State& state) {
        const auto appointments = state.appointment_count();
        CHECK(appointments >= seen);
        seen = appointments;
      });
    }
  }};
  for (std::uint64_t n = 0; n < 300; ++n) {
    while (caller.send(nth_booking(n)) != Push::claimed) caller.wait_for_all();
  }
  caller.wait_for_all();
  over = true;
  looks.join();
  CHECK(house.engine.examine([&](const s::State& state) { seen = state.appointment_count(); }));
  CHECK(seen == 300);
  house.engine.stop();
  CHECK_FALSE(house.engine.examine([](const s::State&) {}));
}

TEST_CASE("commands that lie in the ring when the engine stops are still done") {
  House house{large_city()};
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();
  REQUIRE(caller.send(nth_booking(0)) == Push::claimed);
  house.journal.wait_for_held_append();
  for (std::uint64_t n = 1; n < 500; ++n) REQUIRE(caller.send(nth_booking(n)) == Push::claimed);
  std::thread stopper{[&] { house.engine.stop(); }};
  await_refusal(caller);
  house.journal.release_appends();
  stopper.join();
  CHECK(caller.look() == caller.sent());
  CHECK(caller.is_exact());
  CHECK(house.engine.state().appointment_count() == 500);
}

TEST_CASE("after a stop nothing is taken, and another stop is nothing") {
  House house;
  Caller caller{house.engine};
  house.start();
  house.engine.stop();
  CHECK(caller.send(nth_booking(0)) == Push::closed);
  house.engine.stop();
  CHECK(caller.look() == 0);
  CHECK_FALSE(house.engine.has_failed());
}

TEST_CASE("an engine that never started can stop") {
  House house;
  house.engine.stop();
  CHECK(house.failures.empty());
}

}  // namespace
}  // namespace offpeak::engine::tests
