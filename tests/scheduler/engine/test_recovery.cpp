#include "store/event_codec.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto saturday = "330100.documents.2026-06-13.0830";
constexpr auto monday = "330100.documents.2026-06-15.1000";
constexpr EngineOptions small{.reserved_records = 16};

void ignore_failure(const std::string&) {}

TEST_CASE("a recovered engine has the state it had, says what it found, and goes on") {
  store::MemoryJournal journal;
  const Clock clock = slow_clock();
  std::uint64_t hash = 0;
  std::uint64_t sequence = 0;
  {
    Engine engine{city(), clock, small, {ignore_failure}};
    Caller caller{engine};
    engine.lead(journal);
    live_a_little(caller);
    engine.stop();
    hash = engine.state().hash();
    sequence = engine.state().sequence();
  }
  Engine engine{city(), clock, small, {ignore_failure}};
  const auto recovery = engine.recover(journal);
  REQUIRE(recovery.has_value());
  CHECK(recovery->hash == hash);
  CHECK(engine.state().hash() == hash);
  CHECK(engine.state().compute_hash() == hash);
  CHECK(recovery->replay.end.next_sequence == sequence + 1);
  CHECK(recovery->replay.events == sequence);
  CHECK(recovery->replay.batches > 0);
  CHECK(recovery->counts.appointments == engine.state().appointment_count());
  CHECK(engine.metrics().sequence == sequence);
  CHECK(engine.metrics().appointments == engine.state().appointment_count());

  Caller caller{engine};
  engine.lead(journal);
  CHECK(caller.ask(booking(monday, {citizen(52)})).reply.receipt.rejection == s::Rejection::none);
  // A key from before the restart still gives its reply.
  REQUIRE(caller.send(booking(monday, {citizen(51)}), {.key = {{1, 1}}, .request = {{2, 2}}}) ==
          Push::claimed);
  caller.wait_for_all();
  CHECK(caller.rejection(1) == s::Rejection::none);
  engine.stop();
  CHECK(journal.last_sequence() == sequence + 1);
}

TEST_CASE("availability is that of the state, while running and after a recovery") {
  store::MemoryJournal journal;
  const Clock clock = slow_clock();
  const auto check_availability = [](const Engine& engine) {
    REQUIRE(engine.state().slot_count() >= 3);
    for (const s::Place place : engine.state().slots()) {
      const auto& slot = engine.state().slot(place);
      CHECK(engine.availability().taken_minutes(slot.key) == slot.taken_minutes);
    }
  };
  {
    Engine engine{city(), clock, small, {ignore_failure}};
    Caller caller{engine};
    engine.lead(journal);
    live_a_little(caller);
    engine.stop();
    check_availability(engine);
  }
  Engine engine{city(), clock, small, {ignore_failure}};
  REQUIRE(engine.recover(journal).has_value());
  check_availability(engine);
  CHECK(engine.availability().taken_minutes(slot("330100.documents.2026-06-15.0830")) == 0);
}

TEST_CASE("an empty journal recovers to an empty state") {
  House house;
  const auto recovery = house.engine.recover(house.journal);
  REQUIRE(recovery.has_value());
  CHECK(recovery->replay.events == 0);
  CHECK(recovery->replay.end.next_sequence == 1);
  CHECK(recovery->counts.appointments == 0);
}

TEST_CASE("a batch that does not say what it should stops the recovery") {
  std::vector<std::byte> one_event;
  store::encode_event({instant("2026-06-08 10:00"),
                       s::Booked{.id = {{1, 1}},
                                 .claim = {slot(saturday), 48, 6, 30},
                                 .members = {{alice}, {passport_renewal}, 1},
                                 .code = s::nth_code(main_hall, day("2026-06-13"), 0)}},
                      one_event);
  const auto changed = [&](auto change) {
    auto bytes = one_event;
    change(bytes);
    return bytes;
  };
  struct Row {
    const char* what;
    std::uint32_t events;
    std::vector<std::byte> payload;
    const char* expected;  // nothing: it is sound
  };
  const Row rows[] = {
      {"sound", 1, one_event, nullptr},
      {"an unknown kind", 1, changed([](auto& bytes) { bytes[0] = std::byte{200}; }),
       "unknown event kind 200"},
      {"cut short", 1, changed([](auto& bytes) { bytes.pop_back(); }), "cut short"},
      {"a byte more", 1, changed([](auto& bytes) { bytes.push_back(std::byte{1}); }),
       "bytes behind its last event (sequence 1)"},
      {"fewer events than it says", 2, one_event, "an event is missing"},
      {"more events than it says", 1,
       changed([&](auto& bytes) { bytes.insert(bytes.end(), one_event.begin(), one_event.end()); }),
       "bytes behind its last event"},
      {"no payload", 1, {}, "an event is missing"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    House house;
    REQUIRE(
        house.journal.append({.first_sequence = 1, .events = row.events, .payload = row.payload})
            .has_value());
    const auto recovery = house.engine.recover(house.journal);
    CHECK(recovery.has_value() == (row.expected == nullptr));
    if (recovery || row.expected == nullptr) continue;
    CHECK(recovery.error().message.find(row.expected) != std::string::npos);
  }
}

TEST_CASE("a journal that cannot be read stops the recovery with its own words") {
  House house;
  house.journal.fail_next_append("the disk is gone");
  REQUIRE_FALSE(
      house.journal.append({.first_sequence = 1, .events = 1, .payload = {}}).has_value());
  const auto recovery = house.engine.recover(house.journal);
  REQUIRE_FALSE(recovery.has_value());
  CHECK(recovery.error().message == "the disk is gone");
}

}  // namespace
}  // namespace offpeak::engine::tests
