#include "scheduler/engine/journal_thread.hpp"

#include <pthread.h>

#include <utility>

#include "base/mutant.hpp"

namespace offpeak::engine {

JournalThread::JournalThread(store::Journal& journal, Shadow* shadow,
                             const std::vector<std::unique_ptr<Port>>& ports,
                             EngineMetrics& metrics, Parker& writer,
                             std::function<void(const std::string&)> on_failure)
    : journal_{journal},
      shadow_{shadow},
      ports_{ports},
      metrics_{metrics},
      writer_{writer},
      on_failure_{std::move(on_failure)} {}

JournalThread::~JournalThread() { stop(); }

void JournalThread::start() {
  for (auto& batch : batches_) batch.replies.resize(ports_.size());
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "journal");
    run();
  }};
}

void JournalThread::stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  parker_.wake();
  thread_.join();
}

void JournalThread::hand_over() {
  ++handed_count_;
  handed_.store(handed_count_, std::memory_order_release);
  parker_.wake();
}

void JournalThread::run() {
  std::uint64_t done = 0;
  for (;;) {
    while (done < handed_.load(std::memory_order_acquire)) {
      Batch& batch = batches_[done % batches_max];
      if (base::mutated(base::Mutant::reply_before_commit)) deliver(batch);
      if (!failed_) guard([&] { commit(batch); });
      deliver(batch);
      batch.clear();
      committed_.store(++done, std::memory_order_release);
      writer_.wake();
    }
    guard([this] { trim_some(); });
    parker_.announce();
    // Asked before what was handed over, because the writer has stopped by then. What is left to
    // trim may be much, and is trimmed behind the next snapshot.
    const bool is_stopping = stopping_.load(std::memory_order_acquire);
    if (done < handed_.load(std::memory_order_acquire)) {
      parker_.withdraw();
    } else if (is_stopping) {
      return;
    } else if (trim_before_.load(std::memory_order_acquire) != 0) {
      parker_.withdraw();
    } else {
      parker_.sleep(confirmed_every);
      guard([this] { confirm(); });
    }
  }
}

/// Answers from this state are right only as long as no other process continues the journal.
void JournalThread::confirm() {
  if (failed_) return;
  if (const auto confirmed = journal_.confirm(); !confirmed) fail(confirmed.error().message);
}

void JournalThread::commit(Batch& batch) {
  if (batch.commands > 0) metrics_.batch_commands.observe(batch.commands);
  if (batch.events > 0) {
    if (!append(batch)) return;
    metrics_.sequence.store(batch.first_sequence + batch.events - 1, std::memory_order_relaxed);
    return;
  }
  confirm();
}

bool JournalThread::append(const Batch& batch) {
  const store::Batch records{
      .first_sequence = batch.first_sequence, .events = batch.events, .payload = batch.payload};
  const auto began = std::chrono::steady_clock::now();
  if (const auto appended = journal_.append(records); !appended) {
    fail(appended.error().message);
    return false;
  }
  const auto took = std::chrono::steady_clock::now() - began;
  metrics_.commit_microseconds.observe(static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  metrics_.commits.fetch_add(1, std::memory_order_relaxed);
  metrics_.events.fetch_add(batch.events, std::memory_order_relaxed);
  if (shadow_ != nullptr) shadow_->observe(records, journal_.position(), batch.state_hash);
  if (on_announced_ && !batch.announcements.empty()) {
    on_announced_(batch.first_announcement, batch.announcements);
  }
  return true;
}

void JournalThread::trim_before(std::uint64_t sequence) {
  trim_before_.store(sequence, std::memory_order_release);
  parker_.wake();
}

void JournalThread::trim_some() {
  const std::uint64_t before = trim_before_.exchange(0, std::memory_order_acq_rel);
  if (before == 0 || failed_) return;
  const auto more = journal_.trim(before);
  if (!more) return fail(more.error().message);
  if (!*more) return;
  std::uint64_t nothing = 0;  // unless the shadow has asked for more meanwhile
  trim_before_.compare_exchange_strong(nothing, before, std::memory_order_acq_rel);
}

void JournalThread::fail(const std::string& reason) {
  failed_ = true;
  on_failure_(reason);
}

void JournalThread::deliver(Batch& batch) {
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    if (!batch.replies[i].empty()) guard([&] { deliver_to(*ports_[i], batch.replies[i]); });
  }
  if (!batch.boards.empty()) guard([&] { deliver_boards(batch); });
}

void JournalThread::deliver_to(Port& port, Completions& replies) {
  if (failed_ && !base::mutated(base::Mutant::promise_after_failure)) {
    for (auto& completion : replies) completion.failed = true;
  }
  // The next batch is likely to be as large as this one.
  Completions next;
  next.reserve(replies.size());
  port.deliver(std::exchange(replies, std::move(next)));
}

/// No board leaves whose events are not durable: after a restart the visitor it calls would not be
/// called.
void JournalThread::deliver_boards(const Batch& batch) {
  if (failed_) return;
  for (const auto& port : ports_) port->deliver_boards(batch.boards);
}

}  // namespace offpeak::engine
