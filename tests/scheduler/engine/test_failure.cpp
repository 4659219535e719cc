// The journal fails: nothing is promised any more.
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

TEST_CASE("after a failed commit nothing succeeds, everything pending fails, nothing is taken") {
  House house{large_city()};
  Caller caller{house.engine};
  Caller other{house.engine};
  house.start();
  const auto before = nth_booking(0);
  CHECK_FALSE(caller.ask(before).failed);

  house.journal.hold_appends();
  house.journal.fail_next_append("the disk is gone");
  REQUIRE(caller.send(nth_booking(1)) == Push::claimed);
  house.journal.wait_for_held_append();
  // Behind it: a booking, a question, a rejection, of another caller too.
  REQUIRE(caller.send(nth_booking(2)) == Push::claimed);
  REQUIRE(caller.send(s::GetAppointment{before.id}) == Push::claimed);
  REQUIRE(other.send(booking("330100.documents.2026-06-13.0831", {alice})) == Push::claimed);
  send_crowd(other);
  await([&] { return house.engine.metrics().commands >= 5; });
  CHECK_FALSE(house.engine.has_failed());
  house.journal.release_appends();
  caller.wait_for_all();
  other.wait_for_all();

  CHECK_FALSE(caller.completion(0).failed);
  for (const std::uint64_t cookie : {1, 2, 3}) {
    CAPTURE(cookie);
    CHECK(caller.completion(cookie).failed);
  }
  for (const auto& [cookie, completion] : other.completions()) CHECK(completion.failed);
  CHECK(house.engine.has_failed());
  CHECK(caller.send(s::GetAppointment{before.id}) == Push::closed);
  CHECK(other.send(nth_booking(3)) == Push::closed);

  house.engine.stop();
  CHECK(house.failures == std::vector<std::string>{"the disk is gone"});
  CHECK(house.journal.last_sequence() == 1);
  CHECK(house.engine.metrics().commits == 1);
  CHECK(house.engine.metrics().sequence == 1);
  CHECK(caller.is_exact());
  CHECK(other.is_exact());
}

TEST_CASE(
    "callers that go on sending while the journal fails: each completion once, none a success") {
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
          if (push == Push::closed) break;
          if (push == Push::claimed) n += callers;
          if (push == Push::full) caller.wait_for_all();
        }
        caller.wait_for_all();
      });
    }
    await([&] { return house.engine.metrics().commits > 2; });
    house.journal.fail_next_append("no more room");
    for (auto& thread : threads) thread.join();
    house.engine.stop();

    std::uint64_t succeeded = 0;
    for (const auto& caller : ends) {
      REQUIRE(caller->is_exact());
      bool has_failed = false;
      for (const auto& [cookie, completion] : caller->completions()) {
        succeeded += completion.failed ? 0 : 1;
        // Replies of one caller fail from some command on.
        REQUIRE((!has_failed || completion.failed));
        has_failed = completion.failed;
      }
    }
    // One event a booking: exactly what was promised is in the journal.
    REQUIRE(succeeded == house.journal.last_sequence());
    REQUIRE(house.failures == std::vector<std::string>{"no more room"});
  }
}

}  // namespace
}  // namespace offpeak::engine::tests
