#include "scheduler/engine/engine.hpp"

#include <utility>

#include "base/mutant.hpp"

namespace offpeak::engine {
namespace {

std::chrono::milliseconds since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               began);
}

}  // namespace

Engine::Engine(const config::City& city, const Clock& clock, const EngineOptions& options,
               EngineListener listener)
    : city_{city},
      clock_{clock},
      options_{options},
      listener_{std::move(listener)},
      state_{std::make_unique<scheduler::State>()},
      timers_{city},
      published_{city},
      ring_{options.ring_capacity} {
  state_->reserve(options.reserved_records);
}

Engine::~Engine() { stop(); }

void Engine::fail(const std::string& reason) {
  if (failed_.exchange(true, std::memory_order_acq_rel)) return;
  ring_.close();
  listener_.on_failure(reason);
  // Without boards: the owner looks at has_failed and shows no board any more.
  for (const auto& port : ports_) port->deliver_boards({});
}

bool Engine::is_interrupted() const {
  const auto* journal = journal_.load(std::memory_order_acquire);
  return journal != nullptr && journal->is_interrupted();
}

Port& Engine::add_port(std::function<void()> wake) {
  const auto number = static_cast<std::uint16_t>(ports_.size());
  ports_.push_back(std::make_unique<Port>(number, std::move(wake), city_.halls.size()));
  return *ports_.back();
}

// ---- from the store
// -----------------------------------------------------------------------------

store::Result<Recovery> Engine::recover(store::Journal& journal) {
  const auto began = std::chrono::steady_clock::now();
  auto restored = restore_snapshot(options_.snapshots, options_.reserved_records);
  if (!restored) return restored.error();
  state_ = std::move(restored->state);
  last_snapshot_ = restored->snapshot.value_or(0);
  Recovery recovery;
  recovery.snapshot = restored->snapshot;
  recovery.passed_over = std::move(restored->passed_over);
  const auto from =
      base::mutated(base::Mutant::forget_tail) ? journal.position() : restored->position;
  auto recovered = replay(journal, std::move(recovery), from);
  if (recovered) recovered->took = since(began);
  return recovered;
}

store::Result<store::ChainPosition> Engine::prepare_to_follow() {
  auto restored = restore_snapshot(options_.snapshots, options_.reserved_records);
  if (!restored) return restored.error();
  for (const auto& fault : restored->passed_over) listener_.on_alarm(fault);
  state_ = std::move(restored->state);
  last_snapshot_ = restored->snapshot.value_or(0);
  publish();
  return restored->position;
}

store::Result<Recovery> Engine::catch_up(store::Journal& journal) {
  const auto began = std::chrono::steady_clock::now();
  const auto position = standby_->stop();
  if (has_failed()) return store::Error{"the standby has failed earlier: start it again"};
  auto recovered = replay(journal, {}, position);
  if (recovered) recovered->took = since(began);
  return recovered;
}

store::Result<Recovery> Engine::replay(store::Journal& journal, Recovery recovery,
                                       const store::ChainPosition& from) {
  const auto replayed = journal.replay(
      from, [this](const store::Batch& batch) { return apply_batch(*state_, batch); });
  if (!replayed) return replayed.error();
  timers_.rebuild(*state_);
  publish();
  recovery.replay = *replayed;
  recovery.counts = state_->counts();
  recovery.hash = state_->hash();
  return recovery;
}

void Engine::publish() {
  publish_all(published_, *state_, config::date_of(std::max(clock_.now(), state_->last_at())));
  metrics_.sequence = state_->sequence();
  metrics_.last_event_ms = state_->last_at().time_since_epoch().count();
  metrics_.appointments = state_->appointment_count();
  metrics_.state_bytes = state_->bytes();
}

/// Everything in the state is durable by now.
config::Instant Engine::publish_boards() {
  const config::Instant now = std::max(clock_.now(), state_->last_at());
  HallBoards boards{city_, *state_, now};
  boards.note_all();
  std::vector<PlacedBoard> made;
  boards.make_due(*state_, now, made);
  for (const auto& port : ports_) port->deliver_boards(made);
  return now;
}

// ---- running
// ------------------------------------------------------------------------------------

void Engine::follow(store::Follower& follower, const store::ChainPosition& from) {
  const config::Instant boards_made_at = publish_boards();
  standby_ = std::make_unique<Standby>(city_, *state_, from, follower, clock_, ring_, ports_,
                                       published_, examination_, metrics_, parker_, boards_made_at,
                                       [this](const std::string& reason) { fail(reason); });
  standby_->start();
}

void Engine::start_shadow(store::Journal& journal) {
  if (options_.snapshots == nullptr || options_.snapshot_policy.is_off()) return;
  auto state = std::make_unique<scheduler::State>();
  state->copy_from(*state_);
  shadow_ = std::make_unique<Shadow>(
      std::move(state), journal.position(), last_snapshot_, *options_.snapshots,
      options_.snapshot_policy, metrics_,
      Shadow::Listener{.on_failure = [this](const std::string& reason) { fail(reason); },
                       .on_snapshot_error = listener_.on_alarm,
                       .on_kept_from =
                           [this](std::uint64_t sequence) {
                             if (options_.trim_journal) journal_thread_->trim_before(sequence);
                           }});
}

void Engine::lead(store::Journal& journal, std::vector<scheduler::CommandBody> first) {
  const config::Instant boards_made_at = publish_boards();
  start_shadow(journal);
  journal_thread_ =
      std::make_unique<JournalThread>(journal, shadow_.get(), ports_, metrics_, parker_,
                                      [this](const std::string& reason) { fail(reason); });
  journal_thread_->on_announced(listener_.on_announced);
  writer_ =
      std::make_unique<Writer>(city_, *state_, timers_, clock_, ring_, *journal_thread_, published_,
                               examination_, metrics_, parker_, boards_made_at, std::move(first),
                               [this](const std::string& reason) { fail(reason); });
  journal_.store(&journal, std::memory_order_release);
  if (shadow_) shadow_->start();
  journal_thread_->start();
  writer_->start();
  leading_.store(true, std::memory_order_release);
}

Push Engine::submit(Port& port, const scheduler::Command& command, std::uint64_t cookie) {
  if (!port.has_room()) {
    metrics_.ring_full.fetch_add(1, std::memory_order_relaxed);
    return Push::full;
  }
  const Push push = ring_.try_push({.command = command, .cookie = cookie, .port = port.number()});
  if (push == Push::claimed) {
    port.count_submitted();
  } else if (push == Push::full) {
    metrics_.ring_full.fetch_add(1, std::memory_order_relaxed);
  }
  return push;
}

void Engine::kick() {
  if (ring_.depth() >= crowd) {
    parker_.wake();
  } else {
    parker_.nudge();
  }
}

bool Engine::examine(const Examination::Look& look) {
  return examination_.ask(look, [this] { parker_.wake(); });
}

void Engine::await_rest() {
  const auto shown = clock_.now();
  parker_.wake();
  writer_->await_rest(shown);
}

void Engine::stop() {
  ring_.close();
  parker_.wake();
  if (standby_) standby_->stop();
  if (writer_) writer_->join();
  if (journal_thread_) journal_thread_->stop();
  if (shadow_) shadow_->stop();
}

}  // namespace offpeak::engine
