// Daily totals: each fact of a day counts once, and the sums are what the tickets say.
#include <array>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

const Date today = day("2026-06-08");

/// The numbers of one lane, in the order of LaneTotals.
struct Numbers {
  std::uint32_t tickets = 0;
  std::uint32_t booked = 0;
  std::uint32_t walk_in = 0;
  std::uint32_t priority = 0;
  std::uint32_t served = 0;
  std::uint32_t documents = 0;
  std::uint32_t left = 0;
  std::uint32_t missed = 0;
  std::uint32_t no_show = 0;
  std::uint32_t calls = 0;

  friend bool operator==(const Numbers&, const Numbers&) = default;
};

doctest::String toString(const Numbers& numbers) {
  std::string text = "tickets " + std::to_string(numbers.tickets);
  const auto add = [&text](const char* name, std::uint32_t value) {
    if (value != 0) text += std::string{", "} + name + " " + std::to_string(value);
  };
  add("booked", numbers.booked);
  add("walk-in", numbers.walk_in);
  add("priority", numbers.priority);
  add("served", numbers.served);
  add("documents", numbers.documents);
  add("left", numbers.left);
  add("missed", numbers.missed);
  add("no-show", numbers.no_show);
  add("calls", numbers.calls);
  return text.c_str();
}

Numbers numbers_of(const LaneTotals* totals) {
  if (totals == nullptr) return {};
  return {totals->tickets,        totals->booked_people,
          totals->walk_in_people, totals->priority_people,
          totals->served_people,  totals->documents,
          totals->left_people,    totals->missed_people,
          totals->no_show_people, totals->calls};
}

Outcome done(Outcome outcome) {
  REQUIRE(outcome == Rejection::none);
  return outcome;
}

constexpr const char* at_nine = "330127.documents.2026-06-08.0900";

void call(Driver& driver, int counter = 1) { done(driver.call_next(hill_hall, counter)); }

void serve(Driver& driver, int documents_made, int counter = 1) {
  const CounterNumber number{static_cast<std::uint16_t>(counter)};
  done(driver.at<Serve>(hill_hall, counter));
  done(driver.run(Finish{.hall = hill_hall,
                         .counter = number,
                         .done = {},
                         .documents = static_cast<std::uint8_t>(documents_made)}));
}

void miss(Driver& driver) {
  for (int i = 0; i < 3; ++i) done(driver.at<Recall>(hill_hall, 1));
  done(driver.at<Miss>(hill_hall, 1));
}

