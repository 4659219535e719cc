#include "scheduler/guidance/compliance.hpp"

#include <algorithm>
#include <cmath>

namespace offpeak::scheduler {
namespace {

constexpr double normal_95 = 1.6448536269514722;

double observations(std::uint64_t count) {
  return static_cast<double>(count) / static_cast<double>(compliance_unit);
}

}  // namespace

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
