#include "tests/simulation/leader.hpp"

#include <algorithm>

#include "scheduler/booking/opening.hpp"
#include "scheduler/engine/batch.hpp"
#include "scheduler/engine/recovery.hpp"
#include "store/event_codec.hpp"
#include "store/snapshot_codec.hpp"

namespace offpeak::simulation {

namespace s = scheduler;

Leader::Leader(const Host& host, std::shared_ptr<Process> process, std::string name,
               std::unique_ptr<s::State> state, std::unique_ptr<store::RedisJournal> journal,
               store::Snapshots& snapshots, std::uint64_t last_snapshot,
               std::function<void()> on_failure)
    : host_{host},
      process_{std::move(process)},
      name_{std::move(name)},
      state_{std::move(state)},
      timers_{*host.city},
      journal_{std::move(journal)},
      snapshots_{snapshots},
      on_failure_{std::move(on_failure)},
      shadow_{std::make_unique<s::State>()},
      shadow_position_{journal_->position()},
      last_snapshot_{last_snapshot} {
  timers_.rebuild(*state_);
  note_excess();
  shadow_->copy_from(*state_);
}

void Leader::start() {
  process_->spawn([this] { write(); });
  process_->spawn([this] { commit_all(); });
  process_->spawn([this] { shadow(); });
}

void Leader::submit(const s::Command& command, Respond respond) {
  if (failed_ || stopping_) return respond(std::nullopt);
  inbox_.emplace_back(command, std::move(respond));
  for_writer_.notify();
}

void Leader::stop() {
  stopping_ = true;
  while (!is_idle()) drained_.wait(*process_);
}

/// Slots with more taken than this configuration gives them.
void Leader::note_excess() const {
  for (const s::Place place : state_->slots()) {
    const auto& slot = state_->slot(place);
    const auto plan = s::plan_slot(*host_.city, slot.key);
    if (!plan || static_cast<int>(slot.taken_minutes) <= plan->capacity_minutes) continue;
    ++host_.coverage.beyond_capacity;
  }
}

// ---- the writer ---------------------------------------------------------------------------------

void Leader::write() {
  for (;;) {
    bool busy = false;
    if (queue_.size() < engine::batches_max) {
      const auto at = std::max(now_at(host_), state_->last_at());
      busy = run_timers(at);
      const auto next = timers_.next();
      if (!next || *next > at) busy = run_commands(at) || busy;
      busy = hand_over() || busy;
    }
    if (busy) continue;
    for_writer_.wait(*process_, until_next_timer());
  }
}

bool Leader::run_timers(s::Instant at) {
  bool ran = false;
  while (const auto command = timers_.pop_due(at)) {
    execute(*command, at, {});
    ran = true;
  }
  return ran;
}

bool Leader::run_commands(s::Instant at) {
  const bool found = !inbox_.empty();
  while (!inbox_.empty()) {
    auto [command, respond] = std::move(inbox_.front());
    inbox_.pop_front();
    const bool known = state_->find(command.idempotency.key) != nullptr;
    if (known && host_.defect == NodeDefect::forgets_keys) command.idempotency = {};
    execute(command, at, std::move(respond));
  }
  return found;
}

void Leader::execute(const s::Command& command, s::Instant at, Respond respond) {
  s::Events events;
  const auto receipt = s::execute(*state_, *host_.city, command, at, events);
  for (const auto& event : events) {
    if (open_.events++ == 0) open_.first_sequence = state_->sequence() - events.size() + 1;
    store::encode_event(event, open_.payload);
    timers_.observe(*state_, event);
  }
  open_.has_work = true;
  if (!respond) return;
  const Answer answer{.reply = std::make_shared<const s::Reply>(s::answer(*state_, receipt)),
                      .sequence = state_->sequence()};
  if (host_.defect == NodeDefect::replies_before_commit) return respond(answer);
  open_.waiting.push_back({std::move(respond), answer});
}

bool Leader::hand_over() {
  if (open_.is_empty() || !queue_.empty()) return false;
  open_.hash = state_->hash();
  queue_.push_back(std::exchange(open_, {}));
  for_journal_.notify();
  return true;
}

/// Without room nothing can be done before a commit ends: not even what timers ask for.
std::optional<Time> Leader::until_next_timer() const {
  const auto next = timers_.next();
  if (!next || queue_.size() >= engine::batches_max) return std::nullopt;
  return std::max(Time{*next - now_at(host_)} / clock_speed, Time{std::chrono::milliseconds{1}});
}

// ---- the journal --------------------------------------------------------------------------------

void Leader::commit_all() {
  auto& random = host_.world().random();
  for (;;) {
    while (!queue_.empty()) {
      Batch& batch = queue_.front();
      if (!failed_ && !commit(batch)) fail();
      // Whoever is paused is paused anywhere: here too.
      if (random.one_in(20)) process_->sleep(random.between({}, std::chrono::milliseconds{5}));
      deliver(batch);
      queue_.pop_front();
      for_writer_.notify();
      drained_.notify();
    }
    if (!trim_some()) for_journal_.wait(*process_);
  }
}

bool Leader::commit(const Batch& batch) {
  if (batch.events == 0) {
    return host_.defect == NodeDefect::vouches_for_nothing || journal_->confirm().has_value();
  }
  if (!journal_->append(batch.record())) return false;
  const auto last = batch.first_sequence + batch.events - 1;
  host_.oracle.check_state(name_, last, batch.hash);
  shadowed_.push_back({batch, journal_->position()});
  shadowed_.back().batch.waiting.clear();
  for_shadow_.notify();
  return true;
}

void Leader::deliver(Batch& batch) {
  for (auto& one : batch.waiting) {
    one.respond(failed_ ? std::nullopt : std::optional{one.answer});
  }
}

bool Leader::trim_some() {
  const auto before = std::exchange(trim_before_, 0);
  if (before == 0 || failed_) return false;
  const auto more = journal_->trim(before);
  if (!more) {
    fail();
  } else if (*more && trim_before_ == 0) {
    trim_before_ = before;
  }
  return true;
}

void Leader::fail() {
  failed_ = true;
  ++host_.coverage.deposed;
  for (auto& [command, respond] : std::exchange(inbox_, {})) respond(std::nullopt);
  on_failure_();
}

// ---- the shadow ---------------------------------------------------------------------------------

void Leader::shadow() {
  for (;;) {
    while (!shadowed_.empty()) {
      const auto [batch, position] = std::move(shadowed_.front());
      shadowed_.pop_front();
      const auto applied = engine::apply_batch(*shadow_, batch.record());
      host_.oracle.expect(applied && shadow_->hash() == batch.hash,
                          "I5: the shadow of " + name_ + " differs from its writer");
      shadow_position_ = position;
      if (shadow_->sequence() - last_snapshot_ >= host_.snapshot_events) take_snapshot();
    }
    for_shadow_.wait(*process_);
  }
}

void Leader::take_snapshot() {
  last_snapshot_ = shadow_->sequence();
  if (!store::save_snapshot(*shadow_, shadow_position_, snapshots_)) return;
  ++host_.coverage.snapshots;
  const auto kept = snapshots_.list();
  if (!kept || kept->size() < store::snapshots_kept) return;
  trim_before_ = kept->back() + 1;
  for_journal_.notify();
}

}  // namespace offpeak::simulation