TEST_CASE("every fact of the day counts once; people and documents apart") {
  struct Row {
    const char* what;
    std::function<void(Driver&)> play;
    Numbers documents_lane;
    Numbers business_lane;
  };
  const std::array rows{
      Row{"a walk-in",
          [](Driver& driver) { done(driver.take_ticket(hill_hall, {passport_renewal})); },
          {.tickets = 1, .walk_in = 1},
          {}},
      Row{"a family of three with one ticket",
          [](Driver& driver) {
            done(driver.take_ticket(hill_hall, {passport_renewal, endorsement, endorsement},
                                    PriorityGround::infant));
          },
          {.tickets = 1, .walk_in = 3, .priority = 3},
          {}},
      Row{"a refused ticket",
          [](Driver& driver) {
            REQUIRE_FALSE(driver.take_ticket(hill_hall, {advice_talk}) == Rejection::none);
          },
          {},
          {}},
      Row{"a booked pair",
          [](Driver& driver) {
            const auto booking = done(driver.book(at_nine, {alice, bob}));
            CHECK(numbers_of(driver.state().totals().lane(hill_hall, documents, today)) ==
                  Numbers{});
            driver.to("2026-06-08 08:50");
            done(driver.check_in(hill_hall, booking));
          },
          {.tickets = 1, .booked = 2},
          {}},
      Row{"one person for two services",
          [](Driver& driver) {
            const auto booking =
                done(driver.book(at_nine, {{alice, passport_renewal}, {alice, endorsement}}));
            driver.to("2026-06-08 09:00");
            done(driver.check_in(hill_hall, booking));
            done(driver.open(hill_hall, 1));
            call(driver);
            serve(driver, 2);
          },
          {.tickets = 1, .booked = 1, .served = 1, .documents = 2, .calls = 1},
          {}},
      Row{"booked, and too late for the slot",
          [](Driver& driver) {
            const auto booking = done(driver.book(at_nine, {alice}));
            driver.to("2026-06-08 09:20");
            done(driver.check_in(hill_hall, booking));
          },
          {.tickets = 1, .booked = 1},
          {}},
      Row{"booked, and never came",
          [](Driver& driver) {
            done(driver.book(at_nine, {alice, bob}));
            driver.to("2026-06-08 11:00");
          },
          {.no_show = 2},
          {}},
      Row{"called and recalled",
          [](Driver& driver) {
            done(driver.take_ticket(hill_hall, {passport_renewal}));
            done(driver.open(hill_hall, 1));
            call(driver);
            done(driver.at<Recall>(hill_hall, 1));
          },
          {.tickets = 1, .walk_in = 1, .calls = 1},
          {}},
      Row{"missed, and back in the queue",
          [](Driver& driver) {
            done(driver.take_ticket(hill_hall, {passport_renewal}));
            done(driver.open(hill_hall, 1));
            call(driver);
            miss(driver);
          },
          {.tickets = 1, .walk_in = 1, .calls = 1},
          {}},
      Row{"missed twice",
          [](Driver& driver) {
            done(driver.take_ticket(hill_hall, {passport_renewal, endorsement}));
            done(driver.open(hill_hall, 1));
            call(driver);
            miss(driver);
            call(driver);
            miss(driver);
          },
          {.tickets = 1, .walk_in = 2, .missed = 2, .calls = 2},
          {}},
      Row{"parked while being served, called again and finished",
          [](Driver& driver) {
            const auto ticket = done(driver.take_ticket(hill_hall, {passport_renewal}));
            done(driver.open(hill_hall, 1));
            call(driver);
            done(driver.at<Serve>(hill_hall, 1));
            done(driver.at<Park>(hill_hall, 1));
            done(driver.run(CallNext{hill_hall, CounterNumber{1}, ticket.ticket}));
            serve(driver, 1);
          },
          {.tickets = 1, .walk_in = 1, .served = 1, .documents = 1, .calls = 2},
          {}},
      Row{"transferred: counts in the lane of the number",
          [](Driver& driver) {
            done(driver.take_ticket(hill_hall, {passport_renewal}));
            done(driver.open(hill_hall, 1));
            done(driver.open(hill_hall, 2));
            call(driver);
            done(driver.run(Transfer{hill_hall, CounterNumber{1}, business}));
            call(driver, 2);
            serve(driver, 3, 2);
          },
          {.tickets = 1, .walk_in = 1, .served = 1, .documents = 3, .calls = 2},
          {}},
      Row{"left while waiting, and after the call",
          [](Driver& driver) {
            const auto one = done(driver.take_ticket(hill_hall, {passport_renewal}));
            const auto other = done(driver.take_ticket(hill_hall, {business_registration}));
            done(driver.open(hill_hall, 2));
            call(driver, 2);
            done(driver.run(Leave{one.ticket}));
            done(driver.run(Leave{other.ticket}));
          },
          {.tickets = 1, .walk_in = 1, .left = 1},
          {.tickets = 1, .walk_in = 1, .left = 1, .calls = 1}},
      Row{"the end of the day: who waits has left, who is being served is done",
          [](Driver& driver) {
            for (int i = 0; i < 3; ++i) done(driver.take_ticket(hill_hall, {passport_renewal}));
            done(driver.take_ticket(hill_hall, {business_registration}));
            done(driver.open(hill_hall, 1));
            done(driver.open(hill_hall, 2));
            call(driver);
            done(driver.at<Serve>(hill_hall, 1));
            call(driver, 2);
            driver.to("2026-06-09 00:30");
          },
          {.tickets = 3, .walk_in = 3, .served = 1, .left = 2, .calls = 1},
          {.tickets = 1, .walk_in = 1, .left = 1, .calls = 1}},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string{row.what});
    Driver driver{"2026-06-08 08:35"};
    row.play(driver);
    const auto& totals = driver.state().totals();
    CHECK(numbers_of(totals.lane(hill_hall, documents, today)) == row.documents_lane);
    CHECK(numbers_of(totals.lane(hill_hall, business, today)) == row.business_lane);
  }
}

