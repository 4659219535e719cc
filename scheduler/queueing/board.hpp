// What the displays of a hall show: a copy of what everybody may see of its day, safe to hand to
// any thread. Ticket numbers only: nothing in it names a visitor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// Tickets listed as the next ones of a lane.
inline constexpr std::size_t board_next_max = 8;

/// The number on a ticket: the lane that gave it out, and its first number.
struct TicketNumber {
  LaneCode lane{};
  std::uint16_t first = 0;
  std::uint8_t size = 0;  // people, with adjacent numbers; 0: no ticket

  friend bool operator==(const TicketNumber&, const TicketNumber&) = default;
};

/// A level as it is shown.
struct ShownLevel {
  Level level = Level::grey;
  LevelReason reason = LevelReason::no_data;
  Instant since{};  // the epoch when nobody has noted it
};

/// Why the hall is closed just now, or what is told to those who wait.
struct BoardNotice {
  Bits128<struct SubjectTag> id{};  // of the closure or the notice
  Instant from{};
  Instant to{};            // the epoch: nobody knows yet
  ClosureReason reason{};  // of a closure
  std::string zh{};
  std::string en{};
};

/// Everything in it is bounded by the hall's lanes (config::lanes_max) and counters.
struct Board {
  struct Lane {
    LaneCode lane{};
    std::uint32_t waiting = 0;               // tickets
    std::optional<Instant> waiting_since{};  // of the one whose wait counts from longest ago
    Wait wait{};                             // for somebody who takes a number now
    std::optional<Instant> next_opening{};   // of another day; with a wait that is not today
    ShownLevel level{};
  };
  struct Call {
    TicketNumber ticket{};
    CounterNumber counter{};
    Instant called_at{};
    std::uint8_t recalls = 0;
  };
  struct Next {
    LaneCode lane{};  // where it waits
    TicketNumber ticket{};
  };
  struct Counter {
    CounterNumber number{};
    CounterStatus status{};
    LaneSet lanes = 0;  // served now; none while closed
    TicketNumber ticket{};
    bool serving = false;  // its ticket is being served; else it is called
    Instant called_at{};   // its ticket
    Instant served_at{};   // when the service began; the epoch before
    PauseReason paused_for{};
  };

  HallCode hall{};
  Instant as_of{};
  std::uint64_t sequence = 0;             // of the last event that it shows
  std::optional<Instant> next_opening{};  // while the hall is closed
  ShownLevel level{};                     // of the lane that gives the hall its level
  std::vector<Lane> lanes;                // of the hall, by code
  std::vector<Call> calling;              // called but not at the counter yet, the last call first
  std::vector<Next> next;         // lane by lane, in the order in which they would be called now
  std::vector<Counter> counters;  // by number
  std::optional<BoardNotice> closure{};  // that lies over the moment
  std::vector<BoardNotice> notices;      // the newest first, notices_shown_max at most
};

/// The hall's board at `now`. Some microseconds; changes nothing.
Board make_board(const State& state, const config::City& city, const config::Hall& hall,
                 Instant now);

}  // namespace offpeak::scheduler
