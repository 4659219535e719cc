#include "tests/simulation/server_run.hpp"

#include <utility>

namespace offpeak::simulation {
namespace {

namespace s = scheduler;
using std::chrono::milliseconds;

constexpr milliseconds lease_tried_every{100};
constexpr milliseconds followed_every{25};
constexpr milliseconds looked_after_every{50};
const std::string city_name = "simulated";

}  // namespace

ServerRun::ServerRun(const Host& host, std::shared_ptr<Process> process, std::string name,
                     Role role, std::function<void()> on_exit)
    : host_{host},
      process_{std::move(process)},
      name_{std::move(name)},
      role_{role},
      on_exit_{std::move(on_exit)},
      snapshots_{link(), city_name, name_, host.interruption_max},
      lease_{link(), city_name, name_} {}

std::unique_ptr<SimulatedLink> ServerRun::link() const {
  return std::make_unique<SimulatedLink>(host_.place, process_, host_.node);
}

void ServerRun::start() {
  process_->spawn([this] { run(); });
  process_->spawn([this] { keep_renewed(); });
}

void ServerRun::run() {
  const bool leads = role_ == Role::stand_by ? stand_by() : lead();
  if (leads) serve();
  on_exit_();
}

void ServerRun::serve() {
  while (!failed_ && !step_down_) process_->sleep(looked_after_every);
  if (!failed_) leader_->stop();
  release();
}

// ---- leading ------------------------------------------------------------------------------------

bool ServerRun::lead() {
  if (role_ != Role::usurp && !await_lease()) return false;
  journal_ = open_journal();
  if (!journal_ || !holds_lease_still()) return false;
  auto restored = engine::restore_snapshot(&snapshots_, 0);
  if (!restored) return false;
  count(*restored);
  state_ = std::move(restored->state);
  return replay(restored->position, restored->snapshot.value_or(0));
}

bool ServerRun::await_lease() {
  const Time deadline = host_.world().now() + 2 * store::lease_ms;
  while (host_.world().now() <= deadline) {
    const auto acquired = try_acquire();
    if (!acquired) return false;
    if (*acquired) return true;
    process_->sleep(lease_tried_every);
  }
  return false;
}

/// Opening the journal may have taken longer than the lease lasts. Whoever has it now answers out
/// of its own state until it writes: nobody else may go on with the history meanwhile.
bool ServerRun::holds_lease_still() {
  if (role_ == Role::usurp) return true;
  const auto acquired = try_acquire();
  return acquired && *acquired;
}

std::unique_ptr<store::RedisJournal> ServerRun::open_journal() {
  auto journal =
      store::RedisJournal::open(link(), {.city = city_name,
                                         .durability = store::Durability::strict,
                                         .writer = name_,
                                         .interruption_max = host_.interruption_max,
                                         .lease_term = [this] { return lease_.term(); }});
  return journal ? std::move(*journal) : nullptr;
}

bool ServerRun::replay(const store::ChainPosition& from, std::uint64_t last_snapshot) {
  const auto replayed = journal_->replay(
      from, [this](const store::Batch& batch) { return engine::apply_batch(*state_, batch); });
  if (!replayed) return false;
  host_.oracle.check_state(name_, state_->sequence(), state_->hash());
  leader_ = std::make_unique<Leader>(host_, process_, name_, std::move(state_), std::move(journal_),
                                     snapshots_, last_snapshot, [this] { failed_ = true; });
  leader_->start();
  return true;
}

// ---- standing by --------------------------------------------------------------------------------

bool ServerRun::stand_by() {
  auto restored = engine::restore_snapshot(&snapshots_, 0);
  if (!restored) return false;
  count(*restored);
  state_ = std::move(restored->state);
  followed_ = restored->position;
  host_.oracle.check_state(name_, state_->sequence(), state_->hash());
  follower_ = std::make_unique<store::RedisFollower>(link(), city_name, followed_);
  following_ = true;
  process_->spawn([this] { follow(); });
  for (;;) {
    process_->sleep(lease_tried_every);
    if (failed_ || step_down_) return false;
    lock_lease();
    (void)lease_.announce_standby(state_->sequence());
    lease_busy_ = false;
    const auto acquired = try_acquire();
    if (acquired && *acquired) return take_over(restored->snapshot.value_or(0));
  }
}

void ServerRun::follow() {
  while (!stop_following_ && !failed_) {
    const auto progress = follower_->poll([this](const store::Batch& batch) {
      auto applied = engine::apply_batch(*state_, batch);
      host_.oracle.check_state(name_, state_->sequence(), state_->hash());
      return applied;
    });
    if (progress) followed_ = progress->replay.end;
    if (follower_->has_failed()) {
      // That the leader trims behind its snapshots may overtake one that stood still.
      failed_ = true;
      const auto& error = progress.error();
      const bool overtaken =
          host_.coverage.trimmed > 0 && error.cause == store::Cause::begins_later;
      host_.oracle.expect(overtaken, "a standby cannot follow: " + error.message);
    }
    if (!progress || !progress->behind) process_->sleep(followed_every);
  }
  following_ = false;
}

bool ServerRun::take_over(std::uint64_t last_snapshot) {
  journal_ = open_journal();
  if (!journal_ || !holds_lease_still()) {
    release();
    return false;
  }
  stop_following_ = true;
  while (following_) process_->sleep(milliseconds{1});
  if (replay(followed_, last_snapshot)) {
    ++host_.coverage.takeovers;
    return true;
  }
  release();
  return false;
}

void ServerRun::count(const engine::Restored& restored) const {
  host_.coverage.restored += restored.snapshot ? 1 : 0;
  host_.coverage.passed_over += restored.passed_over.size();
}

// ---- the lease ----------------------------------------------------------------------------------

void ServerRun::lock_lease() {
  while (lease_busy_) process_->sleep(milliseconds{1});
  lease_busy_ = true;
}

store::Result<bool> ServerRun::try_acquire() {
  lock_lease();
  auto acquired = lease_.acquire();
  lease_held_ = acquired && *acquired;
  lease_busy_ = false;
  return acquired;
}

void ServerRun::keep_renewed() {
  for (;;) {
    process_->sleep(store::lease_renewal_ms);
    lock_lease();
    if (lease_held_) {
      auto held = lease_.renew();
      if (held && !*held) held = lease_.acquire();
      if (held) lease_held_ = *held;
    }
    lease_busy_ = false;
  }
}

void ServerRun::release() {
  lock_lease();
  if (std::exchange(lease_held_, false)) (void)lease_.release();
  lease_busy_ = false;
}

// ---- requests -----------------------------------------------------------------------------------

void ServerRun::submit(const s::Command& command, const Respond& respond) {
  if (leader_) return leader_->submit(command, respond);
  if (following_ && s::is_question(command.body)) return answer_question(command, respond);
  respond(std::nullopt);
}

void ServerRun::answer_question(const s::Command& command, const Respond& respond) {
  s::Events events;
  const auto at = std::max(now_at(host_), state_->last_at());
  const auto receipt = s::execute(*state_, *host_.city, command, at, events);
  respond(Answer{.reply = std::make_shared<const s::Reply>(s::answer(*state_, receipt)),
                 .sequence = state_->sequence(),
                 .from_leader = false});
}

}  // namespace offpeak::simulation
