// Snapshots of a running engine, and recoveries that begin with them.
#include "store/memory/snapshots.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

void ignore(const std::string&) {}

/// What outlives an engine.
struct Kept {
  store::MemoryJournal journal;
  store::MemorySnapshots snapshots;
  Clock clock = slow_clock();

  EngineOptions options(const SnapshotPolicy& policy = {.events = 1, .every = {}},
                        bool trim = false) {
    return {.reserved_records = 16,
            .snapshots = &snapshots,
            .snapshot_policy = policy,
            .trim_journal = trim};
  }
  std::uint64_t newest() { return snapshots.list()->front(); }
};

struct Lived {
  std::uint64_t sequence;
  std::uint64_t hash;
};

bool can_replay_all(store::MemoryJournal& journal) {
  return journal.replay({}, [](const store::Batch&) { return store::Result<void>{}; }).has_value();
}

/// One life, ended when the second or a later snapshot covers everything.
Lived live_and_snapshot(Kept& kept, bool trim = false) {
  Engine engine{city(), kept.clock, kept.options({.events = 1, .every = {}}, trim), {ignore}};
  REQUIRE(engine.recover(kept.journal).has_value());
  Caller caller{engine};
  engine.lead(kept.journal);
  const auto await_snapshot = [&] {
    await([&] { return engine.metrics().snapshot_sequence == engine.metrics().sequence; });
  };
  live_a_little(caller);
  await_snapshot();
  REQUIRE(caller.ask(booking("330100.documents.2026-06-16.0930", {citizen(78)}))
              .reply.receipt.rejection == s::Rejection::none);
  await_snapshot();
  if (trim) await([&] { return !can_replay_all(kept.journal); });
  engine.stop();
  REQUIRE_FALSE(engine.has_failed());
  return {engine.state().sequence(), engine.state().hash()};
}

/// Books once more without snapshots, so that the journal goes on behind the newest.
Lived live_on(Kept& kept) {
  Engine engine{city(), kept.clock, kept.options({.events = 0, .every = {}}), {ignore}};
  REQUIRE(engine.recover(kept.journal).has_value());
  Caller caller{engine};
  engine.lead(kept.journal);
  REQUIRE(caller.ask(booking("330100.documents.2026-06-16.1000", {citizen(77)}))
              .reply.receipt.rejection == s::Rejection::none);
  engine.stop();
  return {engine.state().sequence(), engine.state().hash()};
}

store::Result<Recovery> recover_again(Kept& kept) {
  Engine engine{city(), kept.clock, kept.options(), {ignore}};
  auto recovery = engine.recover(kept.journal);
  if (recovery) CHECK(engine.state().compute_hash() == recovery->hash);
  return recovery;
}

TEST_CASE("a recovery begins with the newest snapshot and replays what is behind it") {
  Kept kept;
  const Lived first = live_and_snapshot(kept);
  const Lived then = live_on(kept);
  const auto recovery = recover_again(kept);
  REQUIRE(recovery.has_value());
  REQUIRE(recovery->snapshot.has_value());
  CHECK(*recovery->snapshot == first.sequence);
  CHECK(recovery->replay.events == then.sequence - first.sequence);
  CHECK(recovery->hash == then.hash);
  CHECK(recovery->passed_over.empty());
}

TEST_CASE("only the last two snapshots are kept") {
  Kept kept;
  live_and_snapshot(kept);
  CHECK(kept.snapshots.list()->size() == store::snapshots_kept);
}

TEST_CASE("a damaged snapshot is passed over for the one before, and it is said") {
  Kept kept;
  live_and_snapshot(kept);
  const Lived then = live_on(kept);
  const auto list = *kept.snapshots.list();
  REQUIRE(list.size() == 2);
  REQUIRE(kept.snapshots.damage(list[0], 100, std::byte{1}));

  const auto second = recover_again(kept);
  REQUIRE(second.has_value());
  CHECK(second->snapshot == list[1]);
  CHECK(second->hash == then.hash);
  REQUIRE(second->passed_over.size() == 1);
  CHECK(second->passed_over[0].starts_with("the snapshot of sequence " + std::to_string(list[0])));

  REQUIRE(kept.snapshots.damage(list[1], 100, std::byte{1}));
  const auto none = recover_again(kept);
  REQUIRE(none.has_value());
  CHECK_FALSE(none->snapshot.has_value());
  CHECK(none->hash == then.hash);
  CHECK(none->passed_over.size() == 2);
}

