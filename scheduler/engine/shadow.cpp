#include "scheduler/engine/shadow.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <utility>

#include "base/catch_all.hpp"
#include "base/mutant.hpp"
#include "scheduler/engine/recovery.hpp"
#include "store/snapshot_codec.hpp"

namespace offpeak::engine {
namespace {

/// Payload buffers larger than this are given back once applied.
constexpr std::size_t kept_payload_bytes_max = 256;

/// Lower than the threads that people wait for. On Linux this sets the calling thread alone.
constexpr int shadow_nice = 10;

}  // namespace

Shadow::Shadow(std::unique_ptr<scheduler::State> state, const store::ChainPosition& position,
               std::uint64_t last_snapshot, store::Snapshots& snapshots,
               const SnapshotPolicy& policy, EngineMetrics& metrics, Listener listener)
    : state_{std::move(state)},
      position_{position},
      snapshots_{snapshots},
      policy_{policy},
      metrics_{metrics},
      listener_{std::move(listener)},
      last_snapshot_{last_snapshot},
      attempted_{last_snapshot},
      attempted_at_{std::chrono::steady_clock::now()} {
  note_newest();
}

Shadow::~Shadow() { stop(); }

void Shadow::start() {
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "shadow");
    setpriority(PRIO_PROCESS, 0, shadow_nice);
    run();
  }};
}

void Shadow::stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  parker_.wake();
  thread_.join();
}

bool Shadow::has_room() const {
  return put_.load(std::memory_order_relaxed) - taken_.load(std::memory_order_acquire) <
             shadow_batches_max &&
         bytes_.load(std::memory_order_acquire) < shadow_bytes_max;
}

void Shadow::observe(const store::Batch& batch, const store::ChainPosition& position,
                     std::uint64_t hash) {
  while (!has_room()) {
    journal_parker_.announce();
    if (has_room()) {
      journal_parker_.withdraw();
    } else {
      journal_parker_.sleep(std::nullopt);
    }
  }
  const std::uint64_t put = put_.load(std::memory_order_relaxed);
  Item& item = items_[put % shadow_batches_max];
  item.first_sequence = batch.first_sequence;
  item.events = batch.events;
  item.payload.assign(batch.payload.begin(), batch.payload.end());
  item.position = position;
  item.hash = hash;
  bytes_.fetch_add(item.payload.size(), std::memory_order_relaxed);
  put_.store(put + 1, std::memory_order_release);
  parker_.wake();
}

void Shadow::run() {
  for (;;) {
    // What waits comes first: a shadow that is behind must not fall further behind.
    if (apply_next()) continue;
    if (stopping_.load(std::memory_order_acquire)) return;
    if (is_snapshot_due()) {
      const auto taken = base::catch_all([this] { take_snapshot(); });
      if (!taken) report_failed_snapshot(taken.error().what);
    } else {
      park();
    }
  }
}

bool Shadow::apply_next() {
  const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
  if (taken == put_.load(std::memory_order_acquire)) return false;
  Item& item = items_[taken % shadow_batches_max];
  if (!failed_) {
    const auto checked = base::catch_all([&] { check(item); });
    if (!checked) fail("the shadow: " + checked.error().what);
  }
  bytes_.fetch_sub(item.payload.size(), std::memory_order_release);
  if (item.payload.capacity() > kept_payload_bytes_max) item.payload = {};
  taken_.store(taken + 1, std::memory_order_release);
  journal_parker_.wake();
  return true;
}

void Shadow::check(const Item& item) {
  const auto applied = apply_batch(
      *state_,
      {.first_sequence = item.first_sequence, .events = item.events, .payload = item.payload});
  position_ = item.position;
  metrics_.shadow_sequence.store(state_->sequence(), std::memory_order_relaxed);
  if (applied && (state_->hash() == item.hash || base::mutated(base::Mutant::skip_self_check)))
    return;
  fail("self-check failed: the journal up to sequence " + std::to_string(state_->sequence()) +
       " does not give the state that the writer has" +
       (applied ? "" : ": " + applied.error().message));
}

void Shadow::fail(const std::string& reason) {
  failed_ = true;
  listener_.on_failure(reason);
}

bool Shadow::is_snapshot_due() const {
  if (failed_ || state_->sequence() == last_snapshot_) return false;
  if (policy_.events > 0 && state_->sequence() - attempted_ >= policy_.events) return true;
  return policy_.every.count() > 0 &&
         std::chrono::steady_clock::now() - attempted_at_ >= policy_.every;
}

/// A snapshot that cannot be written raises an alarm, nothing more: the journal has everything.
void Shadow::take_snapshot() {
  const auto began = std::chrono::steady_clock::now();
  attempted_at_ = began;
  attempted_ = state_->sequence();
  const auto go_on = [this] { return !stopping_.load(std::memory_order_acquire); };
  const auto bytes = store::save_snapshot(*state_, position_, snapshots_, go_on);
  if (bytes) {
    metrics_.snapshot_bytes.store(*bytes, std::memory_order_relaxed);
    return report_snapshot(began);
  }
  if (go_on()) report_failed_snapshot(bytes.error().message);
}

void Shadow::report_failed_snapshot(const std::string& reason) {
  metrics_.snapshots_failed.fetch_add(1, std::memory_order_relaxed);
  if (listener_.on_snapshot_error) listener_.on_snapshot_error(reason);
}

void Shadow::report_snapshot(std::chrono::steady_clock::time_point began) {
  const auto took = std::chrono::steady_clock::now() - began;
  metrics_.snapshot_milliseconds.store(
      static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::milliseconds>(took).count()),
      std::memory_order_relaxed);
  last_snapshot_ = state_->sequence();
  note_newest();
  metrics_.snapshots.fetch_add(1, std::memory_order_relaxed);
  const auto kept = snapshots_.list();
  if (!kept || kept->size() < store::snapshots_kept) return;
  const auto oldest = base::mutated(base::Mutant::trim_too_far) ? kept->front() : kept->back();
  listener_.on_kept_from(oldest + 1);
}

void Shadow::note_newest() {
  metrics_.snapshot_sequence.store(last_snapshot_, std::memory_order_relaxed);
  metrics_.snapshot_at_ns.store(std::chrono::steady_clock::now().time_since_epoch().count(),
                                std::memory_order_relaxed);
}

void Shadow::park() {
  parker_.announce();
  if (taken_.load(std::memory_order_relaxed) != put_.load(std::memory_order_acquire) ||
      stopping_.load(std::memory_order_acquire)) {
    return parker_.withdraw();
  }
  std::optional<std::chrono::nanoseconds> at_most;
  if (policy_.every.count() > 0 && state_->sequence() > last_snapshot_ && !failed_) {
    at_most = attempted_at_ + policy_.every - std::chrono::steady_clock::now();
  }
  parker_.sleep(at_most);
}

}  // namespace offpeak::engine
