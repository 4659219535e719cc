#include "loadtest/simulation/model/model_study.hpp"

#include <algorithm>
#include <chrono>

#include "base/in_parallel.hpp"

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t replications_min = 16;
constexpr std::uint32_t round_max = 256;
// A mean near 0 need not be known better than this.
constexpr double half_width_enough_min = 1e-6;
// In a longer run the overtime says nothing about a day.
constexpr double day_minutes = 1440;

void add_class(const ClassSums& sums, ClassEstimates& into) {
  into.visitors += sums.visitors;
  into.abandoned += sums.abandoned;
  into.wait_min.add(sums.wait_min, static_cast<double>(sums.visitors));
  into.waits.add(sums.waits);
}

void add_run(const HallRun& run, ModelResult& into) {
  std::uint64_t visitors = 0, waited = 0, abandoned = 0;
  std::array<std::uint64_t, wait_limits_min.size()> over{};
  double wait = 0, abandoned_wait = 0;
  for (std::size_t of = 0; of < classes_count; ++of) {
    const ClassSums& sums = run.classes[of];
    visitors += sums.visitors;
    waited += sums.waited;
    abandoned += sums.abandoned;
    wait += sums.wait_min;
    abandoned_wait += sums.abandoned_wait_min;
    for (std::size_t at = 0; at < over.size(); ++at) over[at] += sums.over[at];
    into.waits.add(sums.waits);
    add_class(sums, into.classes[of]);
  }
  const auto count = static_cast<double>(visitors);
  const auto gone = static_cast<double>(abandoned);
  into.visitors += visitors;
  into.abandoned += abandoned;
  into.wait_min.add(wait, count);
  into.served_wait_min.add(wait - abandoned_wait, count - gone);
  into.waited.add(static_cast<double>(waited), count);
  into.abandoned_share.add(gone, count);
  into.utilisation.add(run.busy_min, run.staffed_min);
  into.overtime_min.add(run.overtime_min);
  for (std::size_t at = 0; at < over.size(); ++at) {
    into.over[at].add(static_cast<double>(over[at]), count);
  }
  ++into.replications;
  into.all_visitors += run.all_visitors;
}

bool is_known(const Estimate& estimate, double precision) {
  return estimate.half_width <= half_width_enough_min || estimate.relative() <= precision;
}

bool is_precise(const HallModel& model, const ModelResult& result, double precision) {
  if (!is_known(result.wait_min.estimate(), precision)) return false;
  for (const auto& of : result.classes) {
    if (of.visitors > 0 && !is_known(of.wait_min.estimate(), precision)) return false;
  }
  if (model.minutes > day_minutes) return true;
  return is_known(result.overtime_min.estimate(), precision);
}

/// Runs replications `first` to `first + runs.size()`, on any threads.
void make_round(const HallModel& model, const ModelPlan& plan, std::uint32_t first,
                std::vector<HallRun>& runs) {
  base::in_parallel(runs.size(), plan.threads, [&](std::size_t at) {
    runs[at] = run_hall(model, plan.seed, first + static_cast<std::uint32_t>(at));
  });
}

}  // namespace

// Rounds grow with the replications done and end at the same ones in every run, so that the
// decision to stop does not depend on threads.
ModelResult run_model(const HallModel& model, const ModelPlan& plan) {
  const auto started = std::chrono::steady_clock::now();
  ModelResult result;
  const std::uint32_t most = model.is_trace ? 1 : plan.replications_max;
  std::vector<HallRun> runs;
  while (result.replications < most) {
    const std::uint32_t round = std::clamp(result.replications / 4, replications_min, round_max);
    runs.resize(std::min(round, most - result.replications));
    make_round(model, plan, result.replications, runs);
    for (const auto& run : runs) add_run(run, result);
    if (model.is_trace) result.first = runs.front();
    if (plan.precision && is_precise(model, result, *plan.precision)) break;
  }
  result.seconds =
      std::chrono::duration<double>{std::chrono::steady_clock::now() - started}.count();
  return result;
}

}  // namespace offpeak::loadtest