TEST_CASE("a damaged snapshot gives way to the next one, a sound one does not") {
  Kept kept;
  live_and_snapshot(kept, true);
  const auto before = *kept.snapshots.list();
  REQUIRE(before.size() == 2);
  REQUIRE(kept.snapshots.damage(before[0], 100, std::byte{1}));
  {
    // Not due before the booking: it does not take the damaged one's name.
    const std::uint64_t events = before[0] - before[1] + 1;
    Engine engine{
        city(), kept.clock, kept.options({.events = events, .every = {}}, true), {ignore}};
    const auto recovery = engine.recover(kept.journal);
    REQUIRE(recovery.has_value());
    REQUIRE(recovery->snapshot == before[1]);
    Caller caller{engine};
    engine.lead(kept.journal);
    REQUIRE(caller.ask(booking("330100.documents.2026-06-16.1000", {citizen(79)}))
                .reply.receipt.rejection == s::Rejection::none);
    await([&] { return engine.metrics().snapshots > 0; });
    engine.stop();
  }
  const auto after = *kept.snapshots.list();
  REQUIRE(after.size() == 2);
  CHECK(after[1] == before[1]);
  REQUIRE(kept.snapshots.damage(after[0], 100, std::byte{1}));
  const auto recovery = recover_again(kept);
  REQUIRE_MESSAGE(recovery.has_value(), recovery.error().message);
  CHECK(recovery->snapshot == before[1]);
}

TEST_CASE("a snapshot from behind the journal's end is refused: the journal has lost records") {
  Kept kept;
  live_and_snapshot(kept);
  store::MemoryJournal other;
  Engine engine{city(), kept.clock, kept.options(), {ignore}};
  const auto recovery = engine.recover(other);
  REQUIRE(recovery.has_error());
  CHECK(recovery.error().message.find("the journal ends at sequence 0") != std::string::npos);
}

TEST_CASE("a trimmed journal is enough together with either of the two snapshots") {
  Kept kept;
  live_and_snapshot(kept, true);
  const Lived then = live_on(kept);
  const auto list = *kept.snapshots.list();
  CHECK_FALSE(can_replay_all(kept.journal));
  const auto recovery = recover_again(kept);
  REQUIRE(recovery.has_value());
  CHECK(recovery->hash == then.hash);
  REQUIRE(kept.snapshots.damage(list[0], 100, std::byte{1}));
  const auto older = recover_again(kept);
  REQUIRE_MESSAGE(older.has_value(), older.error().message);
  CHECK(older->snapshot == list[1]);
  CHECK(older->hash == then.hash);
  REQUIRE(kept.snapshots.damage(list[1], 100, std::byte{1}));
  CHECK(recover_again(kept).has_error());
}

TEST_CASE("a snapshot that cannot be written is an alarm, and the next one is tried") {
  Kept kept;
  std::mutex mutex;
  std::vector<std::string> alarms;
  Engine engine{city(), kept.clock, kept.options(), {ignore, [&](const std::string& alarm) {
                                                       const std::lock_guard lock{mutex};
                                                       alarms.push_back(alarm);
                                                     }}};
  Caller caller{engine};
  kept.snapshots.fail_next_commit("no room");
  engine.lead(kept.journal);
  live_a_little(caller);
  await([&] { return engine.metrics().snapshots_failed > 0; });
  REQUIRE(caller.ask(booking("330100.documents.2026-06-16.0930", {citizen(78)}))
              .reply.receipt.rejection == s::Rejection::none);
  await([&] { return engine.metrics().snapshots > 0; });
  engine.stop();
  CHECK_FALSE(engine.has_failed());
  CHECK(engine.metrics().snapshots_failed == 1);
  REQUIRE(alarms.size() == 1);
  CHECK(alarms[0] == "no room");
  CHECK_FALSE(kept.snapshots.list()->empty());
}

