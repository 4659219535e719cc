#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "loadtest/simulation/random/philox.hpp"

namespace offpeak::loadtest {
namespace {

using Words = std::array<std::uint32_t, 4>;

TEST_CASE("the numbers are those that the inventors of Philox publish") {
  // Random123, kat_vectors: philox4x32 with 10 rounds.
  struct Row {
    Words counter;
    std::uint64_t key;  // the second word above the first
    Words result;
  };
  const Row rows[] = {
      {{0, 0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       0xffffffffffffffff,
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       0x299f31d0a4093822,
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.key);
    CHECK(philox(row.counter, row.key) == row.result);
  }
}

TEST_CASE("every part of an address leads to other numbers") {
  const Stream base{1, 2, Purpose::show, 3};
  std::set<double> seen;
  const double numbers[] = {
      base.uniform(4),
      base.uniform(5),
      base.uniform(std::uint64_t{4} << 32),
      Stream{9, 2, Purpose::show, 3}.uniform(4),
      Stream{std::uint64_t{1} << 32 | 1, 2, Purpose::show, 3}.uniform(4),
      Stream{1, 9, Purpose::show, 3}.uniform(4),
      Stream{1, 2, Purpose::wish, 3}.uniform(4),
      Stream{1, 2, Purpose::show, 9}.uniform(4),
  };
  for (const double number : numbers) CHECK(seen.insert(number).second);
  CHECK(base.uniform(4) == Stream{1, 2, Purpose::show, 3}.uniform(4));
}

TEST_CASE("numbers made side by side are those made one by one") {
  for (const bool antithetic : {false, true}) {
    const Stream stream{7, 3, Purpose::arrival, 2, antithetic};
    const std::uint64_t first = 0xFFFFFFF8;  // the address's lower half overflows on the way
    std::array<double, 2 * Stream::fill_pairs> together{};
    stream.fill(first, together);
    for (std::size_t at = 0; at < together.size(); ++at) {
      CHECK(together[at] == stream.pair(first + at / 2)[at % 2]);
    }
  }
}

TEST_CASE("antithetic numbers are exactly the rest to one, and neither is ever 0 or 1") {
  const Stream stream{7, 0, Purpose::service_time};
  const Stream mirror{7, 0, Purpose::service_time, 0, true};
  for (std::uint64_t at = 0; at < 1000; ++at) {
    for (std::size_t i = 0; i < 2; ++i) {
      const double u = stream.pair(at)[i];
      CHECK(u > 0);
      CHECK(u < 1);
      CHECK(mirror.pair(at)[i] == 1 - u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const double u = stream.quad(at)[i];
      CHECK(u > 0);
      CHECK(u < 1);
      CHECK(mirror.quad(at)[i] == 1 - u);
    }
  }
}

/// Pearson's statistic of `numbers` in equal bins.
double chi_square(const std::vector<double>& numbers, std::size_t bins) {
  std::vector<double> counts(bins);
  for (const double u : numbers) {
    ++counts[static_cast<std::size_t>(u * static_cast<double>(bins))];
  }
  const double expected = static_cast<double>(numbers.size()) / static_cast<double>(bins);
  double sum = 0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST_CASE("each number of a block is uniform, and they do not go together") {
  constexpr std::uint64_t blocks = 20'000;
  constexpr double chi_square_99_9_of_99 = 148.23;
  const Stream stream{11, 3, Purpose::party};
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    std::vector<double> numbers;
    double products = 0;
    for (std::uint64_t at = 0; at < blocks; ++at) {
      const auto quad = stream.quad(at);
      numbers.push_back(quad[i]);
      products += (quad[i] - 0.5) * (quad[(i + 1) % 4] - 0.5);
    }
    CHECK(chi_square(numbers, 100) < chi_square_99_9_of_99);
    // The correlation of independent numbers has a deviation of 1 / sqrt(blocks).
    CHECK(std::abs(products * 12 / blocks) < 3.3 / std::sqrt(static_cast<double>(blocks)));
  }
}

}  // namespace
}  // namespace offpeak::loadtest
