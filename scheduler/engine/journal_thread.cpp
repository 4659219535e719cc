#include "scheduler/engine/journal_thread.hpp"

#include <pthread.h>

#include <utility>

namespace offpeak::engine {

JournalThread::JournalThread(store::Journal& journal,
                             const std::vector<std::unique_ptr<Port>>& ports,
                             EngineMetrics& metrics, Parker& writer,
                             std::function<void(const std::string&)> on_failure)
    : journal_{journal},
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
      if (!failed_) commit(batch);
      deliver(batch);
      batch.clear();
      committed_.store(++done, std::memory_order_release);
      writer_.wake();
    }
    parker_.announce();
    if (done < handed_.load(std::memory_order_acquire)) {
      parker_.withdraw();
    } else if (stopping_.load(std::memory_order_acquire)) {
      return;
    } else {
      parker_.sleep(std::nullopt);
    }
  }
}

void JournalThread::commit(Batch& batch) {
  metrics_.batch_commands.observe(batch.commands);
  if (batch.events == 0) return;
  const auto began = std::chrono::steady_clock::now();
  const auto result = journal_.append(
      {.first_sequence = batch.first_sequence, .events = batch.events, .payload = batch.payload});
  if (!result) return fail(result.error().message);
  const auto took = std::chrono::steady_clock::now() - began;
  metrics_.commit_microseconds.observe(static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  metrics_.commits.fetch_add(1, std::memory_order_relaxed);
  metrics_.events.fetch_add(batch.events, std::memory_order_relaxed);
  metrics_.sequence.store(batch.first_sequence + batch.events - 1, std::memory_order_relaxed);
}

void JournalThread::fail(const std::string& reason) {
  failed_ = true;
  on_failure_(reason);
}

void JournalThread::deliver(Batch& batch) {
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    if (batch.replies[i].empty()) continue;
    if (failed_) {
      for (auto& completion : batch.replies[i]) completion.failed = true;
    }
    // The next batch is likely to be as large as this one.
    Completions next;
    next.reserve(batch.replies[i].size());
    ports_[i]->deliver(std::exchange(batch.replies[i], std::move(next)));
  }
}

}  // namespace offpeak::engine
