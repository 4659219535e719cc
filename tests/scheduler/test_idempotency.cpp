#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr std::uint64_t key = 42;

Outcome fill(Driver& driver) {
  for (std::uint64_t i = 1; i <= 4; ++i) {
    REQUIRE(driver.book(friday_nine, {citizen(i)}) == Rejection::none);
  }
  return driver.book(friday_nine, {citizen(5)});
}

/// Whether two replies to the same request look the same to whoever asked.
void check_same_view(const AppointmentView& one, const AppointmentView& other) {
  CHECK(one.id == other.id);
  CHECK(one.slot == other.slot);
  CHECK(one.minutes == other.minutes);
  CHECK(one.status == other.status);
  CHECK(one.expires_at == other.expires_at);
  CHECK(one.has_code == other.has_code);
  CHECK(one.code == other.code);
  CHECK(one.earlier == other.earlier);
  CHECK(one.later == other.later);
  CHECK(one.tail == other.tail);
  CHECK(one.services == other.services);
  CHECK(one.size == other.size);
}

void check_same_view(const WaitlistView& one, const WaitlistView& other) {
  CHECK(one.id == other.id);
  CHECK(one.slot == other.slot);
  CHECK(one.status == other.status);
  CHECK(one.position == other.position);
  CHECK(one.offer == other.offer);
  CHECK(one.offer_expires_at == other.offer_expires_at);
  CHECK(one.services == other.services);
  CHECK(one.size == other.size);
}

