#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "scheduler/engine/metrics.hpp"

namespace offpeak::engine::tests {
namespace {

constexpr std::array<std::uint64_t, 3> bounds{1, 10, 100};

TEST_CASE("a value counts in the first span that reaches up to it") {
  struct Row {
    std::uint64_t value;
    std::size_t span;
  };
  constexpr std::uint64_t largest = ~std::uint64_t{0};
  for (const Row& row : {Row{0, 0}, Row{1, 0}, Row{2, 1}, Row{10, 1}, Row{11, 2}, Row{100, 2},
                         Row{101, 3}, Row{largest, 3}}) {
    CAPTURE(row.value);
    Histogram<3> histogram{bounds};
    histogram.observe(row.value);
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
      CHECK(histogram.count(i) == (i == row.span ? 1 : 0));
    }
    CHECK(histogram.sum() == row.value);
  }
}

TEST_CASE("observations of many threads are all counted") {
  constexpr std::uint64_t each = 20'000;
  Histogram<3> histogram{bounds};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (std::uint64_t value = 0; value < each; ++value) histogram.observe(value % 20);
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(histogram.count(0) == 4 * each / 10);      // 0 and 1
  CHECK(histogram.count(1) == 4 * each * 9 / 20);  // 2 to 10
  CHECK(histogram.count(2) == 4 * each * 9 / 20);  // 11 to 19
  CHECK(histogram.count(3) == 0);
  CHECK(histogram.sum() == 4 * each * 19 / 2);
}

template <std::size_t Bounds>
bool strictly_growing(const std::array<std::uint64_t, Bounds>& values) {
  for (std::size_t i = 1; i < Bounds; ++i) {
    if (values[i] <= values[i - 1]) return false;
  }
  return true;
}

TEST_CASE("the engine's bounds grow") {
  CHECK(strictly_growing(batch_commands_bounds));
  CHECK(strictly_growing(commit_microseconds_bounds));
}

}  // namespace
}  // namespace offpeak::engine::tests
