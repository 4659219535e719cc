#include "main/stored_state.hpp"

#include <utility>

#include "scheduler/engine/restore_store.hpp"

namespace offpeak {

store::Result<std::unique_ptr<scheduler::State>> read_stored_state(const std::string& uri,
                                                                   const std::string& city) {
  const auto store =
      store::open_store_to_read(uri, {.city = city, .durability = store::Durability::relaxed});
  if (!store) return store.error();
  const auto snapshots = (*store)->open_snapshots();
  if (!snapshots) return snapshots.error();
  const auto journal = (*store)->open_journal();
  if (!journal) return journal.error();
  auto restored = engine::restore_store(**journal, snapshots->get());
  if (!restored) return restored.error();
  return std::move(restored->state);
}

}  // namespace offpeak
