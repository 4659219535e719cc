#include <array>
#include <functional>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr const char* friday_nine = "330127.documents.2026-06-12.0900";
constexpr const char* friday_ten = "330127.documents.2026-06-12.1000";
constexpr const char* saturday = "330100.documents.2026-06-13.0830";

/// Whatever may happen to a ticket and a counter.
void play_at_the_counters(Driver& driver) {
  const auto at = [&]<class Command>() {
    REQUIRE(driver.at<Command>(hill_hall, 1) == Rejection::none);
  };
  for (int i = 0; i < 3; ++i) {
    REQUIRE(driver.take_ticket(hill_hall, {endorsement}) == Rejection::none);
  }
  REQUIRE(driver.open(hill_hall, 1) == Rejection::none);
  at.operator()<CallNext>();
  for (int recall = 0; recall < 3; ++recall) at.operator()<Recall>();
  at.operator()<Miss>();
  at.operator()<CallNext>();
  at.operator()<UndoCall>();
  at.operator()<CallNext>();
  at.operator()<Park>();
  at.operator()<CallNext>();
  REQUIRE(driver.run(Transfer{.hall = hill_hall, .counter = CounterNumber{1}, .lane = business}) ==
          Rejection::none);
  at.operator()<CallNext>();
  at.operator()<Serve>();
  driver.pass(std::chrono::minutes{4});
  at.operator()<Finish>();
  at.operator()<PauseCounter>();
  REQUIRE(driver.run(PauseCounter{
              .hall = hill_hall, .counter = CounterNumber{1}, .reason = PauseReason::meal}) ==
          Rejection::none);
  REQUIRE(driver.open(hill_hall, 2) == Rejection::none);  // and nobody closes it
  REQUIRE(driver.run(SettleAnnouncement{.number = driver.state().announcements().first(),
                                        .how = Settlement::refused}) == Rejection::none);
  driver.as(admin);
  REQUIRE(driver.run(AnnounceAgain{0}) == Rejection::none);
  REQUIRE(driver.run(Revoke{.key = {{1, 2}}, .kept = std::chrono::hours{24}}) == Rejection::none);
  REQUIRE(driver.run(JoinKeys{.person = citizen(2), .document = carol}) == Rejection::none);
  REQUIRE(driver.run(SeparateKey{carol}) == Rejection::none);
  driver.as(staff);
}

/// What may befall the city and its people afterwards.
void play_what_befalls(Driver& driver, AppointmentId missed) {
  const auto done = [&](const CommandBody& body) { REQUIRE(driver.run(body) == Rejection::none); };
  driver.as(admin);
  const Wording words = wording_of("台风停办", "Closed for the typhoon");
  const CitizenKey other{{0x07E4, 1}};
  const auto monday = driver.book("330127.documents.2026-06-15.0900", {citizen(91)});
  REQUIRE(monday == Rejection::none);
  done(ExcuseNoShow{missed});
  done(LiftSuspension{citizen(90)});
  done(PostNotice{.id = {{1, 1}},
                  .hall = hill_hall,
                  .from = driver.now(),
                  .to = driver.now() + std::chrono::hours{24},
                  .words = &words});
  done(WithdrawNotice{{{1, 1}}});
  done(CloseHalls{.id = {{1, 2}},
                  .closed = {.hall = hill_hall, .from = driver.now()},
                  .reason = ClosureReason::weather,
                  .words = &words});
  REQUIRE(driver.status(monday) == AppointmentStatus::displaced);
  done(ReopenHalls{{{1, 2}}});
  done(ForgetCitizen{.citizen = citizen(80), .as = {{0x07E4, 2}}});
  driver.as(anyone);
  done(NoteOutage{driver.now() - std::chrono::minutes{5}});
  done(NoteMeaning{.of = MeaningOf::lane, .code = 1, .digest = 7});
  done(CarryOver{slot("330127.documents.2026-06-15.0930"), 6});
  done(RenameCitizen{.from = citizen(91), .to = other});
  driver.as(staff);
}

