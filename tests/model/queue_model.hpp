// A slow, plain model of one hall's day: tickets in the order they came, and the call rule as
// docs/domain.md states it, worked out anew for every call. It shares words and the rule's data
// with the core, but no code.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::model {

using scheduler::Instant;
using scheduler::LaneCode;
using scheduler::LaneSet;
using scheduler::Line;
using scheduler::Rejection;
using scheduler::TicketId;
using scheduler::TicketStatus;

struct QueueTicket {
  TicketId id{};
  int number = 0;
  int size = 1;
  LaneCode lane{};
  Line line{};
  Line first_line{};
  Instant since{};
  Instant came{};
  Instant called{};  // last
  LaneCode number_lane{};
  int expected_s = 0;
  int order = 0;           // of arrival in its lane
  int return_at_call = 0;  // of the lane, while it returns
  TicketStatus status = TicketStatus::waiting;
  int counter = 0;
  int recalls = 0;
  int misses = 0;
  bool was_parked = false;  // when it was called last
};

struct QueueCounter {
  scheduler::CounterStatus status = scheduler::CounterStatus::closed;
  LaneSet lanes = 0;
  scheduler::PauseReason paused_for = scheduler::PauseReason::none;
};

class QueueModel {
 public:
  explicit QueueModel(const config::CallRule& rule) : rule_{rule} {}

  /// `slot_start`: from when the wait counts, for one who is there in time for a slot that begins
  /// later.
  void come(TicketId id, LaneCode lane, int size, bool in_time_with_appointment, bool priority,
            Instant now, Instant slot_start, int expected_s);
  void open(int counter, LaneSet lanes);
  Rejection pause(int counter, scheduler::PauseReason reason);
  Rejection close(int counter);
  /// Nothing as a ticket: nobody waits.
  Rejection call(int counter, Instant now, std::optional<TicketId>& called);
  Rejection call_parked(int counter, TicketId id, Instant now);
  Rejection recall(int counter);
  Rejection undo(int counter);
  Rejection serve(int counter);
  Rejection finish(int counter);
  Rejection miss(int counter);
  Rejection park(int counter);
  Rejection transfer(int counter, LaneCode lane);
  Rejection leave(TicketId id);
  void end_day();
  /// Counters that are open, or have a visitor.
  std::set<int> left_open();

  const std::vector<QueueTicket>& tickets() const { return tickets_; }
  const std::map<int, QueueCounter>& counters() const { return counters_; }

 private:
  struct LaneRun {
    int numbers = 0;
    int arrivals = 0;
    int calls = 0;
    int priority_run = 0;
    int booked_run = 0;
  };
  struct Next {
    QueueTicket* ticket = nullptr;
    int claim = 0;  // the smaller goes first among lanes
  };

  QueueCounter state_of(int counter) const;
  Next next_of(LaneCode lane, Instant now);
  /// Whether the counter calls `one` before `other`.
  bool is_before(int counter, const Next& one, const Next& other) const;
  /// Lanes that have their turn at this counter before this one.
  int turns_before(int counter, LaneCode lane) const;
  QueueTicket* first_of(LaneCode lane, Line line);
  QueueTicket* at(int counter);
  QueueTicket* find(TicketId id);
  Rejection check_called(int counter);

  const config::CallRule rule_;
  std::vector<QueueTicket> tickets_;
  std::map<int, QueueCounter> counters_;
  std::map<LaneCode, LaneRun> lanes_;
};

}  // namespace offpeak::model
