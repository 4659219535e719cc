// The shadow by itself: it knows when the journal does not give the writer's state.
#include "scheduler/engine/shadow.hpp"

#include "store/event_codec.hpp"
#include "store/memory/snapshots.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

/// A batch of one booking, and the state it makes.
struct OneBooking {
  OneBooking() {
    events.reserve(2);
    const auto book = nth_booking(0);
    const auto caller = citizen_caller(book.party.applicants[0].citizen);
    s::execute(state, city(), {.caller = caller, .idempotency = {}, .body = book},
               instant("2026-06-08 10:00"), events);
    for (const auto& event : events) store::encode_event(event, payload);
  }
  store::Batch batch() const {
    return {.first_sequence = 1,
            .events = static_cast<std::uint32_t>(events.size()),
            .payload = payload};
  }

  s::State state;
  s::Events events;
  std::vector<std::byte> payload;
};

struct Watched {
  explicit Watched(const SnapshotPolicy& policy = {})
      : shadow{std::make_unique<s::State>(),
               {},
               0,
               snapshots,
               policy,
               metrics,
               {.on_failure = [this](const std::string& reason) { failures.push_back(reason); },
                .on_snapshot_error = {},
                .on_kept_from = [](std::uint64_t) {}}} {}

  store::MemorySnapshots snapshots;
  EngineMetrics metrics;
  std::vector<std::string> failures;  // read once the shadow has stopped
  Shadow shadow;
};

TEST_CASE("the writer's hash at the same sequence passes") {
  const OneBooking one;
  Watched watched;
  watched.shadow.start();
  watched.shadow.observe(one.batch(), {2, 77}, one.state.hash());
  watched.shadow.stop();
  CHECK(watched.failures.empty());
  CHECK(watched.metrics.shadow_sequence == 1);
}

TEST_CASE("another hash is a failed self-check, told once, and no snapshot is written of it") {
  const OneBooking one;
  Watched watched{{.events = 1, .every = {}}};
  watched.shadow.start();
  watched.shadow.observe(one.batch(), {2, 77}, one.state.hash() + 1);
  watched.shadow.observe(one.batch(), {3, 77}, one.state.hash());
  watched.shadow.stop();
  REQUIRE(watched.failures.size() == 1);
  CHECK(watched.failures[0].starts_with("self-check failed: the journal up to sequence 1"));
  CHECK(watched.snapshots.list()->empty());
}

TEST_CASE("a batch that cannot be read is a failed self-check") {
  const OneBooking one;
  Watched watched;
  auto batch = one.batch();
  batch.payload = batch.payload.first(batch.payload.size() - 1);
  watched.shadow.start();
  watched.shadow.observe(batch, {2, 77}, one.state.hash());
  watched.shadow.stop();
  REQUIRE(watched.failures.size() == 1);
}

}  // namespace
}  // namespace offpeak::engine::tests
