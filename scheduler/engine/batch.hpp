// What the writer hands to the journal thread: events to make durable, and the replies and boards
// that wait for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scheduler/engine/board_box.hpp"
#include "scheduler/engine/mailbox.hpp"
#include "scheduler/state/trail_records.hpp"

namespace offpeak::engine {

/// Commands in one batch at most, timers included.
inline constexpr std::uint32_t batch_commands_max = 4096;
/// A batch with this many bytes of events takes no further commands.
inline constexpr std::size_t batch_bytes_full = std::size_t{1} << 20;
/// Batches between the writer and the disk: one being filled, one being committed, and slack.
inline constexpr std::size_t batches_max = 4;

struct Batch {
  std::uint64_t first_sequence = 0;
  std::uint32_t events = 0;
  std::uint32_t commands = 0;
  std::uint64_t state_hash = 0;  // the writer's, after the last event
  std::vector<std::byte> payload;
  std::vector<Completions> replies;  // by port
  // What other systems are to be told, once it is durable: consecutive numbers from the first.
  std::uint64_t first_announcement = 0;
  std::vector<scheduler::Announcement> announcements;
  std::vector<PlacedBoard> boards;  // of this batch's state or an earlier one

  bool is_full() const {
    return commands >= batch_commands_max || payload.size() >= batch_bytes_full;
  }
  bool is_empty() const { return commands == 0; }
  void clear() {
    first_sequence = 0;
    events = 0;
    commands = 0;
    state_hash = 0;
    payload.clear();
    announcements.clear();
    boards.clear();
  }
};

}  // namespace offpeak::engine
