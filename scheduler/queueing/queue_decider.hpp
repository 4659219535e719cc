// The rules of the day in the hall. Private to the core: use decide.hpp.
#pragma once

#include <optional>

#include "scheduler/booking/decider.hpp"
#include "scheduler/queueing/call_rule.hpp"
#include "scheduler/queueing/level.hpp"
#include "scheduler/queueing/wait.hpp"

namespace offpeak::scheduler {

/// Decides one command of the hall. Reads the state, never changes it; facts go to `events`.
class QueueDecider {
 public:
  QueueDecider(const State& state, const config::City& city, const Caller& caller, Instant now,
               Events& events)
      : state_{state},
        floor_{state.floor()},
        city_{city},
        caller_{caller},
        now_{now},
        events_{events} {}

  // decide_check_in.cpp: who has booked comes
  Receipt operator()(const CheckIn& command);
  Receipt operator()(const CheckInCitizen& command);
  // decide_arrival.cpp: who has not, and who goes
  Receipt operator()(const TakeTicket& command);
  Receipt operator()(const Leave& command);
  Receipt operator()(const GetTicket& command);
  // decide_counters.cpp
  Receipt operator()(const OpenCounter& command);
  Receipt operator()(const PauseCounter& command);
  Receipt operator()(const CloseCounter& command);
  // decide_calls.cpp: at a counter
  Receipt operator()(const CallNext& command);
  Receipt operator()(const Recall& command);
  Receipt operator()(const UndoCall& command);
  Receipt operator()(const Serve& command);
  Receipt operator()(const Finish& command);
  Receipt operator()(const Miss& command);
  Receipt operator()(const Park& command);
  Receipt operator()(const Transfer& command);
  // decide_hall_day.cpp: timers
  Receipt operator()(const EndDay& command);
  Receipt operator()(const AssessLevel& command);

 private:
  void emit(const Fact& fact) { events_.push_back({now_, fact}); }
  Date today() const { return config::date_of(now_); }
  DayMs now_ms() const { return day_ms(now_, today()); }

  /// Whether the caller is staff of this hall or an administrator; `may_check_in` also admits its
  /// kiosks.
  bool works_in(HallCode hall) const;
  bool may_check_in(HallCode hall) const;

  /// The appointment that is meant, or `nowhere`; what became of it if it was moved.
  Place booking_of(const CheckIn& command) const;
  Place booking_of(const CheckInCitizen& command) const;
  template <class Command>
  Receipt check_in(const Command& command);
  /// Why it cannot be checked in here and now; `none` when it can.
  Rejection check_arrival(const Appointment& booking, const config::Hall& hall) const;
  /// The refusal, with the appointment where that explains it.
  Receipt refused(Rejection rejection, const Appointment& booking, const config::Hall& hall) const;
  Receipt print_again(Place ticket) const;
  /// A new ticket at the end of its line. `appointment` may be zero.
  Receipt issue(TicketId id, AppointmentId appointment, const config::Hall& hall,
                const Services& services, PriorityGround ground, Line line, DayMs since_ms);
  /// The rejection, with when and where there are numbers again.
  Receipt numbers_ended(const config::Hall& hall, const Services& services) const;
  /// Whether the hall offers the services, all of them in one lane.
  Rejection check_services(const config::Hall& hall, const Services& services) const;
  /// Whether the hall, or one of these services, is closed just now.
  bool is_any_closed(HallCode hall, const Services& services) const;
  std::uint16_t expected_s(HallCode hall, const Services& services) const;
  std::uint32_t numbers_kept(HallCode hall, LaneCode lane, const LaneDay& so_far) const;

  /// A counter of the hall, when the caller works there.
  struct Desk {
    Rejection rejection = Rejection::none;
    const config::Hall* hall = nullptr;
    const config::Counter* configured = nullptr;
    Place place = nowhere;  // nowhere: never opened
  };
  Desk look_up(HallCode hall, CounterNumber number) const;
  /// The same, with the visitor who is called to it or served.
  struct Visit {
    Rejection rejection = Rejection::none;
    const config::Hall* hall = nullptr;
    const Ticket* ticket = nullptr;
  };
  Visit visit_at(HallCode hall, CounterNumber number) const;

  std::optional<Choice> next_for(const config::Hall& hall, const CounterDesk& counter) const;
  LaneCode called_last(HallCode hall, CounterNumber counter) const;
  Receipt call(Place ticket, CounterNumber counter);
  Receipt about_ticket(const Ticket& ticket, TicketStatus status) const;
  bool is_of_today(const Ticket& ticket) const;
  void end_ticket(const Ticket& ticket);
  /// Ends the work at an open counter as midnight would, if it was over long ago.
  bool end_forgotten(HallCode hall, CounterNumber counter);
  /// Of a day that ended at `end`.
  void end_counter(const CounterDesk& desk, Date date, Instant end);
  /// `lane` may be `whole_hall`.
  void emit_level(HallCode hall, LaneCode lane, const LevelChange& change);

  const State& state_;
  const Floor& floor_;
  const config::City& city_;
  const Caller& caller_;
  Instant now_;
  Events& events_;
};

}  // namespace offpeak::scheduler
