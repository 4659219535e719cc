// Reminders: when, to whom, and never twice. The city reminds 24 hours and 2 hours before.
#include <array>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* wednesday_10 = "330127.documents.2026-06-10.1000";
constexpr const char* thursday_10 = "330127.documents.2026-06-11.1000";

struct Town : Driver {
  explicit Town(std::string_view start = "2026-06-08 08:00") : Driver{start} {
    run(SwitchOutbox{true});
  }
  int reminders() const { return count<ReminderDue>(); }
};

TEST_CASE("a booking is announced a day and two hours before its slot, at the minute") {
  Town town;
  const auto booking = town.book(wednesday_10, {alice, bob});
  struct Row {
    const char* time;
    int reminders;
    int minutes_before;
  };
  const std::array rows{Row{"2026-06-09 09:59:59.999", 0, 0}, Row{"2026-06-09 10:00", 1, 1440},
                        Row{"2026-06-10 07:59:59.999", 1, 1440}, Row{"2026-06-10 08:00", 2, 120},
                        Row{"2026-06-12 00:00", 2, 120}};
  for (const auto& row : rows) {
    CAPTURE(row.time);
    town.to(row.time);
    CHECK(town.reminders() == row.reminders);
    if (row.reminders == 0) continue;
    CHECK(town.last<ReminderDue>().minutes_before == row.minutes_before);
    CHECK((town.last<ReminderDue>().id == booking.id));
  }
  const auto& told = town.state().announcements();
  REQUIRE(told.size() == 4);  // the last one: nobody came
  CHECK((told[2].kind == AnnouncementKind::reminder_due));
  CHECK(told[2].detail == 120);
  CHECK((told[2].thread == told[0].thread));
}

TEST_CASE("whoever books late gets the reminders that lie ahead, and one that has just passed") {
  struct Row {
    const char* booked_at;
    int reminders;
  };
  const std::array rows{Row{"2026-06-09 09:00", 2},        Row{"2026-06-09 10:00", 2},
                        Row{"2026-06-09 10:09:59.999", 2}, Row{"2026-06-09 10:10", 1},
                        Row{"2026-06-10 07:00", 1},        Row{"2026-06-10 08:09", 1},
                        Row{"2026-06-10 08:10", 0},        Row{"2026-06-10 09:30", 0}};
  for (const auto& row : rows) {
    CAPTURE(row.booked_at);
    Town town{row.booked_at};
    REQUIRE(town.book(wednesday_10, {alice}) == Rejection::none);
    town.to("2026-06-11 00:00");
    CHECK(town.reminders() == row.reminders);
  }
}

TEST_CASE("only who is expected is reminded") {
  struct Row {
    const char* what;
    void (*act)(Town&);
    int reminders;
  };
  const std::array rows{
      Row{"cancelled", [](Town& town) { town.cancel(town.book(wednesday_10, {alice})); }, 0},
      Row{"cancelled after the first reminder",
          [](Town& town) {
            const auto booking = town.book(wednesday_10, {alice});
            town.to("2026-06-09 12:00");
            town.cancel(booking);
          },
          1},
      Row{"moved to the next day: for the new time",
          [](Town& town) { town.reschedule(town.book(wednesday_10, {alice}), thursday_10); }, 2},
      Row{"held and confirmed", [](Town& town) { town.confirm(town.hold(wednesday_10, {alice})); },
          2},
      Row{"held and not confirmed", [](Town& town) { town.hold(wednesday_10, {alice}); }, 0},
      Row{"outbox off, and on again in between",
          [](Town& town) {
            town.book(wednesday_10, {alice});
            town.run(SwitchOutbox{false});
            town.to("2026-06-09 12:00");
            town.run(SwitchOutbox{true});
          },
          1},
      Row{"outbox off",
          [](Town& town) {
            town.book(wednesday_10, {alice});
            town.run(SwitchOutbox{false});
          },
          0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Town town;
    row.act(town);
    town.to("2026-06-12 00:00");
    CHECK(town.reminders() == row.reminders);
  }
}

TEST_CASE("bookings made before anybody took announcements are reminded of as well") {
  Driver driver{"2026-06-08 08:00"};
  driver.book(wednesday_10, {alice});
  driver.to("2026-06-09 20:00");
  driver.run(SwitchOutbox{true});
  driver.to("2026-06-12 00:00");
  CHECK(driver.count<ReminderDue>() == 1);
}

TEST_CASE("a reminder is decided once, in its time, and only if the city has it") {
  Town town;
  const auto booking = town.book(wednesday_10, {alice});
  const auto remind = [&](std::uint8_t reminder) {
    town.run(Remind{.id = booking.id, .reminder = reminder});
    return town.reminders();
  };
  CHECK(remind(0) == 0);  // too early
  town.to("2026-06-09 10:00");
  CHECK(town.reminders() == 1);
  CHECK(remind(0) == 1);
  CHECK(remind(1) == 1);
  CHECK(remind(2) == 1);
  town.run(Remind{.id = AppointmentId{{1, 2}}, .reminder = 0});
  CHECK(town.reminders() == 1);
}

TEST_CASE("what fell due while the process was down is made up for until the slot begins") {
  struct Row {
    const char* back_at;
    int reminders;  // of two slots, at 10:00 and at 11:00
  };
  const std::array rows{Row{"2026-06-09 09:00", 4}, Row{"2026-06-09 23:00", 4},
                        Row{"2026-06-10 09:59:59.999", 4}, Row{"2026-06-10 10:00", 2},
                        Row{"2026-06-10 11:00", 0}};
  for (const auto& row : rows) {
    CAPTURE(row.back_at);
    State state;
    Events events;
    const auto play = [&](Instant at, const CommandBody& body) {
      execute(state, city(), {.caller = admin, .body = body}, at, events);
    };
    const Instant before = instant("2026-06-08 10:00");
    play(before, SwitchOutbox{true});
    play(before, BookSlot{.id = {{1, 1}}, .slot = slot(wednesday_10), .party = Group{alice}});
    play(before, BookSlot{.id = {{2, 2}},
                          .slot = slot("330127.documents.2026-06-10.1100"),
                          .party = Group{bob}});
    Timers timers{city()};
    timers.rebuild(state);
    events.clear();
    run_out(state, timers, city(), instant(row.back_at), events);
    int reminders = 0;
    for (const auto& event : events) reminders += std::holds_alternative<ReminderDue>(event.fact);
    CHECK(reminders == row.reminders);
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
