#include "scheduler/state/compliance.hpp"

#include <algorithm>

namespace offpeak::scheduler {
namespace {

constexpr std::uint64_t total_max = compliance_seen_max * compliance_unit;

/// What is added to what is kept, at most: so no product below overflows.
constexpr std::uint64_t count_max = 2 * total_max;
static_assert(count_max <= ~std::uint64_t{0} / total_max);

std::uint64_t sum_of(std::uint64_t count, std::uint32_t seen) {
  return std::min(count, total_max) + std::min(seen, compliance_seen_max) * compliance_unit;
}

}  // namespace

ComplianceCounts with_seen(ComplianceCounts counts, ComplianceSeen seen) {
  const std::uint64_t followed = sum_of(counts.followed, seen.followed);
  const std::uint64_t ignored = sum_of(counts.ignored, seen.ignored);
  const std::uint64_t total = followed + ignored;
  if (total <= total_max) return {followed, ignored};
  return {followed * total_max / total, ignored * total_max / total};
}

}  // namespace offpeak::scheduler
