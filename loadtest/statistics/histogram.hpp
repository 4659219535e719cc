// How often which duration: whole counts, so that parts add up to the whole in any order.
#pragma once

#include <cstdint>
#include <vector>

namespace offpeak::loadtest {

/// Bins of 0.06 s for short durations, wider ones for longer: a quantile is right to 0.03 s or
/// one part in 256 (log-linear, as an HdrHistogram). Values are minutes, 0 or more.
class Histogram {
 public:
  void add(double value) { add(value, 1); }
  void add(double value, std::uint64_t times);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  /// The least value that at least this share of the values do not exceed, within a bin; 0 of none.
  double quantile(double share) const;

  /// Counts by bin, without the empty ones at the end: what is kept in files.
  const std::vector<std::uint32_t>& bins() const { return bins_; }
  static Histogram from_bins(std::vector<std::uint32_t> bins);

 private:
  std::vector<std::uint32_t> bins_;
  std::uint64_t count_ = 0;
};

}  // namespace offpeak::loadtest
