// An engine that follows another one's journal, and takes over from it.
#include "store/memory/snapshots.hpp"
#include "tests/scheduler/engine/harness.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr auto tuesday = "330100.documents.2026-06-16.1000";
constexpr EngineOptions small{.reserved_records = 16};

/// Reads another engine's journal in memory.
class MemoryFollower final : public store::Follower {
 public:
  MemoryFollower(store::MemoryJournal& journal, const store::ChainPosition& from)
      : journal_{journal}, position_{from} {}

  store::Result<Progress> poll(const store::BatchSink& sink) override {
    if (broken.load()) {
      failed_ = true;
      return store::Error{"a record is damaged"};
    }
    if (absent.load()) return store::Error{"the store does not answer"};
    const auto replay = journal_.replay(position_, sink);
    if (!replay) return replay.error();
    position_ = replay->end;
    return Progress{.replay = *replay, .behind = false};
  }
  bool has_failed() const override { return failed_; }

  std::atomic<bool> absent{false};
  std::atomic<bool> broken{false};

 private:
  store::MemoryJournal& journal_;
  store::ChainPosition position_;
  bool failed_ = false;
};

/// A standby beside a leader's journal.
struct Beside {
  explicit Beside(store::MemoryJournal& journal, const EngineOptions& options = small)
      : clock{slow_clock()},
        engine{city(), clock, options, {[this](const std::string& reason) {
                 const std::lock_guard lock{mutex};
                 failure = reason;
               }}},
        caller{engine},
        from{*engine.prepare_to_follow()},
        follower{journal, from} {
    engine.follow(follower, from);
  }
  void await_sequence(std::uint64_t sequence) {
    await([&] { return engine.metrics().sequence >= sequence; });
  }

  std::mutex mutex;
  std::string failure;
  Clock clock;
  Engine engine;
  Caller caller;
  store::ChainPosition from;
  MemoryFollower follower;
};

TEST_CASE("a standby has the leader's state, answers questions, and does nothing else") {
  House house;
  Caller caller{house.engine};
  Beside beside{house.journal};
  house.start();
  CHECK(house.engine.is_leading());
  CHECK_FALSE(beside.engine.is_leading());

  const auto booked = booking(tuesday, {citizen(90)});
  REQUIRE(caller.ask(booked).reply.receipt.rejection == s::Rejection::none);
  live_a_little(caller);
  beside.await_sequence(house.journal.last_sequence());
  const auto& shown = beside.caller.ask(s::GetAppointment{booked.id});
  CHECK_FALSE(shown.failed);
  CHECK(shown.reply.appointment.id == booked.id);
  CHECK(beside.engine.availability().taken_minutes(slot(tuesday)) == 6);

  CHECK(beside.caller.ask(booking(tuesday, {bob})).failed);
  house.engine.stop();
  beside.engine.stop();
  CHECK(beside.engine.state().hash() == house.engine.state().hash());
  CHECK(beside.failure.empty());
}

TEST_CASE("a standby takes over with everything that is in the journal, and leads") {
  House house;
  Caller caller{house.engine};
  house.start();
  live_a_little(caller);
  Beside beside{house.journal};
  beside.await_sequence(house.journal.last_sequence());
  beside.follower.absent = true;  // it misses the last booking
  const auto last = booking(tuesday, {citizen(90)});
  REQUIRE(caller.ask(last).reply.receipt.rejection == s::Rejection::none);
  house.engine.stop();

  const auto caught_up = beside.engine.catch_up(house.journal);
  REQUIRE(caught_up.has_value());
  CHECK(caught_up->replay.events == 1);
  CHECK(caught_up->hash == house.engine.state().hash());
  beside.engine.lead(house.journal);
  CHECK(beside.engine.is_leading());
  CHECK(beside.caller.ask(s::GetAppointment{last.id}).reply.appointment.id == last.id);
  CHECK(beside.caller.ask(booking(tuesday, {bob})).reply.receipt.rejection == s::Rejection::none);
  beside.engine.stop();
  CHECK(read_journal(house.journal).events() == beside.engine.state().sequence());
}

TEST_CASE("tokens that were revoked stay so when a standby takes over") {
  constexpr s::RevocationKey before{{7, 1}};
  constexpr s::RevocationKey while_following{{7, 2}};
  const auto refuses = [](const Engine& engine, s::RevocationKey key) {
    return engine.revocations().refuses({.id = key});
  };
  House house;
  Caller caller{house.engine};
  house.start();
  const auto revoke = [&caller](s::RevocationKey key) {
    caller.send_as(
        {.role = s::Role::admin},
        s::Revoke{.key = key, .kind = s::RevocationKind::one_token, .kept = std::chrono::hours{1}},
        {});
    caller.wait_for_all();
  };
  revoke(before);
  Beside beside{house.journal};
  beside.await_sequence(house.journal.last_sequence());
  CHECK(refuses(beside.engine, before));
  revoke(while_following);
  beside.await_sequence(house.journal.last_sequence());
  CHECK(refuses(beside.engine, while_following));
  house.engine.stop();
  REQUIRE(beside.engine.catch_up(house.journal).has_value());
  beside.engine.lead(house.journal);
  CHECK(refuses(beside.engine, before));
  CHECK(refuses(beside.engine, while_following));
}

TEST_CASE("timers that fell due while nobody led run after the takeover") {
  House house;
  Caller caller{house.engine};
  house.start();
  const auto held = hold(tuesday, {alice});
  REQUIRE(caller.ask(held).reply.receipt.rejection == s::Rejection::none);
  house.engine.stop();
  Beside beside{house.journal};
  beside.await_sequence(1);
  REQUIRE(beside.engine.catch_up(house.journal).has_value());
  beside.clock = Clock{instant("2026-06-08 12:00"), 1};
  beside.engine.lead(house.journal);
  await([&] { return beside.engine.metrics().timers > 0; });
  CHECK(beside.caller.ask(s::GetAppointment{held.id}).reply.appointment.status ==
        s::AppointmentStatus::expired);
  beside.engine.stop();
}

TEST_CASE("a standby begins with a snapshot") {
  store::MemorySnapshots snapshots;
  const EngineOptions options{
      .reserved_records = 16, .snapshots = &snapshots, .snapshot_policy = {1, {}}};
  House house{city(), slow_clock(), options};
  Caller caller{house.engine};
  house.start();
  live_a_little(caller);
  await([&] { return house.engine.metrics().snapshots > 0; });
  house.engine.stop();
  Beside beside{house.journal, options};
  CHECK(beside.from.next_sequence > 1);
  beside.await_sequence(house.journal.last_sequence());
  beside.engine.stop();
  CHECK(beside.engine.state().hash() == house.engine.state().hash());
}

TEST_CASE("a store that does not answer does not fail a standby, a damaged record does") {
  House house;
  Caller caller{house.engine};
  house.start();
  Beside beside{house.journal};
  beside.follower.absent = true;
  REQUIRE(caller.ask(booking(tuesday, {alice})).reply.receipt.rejection == s::Rejection::none);
  // Still there for questions while it cannot follow.
  CHECK_FALSE(beside.caller.ask(s::ListAppointments{alice}).failed);
  beside.follower.absent = false;
  beside.await_sequence(1);
  CHECK_FALSE(beside.engine.has_failed());
  beside.follower.broken = true;
  await([&] { return beside.engine.has_failed(); });
  beside.engine.stop();
  CHECK(beside.failure == "a record is damaged");
  house.engine.stop();
}

}  // namespace
}  // namespace offpeak::engine::tests
