// Who waits in a hall now, who is at a counter, and who is booked there today and has not come:
// copied out of the state for the hall's staff. No personal data.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

/// Tickets listed for one hall: those who are parked, and come when they are called by name, then
/// who waits longest.
inline constexpr std::size_t waiting_listed_max = 300;

struct WaitingView {
  TicketId id{};
  LaneCode lane{};         // where it stands
  LaneCode number_lane{};  // whose numbers it has
  std::uint16_t number = 0;
  Services services{};
  PriorityGround ground{};
  Line line{};
  bool is_parked = false;
  Instant since{};         // the wait counts from here
  Instant booked_start{};  // of the slot; the epoch: without an appointment
};

/// A ticket that a counter has.
struct AtCounterView {
  CounterNumber counter{};
  TicketId id{};
  LaneCode lane{};         // where it was called from
  LaneCode number_lane{};  // whose numbers it has
  std::uint16_t number = 0;
  Services services{};
  Instant called_at{};
  Instant served_at{};  // when the service began; the epoch before
};

/// Those booked for one moment.
struct ComingView {
  Instant start{};
  LaneCode lane{};
  std::uint32_t parties = 0;
  std::uint32_t people = 0;
};

struct WaitingPage {
  std::vector<WaitingView> waiting;
  std::uint32_t not_listed = 0;
  std::vector<AtCounterView> at_counters;  // by counter
  std::vector<ComingView> coming;          // by start, then lane
};

class State;

/// `question` is a receipt of `receipt_of`.
std::unique_ptr<WaitingPage> collect_waiting(const State& state, const Receipt& question);

/// A question as a receipt: `answer` has nothing but the receipt.
Receipt receipt_of(const ListWaiting& question, Instant now);

}  // namespace offpeak::scheduler
