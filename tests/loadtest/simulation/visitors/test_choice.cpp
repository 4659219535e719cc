#include <doctest/doctest.h>

#include <vector>

#include "loadtest/simulation/visitors/choice.hpp"

namespace offpeak::loadtest {
namespace {

TEST_CASE("each thing has its part of the unit interval, and what has no weight is never chosen") {
  const std::vector<double> weights{0, 2, 0, 6, 0};
  const Choice choice{weights};
  struct Row {
    double u;
    std::size_t at;
    double rest;
  };
  const Row rows[] = {{1e-12, 1, 4e-12}, {0.125, 1, 0.5}, {0.2499, 1, 0.9996},
                      {0.25, 3, 0},      {0.625, 3, 0.5}, {1 - 1e-12, 3, 1}};
  for (const Row& row : rows) {
    CAPTURE(row.u);
    const auto chosen = choice(row.u);
    CHECK(chosen.at == row.at);
    CHECK(chosen.rest == doctest::Approx{row.rest}.epsilon(1e-9));
  }
  CHECK(Choice{}(0.7).at == 0);
}

}  // namespace
}  // namespace offpeak::loadtest