TEST_CASE("time makes a snapshot due when there was any event") {
  Kept kept;
  Engine engine{
      city(), kept.clock, kept.options({.events = 0, .every = std::chrono::seconds{1}}), {ignore}};
  Caller caller{engine};
  engine.lead(kept.journal);
  live_a_little(caller);
  await([&] { return engine.metrics().snapshots > 0; });
  engine.stop();
  CHECK(kept.newest() <= engine.state().sequence());
}

/// Snapshots that are not begun before a gate opens.
class GatedSnapshots final : public store::Snapshots {
 public:
  store::Result<std::vector<std::uint64_t>> list() override { return inner_.list(); }
  store::Result<void> begin(std::uint64_t sequence) override {
    waiting.store(true);
    open.wait(false);
    return inner_.begin(sequence);
  }
  store::Result<void> put(std::span<const std::byte> chunk) override { return inner_.put(chunk); }
  store::Result<void> commit() override { return inner_.commit(); }
  store::Result<void> read(std::uint64_t sequence, const ChunkSink& sink) override {
    return inner_.read(sequence, sink);
  }

  std::atomic<bool> open{false};
  std::atomic<bool> waiting{false};

 private:
  store::MemorySnapshots inner_;
};

TEST_CASE("while a snapshot is written bookings go on, and the shadow catches up afterwards") {
  store::MemoryJournal journal;
  GatedSnapshots snapshots;
  const Clock clock = slow_clock();
  Engine engine{large_city(),
                clock,
                {.reserved_records = 16, .snapshots = &snapshots, .snapshot_policy = {1, {}}},
                {ignore}};
  Caller caller{engine};
  engine.lead(journal);
  REQUIRE(caller.ask(nth_booking(0)).reply.receipt.rejection == s::Rejection::none);
  await([&] { return snapshots.waiting.load(); });
  for (std::uint64_t n = 1; n < 1000; ++n) {
    REQUIRE(caller.ask(nth_booking(n)).reply.receipt.rejection == s::Rejection::none);
  }
  CHECK(engine.metrics().shadow_sequence < 1000);
  snapshots.open.store(true);
  snapshots.open.notify_all();
  await([&] { return engine.metrics().shadow_sequence == engine.metrics().sequence; });
  engine.stop();
  CHECK_FALSE(engine.has_failed());
}

TEST_CASE("what waits for the shadow is bounded: beyond, commits wait, and nothing is lost") {
  store::MemoryJournal journal;
  GatedSnapshots snapshots;
  const Clock clock = slow_clock();
  Engine engine{large_city(),
                clock,
                {.reserved_records = 16, .snapshots = &snapshots, .snapshot_policy = {1, {}}},
                {ignore}};
  Caller caller{engine};
  engine.lead(journal);
  REQUIRE(caller.ask(nth_booking(0)).reply.receipt.rejection == s::Rejection::none);
  await([&] { return snapshots.waiting.load(); });
  // One commit each, until the queue is full and the next one's reply does not come.
  std::uint64_t n = 1;
  for (; n < shadow_batches_max; ++n) {
    REQUIRE(caller.ask(nth_booking(n)).reply.receipt.rejection == s::Rejection::none);
  }
  const std::uint64_t more = n + 100;
  for (; n < more; ++n) REQUIRE(caller.send(nth_booking(n)) == Push::claimed);
  CHECK(engine.metrics().commits <= shadow_batches_max + batches_max);
  snapshots.open.store(true);
  snapshots.open.notify_all();
  caller.wait_for_all();
  await([&] { return engine.metrics().shadow_sequence == engine.metrics().sequence; });
  engine.stop();
  CHECK(engine.state().sequence() == more);
  CHECK_FALSE(engine.has_failed());
}

}  // namespace
}  // namespace offpeak::engine::tests
