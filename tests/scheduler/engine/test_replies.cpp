// When replies leave: after the commit they depend on, and never before.
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto saturday = "330100.documents.2026-06-13.0830";

TEST_CASE("a command comes back as what the core made of it") {
  House house;
  Caller caller{house.engine};
  house.start();
  const auto wish = booking(saturday, {alice, bob});
  const auto& booked = caller.ask(wish);
  CHECK_FALSE(booked.failed);
  CHECK(booked.reply.receipt.rejection == s::Rejection::none);
  CHECK(booked.reply.appointment.id == wish.id);
  CHECK(booked.reply.appointment.status == s::AppointmentStatus::booked);
  CHECK(booked.reply.appointment.slot == wish.slot);
  CHECK(booked.reply.appointment.size == 2);

  const auto& again = caller.ask(booking(saturday, {alice}));
  CHECK_FALSE(again.failed);
  CHECK(again.reply.receipt.rejection == s::Rejection::already_booked);

  const auto& list = caller.ask(s::ListAppointments{alice});
  REQUIRE(list.reply.list != nullptr);
  REQUIRE(list.reply.list->size() == 1);
  CHECK(list.reply.list->front().id == wish.id);
  house.engine.stop();
  CHECK(caller.is_exact());
  CHECK(house.failures.empty());
}

TEST_CASE("nothing is answered while the commit is held, everything after it") {
  House house{large_city()};
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();
  REQUIRE(caller.send(nth_booking(0)) == Push::claimed);
  house.journal.wait_for_held_append();
  for (std::uint64_t n = 1; n < 100; ++n) REQUIRE(caller.send(nth_booking(n)) == Push::claimed);
  send_crowd(caller);
  await([&] { return house.engine.metrics().commands >= 100; });
  CHECK(caller.look() == 0);
  CHECK(house.journal.last_sequence() == 0);
  house.journal.release_appends();
  caller.wait_for_all();
  CHECK(house.journal.last_sequence() == 100);
  for (const auto& [cookie, completion] : caller.completions()) {
    CHECK_FALSE(completion.failed);
    CHECK(completion.reply.receipt.rejection == s::Rejection::none);
  }
}

TEST_CASE("a few commands that come while a commit is held are answered after it") {
  House house{large_city()};
  Caller caller{house.engine};
  house.start();
  for (int round = 0; round < 200; ++round) {
    const auto first = nth_booking(static_cast<std::uint64_t>(3 * round));
    house.journal.hold_appends();
    REQUIRE(caller.send(first) == Push::claimed);
    house.journal.wait_for_held_append();
    REQUIRE(caller.send(s::GetAppointment{first.id}) == Push::claimed);
    REQUIRE(caller.send(nth_booking(static_cast<std::uint64_t>(3 * round + 1))) == Push::claimed);
    house.journal.release_appends();
    caller.wait_for_all();
  }
  house.engine.stop();
  CHECK(caller.is_exact());
  CHECK(house.journal.last_sequence() == 400);
}

TEST_CASE("the writer goes on while a commit is held, and the next batch is ready behind it") {
  House house{large_city()};
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();
  REQUIRE(caller.send(nth_booking(0)) == Push::claimed);
  house.journal.wait_for_held_append();
  const auto second = nth_booking(1);
  REQUIRE(caller.send(second) == Push::claimed);
  REQUIRE(caller.send(nth_booking(2)) == Push::claimed);
  send_crowd(caller);
  await([&] { return house.engine.metrics().commands >= 3; });
  CHECK(house.engine.availability().taken_minutes(second.slot) > 0);  // decided and published
  CHECK(house.engine.metrics().commits == 0);
  house.journal.release_appends();
  caller.wait_for_all();
  house.engine.stop();

  const auto journaled = read_journal(house.journal);
  REQUIRE(journaled.batches.size() == 2);
  CHECK(journaled.batches[0].size() == 1);
  CHECK(journaled.batches[1].size() == 2);
  CHECK(house.engine.metrics().commits == 2);
}

TEST_CASE("a rejection waits for the events it depends on") {
  House house;
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();
  REQUIRE(caller.send(booking(saturday, {alice})) == Push::claimed);
  house.journal.wait_for_held_append();
  // In a batch of its own that has no event: nothing to commit, and yet it must not leave.
  REQUIRE(caller.send(booking(saturday, {alice})) == Push::claimed);
  send_crowd(caller);
  const auto& rejections = house.engine.metrics().rejections;
  constexpr auto already_booked = static_cast<std::size_t>(s::Rejection::already_booked);
  await([&] { return rejections[already_booked] == 1; });
  CHECK(caller.look() == 0);
  house.journal.release_appends();
  caller.wait_for_all();
  CHECK(caller.rejection(0) == s::Rejection::none);
  CHECK(caller.rejection(1) == s::Rejection::already_booked);
  CHECK_FALSE(caller.completion(1).failed);
}

