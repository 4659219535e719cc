// What is forgotten, when, and what is left.

#include "scheduler/image/image.hpp"
#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* later_nine = "330127.documents.2026-06-22.0900";
// Hill hall's day of June 12 is forgotten on July 13, some minutes after three.
constexpr const char* before_the_drop = "2026-07-13 03:00";
constexpr const char* after_the_drop = "2026-07-13 04:00";

Outcome done(const Outcome& outcome) {
  REQUIRE(outcome == Rejection::none);
  return outcome;
}

bool knows(const Driver& driver, CitizenKey citizen) {
  return driver.state().find(citizen) != nowhere;
}

TEST_CASE("what a visit left is there until its days are over, and then nothing of it is") {
  struct Row {
    const char* what;
    void (*play)(Driver&);
  };
  const std::array rows{
      Row{"a cancelled booking",
          [](Driver& d) {
            done(d.cancel(done(d.book(friday_nine, {alice, bob}))));
          }},
      Row{"a no-show", [](Driver& d) { done(d.book(friday_nine, {alice})); }},
      Row{"a visit that was left at the end of the day",
          [](Driver& d) {
            const auto booking = done(d.book(friday_nine, {alice}));
            d.to("2026-06-12 08:50");
            done(d.check_in(hill_hall, booking));
          }},
      Row{"a visit that was served",
          [](Driver& d) {
            const auto booking = done(d.book(friday_nine, {alice}));
            d.to("2026-06-12 08:50");
            done(d.check_in(hill_hall, booking));
            done(d.open(hill_hall, 1));
            done(d.call_next(hill_hall, 1));
            done(d.at<Serve>(hill_hall, 1));
            d.pass(config::minutes{5});
            done(d.at<Finish>(hill_hall, 1));
          }},
      Row{"places in line",
          [](Driver& d) {
            for (std::uint64_t i = 0; i < 5; ++i) done(d.book(friday_nine, {citizen(i)}));
            done(d.leave(done(d.join(friday_nine, {alice}))));
            done(d.join(friday_nine, {bob}));
          }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Driver driver{"2026-06-09 10:00"};
    row.play(driver);
    driver.to(before_the_drop);
    const Counts before = driver.state().counts();
    CHECK(before.appointments + before.waitlist_entries > 0);
    CHECK(before.slots > 0);
    driver.to(after_the_drop);
    const Counts after = driver.state().counts();
    CHECK(after.appointments == 0);
    CHECK(after.waitlist_entries == 0);
    CHECK(after.slots == 0);
    CHECK(after.tickets == 0);
    CHECK(driver.state().floor().lane_day_count() == 0);
    CHECK(driver.count<DayDropped>() == 1);
  }
}

TEST_CASE("another day and another hall stay, and so do totals") {
  Driver driver{"2026-06-09 10:00"};
  done(driver.book(friday_nine, {alice}));
  const auto later = done(driver.book(later_nine, {bob}));
  const auto elsewhere = done(driver.book("330100.documents.2026-06-13.0830", {carol}));
  driver.to(after_the_drop);
  CHECK(driver.count<DayDropped>() == 1);
  CHECK(driver.status(later) == AppointmentStatus::no_show);
  CHECK(driver.status(elsewhere) == AppointmentStatus::no_show);
  CHECK(driver.state().totals().lane(hill_hall, documents, day("2026-06-12")) != nullptr);
  driver.to("2027-07-18 03:29");
  CHECK(driver.state().totals().lane(hill_hall, documents, day("2026-06-12")) != nullptr);
  driver.to("2027-07-18 03:31");
  CHECK(driver.state().totals().lane(hill_hall, documents, day("2026-06-12")) == nullptr);
  CHECK(driver.state().totals().lane(hill_hall, documents, day("2026-06-22")) != nullptr);
}

TEST_CASE("a citizen is known as long as there is something to be known") {
  struct Row {
    const char* what;
    void (*play)(Driver&);
    bool known;
  };
  const std::array rows{
      Row{"a visit that the hotline gave up",
          [](Driver& d) { done(d.cancel(done(d.book(friday_nine, {alice})))); }, false},
      Row{"a cancellation that counts",
          [](Driver& d) {
            d.as(citizen_caller(alice));
            done(d.cancel(done(d.book(friday_nine, {alice}))));
          },
          true},
      Row{"a no-show that counts", [](Driver& d) { done(d.book(friday_nine, {alice})); }, true},
      Row{"another appointment",
          [](Driver& d) {
            done(d.cancel(done(d.book(friday_nine, {alice}))));
            done(d.cancel(
                done(d.book("330127.documents.2026-06-15.0900", {{alice, endorsement}, bob}))));
          },
          true},
      Row{"a place in a line of another day, given up",
          [](Driver& d) {
            constexpr const char* monday = "330127.documents.2026-06-15.0900";
            done(d.cancel(done(d.book(friday_nine, {alice}))));
            for (std::uint64_t i = 0; i < 5; ++i) done(d.book(monday, {citizen(i)}));
            done(d.leave(done(d.join(monday, {{alice, endorsement}, bob}))));
          },
          false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    Driver driver{"2026-06-09 10:00"};
    row.play(driver);
    driver.to(before_the_drop);
    CHECK(knows(driver, alice));
    driver.to(after_the_drop);
    CHECK(knows(driver, alice) == row.known);
  }
}

TEST_CASE("the newer of two stays known when the older is forgotten, and the other way round") {
  for (const bool older_first : {true, false}) {
    CAPTURE(older_first);
    Driver driver{"2026-06-09 10:00"};
    const char* first = older_first ? friday_nine : later_nine;
    const char* second = older_first ? later_nine : friday_nine;
    const auto one = done(driver.book(first, {alice, {alice, endorsement}}));
    done(driver.cancel(one));
    const auto two = done(driver.book(second, {{alice, first_passport}, bob}));
    driver.to(after_the_drop);
    const auto& left = older_first ? two : one;
    const auto& gone = older_first ? one : two;
    CHECK(driver.state().find(gone.id) == nowhere);
    const auto reply = answer(
        driver.state(), driver.as(citizen_caller(alice)).run(ListAppointments{alice}).receipt);
    REQUIRE(reply.list->size() == 1);
    CHECK(reply.list->front().id == left.id);
  }
}

TEST_CASE("of a change the part that is forgotten is named no more") {
  for (const bool to_later : {true, false}) {
    CAPTURE(to_later);
    Driver driver{"2026-06-09 10:00"};
    const auto old = done(driver.book(to_later ? friday_nine : later_nine, {alice}));
    const auto fresh = done(driver.reschedule(old, to_later ? later_nine : friday_nine));
    driver.to(after_the_drop);
    const auto& left = to_later ? fresh : old;
    const auto reply = answer(driver.state(), driver.run(GetAppointment{left.id}).receipt);
    CHECK(reply.appointment.earlier.is_zero());
    CHECK(reply.appointment.later.is_zero());
    CHECK(driver.run(GetAppointment{to_later ? old.id : fresh.id}) == Rejection::not_found);
  }
}

TEST_CASE("a day with something that has not ended is not forgotten") {
  State state;
  Events events;
  const auto start = instant("2026-06-09 10:00");
  const Command hold{
      .caller = admin,
      .body = HoldSlot{.id = {{1, 1}}, .slot = slot(friday_ten), .party = Group{alice}}};
  REQUIRE(execute(state, city(), hold, start, events).rejection == Rejection::none);
  const Command drop{.body = DropDay{hill_hall, day("2026-06-12")}};
  const auto dropped = [&] { return state.find(AppointmentId{{1, 1}}) == nowhere; };
  const auto when = instant(after_the_drop);
  execute(state, city(), drop, when, events);
  CHECK_FALSE(dropped());
  execute(state, city(), {.body = ExpireHold{{{1, 1}}}}, when, events);
  execute(state, city(), drop, when, events);
  CHECK(dropped());
  CHECK(state.hash() == state.compute_hash());
}

/// A year of visits to the three halls, a few a day, each way they may end.
class Year {
 public:
  Year() : timers_{city()} { state_ = std::make_unique<State>(); }

  void play(int days) {
    for (int i = 0; i < days; ++i) play_day(today_ + std::chrono::days{i});
    today_ += std::chrono::days{days};
  }
  const State& state() const { return *state_; }
  const Events& events() const { return events_; }

  /// Goes on with the state's image: as after a restart.
  void restart() {
    state_ = through_image(*state_);
    timers_.rebuild(*state_);
  }

 private:
  void play_day(Date date) {
    constexpr std::uint64_t visitors = 12;
    to(config::instant_at(date, MinuteOfDay{9 * 60 + 30}));
    for (std::uint64_t i = 0; i < visitors; ++i) {
      const std::uint64_t n = ++names_;
      const HallCode hall = i % 2 == 0 ? hill_hall : main_hall;
      const std::uint64_t person = i % 3 == 0 ? i : 1'000 + n;  // some come again
      Command command{.caller = admin, .idempotency = {.key = {{n, 3}}, .request = {{n, 4}}}};
      const AppointmentId id{{n * 0x9E3779B97F4A7C15ULL, n}};
      const SlotKey slot{hall, documents, date + std::chrono::days{1 + i % 3},
                         MinuteOfDay{9 * 60 + 30 * static_cast<int>(i % 4)}};
      if (i % 4 == 3) {
        command.body = HoldSlot{.id = id, .slot = slot, .party = Group{citizen(person)}};
      } else {
        command.body = BookSlot{.id = id, .slot = slot, .party = Group{citizen(person)}};
      }
      const bool booked = run(command).rejection == Rejection::none && i % 4 != 3;
      if (booked && i % 4 == 1)
        run({.caller = admin, .body = Cancel{.id = id, .random = {{n, 1}}}});
      const std::uint64_t waiting = names_ * 2;
      run({.caller = admin,
           .body = JoinWaitlist{.id = {{waiting, 5}},
                                .offer_id = {{waiting, 6}},
                                .slot = slot,
                                .party = Group{citizen(20'000 + n)}}});
      for (std::uint64_t ticket = 0; ticket < 3; ++ticket) {
        run({.caller = admin,
             .body = TakeTicket{.ticket = {{n, 7 + ticket}},
                                .hall = hall,
                                .services = {.codes = {passport_renewal}, .size = 1}}});
      }
    }
    run({.caller = admin, .body = OpenCounter{.hall = hill_hall, .counter = CounterNumber{1}}});
    for (int i = 0; i < 3; ++i) serve();
  }
  void serve() {
    const CounterNumber one{1};
    run({.caller = admin, .body = CallNext{.hall = hill_hall, .counter = one}});
    run({.caller = admin, .body = Serve{.hall = hill_hall, .counter = one}});
    to(now_ + config::minutes{6});
    run({.caller = admin, .body = Finish{.hall = hill_hall, .counter = one}});
  }
  Receipt run(const Command& command) {
    const std::size_t first = events_.size();
    const auto receipt = execute(*state_, city(), command, now_, events_);
    for (std::size_t i = first; i < events_.size(); ++i) timers_.observe(*state_, events_[i]);
    return receipt;
  }
  void to(Instant time) {
    while (timers_.next() && *timers_.next() <= time) {
      now_ = std::max(now_, *timers_.next());
      run(*timers_.pop_due(now_));
    }
    now_ = time;
  }

  std::unique_ptr<State> state_;
  Timers timers_;
  Events events_;
  Instant now_ = instant("2026-01-05 00:00");
  Date today_ = day("2026-01-05");
  std::uint64_t names_ = 0;
};

TEST_CASE("memory of a year is that of its first months") {
  Year year;
  year.play(100);
  const std::size_t bytes = year.state().bytes();
  const auto counts = year.state().counts();
  CHECK(counts.appointments > 100);
  CHECK(counts.tickets > 100);
  year.play(250);
  CHECK(year.state().hash() == year.state().compute_hash());
  const auto after = year.state().counts();
  CHECK(after.appointments < counts.appointments * 3 / 2);
  CHECK(after.tickets < counts.tickets * 3 / 2);
  CHECK(after.slots < counts.slots * 3 / 2);
  CHECK(after.waitlist_entries <= counts.waitlist_entries * 3 / 2);
  CHECK(year.state().bytes() < bytes * 3 / 2);
  const auto head = image_head(year.state());
  CHECK(head.first[section_index(Section::tickets)] > 0);
  MESSAGE("bytes " << bytes << " after 100 days, " << year.state().bytes() << " after 350; "
                   << head.first[section_index(Section::tickets)] << " places of tickets freed");
}

TEST_CASE("a replay over forgotten days, and an image with its tail, give the same state") {
  Year year;
  State replayed;
  std::size_t applied = 0;
  for (int part = 0; part < 6; ++part) {
    year.play(17);
    for (; applied < year.events().size(); ++applied) replayed.apply(year.events()[applied]);
    REQUIRE(replayed.hash() == year.state().hash());
    State copy;
    copy.copy_from(replayed);
    CHECK(copy.hash() == replayed.hash());
    CHECK(copy.compute_hash() == replayed.hash());
    year.restart();
    REQUIRE(replayed.hash() == year.state().hash());
  }
  CHECK(replayed.compute_hash() == replayed.hash());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
