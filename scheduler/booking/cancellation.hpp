// When a cancellation is late, and when the capacity it frees comes back.
#pragma once

#include "scheduler/booking/opening.hpp"

namespace offpeak::scheduler {

/// A visit on that day is cancelled freely before this moment.
Instant free_cancellation_end(const config::Rules& rules, Date visit);

/// From the end of the free cancellation time on (17:00 on the day before, by default).
bool is_late_cancellation(const config::Rules& rules, Date visit, Instant now);

/// A moment drawn uniformly from the hall's range of delays, so that cancel-and-rebook cannot be
/// timed by resellers. Drawn once and journaled.
Instant capacity_return(const config::Rules& rules, RandomBits random, Instant now);

}  // namespace offpeak::scheduler
