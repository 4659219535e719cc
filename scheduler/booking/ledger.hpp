// What a citizen's past allows: one active appointment per service, limits on holds, cancellations
// and waitlists, and suspension after no-shows.
#pragma once

#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/rejection.hpp"
#include "scheduler/state/records.hpp"

namespace offpeak::scheduler {

/// Events of a ledger on `today` or in the `window_days` − 1 days before.
int count_in_window(const LedgerDays& days, Date today, int window_days);

/// Whether this citizen may not book because of no-shows.
bool is_suspended(const Citizen& citizen, Date today);

/// Whether the citizen has given up as many places lately as the rules allow, by cancelling or
/// rescheduling.
bool gave_up_too_often(const config::Rules& rules, const Citizen& citizen, Date today);

/// May this citizen take a new place for `service`? `suspended`, `already_booked`,
/// `cancellation_limit` or `none`. Holding and waiting have a limit of their own below.
Rejection check_citizen(const config::Rules& rules, const Citizen& citizen, ServiceCode service,
                        Date today);

/// Whether a hold ended without becoming an appointment.
constexpr bool came_to_nothing(AppointmentStatus status) {
  return status == AppointmentStatus::expired || status == AppointmentStatus::released;
}

/// Whether somebody gave the place up.
constexpr bool is_given_up(AppointmentStatus status) {
  return status == AppointmentStatus::cancelled || status == AppointmentStatus::late_cancelled ||
         status == AppointmentStatus::rescheduled;
}

/// Holds a day that may come to nothing before the next one has to wait.
inline constexpr int holds_without_pause = 3;

/// How long after the last of so many holds that came to nothing the next one may be made: after
/// `holds_without_pause` of them the configured pause, then twice as long each time, up to a day.
config::minutes pause_after_holds(const config::Rules& rules, int ended);

/// Whether the citizen may have one more open hold, and one more place on a waitlist.
bool may_hold(const config::Rules& rules, const Citizen& citizen);
bool may_wait(const config::Rules& rules, const Citizen& citizen);

/// First day on which booking is open again after `more` no-shows on the day of a visit; the epoch
/// when that does not suspend.
Date suspension_after(const config::Rules& rules, const Citizen& citizen, int more, Date visit);

}  // namespace offpeak::scheduler
