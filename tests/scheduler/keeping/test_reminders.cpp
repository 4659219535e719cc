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

/// A process that is down from a booking on until it is back.
struct Outage {
  Outage() {
    const auto play = [this](const CommandBody& body) {
      execute(state, city(), {.caller = admin, .body = body}, instant("2026-06-08 10:00"), events);
    };
    play(SwitchOutbox{true});
    play(BookSlot{.id = {{1, 1}}, .slot = slot(wednesday_10), .party = Group{alice}});
  }
  /// The reminders from then on.
  std::vector<ReminderDue> back_at(Instant now) {
    Timers timers{city()};
    timers.rebuild(state);
    run_out(state, timers, city(), now, events);
    std::vector<ReminderDue> reminders;
    for (const auto& event : events) {
      if (const auto* fact = std::get_if<ReminderDue>(&event.fact)) reminders.push_back(*fact);
    }
    return reminders;
  }

  State state;
  Events events;
};

TEST_CASE("of the reminders that fell due while the process was down only the last is announced") {
  struct Row {
    const char* back_at;
    std::vector<int> told_minutes_before;
  };
  for (const Row& row :
       {Row{"2026-06-09 09:00", {1440, 120}}, Row{"2026-06-09 23:00", {1440, 120}},
        Row{"2026-06-10 07:59:59.999", {1440, 120}}, Row{"2026-06-10 08:00", {120}},
        Row{"2026-06-10 09:59:59.999", {120}}, Row{"2026-06-10 10:00", {}}}) {
    CAPTURE(row.back_at);
    Outage outage;
    const auto reminders = outage.back_at(instant(row.back_at));
    std::vector<int> told;
    for (const auto& fact : reminders) told.push_back(fact.minutes_before);
    CHECK(told == row.told_minutes_before);
    std::size_t announced = 0;
    for (std::uint64_t n = outage.state.announcements().first();
         n < outage.state.announcements().end(); ++n) {
      announced += outage.state.announcements()[n].kind == AnnouncementKind::reminder_due;
    }
    CHECK(announced == told.size());
  }
}

TEST_CASE("reminders that were passed over are out for good, by the same fact") {
  Outage outage;
  const auto reminders = outage.back_at(instant("2026-06-10 08:30"));
  REQUIRE(reminders.size() == 1);
  CHECK(reminders[0].reminder == 1);
  CHECK(reminders[0].passed_over == 0b01);
  State then;
  for (const auto& event : outage.events) {
    then.apply(event);
    if (std::holds_alternative<ReminderDue>(event.fact)) break;
  }
  const auto& booking = then.appointment(then.find(AppointmentId{{1, 1}}));
  CHECK((booking.marks & reminder_mark(0)) != 0);
  CHECK((booking.marks & reminder_mark(1)) != 0);
}

}  // namespace
}  // namespace offpeak::scheduler::tests