/// Some days in which every kind of fact happens; `after_each` is called after each step.
void play_some_days(Driver& driver, const std::function<void()>& after_each) {
  const auto done = [&](const Outcome& outcome) {
    REQUIRE(outcome == Rejection::none);
    after_each();
    return outcome;
  };
  const auto to = [&](const char* time) {
    driver.to(time);
    after_each();
  };
  const auto family =
      done(driver.keyed(1).book(friday_nine, {alice, {bob, passport_renewal, true}}));
  const auto together =
      done(driver.as(citizen_caller(citizen(70)))
               .book("330127.documents.2026-06-12.1100", {citizen(70), citizen(71)}));
  done(driver.as(citizen_caller(citizen(71))).run(ConfirmCompanion{together.id, citizen(71)}));
  driver.as(admin);
  // Does not come, three times.
  done(driver.book("330127.documents.2026-06-10.0930", {{citizen(90), endorsement}}));
  done(driver.book("330127.documents.2026-06-11.0930", {citizen(90)}));
  done(driver.book("330127.documents.2026-06-12.1030", {{citizen(90), first_passport}}));
  const auto of_carol = done(driver.hold(friday_nine, {carol}));
  const auto of_dave = done(driver.hold(friday_nine, {dave}));
  done(driver.keyed(2).confirm(of_carol));
  const auto pair = done(driver.join(friday_nine, {erin, frank}));
  done(driver.join(friday_nine, {grace}));
  done(driver.release(of_dave));  // goes to Grace: the pair does not fit
  done(driver.keyed(3).cancel(family, 77'777));
  std::array<Outcome, 4> on_saturday;
  for (std::uint64_t i = 0; i < 4; ++i) on_saturday[i] = done(driver.book(saturday, {citizen(i)}));
  done(driver.join(saturday, {citizen(9)}));
  done(driver.leave(done(driver.join(saturday, {citizen(10)}))));
  to("2026-06-09 10:20");  // the family's capacity is back and offered to the pair
  done(driver.confirm(pair));
  to("2026-06-09 10:40");  // Grace's offer has lapsed
  const auto moved = done(driver.reschedule(on_saturday[0], friday_ten, 5));
  done(driver.hold(friday_ten, {{alice, endorsement}}));
  to("2026-06-10 12:00");  // the hold has expired; a wave was released for Saturday
  done(driver.keyed(4).book(friday_ten, {alice}));
  done(driver.run(SwitchOutbox{true}));
  const WatchedPlaces earlier{.from = day("2026-06-11"), .to = day("2026-06-12")};
  const auto late = done(driver.book("330127.documents.2026-06-12.1130", {citizen(80)}));
  done(driver.watch(late, earlier));
  done(driver.confirm(driver.offered(late)));
  const auto patient = done(driver.book("330127.documents.2026-06-12.1130", {citizen(81)}));
  done(driver.watch(patient, earlier));
  done(driver.end_watch(patient));
  driver.as(anyone);
  done(driver.run(SetReserves{.hall = hill_hall,
                              .lane = documents,
                              .date = day("2026-06-12"),
                              .slots = {{{.start_minute = 11 * 60, .percent = 10}}},
                              .size = 1}));
  done(driver.run(NoteCompliance{.hall = hill_hall, .followed = 3, .ignored = 97}));
  to("2026-06-12 00:05");
  done(driver.run(NoteForecast{.hall = hill_hall,
                               .lane = documents,
                               .date = day("2026-06-12"),
                               .forecast = {.booked_tenths = 50, .walk_in_tenths = 125}}));
  driver.as(admin);
  to("2026-06-12 09:10");
  const auto waits = done(driver.check_in(hill_hall, pair));
  to("2026-06-12 10:20");  // Carol did not come
  done(driver.check_in(hill_hall, moved));
  play_at_the_counters(driver);
  done(driver.run(Leave{waits.ticket}));
  after_each();
  to("2026-06-14 00:00");
  play_what_befalls(driver, of_carol.id);
  after_each();
}

TEST_CASE("a check-in of a journal without tickets is completed when its day is over") {
  Driver driver;
  const auto booking = driver.book(friday_nine, {alice});
  State state;
  for (const auto& event : driver.events()) state.apply(event);
  Events events{{instant("2026-06-12 09:00"), CheckedIn{.id = booking.id, .tail = false}}};
  state.apply(events.front());
  Timers timers{city()};
  timers.rebuild(state);
  const Instant midnight = instant("2026-06-13 00:00");
  while (const auto command = timers.pop_due(midnight)) {
    execute(state, city(), *command, midnight, events);
  }
  CHECK(state.appointment(state.find(booking.id)).status == AppointmentStatus::done);
  CHECK(std::holds_alternative<Completed>(events.back().fact));
}

TEST_CASE("every kind of fact is replayed to the same hash, after every step") {
  struct Point {
    std::size_t facts;
    std::uint64_t hash;
  };
  std::vector<Point> points;
  Driver driver{"2026-06-09 10:00"};
  play_some_days(driver, [&] {
    points.push_back({driver.events().size(), driver.state().hash()});
  });
  driver.to("2026-07-20 00:00");  // the days are forgotten
  driver.to("2027-08-01 00:00");  // and so are their totals
  points.push_back({driver.events().size(), driver.state().hash()});

  std::array<bool, std::variant_size_v<Fact>> seen{};
  for (const auto& event : driver.events()) seen[event.fact.index()] = true;
  // No check-in is without a ticket now, and each recall has its time.
  const std::array of_before{Fact{Completed{}}.index(), Fact{Recalled{}}.index()};
  for (std::size_t kind = 0; kind < seen.size(); ++kind) {
    if (std::ranges::find(of_before, kind) != of_before.end()) continue;
    CAPTURE(kind);
    CHECK(seen[kind]);
  }

  State replayed;
  std::size_t next = 0;
  for (const auto& point : points) {
    while (next < point.facts) replayed.apply(driver.events()[next++]);
    CHECK(replayed.hash() == point.hash);
    CHECK(replayed.compute_hash() == point.hash);
    CHECK(replayed.sequence() == point.facts);
  }
}

TEST_CASE("a replay may stop anywhere and go on in another state fed the same facts") {
  Driver driver{"2026-06-09 10:00"};
  play_some_days(driver, [] {});
  State one;
  State other;
  for (const auto& event : driver.events()) {
    one.apply(event);
    other.apply(event);
    REQUIRE(one.hash() == other.hash());
  }
  CHECK(one.last_at() == driver.state().last_at());
}

TEST_CASE("a cleared state is as a new one, wherever it stood before") {
  Driver driver{"2026-06-09 10:00"};
  play_some_days(driver, [] {});
  State used;
  for (const std::size_t before :
       {std::size_t{1}, driver.events().size() / 2, driver.events().size()}) {
    CAPTURE(before);
    used.clear();
    for (std::size_t i = 0; i < before; ++i) used.apply(driver.events()[i]);
    used.clear();
    REQUIRE(used.hash() == State{}.hash());
    State fresh;
    for (const auto& event : driver.events()) {
      used.apply(event);
      fresh.apply(event);
      REQUIRE(used.hash() == fresh.hash());
    }
    CHECK(used.compute_hash() == driver.state().hash());
  }
}

TEST_CASE("a state without a hash, with small tables, has the same records") {
  Driver driver{"2026-06-09 10:00"};
  play_some_days(driver, [] {});
  State plain{{.is_hashed = false, .index_shards = 1}};
  for (const auto& event : driver.events()) plain.apply(event);
  CHECK(plain.compute_hash() == driver.state().hash());
}

TEST_CASE("a changed configuration never changes history") {
  Driver driver{"2026-06-09 10:00"};
  play_some_days(driver, [] {});
  State replayed;  // takes no configuration at all
  for (const auto& event : driver.events()) replayed.apply(event);
  CHECK(replayed.hash() == driver.state().hash());

  auto changed = make_city();
  changed.halls[2].lane_percent[1] = 4;  // a minute a slot: too little for eight in a morning
  const Command book{.caller = admin,
                     .body = BookSlot{.id = {{5, 5}},
                                      .slot = slot("330127.documents.2026-06-15.0900"),
                                      .party = Group{{citizen(50), first_passport}}}};
  Events events;
  const auto now = instant("2026-06-14 12:00");
  CHECK(decide(replayed, changed, book, now, events).rejection == Rejection::slot_full);
  CHECK(decide(replayed, city(), book, now, events).rejection == Rejection::none);
}

TEST_CASE("to decide changes nothing; to apply what was decided is to execute") {
  Driver driver;
  REQUIRE(driver.book(friday_nine, {alice}) == Rejection::none);
  const auto hash = driver.state().hash();
  const Command book{
      .caller = citizen_caller(bob),
      .body = BookSlot{.id = {{5, 5}}, .slot = slot(friday_ten), .party = Group{bob}}};
  Events once;
  Events twice;
  decide(driver.state(), city(), book, driver.now(), once);
  decide(driver.state(), city(), book, driver.now(), twice);
  CHECK(driver.state().hash() == hash);
  CHECK(once.size() == 1);
  CHECK(twice.size() == 1);

  State decided;
  State executed;
  Events events;
  for (const auto& event : driver.events()) {
    decided.apply(event);
    executed.apply(event);
  }
  decided.apply(once.front());
  execute(executed, city(), book, driver.now(), events);
  CHECK(decided.hash() == executed.hash());
}

TEST_CASE("the hash notices any difference in what happened") {
  struct Row {
    std::string why;
    void (*change)(Event&);
  };
  const std::array rows{
      Row{"the moment", [](Event& event) { event.at += config::milliseconds{1}; }},
      Row{"the name", [](Event& event) { std::get<Held>(event.fact).id.words[1] ^= 1; }},
      Row{"the person",
          [](Event& event) { std::get<Held>(event.fact).members.citizens[0].words[1] ^= 1; }},
      Row{"the service",
          [](Event& event) { std::get<Held>(event.fact).members.services[0] = endorsement; }},
      Row{"the minutes", [](Event& event) { std::get<Held>(event.fact).claim.minutes += 1; }},
      Row{"the slot",
          [](Event& event) { std::get<Held>(event.fact).claim.slot = slot(friday_ten); }},
      Row{"its length", [](Event& event) { std::get<Held>(event.fact).claim.slot_minutes = 20; }},
      Row{"the end",
          [](Event& event) { std::get<Held>(event.fact).expires_at += config::milliseconds{1}; }},
      Row{"the kind",
          [](Event& event) {
            const auto hold = std::get<Held>(event.fact);
            event.fact = Booked{.id = hold.id,
                                .claim = hold.claim,
                                .members = hold.members,
                                .code = State{}.next_code(hill_hall, day("2026-06-12"))};
          }},
  };
  Driver driver;
  driver.as(citizen_caller(alice));
  REQUIRE(driver.hold(friday_nine, {alice}) == Rejection::none);
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Event changed = driver.events().front();
    row.change(changed);
    State state;
    state.apply(changed);
    CHECK(state.hash() != driver.state().hash());
    CHECK(state.hash() == state.compute_hash());
  }
}

}  // namespace
}  // namespace offpeak::scheduler::tests
