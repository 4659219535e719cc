#include "scheduler/engine/writer.hpp"

#include <pthread.h>

#include <algorithm>

#include "base/catch_all.hpp"
#include "store/event_codec.hpp"

namespace offpeak::engine {
namespace s = scheduler;

Writer::Writer(const config::City& city, s::State& state, s::Timers& timers, const Clock& clock,
               CommandRing& ring, JournalThread& journal, Published& published,
               Examination& examination, EngineMetrics& metrics, Parker& parker,
               config::Instant boards_made_at, std::vector<s::CommandBody> first,
               std::function<void(const std::string&)> on_failure)
    : city_{city},
      state_{state},
      timers_{timers},
      clock_{clock},
      ring_{ring},
      journal_{journal},
      published_{published},
      examination_{examination},
      metrics_{metrics},
      parker_{parker},
      on_failure_{std::move(on_failure)},
      boards_{city, state, boards_made_at},
      first_{std::move(first)} {}

Writer::~Writer() { join(); }

void Writer::start() {
  examination_.open();
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "writer");
    // If even giving up throws, the failure was reported already or is reported here.
    const auto ran = base::catch_all([this] { run(); });
    if (!ran) on_failure_("the writer: " + ran.error().what);
    let_go_until(config::Instant::max());
    examination_.close();
  }};
}

void Writer::join() {
  if (thread_.joinable()) thread_.join();
}

/// Never before the last event: a clock set back must not reorder history. A standing clock that is
/// moved passes the moment of each timer on its way, so that one long move does the same as many
/// short ones.
config::Instant Writer::now() const {
  auto shown = clock_.now();
  if (clock_.is_standing()) shown = std::min(shown, timers_.next().value_or(shown));
  return std::max(shown, state_.last_at());
}

void Writer::run() {
  for (;;) {
    if (examination_.is_due()) examination_.run(state_);
    const auto at = now();
    if (journal_.has_room()) {
      const auto busy = base::catch_all([this, at] { return run_round(at); });
      if (!busy) return abandon("the writer: " + busy.error().what);
      if (*busy) continue;
    }
    if (ring_.drained() && journal_.has_room() && journal_.open_batch().is_empty()) return;
    if (clock_.is_standing()) note_rest(at);
    park(at);
  }
}

/// Called when there was nothing to do at `at`.
void Writer::note_rest(config::Instant at) {
  if (!journal_.is_idle() || !journal_.open_batch().is_empty() || !ring_.empty()) return;
  let_go_until(at);
}

void Writer::let_go_until(config::Instant rested_at) {
  rested_at_.store(rested_at, std::memory_order_release);
  rested_at_.notify_all();
}

void Writer::await_rest(config::Instant instant) const {
  auto rested_at = rested_at_.load(std::memory_order_acquire);
  while (rested_at < instant) {
    rested_at_.wait(rested_at, std::memory_order_acquire);
    rested_at = rested_at_.load(std::memory_order_acquire);
  }
}

/// True when it found something to do.
bool Writer::run_round(config::Instant at) {
  boards_.pass(state_, at);
  if (first_done_ < first_.size()) return run_first(at);
  // A clock that somebody has set far off ends no hold and punishes nobody.
  bool busy = !clock_.has_jumped() && run_timers(at);
  // Timers come first: at a release, those on the waitlist go before those who ask now. A standing
  // clock that was moved is still on its way while `at` is earlier than what it shows; commands
  // wait until it has arrived.
  const auto next = timers_.next();
  const bool has_arrived = !clock_.is_standing() || at >= clock_.now();
  if (has_arrived && (!next || *next > at)) busy = run_commands(at) || busy;
  if (!is_worth_committing()) return busy;
  hand_over(at);
  return true;
}

/// True: there was something to do. Nothing else runs before all of them are handed over.
bool Writer::run_first(config::Instant at) {
  while (first_done_ < first_.size() && !journal_.open_batch().is_full()) {
    execute({.command = {.body = first_[first_done_++]}}, at, false);
  }
  if (!journal_.open_batch().is_empty()) hand_over(at);
  return true;
}

/// A command may be half applied, so the state cannot be used any more, and nothing decided since
/// the last commit is committed. Every reply that is still owed says that it failed.
void Writer::abandon(const std::string& reason) {
  on_failure_(reason);
  Batch& batch = journal_.open_batch();
  for (auto& replies : batch.replies) {
    for (auto& completion : replies) completion.failed = true;
  }
  batch.clear();
  while (begun_ < taken_) refuse(envelopes_[begun_++]);
  Envelope envelope;
  while (!ring_.drained()) {
    if (ring_.try_pop(envelope)) refuse(envelope);
  }
  journal_.hand_over();
}

void Writer::refuse(const Envelope& envelope) {
  journal_.open_batch().replies[envelope.port].push_back(
      {.cookie = envelope.cookie, .failed = true, .reply = {}});
}

/// Boards go with the batch whose events they show, or alone when there is no other batch.
void Writer::hand_over(config::Instant at) {
  Batch& batch = journal_.open_batch();
  batch.state_hash = state_.hash();
  metrics_.last_event_ms.store(state_.last_at().time_since_epoch().count(),
                               std::memory_order_relaxed);
  boards_.make_due(state_, at, batch.boards);
  journal_.hand_over();
}

