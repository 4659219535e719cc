// A small state with a bit of everything, and snapshots of it.
#pragma once

#include <cstdint>
#include <string>

#include "store/memory/snapshots.hpp"
#include "store/snapshot_codec.hpp"
#include "tests/scheduler/busy_day.hpp"
#include "tests/store/sample.hpp"

namespace offpeak::store::tests {

inline ChainPosition position_of(const scheduler::State& state) {
  return {.next_sequence = state.sequence() + 1, .checksum = 0xC0FFEE};
}

/// Of all complete snapshots, newest first.
inline std::vector<std::uint64_t> sequences_in(Snapshots& snapshots) {
  const auto sequences = snapshots.list();
  REQUIRE(message_of(sequences) == "");
  return *sequences;
}

/// The chunks of a snapshot of the state.
inline MemorySnapshots::Chunks chunks_of(const scheduler::State& state) {
  MemorySnapshots snapshots;
  REQUIRE(message_of(save_snapshot(state, position_of(state), snapshots)) == "");
  return snapshots.chunks(state.sequence());
}

/// What is wrong with chunks that pass for the snapshot at `sequence`; empty: nothing.
inline std::string fault_of(const MemorySnapshots::Chunks& chunks, std::uint64_t sequence) {
  scheduler::State state;
  SnapshotAssembly assembly{state, sequence};
  for (const auto& chunk : chunks) {
    if (const auto added = assembly.add(chunk); !added) return added.error().message;
  }
  const auto position = assembly.finish();
  return position ? std::string{} : position.error().message;
}

}  // namespace offpeak::store::tests
