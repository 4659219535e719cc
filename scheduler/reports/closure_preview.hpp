// Whom a closure would touch, copied out of the state for whoever means to make it. No personal
// data.
#pragma once

#include <memory>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"

namespace offpeak::scheduler {

/// What would be displaced in a hall on a day.
struct DisplacedDay {
  HallCode hall{};
  Date date{};
  std::uint32_t bookings = 0;
  std::uint32_t people = 0;
};

struct ClosurePreview {
  ClosedTimes closed{};
  std::uint32_t bookings = 0;
  std::uint32_t people = 0;
  std::uint32_t holds = 0;         // of the form, and offers, that would end
  std::uint32_t waiting = 0;       // places in line that would
  std::vector<DisplacedDay> days;  // by hall and day
};

class State;

std::unique_ptr<ClosurePreview> preview_closure(const State& state, const Receipt& receipt);

/// A question as a receipt: `answer` has nothing but that, and how long slots are, in which so many
/// wait, the configuration knows.
Receipt receipt_of(const PreviewClosure& question, std::size_t waiting);

}  // namespace offpeak::scheduler
