#include "scheduler/booking/answer_hours.hpp"

#include <algorithm>

#include "base/mutant.hpp"

namespace offpeak::scheduler {

using config::Instant;

bool people_answer(Instant now) { return answered_from(now) == now; }

Instant answered_from(Instant now) {
  if (base::mutated(base::Mutant::offer_at_night)) return now;
  const config::Date today = config::date_of(now);
  if (now < config::instant_at(today, answers_from)) return config::instant_at(today, answers_from);
  if (now < config::instant_at(today, answers_until)) return now;
  return config::instant_at(today + std::chrono::days{1}, answers_from);
}

Instant offer_end(Instant now, config::minutes length, Instant start) {
  return std::min<Instant>(answered_from(now) + length, start);
}

}  // namespace offpeak::scheduler
