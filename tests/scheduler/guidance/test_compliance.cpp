// How many follow: an assumption, then what was seen, then what was seen lately.
#include <doctest/doctest.h>

#include <cmath>

#include "scheduler/guidance/compliance.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr std::uint64_t one = compliance_unit;

TEST_CASE("before anybody was seen, three in a hundred follow") {
  CHECK(compliance_of({}).mean == Approx(0.03));
}

TEST_CASE("a hundred seen persons weigh as much as the assumption") {
  const auto counts = with_seen({}, {.followed = 23, .ignored = 77});
  CHECK(counts == ComplianceCounts{23 * one, 77 * one});
  CHECK(compliance_of(counts).mean == Approx((0.03 + 0.23) / 2));
}

TEST_CASE("the interval is about that of the Beta posterior, nine in ten") {
  // Quantiles 0.05 and 0.95 of Beta(3, 97), (33, 267) and (633, 1467), from the incomplete beta
  // function.
  struct Row {
    ComplianceCounts counts;
    double low;
    double high;
  };
  for (const Row& row : {Row{{}, 0.00831, 0.06223}, Row{{30 * one, 170 * one}, 0.08188, 0.14108},
                         Row{{630 * one, 1370 * one}, 0.28507, 0.31800}}) {
    const auto compliance = compliance_of(row.counts);
    CHECK(std::abs(compliance.low - row.low) < 0.006);
    CHECK(std::abs(compliance.high - row.high) < 0.006);
    CHECK(compliance.low < compliance.mean);
    CHECK(compliance.mean < compliance.high);
  }
}

TEST_CASE("the more is seen, the narrower the interval") {
  ComplianceCounts counts;
  double width = 1;
  for (int i = 0; i < 10; ++i) {
    const auto compliance = compliance_of(counts);
    CHECK(compliance.high - compliance.low < width);
    width = compliance.high - compliance.low;
    counts = with_seen(counts, {.followed = 5, .ignored = 95});
  }
}

TEST_CASE("no more than the last so many count, and a change of habits is learned") {
  ComplianceCounts counts;
  for (int i = 0; i < 10'000; ++i) counts = with_seen(counts, {.followed = 0, .ignored = 1});
  CHECK(counts.followed + counts.ignored <= compliance_seen_max * one);
  CHECK(compliance_of(counts).mean < 0.002);
  // From now on half of all follow: after as many as count, about 1 - 1/e of the change is seen.
  for (std::uint32_t i = 0; i < compliance_seen_max / 2; ++i) {
    counts = with_seen(counts, {.followed = 1, .ignored = 1});
  }
  const double seen =
      static_cast<double>(counts.followed) / static_cast<double>(counts.followed + counts.ignored);
  CHECK(seen == Approx(0.5 * (1 - std::exp(-1))).epsilon(0.01));
  CHECK(counts.followed + counts.ignored > (compliance_seen_max - 1) * one);
}

TEST_CASE("counts stay within their bound, whatever is added or comes from outside") {
  constexpr std::uint64_t most = ~std::uint64_t{0};
  for (const ComplianceCounts counts : {ComplianceCounts{}, ComplianceCounts{most, most},
                                        ComplianceCounts{most, 0}, ComplianceCounts{0, most}}) {
    for (const ComplianceSeen seen :
         {ComplianceSeen{}, ComplianceSeen{0xFFFFFFFF, 0}, ComplianceSeen{0, 0xFFFFFFFF}}) {
      const auto sum = with_seen(counts, seen);
      CHECK(sum.followed <= compliance_seen_max * one);
      CHECK(sum.followed + sum.ignored <= compliance_seen_max * one);
      const auto compliance = compliance_of(sum);
      CHECK(compliance.low >= 0);
      CHECK(compliance.high <= 1);
    }
  }
}

TEST_CASE("nobody seen changes nothing") {
  const ComplianceCounts counts{3 * one + 1, 7};
  CHECK(with_seen(counts, {}) == counts);
}

}  // namespace
}  // namespace offpeak::scheduler
