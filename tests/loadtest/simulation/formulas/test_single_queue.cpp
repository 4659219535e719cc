// Numbers from outside: the analytic cases of tests/loadtest/simulation/model/cases.json, by their
// names there.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loadtest/simulation/formulas/erlang.hpp"
#include "loadtest/simulation/formulas/single_queue.hpp"

namespace offpeak::loadtest {
namespace {

using doctest::Approx;

Approx near(double value) { return Approx(value).epsilon(1e-9); }

TEST_CASE("Pollaczek-Khinchine gives the waits of every M/G/1 case") {
  struct Row {
    std::string name;
    double rate;
    ServiceMoments service;
    double wait_mean, wait_variance, queue_mean, inside_mean;
  };
  const Row rows[] = {
      {"MG1_MD1", 0.8, {1, 1, 1}, 2.0, 5.333333333333336, 1.6, 2.4},
      {"MG1_MM1", 0.9, {1, 2, 6}, 9.0, 99.0, 8.1, 9.0},
      {"MG1_MH2",
       0.85,
       {1, 4, 33},
       11.333333333333332,
       190.77777777777777,
       9.633333333333333,
       10.483333333333333},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto waiting = general_service(row.rate, row.service);
    REQUIRE(waiting.has_value());
    CHECK(waiting->wait_share == near(row.rate));
    CHECK(waiting->wait_mean == near(row.wait_mean));
    CHECK(waiting->wait_variance == near(row.wait_variance));
    CHECK(waiting->queue_mean == near(row.queue_mean));
    CHECK(waiting->inside_mean == near(row.inside_mean));
  }
}

TEST_CASE("Cobham gives each class its wait") {
  struct Row {
    std::string name;
    std::vector<double> rates;
    double service_rate;
    int servers;
    std::vector<double> waits;
  };
  const Row rows[] = {
      {"prio_np_mm1_ciw", {0.2, 0.6}, 1, 1, {1.0, 5.0}},
      {"prio_np_mmc_stevenson",
       {3, 3, 3},
       5,
       2,
       {0.12180451127819548, 0.30451127819548873, 2.131578947368419}},
      {"one class is Erlang C", {4.5}, 1, 5, {1.5249864414658711}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto waits = priority_waits(row.rates, row.service_rate, row.servers);
    REQUIRE(waits.has_value());
    REQUIRE(waits->size() == row.waits.size());
    for (std::size_t at = 0; at < waits->size(); ++at) CHECK((*waits)[at] == near(row.waits[at]));
  }
}

TEST_CASE("Crommelin gives the waits of constant services") {
  const auto five = constant_service(4.5, 1, 5);  // MDc_5
  REQUIRE(five.has_value());
  CHECK(five->wait_share == Approx(0.7478285460688991).epsilon(1e-7));
  CHECK(five->queue_mean == Approx(3.4951282110411825).epsilon(1e-7));
  CHECK(five->wait_mean == Approx(0.7766951580091517).epsilon(1e-7));
  CHECK(five->inside_mean == Approx(7.995128211040687).epsilon(1e-7));
  const auto one = constant_service(0.8, 1, 1);
  CHECK(one->wait_mean == near(general_service(0.8, {1, 1, 1})->wait_mean));
  CHECK(one->wait_share == near(0.8));
}

TEST_CASE("parties wait for their own people too") {  // batch_MX_M1_ross
  const std::vector<double> shares{0.25, 0.5, 0.25};
  const auto waiting = party_arrivals(4, shares, 20);
  REQUIRE(waiting.has_value());
  CHECK(waiting->inside_mean == near(1.0833333333333335));
  CHECK(waiting->wait_mean == near(0.08541666666666668));
  const std::vector<double> alone{1};
  CHECK(party_arrivals(0.9, alone, 1)->wait_mean == near(delay_system(0.9, 1, 1)->wait_mean));
}

TEST_CASE("the queue's length predicts a wait better than its mean does") {  // est_QL_5_0.9
  const auto error = prediction_error(4.5, 1, 5);
  REQUIRE(error.has_value());
  CHECK(error->queue_length == near(0.4));
  CHECK(error->no_information == near(4.0));
}

TEST_CASE("what has no answer says why") {
  const std::vector<double> full{3, 7};
  const std::vector<double> negative{3, -1};
  const std::vector<double> part{0.5};
  CHECK(general_service(1, {1, 1, 1}).error() == Unsolved::unstable);
  CHECK(general_service(0.5, {1, 0.5, 1}).error() == Unsolved::out_of_domain);
  CHECK(priority_waits(full, 5, 2).error() == Unsolved::unstable);
  CHECK(priority_waits(negative, 5, 2).error() == Unsolved::out_of_domain);
  CHECK(priority_waits({}, 5, 2).error() == Unsolved::out_of_domain);
  CHECK(constant_service(5, 1, 5).error() == Unsolved::unstable);
  CHECK(constant_service(5, 0, 5).error() == Unsolved::out_of_domain);
  CHECK(party_arrivals(1, part, 5).error() == Unsolved::out_of_domain);
  CHECK(prediction_error(5, 1, 5).error() == Unsolved::unstable);
}

}  // namespace
}  // namespace offpeak::loadtest
