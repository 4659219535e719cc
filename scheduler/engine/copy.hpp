// Copies a city's whole history: out of a store, beside the server that writes it, or out of a
// backup; into a backup or an empty store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/copy_target.hpp"
#include "store/store.hpp"

namespace offpeak::engine {

struct Copied {
  std::uint64_t sequence = 0;
  std::uint64_t hash = 0;  // of the state that a replay of it comes to
  std::uint64_t epoch = 0;
  /// The snapshot that it begins with; nothing when it has the journal's beginning.
  std::optional<std::uint64_t> snapshot{};
  /// Snapshots that are damaged, and what is wrong with each.
  std::vector<std::string> passed_over{};
};

/// Everything that had been acknowledged before this call, and perhaps more. `from` is opened to
/// read.
store::Result<Copied> copy_store(store::Store& from, store::CopyTarget& to);

/// The end of the file is looked at before anything in it becomes visible in `to`.
store::Result<Copied> restore_backup(const std::filesystem::path& backup, store::CopyTarget& to);

/// What a store holds: its newest sound snapshot and what came after it, replayed.
store::Result<Copied> replay_store(store::Store& store);

}  // namespace offpeak::engine
