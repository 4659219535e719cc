#include "scheduler/engine/recovery.hpp"

#include "store/event_codec.hpp"
#include "store/snapshot_codec.hpp"

namespace offpeak::engine {
namespace {

std::unique_ptr<scheduler::State> empty_state(std::size_t reserved_records) {
  auto state = std::make_unique<scheduler::State>();
  state->reserve(reserved_records);
  return state;
}

}  // namespace

store::Result<void> apply_batch(scheduler::State& state, const store::Batch& batch,
                                const EventObserver& applied) {
  auto bytes = batch.payload;
  for (std::uint32_t i = 0; i < batch.events; ++i) {
    const auto event = store::decode_event(bytes);
    if (!event) return event.error();
    state.apply(*event);
    if (applied) applied(*event);
  }
  if (!bytes.empty()) {
    return store::Error{"a batch has bytes behind its last event (sequence " +
                        std::to_string(batch.first_sequence) + ")"};
  }
  return {};
}

store::Result<Restored> restore_snapshot(store::Snapshots* snapshots,
                                         std::size_t reserved_records) {
  Restored restored;
  if (snapshots != nullptr) {
    const auto list = snapshots->list();
    if (!list) return list.error();
    for (const std::uint64_t sequence : *list) {
      restored.state = empty_state(reserved_records);
      const auto position = store::load_snapshot(*snapshots, sequence, *restored.state);
      if (position) {
        restored.position = *position;
        restored.snapshot = sequence;
        return restored;
      }
      if (position.error().may_pass) return position.error();
      snapshots->distrust(sequence);
      restored.passed_over.push_back("the snapshot of sequence " + std::to_string(sequence) + ": " +
                                     position.error().message);
    }
  }
  restored.state = empty_state(reserved_records);
  return restored;
}

}  // namespace offpeak::engine
