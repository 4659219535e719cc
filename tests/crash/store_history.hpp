// A SQLite store with a history that follows from the sequence, and whether a store holds it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "scheduler/state/state.hpp"
#include "store/journal.hpp"

namespace offpeak::crash {

inline constexpr std::uint32_t batch_events = 8;

std::filesystem::path database_in(const std::filesystem::path& directory);

/// Appends the next events of the history and applies them.
store::Result<void> append_history(store::Journal& journal, scheduler::State& state);

/// What was acknowledged.
struct Acknowledged {
  std::uint64_t sequence = 0;
  std::uint64_t snapshot = 0;  // 0: none
};

/// What is wrong with the store in a directory: it does not open, what was acknowledged is not
/// there or half there, a snapshot does not load or does not lead to the same state. Empty:
/// nothing.
std::string check_history(const std::filesystem::path& directory, const Acknowledged& acknowledged);

}  // namespace offpeak::crash
