// Counters open, pause and close; a visitor who is there is served to the end.
#include <algorithm>

#include "scheduler/queueing/assumed_end.hpp"
#include "scheduler/queueing/lanes.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {

QueueDecider::Desk QueueDecider::look_up(HallCode code, CounterNumber number) const {
  if (!works_in(code)) return {.rejection = Rejection::forbidden};
  const auto* hall = city_.find(code);
  if (hall == nullptr) return {.rejection = Rejection::unknown_counter};
  const int wanted = static_cast<std::uint16_t>(number);
  const auto found = std::ranges::find(hall->counters, wanted, &config::Counter::number);
  const Place place = floor_.find_counter(code, number);
  // A counter that left the configuration may still finish its visitor.
  if (found == hall->counters.end() && place == nowhere) {
    return {.rejection = Rejection::unknown_counter};
  }
  return {.hall = hall,
          .configured = found == hall->counters.end() ? nullptr : &*found,
          .place = place};
}

Receipt QueueDecider::operator()(const OpenCounter& command) {
  const Desk desk = look_up(command.hall, command.counter);
  if (desk.rejection != Rejection::none) return rejected(desk.rejection);
  if (desk.configured == nullptr) return rejected(Rejection::unknown_counter);
  const LaneSet lanes = command.lanes == 0 ? lanes_of(*desk.configured) : command.lanes;
  // A counter may change over to any lane of its hall.
  if ((lanes & ~lanes_of(*desk.hall)) != 0) return rejected(Rejection::wrong_lane);
  if (desk.place != nowhere) {
    const CounterDesk& counter = floor_.counter(desk.place);
    if (counter.status == CounterStatus::open && counter.lanes == lanes) return {};
  }
  emit(CounterOpened{.hall = command.hall, .counter = command.counter, .lanes = lanes});
  return {};
}

Receipt QueueDecider::operator()(const PauseCounter& command) {
  const Desk desk = look_up(command.hall, command.counter);
  if (desk.rejection != Rejection::none) return rejected(desk.rejection);
  const bool closed =
      desk.place == nowhere || floor_.counter(desk.place).status == CounterStatus::closed;
  if (closed) return rejected(Rejection::counter_closed);
  const CounterDesk& counter = floor_.counter(desk.place);
  const bool is_open = counter.status == CounterStatus::open;
  const bool is_told_anew =
      command.reason != PauseReason::none && command.reason != counter.paused_for;
  if ((is_open || is_told_anew) && !end_forgotten(command.hall, command.counter)) {
    emit(CounterPaused{.hall = command.hall, .counter = command.counter, .reason = command.reason});
  }
  return {};
}

Receipt QueueDecider::operator()(const CloseCounter& command) {
  const Desk desk = look_up(command.hall, command.counter);
  if (desk.rejection != Rejection::none) return rejected(desk.rejection);
  const bool closed =
      desk.place == nowhere || floor_.counter(desk.place).status == CounterStatus::closed;
  // What is open past the closing and the last visitor was left open, and ends as at midnight.
  if (!closed && !end_forgotten(command.hall, command.counter)) {
    emit(CounterClosed{.hall = command.hall, .counter = command.counter});
  }
  return {};
}

bool QueueDecider::end_forgotten(HallCode hall, CounterNumber counter) {
  const auto ended_at = forgotten_end(floor_, city_, hall, counter, now_);
  if (!ended_at) return false;
  if (floor_.counter(floor_.find_counter(hall, counter)).status != CounterStatus::open)
    return false;
  emit(CounterLeftOpen{.hall = hall, .counter = counter, .ended_at = *ended_at});
  return true;
}

}  // namespace offpeak::scheduler
