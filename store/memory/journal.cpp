#include "store/memory/journal.hpp"

#include <algorithm>
#include <utility>

#include "store/replay_cursor.hpp"

namespace offpeak::store {

Result<void> MemoryJournal::append(const Batch& batch) {
  std::unique_lock lock{mutex_};
  append_waits_ = gate_closed_;
  gate_changed_.notify_all();
  gate_changed_.wait(lock, [this] { return !gate_closed_; });
  append_waits_ = false;

  if (!failure_ && injected_) failure_ = std::exchange(injected_, std::nullopt);
  if (failure_) return *failure_;
  const auto encoded = encoder_.encode(batch, position_);
  if (!encoded) {
    failure_ = encoded.error();
    return *failure_;
  }
  if (retention_ == Retention::keep) {
    records_.push_back(
        {batch.first_sequence, std::vector(encoded->bytes.begin(), encoded->bytes.end())});
  }
  position_ = encoded->next;
  return {};
}

Result<ReplaySummary> MemoryJournal::replay(const ChainPosition& from, const BatchSink& sink) {
  const std::lock_guard lock{mutex_};
  if (failure_) return *failure_;
  if (retention_ == Retention::discard) return Error{"this journal keeps nothing to replay"};
  if (auto reached = check_reached(from, position_); !reached) return reached.error();
  ReplayCursor cursor{from, sink};
  for (const auto& stored : records_) {
    if (stored.first_sequence < from.next_sequence) continue;
    if (auto taken = cursor.take(stored.first_sequence, stored.bytes); !taken) {
      return taken.error();
    }
  }
  if (auto finished = cursor.finish(position_); !finished) return finished.error();
  return cursor.summary();
}

ChainPosition MemoryJournal::position() const {
  const std::lock_guard lock{mutex_};
  return position_;
}

Result<bool> MemoryJournal::trim(std::uint64_t before) {
  const std::lock_guard lock{mutex_};
  if (failure_) return *failure_;
  while (records_.size() > 1 && records_[1].first_sequence <= before) records_.pop_front();
  return false;
}

void MemoryJournal::fail_next_append(std::string message) {
  const std::lock_guard lock{mutex_};
  injected_ = Error{std::move(message)};
}

void MemoryJournal::hold_appends() {
  const std::lock_guard lock{mutex_};
  gate_closed_ = true;
}

void MemoryJournal::release_appends() {
  {
    const std::lock_guard lock{mutex_};
    gate_closed_ = false;
  }
  gate_changed_.notify_all();
}

void MemoryJournal::wait_for_held_append() {
  std::unique_lock lock{mutex_};
  gate_changed_.wait(lock, [this] { return append_waits_; });
}

std::uint64_t MemoryJournal::last_sequence() const {
  const std::lock_guard lock{mutex_};
  return position_.next_sequence - 1;
}

}  // namespace offpeak::store
