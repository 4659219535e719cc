#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "loadtest/simulation/statistics/histogram.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double shares[] = {0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1};

std::vector<double> waits(std::uint32_t replication, std::uint64_t count) {
  const Stream stream{5, replication, Purpose::patience};
  std::vector<double> values;
  for (std::uint64_t at = 0; at < count; ++at)
    values.push_back(exponential(stream.uniform(at), 12));
  return values;
}

TEST_CASE("quantiles lie within a bin of those of the sorted values") {
  auto values = waits(0, 20'000);
  Histogram histogram;
  for (const double value : values) histogram.add(value);
  std::ranges::sort(values);
  CHECK(histogram.count() == values.size());
  for (const double share : shares) {
    CAPTURE(share);
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const double exact = values[rank - 1];
    CHECK(std::abs(histogram.quantile(share) - exact) <= std::max(1.0 / 1024, exact / 256));
  }
}

TEST_CASE("parts add up to the whole in any order") {
  Histogram whole;
  Histogram forward;
  Histogram backward;
  std::vector<Histogram> parts(4);
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    // The first is the longest, so that the others must be widened and not only added.
    for (const double value : waits(part, 4000 >> part)) {
      parts[part].add(value);
      whole.add(value);
    }
  }
  for (std::size_t at = 0; at < parts.size(); ++at) {
    forward.add(parts[at]);
    backward.add(parts[parts.size() - 1 - at]);
  }
  CHECK(forward.bins() == whole.bins());
  CHECK(backward.bins() == whole.bins());
  CHECK(forward.count() == whole.count());
  const Histogram read = Histogram::from_bins(whole.bins());
  CHECK(read.count() == whole.count());
  for (const double share : shares) CHECK(read.quantile(share) == whole.quantile(share));
}

TEST_CASE("waits of nothing are nothing, and none have no quantile") {
  Histogram histogram;
  CHECK(histogram.quantile(0.5) == 0);
  histogram.add(0, 9);
  histogram.add(60);
  CHECK(histogram.quantile(0.9) == 0);
  CHECK(histogram.quantile(0.91) == doctest::Approx{60}.epsilon(1.0 / 256));
  CHECK(histogram.count() == 10);
}

TEST_CASE("durations beyond all reason end in the last bin") {
  Histogram histogram;
  histogram.add(1e300);
  histogram.add(-1);
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.quantile(1) > 1e8);
}

}  // namespace
}  // namespace offpeak::loadtest
