// What a hall does by itself: levels by the minute, and the end of its day.
#include "scheduler/queueing/assumed_end.hpp"
#include "scheduler/queueing/lanes.hpp"
#include "scheduler/queueing/level.hpp"
#include "scheduler/queueing/queue_decider.hpp"

namespace offpeak::scheduler {

/// At the end of the day whoever waits has left and whoever is being served is done; counters that
/// were left open are closed.
Receipt QueueDecider::operator()(const EndDay& command) {
  if (today() <= command.date) return {};
  const Instant end = config::instant_at(command.date + std::chrono::days{1}, MinuteOfDay{0});
  // Before the tickets: what a counter left open counts for depends on the visitor at it.
  for (const Place place : floor_.counters_of(command.hall)) {
    end_counter(floor_.counter(place), command.date, end);
  }
  for (std::uint8_t lane = 1; lane <= config::lanes_max; ++lane) {
    const Place lane_day = floor_.find_lane(command.hall, LaneCode{lane}, command.date);
    if (lane_day == nowhere) continue;
    for (const Place ticket : floor_.issued(lane_day)) end_ticket(floor_.ticket(ticket));
  }
  for (std::uint8_t code = 0; code <= config::lanes_max; ++code) {
    const LaneCode lane{code};  // the first is `whole_hall`
    const KeptLevel* level = floor_.level(command.hall, lane);
    // A day that ends late, after a restart, must not close the day that has begun since.
    const bool began_later = level != nullptr && config::instant_of(level->since_ms) >= end;
    if (began_later) continue;
    if (const auto change = level_at_end(level)) emit_level(command.hall, lane, *change);
  }
  return {};
}

void QueueDecider::end_counter(const CounterDesk& desk, Date date, Instant end) {
  if (config::instant_of(desk.since_ms) >= end) return;
  const HallCode hall{desk.hall};
  const CounterNumber number{desk.number};
  const bool has_visitor =
      desk.ticket != nowhere && floor_.ticket(desk.ticket).lane_day.date() == date;
  if (desk.status == CounterStatus::open || has_visitor) {
    const DayMs end_ms =
        assumed_end_ms(city_, hall, date, last_sign_ms(floor_, hall, number, date));
    emit(CounterLeftOpen{
        .hall = hall,
        .counter = number,
        .ended_at = config::instant_at(date, MinuteOfDay{0}) + config::milliseconds{end_ms}});
  } else if (desk.status == CounterStatus::paused) {
    emit(CounterClosed{.hall = hall, .counter = number});
  }
}

void QueueDecider::end_ticket(const Ticket& ticket) {
  switch (ticket.status) {
    case TicketStatus::waiting:
    case TicketStatus::called:
    case TicketStatus::parked:
      return emit(TicketLeft{.id = ticket.id, .reason = LeaveReason::end_of_day});
    case TicketStatus::serving: {
      Finished fact{.id = ticket.id, .by_end_of_day = true, .has_assumed_end = true};
      fact.done.size = ticket.size;
      for (std::uint8_t i = 0; i < ticket.size; ++i) {
        fact.done.codes[i] = ServiceCode{ticket.services[i]};
      }
      return emit(fact);
    }
    case TicketStatus::done:
    case TicketStatus::left:
    case TicketStatus::no_show:
      return;
  }
}

Receipt QueueDecider::operator()(const AssessLevel& command) {
  const auto* hall = city_.find(command.hall);
  if (hall == nullptr) return {};
  const auto assess = [&](LaneCode kept, const LevelNow& present) {
    const KeptLevel* level = floor_.level(hall->code, kept);
    const auto change = change_of_level(hall->rules.level, level, present, now_);
    if (change) emit_level(hall->code, kept, *change);
  };
  // A player reads the hall's level alone, and is spared the forecasts for the other lanes.
  const bool every_lane = caller_.role != Role::player;
  const LaneSet lanes = every_lane ? lanes_of(*hall) : lane_bit(hall->level_lane);
  for (LaneSet left = lanes; left != 0; left &= left - 1) {
    const LaneCode lane{static_cast<std::uint8_t>(__builtin_ctz(left))};
    const Wait wait = predict_arrival(state_, city_, hall->code, lane, now_).wait;
    const LevelNow present = level_now(state_, city_, *hall, lane, wait, now_);
    if (lane == hall->level_lane) assess(whole_hall, present);
    if (every_lane) assess(lane, present);
  }
  return {};
}

void QueueDecider::emit_level(HallCode hall, LaneCode lane, const LevelChange& change) {
  const auto [level, reason, leaning] = change;
  if (lane == whole_hall) {
    emit(LevelAssessed{.hall = hall, .level = level, .reason = reason, .leaning = leaning});
  } else {
    emit(LaneLevelAssessed{
        .hall = hall, .lane = lane, .level = level, .reason = reason, .leaning = leaning});
  }
}

}  // namespace offpeak::scheduler
