// How long a service takes, from the visits whose end a clerk gave.
#pragma once

#include <cstdint>
#include <span>

#include "loadtest/simulation/statistics/interval.hpp"

namespace offpeak::loadtest {

struct ServiceTime {
  std::uint64_t visits = 0;
  double mean_minutes = 0;  // at the counter, of one person
  double variation = 0;     // deviation over mean
  Interval mean_interval;
  Interval variation_interval;
};

/// Of at least two visits. The mean by Student's t. The variation by the delta method, with the
/// visits' influence on it (van der Vaart, "Asymptotic Statistics", 1998, chapter 3), so that no
/// distribution is assumed.
ServiceTime service_time(std::span<const double> minutes, double level);

}  // namespace offpeak::loadtest
