#include "tests/crash/store_history.hpp"

#include <algorithm>
#include <vector>

#include "store/event_codec.hpp"
#include "store/snapshot_codec.hpp"
#include "store/sqlite/file_snapshots.hpp"
#include "store/sqlite/journal.hpp"

namespace offpeak::crash {
namespace {

using scheduler::Event;
using scheduler::State;

Event history_event(std::uint64_t sequence) {
  return {.at = config::instant_at(config::make_date(2026, 6, 13), config::MinuteOfDay{0}) +
                config::milliseconds{sequence},
          .fact = scheduler::Remembered{.key = {{sequence * 0x9E3779B97F4A7C15ULL, sequence}},
                                        .request = {{sequence, 1}},
                                        .receipt = {}}};
}

/// Applies a batch that must be the history's.
store::Result<void> apply_history(const store::Batch& batch, State& state) {
  auto bytes = batch.payload;
  for (std::uint32_t i = 0; i < batch.events; ++i) {
    const auto event = store::decode_event(bytes);
    if (!event) return event.error();
    state.apply(*event);
  }
  std::vector<std::byte> expected;
  for (std::uint32_t i = 0; i < batch.events; ++i) {
    store::encode_event(history_event(batch.first_sequence + i), expected);
  }
  if (!std::ranges::equal(expected, batch.payload)) return store::Error{"another history"};
  return {};
}

/// The snapshot and what the journal has behind it give the state of the whole journal.
std::string check_snapshot(store::Journal& journal, store::Snapshots& snapshots,
                           std::uint64_t sequence, const State& whole) {
  const std::string name = "the snapshot of sequence " + std::to_string(sequence) + ": ";
  State state;
  const auto position = store::load_snapshot(snapshots, sequence, state);
  if (!position) return name + position.error().message;
  const auto tail = journal.replay(
      *position, [&](const store::Batch& batch) { return apply_history(batch, state); });
  if (!tail) return name + tail.error().message;
  return state.hash() == whole.hash() ? "" : name + "leads to another state";
}

}  // namespace

std::filesystem::path database_in(const std::filesystem::path& directory) {
  return directory / "offpeak.db";
}

store::Result<void> append_history(store::Journal& journal, State& state) {
  const std::uint64_t first = journal.position().next_sequence;
  std::vector<std::byte> payload;
  for (std::uint32_t i = 0; i < batch_events; ++i) {
    store::encode_event(history_event(first + i), payload);
  }
  const store::Batch batch{.first_sequence = first, .events = batch_events, .payload = payload};
  if (auto appended = journal.append(batch); !appended) return appended;
  return apply_history(batch, state);
}

std::string check_history(const std::filesystem::path& directory,
                          const Acknowledged& acknowledged) {
  auto journal = store::SqliteJournal::open(database_in(directory));
  if (!journal) return "the store does not open: " + journal.error().message;
  State whole;
  const auto replayed = (*journal)->replay(
      {}, [&](const store::Batch& batch) { return apply_history(batch, whole); });
  if (!replayed) return "the journal: " + replayed.error().message;
  if (whole.sequence() < acknowledged.sequence) {
    return "the journal ends at " + std::to_string(whole.sequence()) + ", acknowledged was " +
           std::to_string(acknowledged.sequence);
  }
  if (whole.sequence() % batch_events != 0) return "the journal ends within a batch";

  store::FileSnapshots snapshots{database_in(directory)};
  const auto sequences = snapshots.list();
  if (!sequences) return sequences.error().message;
  if (acknowledged.snapshot != 0 && std::ranges::count(*sequences, acknowledged.snapshot) == 0) {
    return "the snapshot of sequence " + std::to_string(acknowledged.snapshot) + " is gone";
  }
  for (const std::uint64_t sequence : *sequences) {
    auto fault = check_snapshot(**journal, snapshots, sequence, whole);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace offpeak::crash
