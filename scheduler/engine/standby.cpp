#include "scheduler/engine/standby.hpp"

#include <pthread.h>

#include <utility>

#include "base/catch_all.hpp"
#include "scheduler/engine/recovery.hpp"

namespace offpeak::engine {

namespace s = scheduler;

Standby::Standby(const config::City& city, s::State& state, const store::ChainPosition& position,
                 store::Follower& follower, const Clock& clock, CommandRing& ring,
                 const std::vector<std::unique_ptr<Port>>& ports, Published& published,
                 Examination& examination, EngineMetrics& metrics, Parker& parker,
                 config::Instant boards_made_at, std::function<void(const std::string&)> on_failure)
    : city_{city},
      state_{state},
      follower_{follower},
      clock_{clock},
      ring_{ring},
      ports_{ports},
      published_{published},
      examination_{examination},
      metrics_{metrics},
      parker_{parker},
      on_failure_{std::move(on_failure)},
      boards_{city, state, boards_made_at},
      position_{position} {}

Standby::~Standby() { stop(); }

void Standby::start() {
  examination_.open();
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "standby");
    run();
    examination_.close();
  }};
}

store::ChainPosition Standby::stop() {
  stopping_.store(true, std::memory_order_release);
  parker_.wake();
  if (thread_.joinable()) thread_.join();
  return position_;
}

void Standby::run() {
  while (!stopping_.load(std::memory_order_acquire)) {
    if (examination_.is_due()) examination_.run(state_);
    const bool behind = guard([this] { return follow(); });
    const bool asked = guard([this] { return answer_questions(); });
    if (!behind && !asked) park();
  }
  guard([this] { return answer_questions(); });
}

/// An exception of `step` may leave the state between two events, so nothing more is applied to it.
bool Standby::guard(const std::function<bool()>& step) {
  const auto more = base::catch_all(step);
  if (more) return *more;
  failed_ = true;
  on_failure_("the standby: " + more.error().what);
  return false;
}

/// True when there is more to apply at once.
bool Standby::follow() {
  if (failed_) return false;
  const auto progress = follower_.poll([this](const store::Batch& batch) {
    return apply_batch(state_, batch, [this](const s::Event& event) {
      publish_change(published_, state_, event.fact);
      boards_.note(state_, event.fact);
    });
  });
  publish_news(published_, state_);
  if (!progress) {
    failed_ = follower_.has_failed();
    if (failed_) on_failure_(progress.error().message);
    return false;
  }
  position_ = progress->replay.end;
  metrics_.events.fetch_add(progress->replay.events, std::memory_order_relaxed);
  metrics_.sequence.store(state_.sequence(), std::memory_order_relaxed);
  metrics_.last_event_ms.store(state_.last_at().time_since_epoch().count(),
                               std::memory_order_relaxed);
  metrics_.appointments.store(state_.appointment_count(), std::memory_order_relaxed);
  if (!progress->behind) {
    metrics_.caught_up_at_ns.store(std::chrono::steady_clock::now().time_since_epoch().count(),
                                   std::memory_order_relaxed);
  }
  publish_boards(progress->behind);
  return progress->behind;
}

/// What a standby follows is durable. While there is more to apply, boards show the time of its
/// last event.
void Standby::publish_boards(bool behind) {
  const auto now = std::max(clock_.now(), state_.last_at());
  boards_.pass(state_, now);
  if (!boards_.is_due()) return;
  std::vector<PlacedBoard> made;
  boards_.make_due(state_, behind ? state_.last_at() : now, made);
  for (const auto& port : ports_) port->deliver_boards(made);
}

bool Standby::answer_questions() {
  Envelope envelope;
  bool asked = false;
  while (ring_.try_pop(envelope)) {
    asked = true;
    Completions completions;
    completions.push_back(answer(envelope));
    ports_[envelope.port]->deliver(std::move(completions));
  }
  return asked;
}

/// Only the writer changes anything: a command other than a question is handed back as not done.
Completion Standby::answer(const Envelope& envelope) {
  if (!s::is_question(envelope.command.body))
    return {.cookie = envelope.cookie, .failed = true, .reply = {}};
  events_.clear();
  const auto at = std::max(clock_.now(), state_.last_at());
  const auto receipt = s::execute(state_, city_, envelope.command, at, events_);
  return {.cookie = envelope.cookie, .failed = false, .reply = s::answer(state_, receipt)};
}

void Standby::park() {
  parker_.announce();
  const bool is_asked = !ring_.empty() || examination_.is_due();
  if (is_asked || stopping_.load(std::memory_order_acquire)) return parker_.withdraw();
  parker_.sleep(follow_every);
}

}  // namespace offpeak::engine