/// True at once when the journal is idle. While a commit is under way, the next batch is handed
/// over as soon as it is worth a commit of its own, so that the journal thread need not wait for
/// this one.
bool Writer::is_worth_committing() {
  const Batch& batch = journal_.open_batch();
  if (batch.is_empty() && !boards_.is_due()) return false;
  return journal_.is_idle() || batch.is_full() ||
         (journal_.has_nothing_waiting() && batch.commands >= crowd);
}

bool Writer::run_timers(config::Instant at) {
  int ran = 0;
  while (ran < timers_per_round_max && !journal_.open_batch().is_full()) {
    const auto command = timers_.pop_due(at);
    if (!command) break;
    ++ran;
    metrics_.timers.fetch_add(1, std::memory_order_relaxed);
    boards_.note(command->body);
    execute({.command = *command}, at, false);
  }
  return ran > 0;
}

bool Writer::run_commands(config::Instant at) {
  bool found = false;
  while (!journal_.open_batch().is_full()) {
    taken_ = 0;
    while (taken_ < commands_ahead && ring_.try_pop(envelopes_[taken_])) {
      state_.prefetch(envelopes_[taken_++].command.body);
    }
    for (begun_ = 0; begun_ < taken_; ++begun_) execute(envelopes_[begun_], at, true);
    found = found || taken_ > 0;
    if (taken_ < commands_ahead) break;
  }
  return found;
}

void Writer::execute(const Envelope& envelope, config::Instant at, bool reply) {
  events_.clear();
  const std::uint64_t announced = state_.announcements().end();
  const s::Receipt receipt = s::execute(state_, city_, envelope.command, at, events_);
  for (const auto& event : events_) record(event);
  publish_news(published_, state_);
  record_announcements(announced);
  Batch& batch = journal_.open_batch();
  ++batch.commands;
  if (!reply) return;
  count(receipt);
  batch.replies[envelope.port].push_back(
      {.cookie = envelope.cookie, .failed = false, .reply = s::answer(state_, receipt)});
}

void Writer::record(const s::Event& event) {
  Batch& batch = journal_.open_batch();
  if (batch.events == 0) batch.first_sequence = state_.sequence() - events_.size() + 1;
  ++batch.events;
  store::encode_event(event, batch.payload);
  timers_.observe(state_, event);
  const bool booked = std::holds_alternative<s::Booked>(event.fact) ||
                      std::holds_alternative<s::Confirmed>(event.fact);
  if (booked) metrics_.bookings.fetch_add(1, std::memory_order_relaxed);
  if (std::holds_alternative<s::Held>(event.fact)) {
    metrics_.holds.fetch_add(1, std::memory_order_relaxed);
  }
  publish_change(published_, state_, event.fact);
  boards_.note(state_, event.fact);
}

void Writer::record_announcements(std::uint64_t from) {
  const auto& trail = state_.announcements();
  Batch& batch = journal_.open_batch();
  if (batch.announcements.empty()) batch.first_announcement = from;
  for (; from < trail.end(); ++from) batch.announcements.push_back(trail[from]);
}

void Writer::count(const s::Receipt& receipt) {
  metrics_.commands.fetch_add(1, std::memory_order_relaxed);
  if (receipt.rejection != s::Rejection::none) {
    metrics_.rejections[static_cast<std::size_t>(receipt.rejection)].fetch_add(
        1, std::memory_order_relaxed);
    return;
  }
  metrics_.appointments.store(state_.appointment_count(), std::memory_order_relaxed);
}

/// Time until a timer or a board is due; nothing when neither is set.
std::optional<std::chrono::nanoseconds> Writer::until_next() const {
  const config::Instant turn = boards_.next_turn();
  const config::Instant next = std::min(timers_.next().value_or(turn), turn);
  constexpr std::chrono::nanoseconds jump_looked_at_every = std::chrono::milliseconds{100};
  std::optional<std::chrono::nanoseconds> wait =
      clock_.has_jumped() ? jump_looked_at_every : clock_.until(next);
  // While a commit is under way boards wait for its end, which wakes this thread.
  const auto boards = journal_.is_idle() ? boards_.until_due() : std::nullopt;
  if (boards) wait = std::min(wait.value_or(*boards), *boards);
  return wait;
}

/// While a commit is under way, its end wakes the writer, and commands that arrive until then go
/// into one batch: only a crowd wakes it earlier (Engine::kick). Otherwise every command does.
void Writer::park(config::Instant at) {
  metrics_.state_bytes.store(state_.bytes(), std::memory_order_relaxed);
  parker_.announce_doze();
  // Checked after the announcement: a commit that ended before it wakes nobody.
  if (journal_.is_idle()) parker_.announce();
  if (examination_.is_due()) return parker_.withdraw();
  // Without room nothing can be done before a commit ends, not even timers.
  if (!journal_.has_room()) return parker_.sleep(std::nullopt);
  const bool all_handed_over = journal_.open_batch().is_empty();
  const bool can_end = all_handed_over && ring_.drained();
  const bool was_moved = clock_.is_standing() && now() != at;
  if (is_worth_committing() || can_end || was_moved || !ring_.empty()) return parker_.withdraw();
  parker_.sleep(until_next());
}

}  // namespace offpeak::engine
