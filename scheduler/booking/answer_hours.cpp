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
  Instant from = answered_from(now);
  config::milliseconds left = length;
  while (from < start && !base::mutated(base::Mutant::offer_at_night)) {
    const Instant evening = config::instant_at(config::date_of(from), answers_until);
    if (from + left <= evening) break;
    left -= evening - from;
    from = answered_from(evening);
  }
  return std::min<Instant>(from + left, start);
}

}  // namespace offpeak::scheduler
