#include "loadtest/simulation/statistics/histogram.hpp"

#include <cmath>

namespace offpeak::loadtest {

double Histogram::value_of(std::size_t bin) {
  if (bin == 0) return 0;
  if (bin < linear_bins) return (static_cast<double>(bin) + 0.5) / units_per_minute;
  const auto shift = static_cast<int>(bin / linear_bins) - 1;
  const auto low = static_cast<double>(bin % linear_bins + linear_bins);
  return std::ldexp(low + 0.5, shift) / units_per_minute;
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

double Histogram::share_above(double value) const {
  std::uint64_t above = 0;
  for (std::size_t bin = bin_of(value) + 1; bin < bins_.size(); ++bin) above += bins_[bin];
  return count_ == 0 ? 0 : static_cast<double>(above) / static_cast<double>(count_);
}

Histogram Histogram::from_bins(std::vector<std::uint32_t> bins) {
  Histogram histogram;
  histogram.bins_ = std::move(bins);
  for (const auto times : histogram.bins_) histogram.count_ += times;
  return histogram;
}

}  // namespace offpeak::loadtest
