#include "scheduler/keeping/timers.hpp"

#include <array>

#include "scheduler/booking/opening.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";

TEST_CASE("each fact sets what follows from it") {
  struct Row {
    std::string why;
    void (*act)(Driver&);
    std::string due;
  };
  const std::array rows{
      Row{"the end of a hold", [](Driver& driver) { driver.hold(friday_nine, {alice}); },
          "2026-06-08 10:10"},
      Row{"the sweep after a slot", [](Driver& driver) { driver.book(friday_nine, {alice}); },
          "2026-06-12 09:30:00.001"},
      Row{"the sweep after a confirmed hold's slot",
          [](Driver& driver) {
            driver.confirm(driver.hold(friday_nine, {alice}));
            driver.pass(config::minutes{10});
          },
          "2026-06-12 09:30:00.001"},
      Row{"the end of the day",
          [](Driver& driver) {
            driver.book(friday_nine, {alice});
            driver.to("2026-06-12 09:30:00.001");
          },
          "2026-06-13 00:00"},
      Row{"the return of cancelled capacity",
          [](Driver& driver) { driver.cancel(driver.book(friday_nine, {alice}), 60'000); },
          "2026-06-08 10:06"},
      Row{"the return of rescheduled capacity",
          [](Driver& driver) {
            driver.reschedule(driver.book(friday_nine, {alice}), friday_ten, 120'000);
          },
          "2026-06-08 10:07"},
      Row{"the sweep after a slot rescheduled to",
          [](Driver& driver) {
            driver.reschedule(driver.book(friday_nine, {alice}),
                              "330127.documents.2026-06-09.0900");
            driver.pass(config::minutes{5});
          },
          "2026-06-09 09:30:00.001"},
      Row{"the next release of a slot that is waited for",
          [](Driver& driver) {
            driver.book("330100.documents.2026-06-13.0830", {citizen(1), citizen(2), citizen(3)});
            driver.book("330100.documents.2026-06-13.0830", {citizen(4)});
            driver.join("330100.documents.2026-06-13.0830", {alice});
            driver.to("2026-06-10 08:55");
          },
          "2026-06-10 09:00"},
      Row{"the next look at a slot that is waited for",
          [](Driver& driver) {
            driver.book(friday_nine, {citizen(1), citizen(2), citizen(3), citizen(4)});
            driver.book(friday_nine, {citizen(5)});
            driver.join(friday_nine, {alice});
          },
          "2026-06-08 10:10"},
      Row{"the end of an offer",
          [](Driver& driver) {
            driver.book(friday_nine, {citizen(1), citizen(2), citizen(3), citizen(4)});
            const auto last = driver.book(friday_nine, {citizen(5)});
            driver.join(friday_nine, {alice});
            driver.cancel(last);
            driver.to("2026-06-08 10:31");
          },
          "2026-06-08 10:35"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Driver driver;
    row.act(driver);
    REQUIRE(driver.next_due().has_value());
    CHECK(*driver.next_due() == instant(row.due));
  }
  CHECK_FALSE(Driver{}.next_due().has_value());
}

TEST_CASE("timers are taken when due, earliest first, and in the order they were set") {
  State state;
  Timers timers{city()};
  CHECK_FALSE(timers.next().has_value());
  CHECK_FALSE(timers.pop_due(instant("2099-01-01 00:00")).has_value());

  const Instant start = instant("2026-06-08 10:00");
  Events events;
  struct Taken {
    std::uint64_t id;
    Instant at;
  };
  for (const auto& [id, at] : {Taken{1, start}, Taken{2, start}, Taken{3, start},
                               Taken{4, start + config::milliseconds{1}}}) {
    const HoldSlot body{.id = {{id, 1}}, .slot = slot(friday_nine), .party = Group{citizen(id)}};
    execute(state, city(), {.caller = admin, .body = body}, at, events);
    timers.observe(state, events.back());
  }
  const Instant due = start + config::minutes{10};
  CHECK(timers.next() == due);
  CHECK_FALSE(timers.pop_due(due - config::milliseconds{1}).has_value());
  const auto pop = [&](Instant now) {
    const auto command = timers.pop_due(now);
    REQUIRE(command.has_value());
    CHECK(command->caller.role == Role::anyone);
    CHECK(command->idempotency.key.is_zero());
    REQUIRE(std::holds_alternative<ExpireHold>(command->body));
    return std::get<ExpireHold>(command->body).id.words[0];
  };
  CHECK(pop(due) == 1);
  CHECK(pop(due) == 2);
  CHECK(pop(due) == 3);
  CHECK_FALSE(timers.pop_due(due).has_value());
  CHECK(pop(due + config::milliseconds{1}) == 4);
}

TEST_CASE("a slot is watched once, however many appointments it gets") {
  Driver driver;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    REQUIRE(driver.book(friday_nine, {citizen(i)}) == Rejection::none);
  }
  Timers timers{city()};
  for (const auto& event : driver.events()) timers.observe(driver.state(), event);
  int taken = 0;
  while (timers.pop_due(instant("2099-01-01 00:00"))) ++taken;
  CHECK(taken == 3);  // one sweep, one end of the day, and the day when it is forgotten
}

/// The looks at places that are due until then.
int looks_until(Timers& timers, Instant time) {
  int looks = 0;
  while (const auto command = timers.pop_due(time)) {
    looks += std::holds_alternative<OfferPlaces>(command->body) ? 1 : 0;
  }
  return looks;
}

/// In all halls, from today until the booking.
WatchedPlaces everywhere(const Driver& driver, const Outcome& booking) {
  return {.halls = {main_hall, lake_hall, hill_hall},
          .halls_size = 3,
          .from = config::date_of(driver.now()),
          .to = driver.record(booking).slot.date()};
}

TEST_CASE("a new watch makes no look of its own, and each of its days has one on the grid") {
  Driver driver{"2026-06-08 10:05"};
  const auto first = driver.book("330100.documents.2026-06-22.1630", {alice});
  const auto second = driver.book("330100.documents.2026-06-22.1630", {bob});
  int days = 0;
  for (Date date = day("2026-06-08"); date <= day("2026-06-22"); date += std::chrono::days{1}) {
    for (const HallCode code : {main_hall, lake_hall, hill_hall}) {
      days += is_open(city(), hall(code), date) ? 1 : 0;
    }
  }
  REQUIRE(days > 30);
  Timers timers{city()};
  const auto observe_last = [&](const Outcome& booking) {
    REQUIRE(driver.watch(booking, everywhere(driver, booking)) == Rejection::none);
    const auto events = driver.events().size();
    timers.observe(driver.state(), driver.events().at(events - 2));  // the watch, then its offer
    REQUIRE(std::holds_alternative<WatchSet>(driver.events().at(events - 2).fact));
    REQUIRE(std::holds_alternative<PlaceOffered>(driver.events().at(events - 1).fact));
  };
  observe_last(first);
  CHECK(looks_until(timers, driver.now()) == 0);
  observe_last(second);
  CHECK(looks_until(timers, driver.now()) == 0);
  CHECK(looks_until(timers, instant("2026-06-08 10:10")) == days);
}

TEST_CASE("a start looks once at each day that is watched for, however many watch") {
  Driver driver{"2026-06-08 10:05"};
  for (std::uint64_t i = 0; i < 4; ++i) {
    const auto booking = driver.book("330127.documents.2026-06-12.1130", {citizen(i)});
    REQUIRE(driver.watch(booking, {.halls = {hill_hall},
                                   .halls_size = 1,
                                   .from = day("2026-06-11"),
                                   .to = day("2026-06-12")}) == Rejection::none);
  }
  Timers timers{city()};
  timers.rebuild(driver.state());
  CHECK(looks_until(timers, driver.now()) == 2);
}

TEST_CASE("a day whose slots ask for a look at one moment is looked at once") {
  Driver driver{"2026-06-08 10:05"};
  const auto booking = driver.book("330127.documents.2026-06-12.1130", {alice});
  REQUIRE(driver.watch(booking, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
          Rejection::none);
  const auto before = driver.events().size();
  SetReserves command{.hall = hill_hall, .lane = documents, .date = day("2026-06-12"), .size = 4};
  for (std::uint16_t i = 0; i < command.size; ++i) {
    command.slots.at(i) = {.start_minute = static_cast<std::uint16_t>(9 * 60 + 30 * i),
                           .percent = 10};
  }
  driver.as(anyone).run(command);
  REQUIRE(driver.count<ReserveSet>() == 4);
  Timers timers{city()};
  for (std::size_t i = before; i < driver.events().size(); ++i) {
    timers.observe(driver.state(), driver.events()[i]);
  }
  CHECK(looks_until(timers, driver.now()) == 1);
}

TEST_CASE("nobody looks at night for places to offer, and all do at seven") {
  Driver driver{"2026-06-08 20:45"};
  const auto booking = driver.book("330127.documents.2026-06-12.1130", {alice});
  REQUIRE(driver.watch(booking, {.from = day("2026-06-12"), .to = day("2026-06-12")}) ==
          Rejection::none);
  Timers timers{city()};
  for (const auto& event : driver.events()) timers.observe(driver.state(), event);
  CHECK(looks_until(timers, instant("2026-06-08 20:50")) == 1);
  CHECK(looks_until(timers, instant("2026-06-09 06:59:59.999")) == 0);
  CHECK(looks_until(timers, instant("2026-06-09 07:00")) == 1);
}

TEST_CASE("what was missed while nothing ran happens at once when it runs again") {
  Driver driver;
  const auto hold = driver.hold(friday_ten, {frank});
  const auto booking = driver.book(friday_nine, {alice, bob, carol, dave});
  REQUIRE(driver.book(friday_nine, {erin}) == Rejection::none);
  const auto waiting = driver.join(friday_nine, {grace});
  REQUIRE(driver.cancel(booking) == Rejection::none);

  struct Row {
    std::string back_at;
    AppointmentStatus hold_status;
    WaitlistStatus waiting_status;
    AppointmentStatus other_status;
  };
  const std::array rows{
      Row{"2026-06-08 10:04", AppointmentStatus::held, WaitlistStatus::waiting,
          AppointmentStatus::booked},
      Row{"2026-06-08 10:05", AppointmentStatus::held, WaitlistStatus::offered,
          AppointmentStatus::booked},
      Row{"2026-06-10 10:00", AppointmentStatus::expired, WaitlistStatus::offered,
          AppointmentStatus::booked},
      Row{"2026-06-12 09:00", AppointmentStatus::expired, WaitlistStatus::closed,
          AppointmentStatus::booked},
      Row{"2026-06-20 10:00", AppointmentStatus::expired, WaitlistStatus::closed,
          AppointmentStatus::no_show},
  };
  for (const auto& row : rows) {
    CAPTURE(row.back_at);
    State state;
    for (const auto& event : driver.events()) state.apply(event);
    Timers timers{city()};
    timers.rebuild(state);
    Events events;
    const Instant now = instant(row.back_at);
    while (const auto command = timers.pop_due(now)) {
      const std::size_t first = events.size();
      execute(state, city(), *command, now, events);
      for (std::size_t i = first; i < events.size(); ++i) timers.observe(state, events[i]);
    }
    CHECK(state.appointment(state.find(hold.id)).status == row.hold_status);
    CHECK(state.waitlist_entry(state.find(waiting.waitlist)).status == row.waiting_status);
    CHECK(state.appointment(1 + state.find(booking.id)).status == row.other_status);
    CHECK(state.hash() == state.compute_hash());
    CHECK((!timers.next() || *timers.next() > now));
  }
}

TEST_CASE("a release that nothing followed serves the line after a restart") {
  const char* saturday = "330100.documents.2026-06-13.0830";
  Driver driver{"2026-06-09 10:00"};
  for (std::uint64_t i = 1; i <= 4; ++i) {
    REQUIRE(driver.book(saturday, {citizen(i)}) == Rejection::none);
  }
  const auto waiting = driver.join(saturday, {alice});

  struct Row {
    std::string stopped_at;  // after a last command, which came before the release's timer
    std::string back_at;
  };
  const std::array rows{Row{"2026-06-09 12:00", "2026-06-10 09:00"},
                        Row{"2026-06-09 12:00", "2026-06-11 12:00"},
                        Row{"2026-06-10 09:00", "2026-06-10 09:00"},
                        Row{"2026-06-10 09:00:00.001", "2026-06-11 12:00"}};
  for (const auto& row : rows) {
    CAPTURE(row.stopped_at);
    CAPTURE(row.back_at);
    State state;
    for (const auto& event : driver.events()) state.apply(event);
    Events events;
    const HoldSlot last{.id = {{8, 8}}, .slot = slot(friday_nine), .party = Group{bob}};
    execute(state, city(), {.caller = admin, .body = last}, instant(row.stopped_at), events);

    Timers timers{city()};
    timers.rebuild(state);
    const Instant now = instant(row.back_at);
    while (const auto command = timers.pop_due(now)) execute(state, city(), *command, now, events);
    CHECK(state.waitlist_entry(state.find(waiting.waitlist)).status == WaitlistStatus::offered);
  }
}

TEST_CASE("timers of a hall that left the configuration still end what it had begun") {
  auto without = make_city();
  without.halls.pop_back();
  Driver driver;
  REQUIRE(driver.book(friday_nine, {alice, bob, carol, dave}) == Rejection::none);
  const auto missed = driver.book(friday_nine, {erin});
  const auto cancelled = driver.book(friday_ten, {frank});
  const auto waiting = driver.join(friday_nine, {grace});
  const auto hold = driver.hold(friday_ten, {{grace, endorsement}});
  REQUIRE(driver.cancel(cancelled) == Rejection::none);

  State state;
  for (const auto& event : driver.events()) state.apply(event);
  CHECK(state.hash() == driver.state().hash());
  Timers timers{without};
  timers.rebuild(state);
  Events events;
  while (timers.next() && *timers.next() < instant("2026-06-14 00:00")) {
    const Instant due = std::max(*timers.next(), driver.now());
    execute(state, without, *timers.pop_due(due), due, events);
  }
  CHECK(state.appointment(state.find(missed.id)).status == AppointmentStatus::no_show);
  CHECK(state.appointment(state.find(hold.id)).status == AppointmentStatus::expired);
  CHECK(state.waitlist_entry(state.find(waiting.waitlist)).status == WaitlistStatus::closed);
  CHECK(state.taken_minutes(slot(friday_ten)) == 0);
  CHECK(state.hash() == state.compute_hash());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