TEST_CASE("the same key and request has the same reply and no further effect") {
  struct Row {
    std::string why;
    Outcome (*prepare)(Driver&);
    Outcome (*act)(Driver&, const Outcome&);
    void (*afterwards)(Driver&, const Outcome&);  // what becomes of the subject
    Rejection expected;
  };
  const auto nothing = [](Driver&) { return Outcome{}; };
  const auto later = [](Driver& driver, const Outcome&) { driver.pass(config::minutes{10}); };
  const std::array rows{
      Row{"hold, then expired", nothing,
          [](Driver& driver, const Outcome&) { return driver.hold(friday_nine, {alice}); }, later,
          Rejection::none},
      Row{"book, then cancelled", nothing,
          [](Driver& driver, const Outcome&) {
            return driver.book(friday_nine, {alice, bob});
          },
          [](Driver& driver, const Outcome& booking) { driver.cancel(booking); }, Rejection::none},
      Row{"book, then rescheduled", nothing,
          [](Driver& driver, const Outcome&) { return driver.book(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& booking) { driver.reschedule(booking, friday_ten); },
          Rejection::none},
      Row{"confirm, then cancelled",
          [](Driver& driver) { return driver.hold(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& hold) { return driver.confirm(hold); },
          [](Driver& driver, const Outcome& hold) { driver.cancel(hold); }, Rejection::none},
      Row{"release", [](Driver& driver) { return driver.hold(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& hold) { return driver.release(hold); }, later,
          Rejection::none},
      Row{"cancel", [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& booking) { return driver.cancel(booking); }, later,
          Rejection::none},
      Row{"reschedule, then cancelled",
          [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& booking) {
            return driver.reschedule(booking, friday_ten);
          },
          [](Driver& driver, const Outcome& moved) { driver.cancel(moved); }, Rejection::none},
      Row{"join, then left", fill,
          [](Driver& driver, const Outcome&) { return driver.join(friday_nine, {alice}); },
          [](Driver& driver, const Outcome& joined) { driver.leave(joined); }, Rejection::none},
      Row{"join, then offered", fill,
          [](Driver& driver, const Outcome&) { return driver.join(friday_nine, {alice}); },
          [](Driver& driver, const Outcome&) {
            const auto first = driver.state().appointment(0).id;
            REQUIRE(driver.cancel(Outcome{.id = first}) == Rejection::none);
            driver.pass(config::minutes{5});
            REQUIRE(driver.count<OfferMade>() == 1);
          },
          Rejection::none},
      Row{"slot_full, then free", [](Driver& driver) { return fill(driver); },
          [](Driver& driver, const Outcome&) { return driver.book(friday_nine, {alice}); },
          [](Driver& driver, const Outcome&) {
            REQUIRE(driver.cancel(Outcome{.id = driver.state().appointment(0).id}) ==
                    Rejection::none);
            driver.pass(config::minutes{5});
          },
          Rejection::slot_full},
      Row{"not_found stays so", nothing,
          [](Driver& driver, const Outcome&) {
            return driver.cancel(Outcome{.id = {{9, 9}}});
          },
          later, Rejection::not_found},
      Row{"already_booked, then cancelled",
          [](Driver& driver) { return driver.book(friday_nine, {alice}); },
          [](Driver& driver, const Outcome&) { return driver.book(friday_ten, {alice}); },
          [](Driver& driver, const Outcome&) {
            driver.cancel(Outcome{.id = driver.state().appointment(0).id});
          },
          Rejection::already_booked},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    const auto subject = row.prepare(driver);
    const auto memories = driver.state().counts().memories;
    driver.keyed(key);
    const auto first = row.act(driver, subject);
    CHECK(first == row.expected);
    CHECK(driver.state().counts().memories == memories + 1);
    const auto first_reply = answer(driver.state(), first.receipt);
    for (int again = 0; again < 2; ++again) {
      const auto facts = driver.events().size();
      const auto hash = driver.state().hash();
      driver.keyed(key);
      const auto repeated = row.act(driver, subject);
      CHECK(repeated.receipt == first.receipt);
      const auto reply = answer(driver.state(), repeated.receipt);
      check_same_view(reply.appointment, first_reply.appointment);
      check_same_view(reply.waitlist, first_reply.waitlist);
      CHECK(driver.events().size() == facts);
      CHECK(driver.state().hash() == hash);
      if (again == 0) row.afterwards(driver, first);
    }
  }
}

TEST_CASE("a repeated booking looks as it did before the visitor checked in") {
  struct Row {
    std::string at;
    std::string why;
  };
  const std::array rows{Row{"2026-06-12 08:45", "in time"}, Row{"2026-06-12 09:20", "in the tail"}};
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver{"2026-06-12 08:00"};
    const auto booking = driver.keyed(key).book(friday_nine, {alice});
    const auto reply = answer(driver.state(), booking.receipt);
    driver.to(row.at);
    const auto arrival = driver.keyed(key + 1).check_in(hill_hall, booking);
    REQUIRE(arrival == Rejection::none);
    const auto repeated = driver.keyed(key).book(friday_nine, {alice});
    CHECK(repeated.receipt == booking.receipt);
    check_same_view(answer(driver.state(), repeated.receipt).appointment, reply.appointment);
    const auto arrived = answer(driver.state(), arrival.receipt).appointment;
    driver.to("2026-06-13 07:00");
    const auto again = driver.keyed(key + 1).check_in(hill_hall, booking);
    check_same_view(answer(driver.state(), again.receipt).appointment, arrived);
  }
}

TEST_CASE("the same key with another request is a mismatch, whatever came of the first") {
  struct Row {
    std::string why;
    Group first;
    Rejection expected;
  };
  const std::array rows{Row{"a success", {alice}, Rejection::none},
                        Row{"a rejection", {grace}, Rejection::already_booked}};
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    REQUIRE(driver.book(friday_ten, {grace}) == Rejection::none);
    REQUIRE(driver.keyed(key, 1).book(friday_nine, row.first) == row.expected);
    const auto hash = driver.state().hash();
    CHECK(driver.keyed(key, 2).book(friday_nine, {bob}) == Rejection::idempotency_mismatch);
    CHECK(driver.keyed(key, 3).cancel(Outcome{.id = {{9, 9}}}) == Rejection::idempotency_mismatch);
    CHECK(driver.state().hash() == hash);
    CHECK(driver.keyed(key, 1).book(friday_nine, row.first) == row.expected);
    CHECK(driver.keyed(key + 1, 2).book(friday_nine, {bob}) == Rejection::none);
  }
}

TEST_CASE("a reply is kept for 24 hours to the millisecond") {
  struct Row {
    std::string at;
    std::uint64_t request;
    Rejection expected;
  };
  const std::array rows{
      Row{"2026-06-09 09:59:59.999", 1, Rejection::none},
      Row{"2026-06-09 09:59:59.999", 2, Rejection::idempotency_mismatch},
      Row{"2026-06-09 10:00", 1, Rejection::already_booked},  // decided anew
      Row{"2026-06-09 10:00", 2, Rejection::already_booked},
      Row{"2026-06-10 10:00", 1, Rejection::already_booked},
  };
  for (const auto& row : rows) {
    CAPTURE(row.at);
    CAPTURE(row.request);
    Driver driver;
    const auto first = driver.keyed(key, 1).book(friday_nine, {alice});
    driver.to(row.at);
    const auto second = driver.keyed(key, row.request).book(friday_nine, {alice});
    CHECK(second == row.expected);
    // What was decided anew is remembered in its turn.
    driver.pass(config::minutes{1});
    CHECK(driver.keyed(key, row.request).book(friday_nine, {alice}) == Rejection::already_booked);
    CHECK(driver.status(first) == AppointmentStatus::booked);
  }
}

TEST_CASE("old replies are forgotten when a new one comes, and the hash with them") {
  Driver driver;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    driver.keyed(i).cancel(Outcome{.id = {{9, 9}}});
    driver.pass(std::chrono::hours{1});
  }
  CHECK(driver.state().counts().memories == 5);
  driver.to("2026-06-09 12:00");  // the first three are 24 hours old or older
  CHECK(driver.state().counts().memories == 5);
  driver.keyed(6).cancel(Outcome{.id = {{9, 9}}});
  CHECK(driver.state().counts().memories == 3);
  CHECK(driver.state().find(IdempotencyKey{{3, 1}}) == nullptr);
  REQUIRE(driver.state().find(IdempotencyKey{{4, 1}}) != nullptr);
  CHECK(driver.state().find(IdempotencyKey{{6, 1}}) != nullptr);
  CHECK(driver.keyed(4).cancel(Outcome{.id = {{9, 9}}}) == Rejection::not_found);
}