TEST_CASE("arrivals count by the hour, waits from check-in to the first call") {
  Driver driver{"2026-06-08 08:59"};
  const auto booking = done(driver.book("330127.documents.2026-06-08.0930", {alice, bob}));
  driver.to("2026-06-08 09:10");
  done(driver.check_in(hill_hall, booking));
  done(driver.open(hill_hall, 1));
  driver.to("2026-06-08 09:32:59.999");
  call(driver);
  miss(driver);
  driver.to("2026-06-08 10:20");
  call(driver);  // the second call is not a wait
  serve(driver, 2);
  done(driver.take_ticket(hill_hall, {passport_renewal}));
  driver.to("2026-06-08 11:25");
  call(driver);

  const auto* lane = driver.state().totals().lane(hill_hall, documents, today);
  REQUIRE(lane != nullptr);
  std::array<std::uint16_t, 24> arrivals{};
  arrivals[9] = 2;
  arrivals[10] = 1;
  CHECK(lane->arrivals == arrivals);
  std::array<std::uint16_t, wait_buckets> waits{};
  waits[22] = 1;  // 22 minutes and 59 seconds
  waits[61] = 1;  // 65 minutes
  CHECK(lane->waits == waits);
}

TEST_CASE("waits go into minutes, then into five minutes, then into the last bucket") {
  struct Row {
    std::uint32_t wait_ms;
    std::size_t bucket;
    std::uint32_t begin_minutes;
  };
  for (const Row& row : std::initializer_list<Row>{{0, 0, 0},
                                                   {59'999, 0, 0},
                                                   {60'000, 1, 1},
                                                   {59 * 60'000, 59, 59},
                                                   {60 * 60'000, 60, 60},
                                                   {65 * 60'000 - 1, 60, 60},
                                                   {65 * 60'000, 61, 65},
                                                   {235 * 60'000, 95, 235},
                                                   {24 * 3'600'000, 95, 235}}) {
    CAPTURE(row.wait_ms);
    CHECK(wait_bucket(row.wait_ms) == row.bucket);
    CHECK(wait_bucket_minutes(row.bucket) == row.begin_minutes);
  }
}

TEST_CASE("a party's counter time is shared out among its services by their means") {
  Driver driver{"2026-06-08 09:00"};
  done(driver.take_ticket(hill_hall, {passport_renewal, endorsement}));
  done(driver.open(hill_hall, 1));
  call(driver);
  driver.pass(std::chrono::minutes{1});  // on the way to the counter
  done(driver.at<Serve>(hill_hall, 1));
  driver.pass(std::chrono::minutes{20});
  Finish finish{.hall = hill_hall, .counter = CounterNumber{1}};
  SUBCASE("what was asked for") {
    done(driver.run(finish));
    const auto* renewal = driver.state().totals().service(hill_hall, passport_renewal, today);
    const auto* second = driver.state().totals().service(hill_hall, endorsement, today);
    REQUIRE((renewal != nullptr && second != nullptr));
    CHECK(renewal->arrived_people == 1);
    CHECK(renewal->served_people == 1);
    CHECK(renewal->served_ms == 12 * 60'000);  // 6 to 4
    CHECK(second->served_ms == 8 * 60'000);
  }
  SUBCASE("something else") {
    finish.done = {{first_passport}, 1};
    done(driver.run(finish));
    const auto* asked = driver.state().totals().service(hill_hall, passport_renewal, today);
    const auto* made = driver.state().totals().service(hill_hall, first_passport, today);
    REQUIRE((asked != nullptr && made != nullptr));
    CHECK(asked->arrived_people == 1);
    CHECK(asked->served_people == 0);
    CHECK(made->arrived_people == 0);
    CHECK(made->served_people == 1);
    CHECK(made->served_ms == 20 * 60'000);
  }
}

TEST_CASE("a counter's time open and busy") {
  struct Row {
    const char* what;
    std::function<void(Driver&)> play;
    int open_minutes;
    int busy_minutes;
  };
  const auto pass = [](Driver& driver, int minutes) { driver.pass(std::chrono::minutes{minutes}); };
  const auto open = [](Driver& driver) { done(driver.open(hill_hall, 1)); };
  const auto pause = [](Driver& driver) { done(driver.at<PauseCounter>(hill_hall, 1)); };
  const auto close = [](Driver& driver) { done(driver.at<CloseCounter>(hill_hall, 1)); };
  const auto to_next_day = [](Driver& driver) { driver.to("2026-06-09 09:00"); };
  const std::array rows{
      Row{"idle", [&](Driver& driver) { open(driver), pass(driver, 30), close(driver); }, 30, 0},
      Row{"a pause does not count",
          [&](Driver& driver) {
            open(driver), pass(driver, 30), pause(driver), pass(driver, 20);
            open(driver), pass(driver, 5), close(driver);
          },
          35, 0},
      Row{"other lanes change nothing",
          [&](Driver& driver) {
            open(driver), pass(driver, 10);
            done(driver.open(hill_hall, 1, lane_bit(documents) | lane_bit(business)));
            pass(driver, 10), close(driver);
          },
          20, 0},
      Row{"busy from the call to the finish",
          [&](Driver& driver) {
            open(driver), pass(driver, 3), call(driver), pass(driver, 2);
            done(driver.at<Serve>(hill_hall, 1));
            pass(driver, 7);
            done(driver.at<Finish>(hill_hall, 1));
            pass(driver, 1), close(driver);
          },
          13, 9},
      Row{"served to the end after closing",
          [&](Driver& driver) {
            open(driver), pass(driver, 3), call(driver), pass(driver, 2);
            close(driver), pass(driver, 4);
            serve(driver, 0);
            pass(driver, 60);
          },
          9, 6},
      Row{"served to the end in a pause, then open again",
          [&](Driver& driver) {
            open(driver), call(driver), pass(driver, 2), pause(driver), pass(driver, 4);
            serve(driver, 0);
            pass(driver, 10), open(driver), pass(driver, 1), close(driver);
          },
          7, 6},
      Row{"open again before the visitor has gone",
          [&](Driver& driver) {
            open(driver), call(driver), pass(driver, 2), pause(driver), pass(driver, 4);
            open(driver), pass(driver, 1);
            serve(driver, 0);
            pass(driver, 1), close(driver);
          },
          8, 7},
      Row{"waiting in vain, a parked one, a transfer",
          [&](Driver& driver) {
            open(driver), call(driver), pass(driver, 3), miss(driver);
            call(driver), pass(driver, 4);
            done(driver.at<Park>(hill_hall, 1));
            pass(driver, 5), call(driver), pass(driver, 6);
            done(driver.run(Transfer{hill_hall, CounterNumber{1}, business}));
            close(driver);
          },
          18, 13},
      Row{"left after the call",
          [&](Driver& driver) {
            open(driver);
            const auto called = done(driver.call_next(hill_hall, 1));
            pass(driver, 3);
            done(driver.run(Leave{called.ticket}));
            close(driver);
          },
          3, 3},
      Row{"left open, idle: until the hall closes",
          [&](Driver& driver) { open(driver), to_next_day(driver); }, 180, 0},
      Row{"a visit of the last minutes that nobody finished: until the hall closes",
          [&](Driver& driver) {
            open(driver), pass(driver, 160), call(driver);
            done(driver.at<Serve>(hill_hall, 1));
            to_next_day(driver);
          },
          180, 20},
      Row{"a call that nobody followed up: until the hall closes",
          [&](Driver& driver) {
            open(driver), pass(driver, 170), call(driver), to_next_day(driver);
          },
          180, 10},
      Row{"at work after the closing: until the last sign of life",
          [&](Driver& driver) {
            open(driver), pass(driver, 190), call(driver), pass(driver, 5);
            serve(driver, 0);
            pass(driver, 5), call(driver);
            done(driver.at<Serve>(hill_hall, 1));
            to_next_day(driver);
          },
          200, 5},
      Row{"paused with a visitor whom nobody finished: with the visitor until the hall closes",
          [&](Driver& driver) {
            open(driver), pass(driver, 110), call(driver), pass(driver, 10), pause(driver);
            to_next_day(driver);
          },
          180, 70},
      Row{"paused, and never closed: nothing was under way",
          [&](Driver& driver) {
            open(driver), pass(driver, 30), pause(driver), to_next_day(driver);
          },
          30, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string{row.what});
    Driver driver{"2026-06-08 09:00"};
    for (int i = 0; i < 3; ++i) done(driver.take_ticket(hill_hall, {passport_renewal}));
    row.play(driver);
    const auto* counter = driver.state().totals().counter(hill_hall, CounterNumber{1}, today);
    REQUIRE(counter != nullptr);
    CHECK(counter->open_ms == static_cast<std::uint32_t>(row.open_minutes) * 60'000);
    CHECK(counter->busy_ms == static_cast<std::uint32_t>(row.busy_minutes) * 60'000);
    CHECK(driver.state().totals().counter(hill_hall, CounterNumber{1},
                                          today + std::chrono::days{1}) == nullptr);
  }
}

TEST_CASE("journals of before count a counter left open as they did") {
  Driver driver{"2026-06-08 09:00"};
  const auto ticket = done(driver.take_ticket(hill_hall, {passport_renewal})).ticket;
  done(driver.open(hill_hall, 1));
  call(driver);
  done(driver.at<Serve>(hill_hall, 1));
  State state;
  for (const auto& event : driver.events()) state.apply(event);
  const Instant midnight = instant("2026-06-09 00:00");
  Finished finished{.id = ticket, .by_end_of_day = true};
  finished.done = {{passport_renewal}, 1};
  state.apply({midnight, finished});
  state.apply({midnight, CounterClosed{hill_hall, CounterNumber{1}}});
  const auto* counter = state.totals().counter(hill_hall, CounterNumber{1}, today);
  REQUIRE(counter != nullptr);
  CHECK(counter->open_ms == 15 * 60 * 60'000);
  CHECK(counter->busy_ms == 0);
  CHECK(counter->assumed_ends == 0);
  CHECK(state.totals().service(hill_hall, passport_renewal, today)->assumed_ends == 0);
}

// ---- random days --------------------------------------------------------------------------------

/// A day at random in two halls, played against the core as the writer does.
class RandomDays {
 public:
  explicit RandomDays(std::uint64_t seed) : random_{seed}, timers_{city()} {}

  void play(int steps) {
    for (int i = 0; i < steps; ++i) {
      pass(config::milliseconds{pick(120'000)});
      const auto kind = pick(26);
      kind < 24 ? run(command(kind)) : call_in_vain();
    }
    pass(std::chrono::hours{48});
  }

  const State& state() const { return state_; }
  const Events& events() const { return events_; }

 private:
  std::uint64_t pick(std::uint64_t below) {
    return std::uniform_int_distribution<std::uint64_t>{0, below - 1}(random_);
  }
  template <class Id>
  Id fresh() {
    ++names_;
    return Id{{names_ * 0x9E3779B97F4A7C15ULL, names_}};
  }
  CounterNumber counter() { return CounterNumber{static_cast<std::uint16_t>(1 + pick(2))}; }
  TicketId any_ticket() {
    const auto count = state_.floor().ticket_count();
    if (count == 0) return {};
    return state_.floor().ticket(static_cast<Place>(pick(count))).id;
  }
  Services services() {
    constexpr std::array of_documents{passport_renewal, first_passport, endorsement};
    Services services{.codes = {}, .size = static_cast<std::uint8_t>(1 + pick(4))};
    for (auto& code : services.codes) code = of_documents[pick(3)];
    if (pick(4) == 0) services = {{business_registration}, 1};
    return services;
  }

  CommandBody command(std::uint64_t kind) {
    switch (kind) {
      case 0:
      case 1:
      case 2:
        return book();
      case 3:
      case 4:
      case 5:
        return check_in();
      case 6:
      case 7:
      case 8:
      case 9:
        return TakeTicket{.ticket = fresh<TicketId>(),
                          .hall = hill_hall,
                          .services = services(),
                          .ground = PriorityGround{static_cast<std::uint8_t>(pick(6))}};
      case 10:
        return OpenCounter{hill_hall, counter(), static_cast<LaneSet>(pick(4) * 2)};
      case 11:
        return pick(4) == 0 ? CommandBody{PauseCounter{hill_hall, counter()}}
                            : CommandBody{OpenCounter{hill_hall, counter(), 0}};
      case 12:
        return pick(4) == 0 ? CommandBody{CloseCounter{hill_hall, counter()}}
                            : CommandBody{Miss{hill_hall, counter()}};
      case 13:
        return CallNext{hill_hall, counter(), any_ticket()};
      case 14:
        return Leave{any_ticket()};
      case 15:
        return Park{hill_hall, counter()};
      case 16:
        return Transfer{hill_hall, counter(), pick(2) == 0 ? documents : business};
      case 17:
        return Recall{hill_hall, counter()};
      case 18:
      case 19:
        return Serve{hill_hall, counter()};
      case 20:
      case 21:
        return Finish{.hall = hill_hall,
                      .counter = counter(),
                      .done = pick(3) == 0 ? services() : Services{},
                      .documents = static_cast<std::uint8_t>(pick(5))};
      default:
        return CallNext{hill_hall, counter(), {}};
    }
  }

  void call_in_vain() {
    const auto number = counter();
    run(CallNext{hill_hall, number, {}});
    for (int i = 0; i < 3; ++i) run(Recall{hill_hall, number});
    run(Miss{hill_hall, number});
  }

  CommandBody book() {
    Party party{.applicants = {}, .size = static_cast<std::uint8_t>(1 + pick(3))};
    const auto first = citizen(pick(200));
    for (std::uint8_t i = 0; i < party.size; ++i) {
      constexpr std::array of_documents{passport_renewal, first_passport, endorsement};
      party.applicants[i] = {.citizen = pick(3) == 0 ? first : citizen(pick(200)),
                             .service = of_documents[pick(3)]};
    }
    const auto minutes = MinuteOfDay{9 * 60 + 30 * static_cast<int>(pick(6))};
    const auto id = fresh<AppointmentId>();
    const auto date = config::date_of(now_);
    return BookSlot{.id = id, .slot = {hill_hall, documents, date, minutes}, .party = party};
  }

  CommandBody check_in() {
    const auto date = config::date_of(now_);
    const auto codes = static_cast<std::uint32_t>(pick(40));
    return CheckIn{.hall = hill_hall,
                   .code = nth_code(hill_hall, date, codes),
                   .ticket = fresh<TicketId>(),
                   .ground = {}};
  }

  void pass(config::milliseconds time) {
    const Instant until = now_ + time;
    while (timers_.next() && *timers_.next() <= until) {
      now_ = std::max(*timers_.next(), now_);
      step(*timers_.pop_due(now_));
    }
    now_ = until;
  }
  void run(const CommandBody& body) { step({.caller = admin, .idempotency = {}, .body = body}); }
  void step(const Command& command) {
    const std::size_t first = events_.size();
    execute(state_, city(), command, now_, events_);
    for (std::size_t i = first; i < events_.size(); ++i) timers_.observe(state_, events_[i]);
  }

  std::mt19937_64 random_;
  State state_;
  Timers timers_;
  Events events_;
  Instant now_ = instant("2026-06-08 08:30");
  std::uint64_t names_ = 0;
};

std::uint32_t people_of(const State& state, const Ticket& ticket) {
  if (ticket.appointment == nowhere) return ticket.size;
  const auto& citizens = state.appointment(ticket.appointment).citizens;
  return static_cast<std::uint32_t>(
      std::set<Place>{citizens.begin(), citizens.begin() + ticket.size}.size());
}

using Recount = std::map<LaneDayKey, Numbers>;

/// What the tickets, the appointments and the calls say, long after the day.
Recount recount(const State& state, const Events& events) {
  Recount all;
  const auto lane_of = [](const Ticket& ticket) {
    const LaneDayKey key = ticket.lane_day;
    return LaneDayKey{key.hall(), LaneCode{ticket.number_lane}, key.date()};
  };
  for (const Place place : state.floor().tickets()) {
    const Ticket& ticket = state.floor().ticket(place);
    Numbers& lane = all[lane_of(ticket)];
    const auto people = people_of(state, ticket);
    ++lane.tickets;
    (ticket.appointment == nowhere ? lane.walk_in : lane.booked) += people;
    if (ticket.ground != PriorityGround::none) lane.priority += people;
    if (ticket.status == TicketStatus::done) lane.served += people;
    if (ticket.status == TicketStatus::left) lane.left += people;
    if (ticket.status == TicketStatus::no_show) lane.missed += people;
    lane.documents += ticket.documents;
  }
  for (const Place place : state.appointments()) {
    const Appointment& record = state.appointment(place);
    if (record.status != AppointmentStatus::no_show) continue;
    const SlotKey slot = record.slot;
    const LaneDayKey lane{slot.hall(), slot.lane(), slot.date()};
    all[lane].no_show += static_cast<std::uint32_t>(
        std::set<Place>{record.citizens.begin(), record.citizens.begin() + record.size}.size());
  }
  for (const auto& event : events) {
    const auto* called = std::get_if<Called>(&event.fact);
    if (called == nullptr) continue;
    ++all[lane_of(state.floor().ticket(state.floor().find(called->id)))].calls;
  }
  return all;
}

TEST_CASE("the sums of random days are what their tickets say, and a replay counts the same") {
  std::uint32_t served = 0;
  std::uint32_t missed = 0;
  std::uint32_t no_shows = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    RandomDays days{seed};
    days.play(1200);
    State replayed;
    for (const auto& event : days.events()) replayed.apply(event);
    CHECK(replayed.hash() == days.state().hash());

    for (const auto& [key, numbers] : recount(days.state(), days.events())) {
      const auto* totals = days.state().totals().lane(key.hall(), key.lane(), key.date());
      CHECK(numbers_of(totals) == numbers);
      CHECK(numbers_of(replayed.totals().lane(key.hall(), key.lane(), key.date())) == numbers);
      CHECK_MESSAGE(
          numbers.booked + numbers.walk_in == numbers.served + numbers.left + numbers.missed,
          "the day is over");
      served += numbers.served;
      missed += numbers.missed;
      no_shows += numbers.no_show;
      REQUIRE(totals != nullptr);
      std::uint32_t arrived = 0;
      for (const auto people : totals->arrivals) arrived += people;
      CHECK(arrived == numbers.booked + numbers.walk_in);
    }
    for (int number = 1; number <= 2; ++number) {
      const CounterNumber counter{static_cast<std::uint16_t>(number)};
      const auto* totals = days.state().totals().counter(hill_hall, counter, today);
      if (totals != nullptr) CHECK(totals->busy_ms <= totals->open_ms);
    }
  }
  CHECK_MESSAGE((served > 0 && missed > 0 && no_shows > 0), "the days are about something");
}

}  // namespace
}  // namespace offpeak::scheduler::tests
