#include "scheduler/booking/check_in_window.hpp"

namespace offpeak::scheduler {

CheckInWindow check_in_window(const config::Rules& rules, Instant slot_start) {
  return {.from = slot_start - rules.check_in_early, .until = slot_start + rules.check_in_late};
}

Arrival judge_arrival(const config::Rules& rules, Instant slot_start, Instant now) {
  const auto window = check_in_window(rules, slot_start);
  if (now < window.from) return Arrival::early;
  if (now <= window.until) return Arrival::in_time;
  return now < no_show_from(rules, slot_start) ? Arrival::tail : Arrival::missed;
}

Instant no_show_from(const config::Rules& rules, Instant slot_start) {
  return slot_start + rules.check_in_tail + config::milliseconds{1};
}

}  // namespace offpeak::scheduler
