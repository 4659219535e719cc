#include "scheduler/booking/check_in_window.hpp"

namespace offpeak::scheduler {

Arrival judge_arrival(const config::Rules& rules, Instant slot_start, Instant now) {
  if (now < slot_start - rules.check_in_early) return Arrival::early;
  if (now <= slot_start + rules.check_in_late) return Arrival::in_time;
  return now < no_show_from(rules, slot_start) ? Arrival::tail : Arrival::missed;
}

Instant no_show_from(const config::Rules& rules, Instant slot_start) {
  return slot_start + rules.check_in_tail + config::milliseconds{1};
}

}  // namespace offpeak::scheduler
