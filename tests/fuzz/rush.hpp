// A rush on one slot, played by the core in simulated time: holds, bookings, places in line, and
// all that follows until everything is over. It makes facts of every kind.
#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/booking/opening.hpp"
#include "scheduler/decide.hpp"
#include "scheduler/keeping/timers.hpp"

namespace offpeak::fuzz {

class Rush {
 public:
  /// Both must outlive it.
  Rush(const config::City& city, const scheduler::SlotPlan& plan);

  /// Once. Ends with no timer left, neither as they were set nor as they are rebuilt.
  void play();

  const scheduler::State& state() const { return state_; }
  const scheduler::Events& events() const { return events_; }

 private:
  template <class Id>
  Id fresh() {
    return {{++last_id_, 0}};
  }
  scheduler::AppointmentId new_appointment();
  scheduler::Party party_of_one(scheduler::ServiceCode service);
  void want(scheduler::ServiceCode service);
  void change_minds();
  void take_ticket(scheduler::ServiceCode service);
  void work_at(const config::Counter& counter);
  void execute(const scheduler::CommandBody& body);
  void run(const scheduler::Command& command);
  void run_timers(scheduler::Instant until);

  const config::City& city_;
  const scheduler::SlotPlan& plan_;
  scheduler::State state_;
  scheduler::Timers timers_;
  scheduler::Events events_;
  scheduler::Instant now_;
  std::uint64_t last_id_ = 0;
  std::vector<scheduler::AppointmentId> appointments_;  // asked for, whether or not they came about
  std::vector<scheduler::WaitlistId> waitlist_;
};

}  // namespace offpeak::fuzz
