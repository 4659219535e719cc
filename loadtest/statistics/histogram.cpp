#include "loadtest/statistics/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace offpeak::loadtest {
namespace {

// A value is counted in units of 2^-10 minutes (0.06 s). Below 2^7 units each unit is a bin; from
// there on each doubling has 2^7 bins.
constexpr double units_per_minute = 1024;
constexpr int linear_bits = 7;
constexpr std::uint64_t linear_bins = std::uint64_t{1} << linear_bits;
constexpr double units_max = 0x1p40;

std::size_t bin_of(double value) {
  const auto units =
      static_cast<std::uint64_t>(std::clamp(value * units_per_minute, 0.0, units_max));
  if (units < linear_bins) return units;
  const int shift = std::bit_width(units) - 1 - linear_bits;
  return static_cast<std::size_t>(shift + 1) * linear_bins + (units >> shift) - linear_bins;
}

/// The middle of the bin; 0 for the first one, most of which are waits of nothing.
double value_of(std::size_t bin) {
  if (bin == 0) return 0;
  if (bin < linear_bins) return (static_cast<double>(bin) + 0.5) / units_per_minute;
  const auto shift = static_cast<int>(bin / linear_bins) - 1;
  const auto low = static_cast<double>(bin % linear_bins + linear_bins);
  return std::ldexp(low + 0.5, shift) / units_per_minute;
}

}  // namespace

void Histogram::add(double value, std::uint64_t times) {
  const std::size_t bin = bin_of(value);
  if (bin >= bins_.size()) bins_.resize(bin + 1);
  bins_[bin] += static_cast<std::uint32_t>(times);
  count_ += times;
}

void Histogram::add(const Histogram& other) {
  if (other.bins_.size() > bins_.size()) bins_.resize(other.bins_.size());
  for (std::size_t bin = 0; bin < other.bins_.size(); ++bin) bins_[bin] += other.bins_[bin];
  count_ += other.count_;
}

double Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    seen += bins_[bin];
    if (seen >= wanted && seen > 0) return value_of(bin);
  }
  return 0;
}

Histogram Histogram::from_bins(std::vector<std::uint32_t> bins) {
  Histogram histogram;
  histogram.bins_ = std::move(bins);
  for (const auto times : histogram.bins_) histogram.count_ += times;
  return histogram;
}

}  // namespace offpeak::loadtest
