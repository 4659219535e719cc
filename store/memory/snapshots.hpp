// Snapshots that are forgotten when the process ends: for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/snapshots.hpp"

namespace offpeak::store {

/// Unlike the durable ones, every function may be called from any thread, so that a test can watch
/// and spoil what another thread writes.
class MemorySnapshots final : public Snapshots {
 public:
  using Chunks = std::vector<std::vector<std::byte>>;

  Result<std::vector<std::uint64_t>> list() override;
  Result<void> begin(std::uint64_t sequence) override;
  Result<void> put(std::span<const std::byte> chunk) override;
  Result<void> commit() override;
  Result<void> read(std::uint64_t sequence, const ChunkSink& sink) override;

  /// Flips bits of one byte of a complete snapshot; `offset` counts through its chunks. False when
  /// there is no such byte.
  bool damage(std::uint64_t sequence, std::size_t offset, std::byte mask);
  /// The chunks of a complete snapshot; empty when there is none.
  Chunks chunks(std::uint64_t sequence) const;
  /// Replaces them.
  void replace(std::uint64_t sequence, Chunks chunks);
  /// The next commit fails with `message`, and changes nothing.
  void fail_next_commit(std::string message);

 private:
  struct Begun {
    std::uint64_t sequence = 0;
    Chunks chunks;
  };

  mutable std::mutex mutex_;
  std::map<std::uint64_t, Chunks> complete_;
  std::optional<Begun> begun_;
  std::optional<Error> injected_;
};

}  // namespace offpeak::store
