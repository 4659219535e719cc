#include <sys/resource.h>

#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

TEST_CASE("a full ring refuses, does nothing, and takes commands again when there is room") {
  House house{large_city(), slow_clock(), {.ring_capacity = 4, .reserved_records = 1024}};
  Caller caller{house.engine};
  for (std::uint64_t n = 0; n < 4; ++n) REQUIRE(caller.send(nth_booking(n)) == Push::claimed);
  CHECK(house.engine.ring_depth() == 4);
  CHECK(house.engine.ring_capacity() == 4);
  CHECK(caller.send(nth_booking(4)) == Push::full);
  CHECK(house.engine.metrics().ring_full == 1);

  house.start();
  caller.wait_for_all();
  CHECK(house.engine.metrics().bookings == 4);
  CHECK(caller.ask(nth_booking(4)).reply.receipt.rejection == s::Rejection::none);
  house.engine.stop();
  CHECK(house.engine.state().appointment_count() == 5);
  CHECK(caller.is_exact());
}

TEST_CASE("one caller has so many commands under way and no more, others are not in its way") {
  House house;
  Caller caller{house.engine};
  Caller other{house.engine};
  const s::GetAppointment question{fresh<s::AppointmentId>()};
  for (std::uint32_t i = 0; i < in_flight_max; ++i) {
    REQUIRE(caller.send(question) == Push::claimed);
  }
  CHECK(caller.send(question) == Push::full);
  CHECK(house.engine.metrics().ring_full == 1);
  CHECK(other.send(question) == Push::claimed);

  house.start();
  caller.wait_for_all();
  other.wait_for_all();
  CHECK(caller.completions().size() == in_flight_max);
  CHECK(caller.ask(question).reply.receipt.rejection == s::Rejection::not_found);
  CHECK(caller.is_exact());
}

// ---- at rest
// --------------------------------------------------------------------------------------

/// What the whole process used: this thread sleeps meanwhile.
struct Usage {
  std::chrono::microseconds cpu{};
  long switches = 0;

  static Usage now() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto time = [](const timeval& value) {
      return std::chrono::seconds{value.tv_sec} + std::chrono::microseconds{value.tv_usec};
    };
    return {time(usage.ru_utime) + time(usage.ru_stime), usage.ru_nvcsw + usage.ru_nivcsw};
  }
};

constexpr std::chrono::milliseconds rest{400};
/// A thread that spins through the rest uses all of it, and one that naps switches often; both
/// bounds leave room for what the sanitizers do on threads of their own.
constexpr std::chrono::milliseconds cpu_at_rest_max{80};
constexpr long switches_at_rest_max = 200;

/// Waits, asleep, for a reply that does not come.
void check_rest() {
  Parker nobody_wakes;
  const auto before = Usage::now();
  nobody_wakes.sleep(rest);
  const auto after = Usage::now();
  CHECK(after.cpu - before.cpu < cpu_at_rest_max);
  CHECK(after.switches - before.switches < switches_at_rest_max);
}

TEST_CASE("an engine with nothing to do uses next to no CPU") {
  House house;
  Caller caller{house.engine};
  house.start();
  REQUIRE(caller.ask(hold("330100.documents.2026-06-13.0830", {alice})).reply.receipt.rejection ==
          s::Rejection::none);  // a timer is set, ten minutes away
  check_rest();
}

TEST_CASE("an engine whose disk does not answer uses next to no CPU, even with timers overdue") {
  House house{large_city(), Clock{instant("2026-06-08 10:00"), Clock::speed_max}};
  Caller one{house.engine};
  Caller two{house.engine};
  house.start();
  house.journal.hold_appends();
  // Each hold ends six real milliseconds later. The commands fill every batch there is.
  REQUIRE(one.send(hold("330100.documents.2026-06-13.0830", {alice})) == Push::claimed);
  house.journal.wait_for_held_append();
  const s::GetAppointment question{fresh<s::AppointmentId>()};
  for (Caller* caller : {&one, &two}) {
    for (std::uint32_t i = 0; i < in_flight_max - 1; ++i) {
      REQUIRE(caller->send(question) == Push::claimed);
    }
  }
  // The batch that is ready behind the commit may be as small as a crowd.
  await([&] {
    return house.engine.metrics().commands >= (batches_max - 2) * batch_commands_max + crowd;
  });
  check_rest();
  CHECK(one.look() + two.look() == 0);
  house.journal.release_appends();
  one.wait_for_all();
  two.wait_for_all();
}

TEST_CASE("an engine that stops while its disk does not answer waits without using CPU") {
  House house{large_city()};
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();
  REQUIRE(caller.send(nth_booking(0)) == Push::claimed);
  house.journal.wait_for_held_append();
  REQUIRE(caller.send(nth_booking(1)) == Push::claimed);
  send_crowd(caller);
  await([&] { return house.engine.metrics().commands >= 2; });
  std::thread stopper{[&] { house.engine.stop(); }};
  await_refusal(caller);
  check_rest();
  house.journal.release_appends();
  stopper.join();
  CHECK(caller.look() == caller.sent());
}

}  // namespace
}  // namespace offpeak::engine::tests
