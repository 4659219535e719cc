// Numbers from outside: the analytic cases of tests/loadtest/simulation/model/cases.json, by their
// names there.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "loadtest/simulation/formulas/erlang.hpp"

namespace offpeak::loadtest {
namespace {

using doctest::Approx;

constexpr double tolerance = 1e-9;

Approx near(double value) { return Approx(value).epsilon(tolerance); }

TEST_CASE("Erlang B blocks as many as the case says") {
  CHECK(*erlang_b(10, 10) == near(0.21458234310734736));  // erlB_10_10
  CHECK(*erlang_b(0, 3) == 0);
  CHECK(*erlang_b(2, 0) == 1);
  CHECK(*erlang_b(1e6, 1) == near(1e6 / (1e6 + 1)));
}

TEST_CASE("Erlang C gives the wait's share, mean, variance and tail of every case") {
  struct Row {
    std::string name;
    double rate;
    int servers;
    double wait_share, wait_mean, queue_mean, inside_mean, wait_variance, over_1;
  };
  const Row rows[] = {
      {"erlC_2_3", 2, 3, 0.4444444444444445, 0.4444444444444445, 0.888888888888889,
       2.888888888888889, 0.6913580246913581, 0.16350197385397439},
      {"erlC_1.8_2", 1.8, 2, 0.8526315789473683, 4.2631578947368425, 7.673684210526317,
       9.473684210526317, 24.45706371191137, 0.6980756947296477},
      {"erlC_95_100", 95, 100, 0.5064568539130203, 0.10129137078260406, 9.622680224347386,
       104.62268022434739, 0.03025660651802265, 0.003412479438989502},
      {"erlC_6_10", 6, 10, 0.1012992426874175, 0.025324810671854374, 0.15194886403112623,
       6.151948864031127, 0.012021059300361918, 0.0018553603487649853},
      {"erlC_4.5_5", 4.5, 5, 0.7624932207329356, 1.5249864414658711, 6.86243898659642,
       11.36243898659642, 3.7743621192087438, 0.46247551619755806},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto system = delay_system(row.rate, 1, row.servers);
    REQUIRE(system.has_value());
    CHECK(system->wait_share == near(row.wait_share));
    CHECK(system->wait_mean == near(row.wait_mean));
    CHECK(system->queue_mean == near(row.queue_mean));
    CHECK(system->inside_mean == near(row.inside_mean));
    CHECK(system->wait_variance == near(row.wait_variance));
    CHECK(system->share_over(1) == near(row.over_1));
    const double at = system->wait_quantile(0.95);
    if (at > 0) CHECK(system->share_over(at) == near(0.05));
  }
}

TEST_CASE("a wait that few have is at 0 for the others") {
  CHECK(delay_system(6, 1, 10)->wait_quantile(0.85) == 0);
  CHECK(delay_system(6, 1, 10)->wait_quantile(0.95) > 0);
}

TEST_CASE("Erlang A of a hall with patience and room for 200") {  // erlangA_hall
  const auto system = erlang_a(1, 1.0 / 6, 1.0 / 30, 5, 200);
  REQUIRE(system.has_value());
  CHECK(system->blocked_share == Approx(1.7914158257094386e-114).epsilon(1e-8));
  CHECK(system->wait_share == Approx(0.902820914460132).epsilon(1e-8));
  CHECK(system->queue_mean == Approx(5.883062125123154).epsilon(1e-8));
  CHECK(system->abandon_share == Approx(0.19610207083743847).epsilon(1e-8));
  CHECK(system->wait_mean == Approx(5.883062125123154).epsilon(1e-8));
  CHECK(system->inside_mean == Approx(10.706449700098524).epsilon(1e-8));
  CHECK(system->utilisation == Approx(0.9646775149950741).epsilon(1e-8));
  CHECK(erlang_a(1, 1.0 / 6, 1.0 / 30, 5)->queue_mean == near(system->queue_mean));
}

TEST_CASE("Erlang A without patience is Erlang C, and without room Erlang B") {
  const auto waiting = delay_system(4.5, 1, 5);
  const auto same = erlang_a(4.5, 1, 0, 5);
  REQUIRE(same.has_value());
  CHECK(same->wait_share == near(waiting->wait_share));
  CHECK(same->queue_mean == near(waiting->queue_mean));
  CHECK(erlang_a(10, 1, 0, 10, 0)->blocked_share == near(*erlang_b(10, 10)));
}

TEST_CASE("Erlang A overflows neither under a great load nor with many counters") {
  const auto flooded = erlang_a(1000, 1, 0.5, 10);
  REQUIRE(flooded.has_value());
  CHECK(flooded->abandon_share == near(0.99));
  const auto large = erlang_a(900, 1, 0.5, 1000);
  REQUIRE(large.has_value());
  CHECK(large->utilisation == Approx(0.9).epsilon(1e-4));
}

TEST_CASE("what has no answer says why") {
  CHECK(erlang_c(3, 3).error() == Unsolved::unstable);
  CHECK(delay_system(5, 1, 5).error() == Unsolved::unstable);
  CHECK(erlang_a(5, 1, 0, 5).error() == Unsolved::unstable);
  CHECK(erlang_b(-1, 3).error() == Unsolved::out_of_domain);
  CHECK(erlang_b(NAN, 3).error() == Unsolved::out_of_domain);
  CHECK(erlang_c(1, 0).error() == Unsolved::out_of_domain);
  CHECK(delay_system(0, 1, 1).error() == Unsolved::out_of_domain);
  CHECK(delay_system(1, -1, 1).error() == Unsolved::out_of_domain);
  CHECK(erlang_a(1, 1, -1, 1).error() == Unsolved::out_of_domain);
  CHECK(words(Unsolved::unstable) != words(Unsolved::out_of_domain));
}

}  // namespace
}  // namespace offpeak::loadtest
