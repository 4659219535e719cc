#include "store/memory/snapshots.hpp"

#include <utility>

namespace offpeak::store {

Result<std::vector<std::uint64_t>> MemorySnapshots::list() {
  const std::lock_guard lock{mutex_};
  std::vector<std::uint64_t> sequences;
  for (auto at = complete_.rbegin(); at != complete_.rend(); ++at) sequences.push_back(at->first);
  return sequences;
}

Result<void> MemorySnapshots::begin(std::uint64_t sequence) {
  const std::lock_guard lock{mutex_};
  begun_ = Begun{.sequence = sequence, .chunks = {}};
  return {};
}

Result<void> MemorySnapshots::put(std::span<const std::byte> chunk) {
  const std::lock_guard lock{mutex_};
  if (!begun_) return Error{"no snapshot was begun"};
  begun_->chunks.emplace_back(chunk.begin(), chunk.end());
  return {};
}

Result<void> MemorySnapshots::commit() {
  const std::lock_guard lock{mutex_};
  if (!begun_) return Error{"no snapshot was begun"};
  auto begun = std::exchange(begun_, std::nullopt);
  if (const auto injected = std::exchange(injected_, std::nullopt)) return *injected;
  complete_[begun->sequence] = std::move(begun->chunks);
  trust(begun->sequence);
  std::erase_if(complete_, [this](const auto& entry) { return !is_trusted(entry.first); });
  while (complete_.size() > snapshots_kept) complete_.erase(complete_.begin());
  return {};
}

Result<void> MemorySnapshots::read(std::uint64_t sequence, const ChunkSink& sink) {
  Chunks copy;  // without the lock: the sink may be slow
  {
    const std::lock_guard lock{mutex_};
    const auto found = complete_.find(sequence);
    if (found == complete_.end()) {
      return Error{"there is no snapshot of sequence " + std::to_string(sequence)};
    }
    copy = found->second;
  }
  for (const auto& chunk : copy) {
    if (auto taken = sink(chunk); !taken) return taken;
  }
  return {};
}

bool MemorySnapshots::damage(std::uint64_t sequence, std::size_t offset, std::byte mask) {
  const std::lock_guard lock{mutex_};
  const auto found = complete_.find(sequence);
  if (found == complete_.end()) return false;
  for (auto& chunk : found->second) {
    if (offset < chunk.size()) {
      chunk[offset] ^= mask;
      return true;
    }
    offset -= chunk.size();
  }
  return false;
}

MemorySnapshots::Chunks MemorySnapshots::chunks(std::uint64_t sequence) const {
  const std::lock_guard lock{mutex_};
  const auto found = complete_.find(sequence);
  return found == complete_.end() ? Chunks{} : found->second;
}

void MemorySnapshots::replace(std::uint64_t sequence, Chunks chunks) {
  const std::lock_guard lock{mutex_};
  complete_[sequence] = std::move(chunks);
}

void MemorySnapshots::fail_next_commit(std::string message) {
  const std::lock_guard lock{mutex_};
  injected_ = Error{std::move(message)};
}

}  // namespace offpeak::store
