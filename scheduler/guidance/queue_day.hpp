// A lane's day, as it is forecast and scheduled.
#pragma once

#include <cstddef>
#include <span>

namespace offpeak::scheduler {

inline constexpr std::size_t queue_steps_max = 288;
inline constexpr double queue_step_minutes_max = 120;
inline constexpr double queue_arrivals_per_minute_max = 200;
inline constexpr double queue_service_minutes_min = 0.1;
inline constexpr double queue_service_minutes_max = 1000;
inline constexpr double queue_service_cv_max = 3;
inline constexpr double queue_arrival_dispersion_max = 9;
inline constexpr double queue_turning_minutes_max = 24 * 60;
inline constexpr int queue_inside_max = 2000;

/// Some of the day, in which nothing of this changes. A break is a step without counters: who waits
/// goes on waiting, and who comes joins them.
struct QueueStep {
  double minutes = 30;
  double arrivals_per_minute = 0;
  int counters = 0;
  double service_minutes = 10;  // mean
  double turning_share = 0;     // of the arrivals: go away where the wait is too long for them
};

struct QueueDay {
  std::span<const QueueStep> steps;
  double service_cv = 1;    // standard deviation of a service time by its mean
  int inside_at_start = 0;  // they wait or are served when the first step begins
  /// Counters from the end of the last step, when nobody comes any more, until all are called; 0:
  /// who waits then is not called that day. They serve as long as those of the last step.
  int counters_after = 0;
  /// Variance of the number that come in a long time, by its mean: 1 when they come by chance, less
  /// when some have appointments.
  double arrival_dispersion = 1;
  double turning_minutes = 0;  // expected waits above this are too long for those who turn round
};

/// Counters that have just opened all begin a service at one moment. Services that vary little then
/// end together, later than those of counters that have served for long: so many minutes, in which
/// none of these counters finishes a visitor, make the mean number of services right again (renewal
/// theory: (1 - v²) / 2 services fewer, Cox 1962, section 4.2).
struct FreshStart {
  int counters = 0;
  double minutes = 0;
};

/// This share of the arrivals goes away while more visitors wait than so many.
struct Turning {
  double share = 0;
  double visitors = 0;
};

}  // namespace offpeak::scheduler
