#include "scheduler/state/learning.hpp"

#include <algorithm>

namespace offpeak::scheduler {

void learn(ServiceTime& time, std::uint32_t sample_ms) {
  const std::int64_t sample = std::min(sample_ms, service_sample_ms_max);
  const std::int64_t weight = std::min(service_prior_weight + time.samples, service_memory);
  const std::int64_t mean = time.mean_ms;
  time.mean_ms = static_cast<std::uint32_t>(mean + (sample - mean) / weight);
  if (time.samples < service_memory) ++time.samples;
}

namespace {

/// Factors stay within a sixteenth and sixteen.
constexpr std::uint32_t factor_min = wait_factor_one / 16;
constexpr std::uint32_t factor_max = wait_factor_one * 16;
/// The first steps are of a quarter of the factor, later ones of a forty-eighth.
constexpr std::uint32_t steps_first = 4;
constexpr std::uint32_t steps_last = 48;
constexpr std::uint32_t samples_per_step = 4;

/// One step of the quantile `percent`: up by its share when the wait was longer than told, down by
/// the rest when it was not. In the long run that balances only when `percent` of a hundred waits
/// are within what was told, whatever the waits are like: Robbins & Monro (1951); with steps that
/// stay, so that a changed hall is followed, adaptive conformal inference (Gibbs & Candès 2021,
/// eq. 2).
std::uint32_t moved(std::uint32_t factor, bool was_longer, std::uint32_t percent,
                    std::uint32_t steps) {
  const std::uint32_t part = was_longer ? percent : 100 - percent;
  const std::uint32_t step = factor * part / (100 * steps);
  const std::uint32_t next = was_longer ? factor + step : factor - step;
  return std::clamp(next, factor_min, factor_max);
}

}  // namespace

void learn(WaitFit& fit, Line line, const Wait& told, std::uint32_t waited_s) {
  if (!told.is_known() || told.p90_s == 0) return;  // called at once: there is nothing to scale
  const auto at = static_cast<std::size_t>(line);
  const auto steps = std::min(steps_first + fit.samples[at] / samples_per_step, steps_last);
  fit.p50[at] = moved(fit.p50[at], waited_s > told.p50_s, 50, steps);
  fit.p90[at] = moved(fit.p90[at], waited_s > told.p90_s, 90, steps);
  if (fit.samples[at] < 0xFFFFFFFF) ++fit.samples[at];
}

}  // namespace offpeak::scheduler
