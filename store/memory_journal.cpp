#include "store/memory_journal.hpp"

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
    records_.emplace_back(encoded->bytes.begin(), encoded->bytes.end());
  }
  position_ = encoded->next;
  return {};
}

Result<ReplaySummary> MemoryJournal::replay(std::uint64_t after,
                                            const std::function<Result<void>(const Batch&)>& sink) {
  const std::lock_guard lock{mutex_};
  if (failure_) return *failure_;
  if (retention_ == Retention::discard) return Error{"this journal keeps nothing to replay"};
  if (auto reached = check_reached(after, position_); !reached) return reached.error();
  ReplayCursor cursor{after, sink};
  for (const auto& bytes : records_) {
    if (auto taken = cursor.take(cursor.position().next_sequence, bytes); !taken) {
      return taken.error();
    }
  }
  return cursor.summary();
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
