// The enumerators of the day in the hall.
#pragma once

#include <cstddef>
#include <cstdint>

namespace offpeak::scheduler {

/// Where in a lane a ticket waits. Persisted: never renumber.
enum class Line : std::uint8_t {
  priority = 0,
  booked = 1,     // by slot, then by check-in
  walk_in = 2,    // by arrival; those who came too late for their slot as well
  returning = 3,  // missed before; called again after some more calls
};
inline constexpr std::size_t lines_count = 4;

/// Persisted: never renumber.
enum class CounterStatus : std::uint8_t { closed = 0, open = 1, paused = 2 };

/// Why a counter calls nobody for a while. Persisted: never renumber.
enum class PauseReason : std::uint8_t {
  none = 0,  // nobody said
  rest = 1,
  meal = 2,
  handover = 3,  // another clerk takes over
  device = 4,    // something at the counter does not work
  other = 5,
};

/// How full a hall or a lane is, by the wait predicted for somebody who arrives now. Persisted:
/// never renumber.
enum class Level : std::uint8_t { grey = 0, green = 1, yellow = 2, red = 3 };

/// Why a level is what it is. Persisted: never renumber.
enum class LevelReason : std::uint8_t {
  wait = 0,       // the predicted wait
  closed = 1,     // the hall is closed
  paused = 2,     // open, and no counter of the lane calls: each is closed, paused or off duty
  no_data = 3,    // nothing to predict from
  not_today = 4,  // whoever comes now is not called before the hall closes
};

}  // namespace offpeak::scheduler
