// Counts of durations: whole numbers, so that parts add up to the whole in any order.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace offpeak::loadtest {

/// Bins of 0.06 s for short durations, wider ones for longer: a quantile is right to 0.03 s or
/// one part in 256 (log-linear, as an HdrHistogram). Values are minutes, 0 or more.
class Histogram {
 public:
  void add(double value, std::uint64_t times = 1) {
    const std::size_t bin = bin_of(value);
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    bins_[bin] += static_cast<std::uint32_t>(times);
    count_ += times;
  }
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  /// The least value, within a bin, that at least this share of the values do not exceed; 0 without
  /// values.
  double quantile(double share) const;

  /// Which part of the values is above this one, to the width of its bin; 0 without values.
  double share_above(double value) const;

  /// Counts by bin, without the empty ones at the end: what is kept in files.
  const std::vector<std::uint32_t>& bins() const { return bins_; }
  static Histogram from_bins(std::vector<std::uint32_t> bins);

 private:
  // A value is counted in units of 2^-10 minutes (0.06 s). Below 2^7 units each unit is a bin; from
  // there on each doubling has 2^7 bins.
  static constexpr double units_per_minute = 1024;
  static constexpr int linear_bits = 7;
  static constexpr std::uint64_t linear_bins = std::uint64_t{1} << linear_bits;

  static std::size_t bin_of(double value) {
    constexpr double units_max = 0x1p40;
    const auto units = static_cast<std::uint64_t>(
        static_cast<std::int64_t>(std::clamp(value * units_per_minute, 0.0, units_max)));
    if (units < linear_bins) return units;
    const int shift = std::bit_width(units) - 1 - linear_bits;
    return static_cast<std::size_t>(shift + 1) * linear_bins + (units >> shift) - linear_bins;
  }
  /// The middle of the bin; 0 for the first one, most of which are waits of nothing.
  static double value_of(std::size_t bin);

  std::vector<std::uint32_t> bins_;
  std::uint64_t count_ = 0;
};

}  // namespace offpeak::loadtest