TEST_CASE("what comes without a key is decided each time and not remembered") {
  Driver driver;
  CHECK(driver.book(friday_nine, {alice}) == Rejection::none);
  CHECK(driver.book(friday_nine, {alice}) == Rejection::already_booked);
  CHECK(driver.state().counts().memories == 0);
  CHECK(driver.count<Remembered>() == 0);
}

TEST_CASE("a question is answered afresh and journaled nowhere, even with a key") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  const auto facts = driver.events().size();
  for (const CommandBody& question :
       {CommandBody{GetAppointment{booking.id}}, CommandBody{ListAppointments{alice}},
        CommandBody{GetWaitlist{{{9, 9}}}}}) {
    REQUIRE(is_question(question));
    driver.keyed(key).run(question);
    CHECK(driver.events().size() == facts);
  }
}

TEST_CASE("what the request alone decides is answered the same each time and kept nowhere") {
  struct Row {
    const char* why;
    const char* slot_name;
    Group group;
    Rejection expected;
  };
  const std::array rows{
      Row{"unknown slot", "330127.documents.2026-06-12.0901", {alice}, Rejection::unknown_slot},
      Row{"wrong lane", friday_nine, {{alice, business_registration}}, Rejection::wrong_lane},
      Row{"beyond the horizon too",
          "330127.documents.2026-10-12.0900",
          {{alice, business_registration}},
          Rejection::wrong_lane},
      Row{"twice the same", friday_nine, {alice, alice}, Rejection::duplicate_applicant},
      Row{"too many",
          "330106.documents.2026-06-13.0900",
          {alice, bob, carol},
          Rejection::party_too_large},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    for (int i = 0; i < 3; ++i) {
      CHECK(driver.keyed(key).book(row.slot_name, row.group) == row.expected);
    }
    CHECK(driver.events().empty());
    CHECK(driver.state().counts().memories == 0);
    CHECK(driver.keyed(key, 2).book(friday_nine, {alice}) == Rejection::none);
  }
}

TEST_CASE("one caller uses up the own share of kept replies, and nobody else's") {
  State state;
  Events events;
  std::uint64_t names = 0;
  Instant now = instant("2026-06-08 10:00");
  const auto ask = [&](const Caller& caller, std::uint32_t owner) {
    ++names;
    const Command command{.caller = caller,
                          .idempotency = {.key = {{names, owner}}, .request = {}, .owner = owner},
                          .body = Cancel{.id = {{9, 9}}}};
    return execute(state, city(), command, now, events).rejection;
  };
  for (std::uint32_t i = 0; i < memories_per_citizen_max; ++i) {
    REQUIRE(ask(citizen_caller(alice), 1) == Rejection::not_found);
  }
  CHECK(ask(citizen_caller(alice), 1) == Rejection::idempotency_limit);
  CHECK(state.counts().memories == memories_per_citizen_max);
  CHECK(ask(citizen_caller(bob), 2) == Rejection::not_found);
  CHECK(ask(staff, 3) == Rejection::not_found);
  const Command unkeyed{.caller = citizen_caller(alice), .body = Cancel{.id = {{9, 9}}}};
  CHECK(execute(state, city(), unkeyed, now, events).rejection == Rejection::not_found);
  // What is old does not count, even while nobody has asked since.
  now += idempotency_kept;
  CHECK(ask(citizen_caller(alice), 1) == Rejection::not_found);
  CHECK(state.counts().memories == 1);
}

TEST_CASE("the last eighth of the kept replies is never a citizen's") {
  State state;
  Events events;
  const Instant now = instant("2026-06-08 10:00");
  std::uint64_t names = 0;
  const auto ask = [&](const Caller& caller) {
    const Command command{.caller = caller,
                          .idempotency = {.key = {{++names, 0}}, .request = {}, .owner = 1},
                          .body = Cancel{.id = {{9, 9}}}};
    return execute(state, city(), command, now, events).rejection;
  };
  const auto keep_until = [&](std::size_t count) {
    while (state.counts().memories < count) {
      state.apply(
          {now, Remembered{.key = {{++names, 1}}, .owner = static_cast<std::uint32_t>(names)}});
    }
  };
  keep_until(memories_of_citizens_max - 1);
  CHECK(ask(citizen_caller(alice)) == Rejection::not_found);
  CHECK(ask(citizen_caller(alice)) == Rejection::storage_full);
  CHECK(ask(staff) == Rejection::not_found);
  keep_until(memories_max);
  CHECK(ask(staff) == Rejection::storage_full);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
