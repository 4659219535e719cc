#include "scheduler/guidance/compliance.hpp"

#include <algorithm>
#include <cmath>

namespace offpeak::scheduler {
namespace {

constexpr std::uint64_t total_max = compliance_seen_max * compliance_unit;
constexpr double normal_95 = 1.6448536269514722;

/// What is added to what is kept, at most: so no product below overflows.
constexpr std::uint64_t count_max = 2 * total_max;
static_assert(count_max <= ~std::uint64_t{0} / total_max);

std::uint64_t sum_of(std::uint64_t count, std::uint32_t seen) {
  return std::min(count, total_max) + std::min(seen, compliance_seen_max) * compliance_unit;
}

double observations(std::uint64_t count) {
  return static_cast<double>(count) / static_cast<double>(compliance_unit);
}

}  // namespace

ComplianceCounts with_seen(ComplianceCounts counts, ComplianceSeen seen) {
  const std::uint64_t followed = sum_of(counts.followed, seen.followed);
  const std::uint64_t ignored = sum_of(counts.ignored, seen.ignored);
  const std::uint64_t total = followed + ignored;
  if (total <= total_max) return {followed, ignored};
  return {followed * total_max / total, ignored * total_max / total};
}

Compliance compliance_of(ComplianceCounts counts) {
  const double followed = compliance_prior_followed + observations(counts.followed);
  const double ignored = compliance_prior_ignored + observations(counts.ignored);
  const double all = followed + ignored - 1;
  const double part = (followed - 0.5) / all;
  const double square = normal_95 * normal_95;
  const double middle = (part + square / (2 * all)) / (1 + square / all);
  const double half = normal_95 * std::sqrt(part * (1 - part) / all + square / (4 * all * all)) /
                      (1 + square / all);
  return {followed / (followed + ignored), std::max(middle - half, 0.0),
          std::min(middle + half, 1.0)};
}

}  // namespace offpeak::scheduler
