// A normal distribution of which large values are only known to be large.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "loadtest/simulation/statistics/interval.hpp"

namespace offpeak::loadtest {

struct Reading {
  double value = 0;
  bool is_least = false;  // the true value is at least this one
};

struct NormalFit {
  double mean = 0;
  double deviation = 0;
  Interval mean_interval;
  Interval deviation_interval;
};

/// By maximum likelihood (Cohen 1959), found by expectation and maximisation (Dempster, Laird &
/// Rubin 1977). Intervals are from the observed information, that of the deviation on the scale of
/// its logarithm. Nothing when fewer than two values are known that differ.
std::optional<NormalFit> fit_censored_normal(std::span<const Reading> readings, double level);

}  // namespace offpeak::loadtest
