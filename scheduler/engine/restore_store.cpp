#include "scheduler/engine/restore_store.hpp"

namespace offpeak::engine {

store::Result<Restored> restore_store(store::Journal& journal, store::Snapshots* snapshots) {
  auto restored = restore_snapshot(snapshots, 0);
  if (!restored) return restored.error();
  const auto replayed = journal.replay(restored->position, [&](const store::Batch& batch) {
    return apply_batch(*restored->state, batch);
  });
  if (!replayed) {
    auto error = replayed.error();
    for (const auto& fault : restored->passed_over) error.message += "; passed over " + fault;
    return error;
  }
  restored->position = replayed->end;
  return std::move(*restored);
}

}  // namespace offpeak::engine
