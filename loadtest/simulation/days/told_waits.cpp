#include "loadtest/simulation/days/told_waits.hpp"

#include <algorithm>

namespace offpeak::loadtest {
namespace {

constexpr DayTime hour_ms = 60 * minute_ms;

}  // namespace

void ToldWaits::begin(std::size_t lanes) {
  calls_.clear();
  predictions_.resize(lanes);
  for (auto& told : predictions_) told.clear();
}

void ToldWaits::call(DayTime at, DayTime waited_ms) {
  const DayTime before = calls_.empty() ? 0 : calls_.back().sum_ms;
  calls_.push_back({at, before + std::max<DayTime>(waited_ms, 0)});
}

void ToldWaits::predict(std::size_t lane_place, DayTime at, DayTime wait_ms) {
  predictions_[lane_place].push_back({at, wait_ms});
}

std::size_t ToldWaits::count(const std::vector<Told>& told, DayTime at) {
  return static_cast<std::size_t>(std::ranges::upper_bound(told, at, {}, &Told::at) - told.begin());
}

DayTime ToldWaits::hour_average_ms(DayTime at) const {
  const std::size_t to = count(calls_, at);
  if (to == 0) return 0;
  const std::size_t from = std::min(count(calls_, at - hour_ms), to - 1);
  const DayTime before = from == 0 ? 0 : calls_[from - 1].sum_ms;
  return (calls_[to - 1].sum_ms - before) / static_cast<DayTime>(to - from);
}

DayTime ToldWaits::newest_ms(std::size_t lane_place, DayTime at) const {
  const auto& told = predictions_[lane_place];
  const std::size_t known = count(told, at);
  return known == 0 ? 0 : told[known - 1].sum_ms;
}

}  // namespace offpeak::loadtest
