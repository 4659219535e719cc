#include "loadtest/simulation/fit/envelope.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.hpp"

namespace offpeak::loadtest {
namespace {

/// How far inside the others each curve is at one point: 1 for the highest and the lowest. Curves
/// that are equal there share the mean of their places, so that a tie makes nobody extreme.
std::vector<double> depths_at(std::span<const Curve* const> curves, std::size_t point) {
  std::vector<std::size_t> order(curves.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto value = [&](std::size_t curve) { return (*curves[curve])[point]; };
  std::ranges::sort(order, {}, value);
  std::vector<double> depths(curves.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && value(order[to]) == value(order[from])) ++to;
    const double rank = static_cast<double>(from + 1 + to) / 2;
    const double depth = std::min(rank, static_cast<double>(curves.size() + 1) - rank);
    for (; from < to; ++from) depths[order[from]] = depth;
  }
  return depths;
}

/// Of each curve its depths at all points, smallest first: the smaller in the order of words, the
/// more extreme.
std::vector<std::vector<double>> extremes(std::span<const Curve* const> curves) {
  std::vector<std::vector<double>> all(curves.size());
  for (std::size_t point = 0; point < curves.front()->size(); ++point) {
    const auto depths = depths_at(curves, point);
    for (std::size_t curve = 0; curve < curves.size(); ++curve) all[curve].push_back(depths[curve]);
  }
  for (auto& depths : all) std::ranges::sort(depths);
  return all;
}

/// Around the curves that are left when the most extreme ones are taken away.
std::vector<Interval> hull(std::span<const Curve* const> curves,
                           const std::vector<std::vector<double>>& depths, double level) {
  std::vector<std::size_t> order(curves.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(
      order, [&](std::size_t one, std::size_t other) { return depths[one] > depths[other]; });
  order.resize(static_cast<std::size_t>(std::ceil(level * static_cast<double>(order.size()))));
  std::vector<Interval> around;
  for (std::size_t point = 0; point < curves.front()->size(); ++point) {
    Interval span{(*curves[order.front()])[point], (*curves[order.front()])[point]};
    for (const auto curve : order) {
      span.low = std::min(span.low, (*curves[curve])[point]);
      span.high = std::max(span.high, (*curves[curve])[point]);
    }
    around.push_back(span);
  }
  return around;
}

}  // namespace

EnvelopeTest envelope_test(const Curve& real, std::span<const Curve> replications, double level) {
  OFFPEAK_ASSERT(!real.empty());
  std::vector<const Curve*> curves{&real};
  for (const Curve& each : replications) {
    OFFPEAK_ASSERT(each.size() == real.size());
    curves.push_back(&each);
  }
  const auto depths = extremes(curves);
  const auto as_extreme =
      std::ranges::count_if(depths, [&](const auto& other) { return other <= depths.front(); });
  EnvelopeTest test;
  test.p = static_cast<double>(as_extreme) / static_cast<double>(curves.size());
  test.envelope = hull(curves, depths, level);
  for (std::size_t point = 0; point < real.size(); ++point) {
    if (!test.envelope[point].contains(real[point])) test.beyond.push_back(point);
  }
  return test;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) { return p[at]; });
  std::vector<double> adjusted(p.size());
  double before = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const auto left = static_cast<double>(order.size() - place);
    before = std::max(before, std::min(1.0, left * p[order[place]]));
    adjusted[order[place]] = before;
  }
  return adjusted;
}

}  // namespace offpeak::loadtest