TEST_CASE("an answer to a question waits for the events it shows") {
  House house;
  Caller caller{house.engine};
  Caller other{house.engine};
  house.start();
  house.journal.hold_appends();
  const auto wish = booking(saturday, {alice});
  REQUIRE(caller.send(wish) == Push::claimed);
  house.journal.wait_for_held_append();
  REQUIRE(other.send(s::GetAppointment{wish.id}) == Push::claimed);
  send_crowd(caller);
  await([&] { return house.engine.metrics().commands >= 2; });
  CHECK(other.look() == 0);
  house.journal.release_appends();
  other.wait_for_all();
  CHECK(other.completion(0).reply.appointment.status == s::AppointmentStatus::booked);
  CHECK(house.journal.last_sequence() == 1);
}

TEST_CASE("questions and rejections are answered without a commit") {
  House house;
  Caller caller{house.engine};
  house.start();
  house.journal.hold_appends();  // an append would never return
  CHECK(caller.ask(s::GetAppointment{fresh<s::AppointmentId>()}).reply.receipt.rejection ==
        s::Rejection::not_found);
  CHECK(caller.ask(s::ListAppointments{alice}).reply.list->empty());
  CHECK(caller.ask(booking("330100.documents.2026-06-13.0831", {alice})).reply.receipt.rejection ==
        s::Rejection::unknown_slot);
  house.journal.release_appends();
  house.engine.stop();
  CHECK(house.engine.metrics().commits == 0);
  CHECK(house.engine.metrics().batch_commands.sum() == 3);
  CHECK(house.journal.last_sequence() == 0);
}

TEST_CASE("one idempotency key: one booking, the same reply") {
  House house;
  Caller caller{house.engine};
  house.start();
  const s::Idempotency key{.key = {{1, 2}}, .request = {{3, 4}}};
  REQUIRE(caller.send(booking(saturday, {alice}), key) == Push::claimed);
  REQUIRE(caller.send(booking(saturday, {alice}), key) == Push::claimed);
  caller.wait_for_all();
  CHECK(caller.rejection(0) == s::Rejection::none);
  CHECK(caller.rejection(1) == s::Rejection::none);
  CHECK(caller.completion(0).reply.appointment.id == caller.completion(1).reply.appointment.id);
  CHECK(caller.completion(0).reply.appointment.code == caller.completion(1).reply.appointment.code);
  house.engine.stop();
  CHECK(house.engine.state().appointment_count() == 1);
}

TEST_CASE("several callers at once: every command once, batches ordered and without a gap") {
  constexpr std::uint64_t callers = 4;
  constexpr std::uint64_t each = 3000;
  constexpr std::uint64_t window = 200;
  House house{large_city(), slow_clock(), {.ring_capacity = 256, .reserved_records = 1024}};
  std::vector<std::unique_ptr<Caller>> ends;
  for (std::uint64_t i = 0; i < callers; ++i)
    ends.push_back(std::make_unique<Caller>(house.engine));
  house.start();
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < callers; ++i) {
    threads.emplace_back([&caller = *ends[i], i] {
      for (std::uint64_t n = 0; n < each; ++n) {
        const auto wish = nth_booking(i * each + n);
        while (caller.send(wish) != Push::claimed) std::this_thread::yield();
        if (caller.sent() - caller.look() >= window) caller.wait_for_all();
      }
      caller.wait_for_all();
    });
  }
  for (auto& thread : threads) thread.join();
  house.engine.stop();

  for (const auto& caller : ends) {
    CHECK(caller->is_exact());
    CHECK(caller->completions().size() == each);
    bool all_good = true;
    for (const auto& [cookie, completion] : caller->completions()) {
      all_good = all_good && !completion.failed &&
                 completion.reply.receipt.rejection == s::Rejection::none;
    }
    CHECK(all_good);
  }
  CHECK(house.engine.state().appointment_count() == callers * each);
  CHECK(house.engine.metrics().bookings == callers * each);
  CHECK(read_journal(house.journal).events() == callers * each);
}

TEST_CASE("commands of one caller are decided in the order in which it sent them") {
  House house;
  Caller caller{house.engine};
  house.start();
  for (std::uint64_t round = 0; round < 300; ++round) {
    const auto wish = hold(saturday, {citizen(round)});
    REQUIRE(caller.send(wish) == Push::claimed);
    REQUIRE(caller.send(s::ReleaseHold{wish.id}) == Push::claimed);
  }
  caller.wait_for_all();
  for (const auto& [cookie, completion] : caller.completions()) {
    CAPTURE(cookie);
    REQUIRE(completion.reply.receipt.rejection == s::Rejection::none);
    REQUIRE(completion.reply.appointment.status ==
            (cookie % 2 == 0 ? s::AppointmentStatus::held : s::AppointmentStatus::released));
  }
}

}  // namespace
}  // namespace offpeak::engine::tests
