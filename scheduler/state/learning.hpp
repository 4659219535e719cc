// What is learned from the day: how long services take, and how predicted waits come true. Integer
// arithmetic, so that every machine learns the same.
#pragma once

#include "scheduler/state/queue_records.hpp"

namespace offpeak::scheduler {

/// A finished service moves its mean by 1/n of the difference, n growing from `prior_weight` to
/// `service_memory`: the configured mean counts like the first few samples, and old samples fade.
inline constexpr std::uint32_t service_prior_weight = 20;
inline constexpr std::uint32_t service_memory = 400;
/// Longer services count as this long.
inline constexpr std::uint32_t service_sample_ms_max = 4 * 60 * 60 * 1000;

void learn(ServiceTime& time, std::uint32_t sample_ms);

/// A predicted wait factor of one: the prediction as it is.
inline constexpr std::uint32_t wait_factor_one = 65536;

/// What was told to a visitor who began in `line`, and how long the wait was: moves the factors so
/// that, in the long run, half of the waits lie within p50 and nine of ten within p90.
void learn(WaitFit& fit, Line line, const Wait& told, std::uint32_t waited_s);

}  // namespace offpeak::scheduler
