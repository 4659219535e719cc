#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "loadtest/simulation/formulas/erlang.hpp"
#include "loadtest/simulation/formulas/staffing.hpp"

namespace offpeak::loadtest {
namespace {

using doctest::Approx;

TEST_CASE("Halfin-Whitt gives the safety of every share that may wait") {  // staffing_HW_beta
  struct Row {
    double wait_share, beta;
  };
  const Row rows[] = {{0.5, 0.506054}, {0.2, 1.061516}, {0.1, 1.420187}, {0.05, 1.739836}};
  for (const Row& row : rows) {
    CAPTURE(row.wait_share);
    const auto beta = halfin_whitt_beta(row.wait_share);
    REQUIRE(beta.has_value());
    CHECK(std::abs(*beta - row.beta) < 1e-5);
    CHECK(*halfin_whitt_wait_share(*beta) == Approx(row.wait_share).epsilon(1e-9));
  }
  CHECK(halfin_whitt_beta(1).error() == Unsolved::out_of_domain);
  CHECK(halfin_whitt_beta(0).error() == Unsolved::out_of_domain);
  CHECK(halfin_whitt_wait_share(0).error() == Unsolved::out_of_domain);
}

TEST_CASE("Halfin-Whitt is near Erlang C where there are many counters") {
  const double beta = *halfin_whitt_beta(0.2);
  const int servers = square_root_staffing(900, beta);
  CHECK(*erlang_c(900, servers) == Approx(0.2).epsilon(0.05));
}

TEST_CASE("square-root staffing opens a counter for any load, and none for none") {
  CHECK(square_root_staffing(0, 1) == 0);
  CHECK(square_root_staffing(0.01, 1) == 1);
  CHECK(square_root_staffing(9, 1) == 12);
}

TEST_CASE("the least of a service and a time has the mean of its integral") {
  const LognormalService service{6, 0.5};
  const double spread = std::sqrt(std::log(1.25));
  const double place = std::log(6) - spread * spread / 2;
  double sum = 0;  // of P(S > u), by the midpoint rule
  constexpr int parts = 100'000;
  const double width = 10.0 / parts;
  for (int at = 0; at < parts; ++at) {
    const double minutes = (at + 0.5) * width;
    sum += std::erfc((std::log(minutes) - place) / spread / std::sqrt(2)) / 2 * width;
  }
  CHECK(service.capped_mean(10) == Approx(sum).epsilon(1e-6));
  CHECK(service.capped_mean(10'000) == Approx(6).epsilon(1e-9));
  CHECK(service.capped_mean(-1) == 0);
  CHECK(LognormalService{6, 0}.capped_mean(4) == 4);
  CHECK(LognormalService{6, 0}.capped_mean(8) == 6);
}

TEST_CASE("the modified offered load lags behind the rates and settles at the offered load") {
  const std::vector<RateSpan> rates{{0, 60, 1}, {60, 120, 2}};
  const LognormalService service{6, 0.5};
  CHECK(modified_offered_load(rates, service, 0) == 0);
  CHECK(modified_offered_load(rates, service, 60) == Approx(6).epsilon(1e-4));
  CHECK(modified_offered_load(rates, service, 63) < 9.1);
  CHECK(modified_offered_load(rates, service, 120) == Approx(12).epsilon(1e-4));
  CHECK(modified_offered_load(rates, service, 123) > 5);
  CHECK(modified_offered_load(rates, service, 300) < 1e-3);
}

TEST_CASE("a constant service counts who came within it") {
  const std::vector<RateSpan> rates{{0, 10, 1}};
  const LognormalService service{4, 0};
  CHECK(modified_offered_load(rates, service, 2) == Approx(2));
  CHECK(modified_offered_load(rates, service, 8) == Approx(4));
  CHECK(modified_offered_load(rates, service, 12) == Approx(2));
  CHECK(modified_offered_load(rates, service, 14) == Approx(0));
}

}  // namespace
}  // namespace offpeak::loadtest
