#include "scheduler/booking/cancellation.hpp"

#include "base/mutant.hpp"

namespace offpeak::scheduler {

Instant free_cancellation_end(const config::Rules& rules, Date visit) {
  const Date last_free_day = visit - std::chrono::days{rules.free_cancel_days_before};
  return config::instant_at(last_free_day, rules.free_cancel_until);
}

bool is_late_cancellation(const config::Rules& rules, Date visit, Instant now) {
  if (base::mutated(base::Mutant::late_is_free)) return false;
  return now >= free_cancellation_end(rules, visit);
}

Instant capacity_return(const config::Rules& rules, RandomBits random, Instant now) {
  if (base::mutated(base::Mutant::return_at_once)) return now;
  const config::milliseconds least = rules.return_delay_min;
  const config::milliseconds span = rules.return_delay_max - rules.return_delay_min;
  // 64 random bits over at most a day of milliseconds: the bias of the remainder is below 10^-11.
  const auto choices = static_cast<std::uint64_t>(span.count()) + 1;
  return now + least + config::milliseconds{static_cast<std::int64_t>(random.words[0] % choices)};
}

}  // namespace offpeak::scheduler
