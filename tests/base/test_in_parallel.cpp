#include "base/in_parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace offpeak::base {
namespace {

TEST_CASE("every number comes once, whatever the number of threads") {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> times(100);
    in_parallel(times.size(), threads, [&](std::size_t at) { ++times[at]; });
    for (const auto& each : times) CHECK(each == 1);
  }
  in_parallel(0, 3, [](std::size_t) { throw std::logic_error{"there is nothing to do"}; });
}

TEST_CASE("what one thread throws comes to the caller once all have ended") {
  for (const int threads : {1, 4}) {
    std::atomic<int> done{0};
    const auto work = [&](std::size_t at) {
      if (at == 3) throw std::runtime_error{"the fourth is broken"};
      ++done;
    };
    CHECK_THROWS_WITH_AS(in_parallel(20, threads, work), "the fourth is broken",
                         std::runtime_error);
    CHECK(done == 19);
  }
}

}  // namespace
}  // namespace offpeak::base
