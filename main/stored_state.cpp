#include "main/stored_state.hpp"

#include <utility>

#include "scheduler/engine/recovery.hpp"

namespace offpeak {

store::Result<std::unique_ptr<scheduler::State>> read_stored_state(const std::string& uri,
                                                                   const std::string& city) {
  const auto store =
      store::open_store_to_read(uri, {.city = city, .durability = store::Durability::relaxed});
  if (!store) return store.error();
  const auto snapshots = (*store)->open_snapshots();
  if (!snapshots) return snapshots.error();
  auto restored = engine::restore_snapshot(snapshots->get(), 0);
  if (!restored) return restored.error();
  const auto journal = (*store)->open_journal();
  if (!journal) return journal.error();
  auto& state = *restored->state;
  const auto replayed = (*journal)->replay(restored->position, [&](const store::Batch& batch) {
    return engine::apply_batch(state, batch);
  });
  if (!replayed) return replayed.error();
  return std::move(restored->state);
}

}  // namespace offpeak
