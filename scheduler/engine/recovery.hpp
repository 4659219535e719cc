// Rebuilds a state from a store: the newest sound snapshot, then the journal behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/state/state.hpp"
#include "store/journal.hpp"
#include "store/snapshots.hpp"

namespace offpeak::engine {

struct Recovery {
  /// Sequence of the snapshot it began with; nothing when it began with an empty state.
  std::optional<std::uint64_t> snapshot;
  /// Newer snapshots that are damaged, and what is wrong with each.
  std::vector<std::string> passed_over;
  store::ReplaySummary replay;
  scheduler::Counts counts;
  std::uint64_t hash = 0;
  std::chrono::milliseconds took{};
};

/// Applies the events of a batch and reports each one afterwards. An error when the bytes do not
/// match the batch.
using EventObserver = std::function<void(const scheduler::Event&)>;
store::Result<void> apply_batch(scheduler::State& state, const store::Batch& batch,
                                const EventObserver& applied = {});

/// A state and the place of the journal up to which it holds.
struct Restored {
  std::unique_ptr<scheduler::State> state;
  store::ChainPosition position;
  std::optional<std::uint64_t> snapshot;
  std::vector<std::string> passed_over;
};

/// The newest snapshot that is sound; an empty state when there is none. `snapshots` may be null.
store::Result<Restored> restore_snapshot(store::Snapshots* snapshots, std::size_t reserved_records);

}  // namespace offpeak::engine
