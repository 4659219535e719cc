#include <doctest/doctest.h>

#include "loadtest/simulation/model/model_results.hpp"
#include "loadtest/simulation/model/model_study.hpp"
#include "loadtest/simulation/model/read_hall_model.hpp"

using namespace offpeak::loadtest;

namespace {

constexpr const char* day = R"(
minutes: 120
counters: [[0, 2], [60, 3]]
walk_ins_per_hour: [20, 30]
priority_per_hour: 3
appointments: {every: 10, count: 1, show: 0.9}
service: {distribution: gamma, mean: 4, cv: 0.7}
patience: {distribution: exponential, mean: 30}
order: hall
)";

std::string results_of(const HallModel& model, int threads, std::uint64_t seed) {
  ModelPlan plan;
  plan.seed = seed;
  plan.threads = threads;
  plan.precision = 0.05;
  const std::string json = model_json(model, run_model(model, plan), threads);
  return json.substr(0, json.find("\"speed\""));
}

}  // namespace

TEST_CASE("the same seed gives the same bytes with one thread and with two") {
  const auto model = parse_hall_model(day, "day.yaml").model;
  REQUIRE(model);
  const std::string one = results_of(*model, 1, 7);
  CHECK(one == results_of(*model, 2, 7));
  CHECK(one != results_of(*model, 1, 8));
}

TEST_CASE("a number of replications without a precision is run as it is") {
  const auto model = parse_hall_model(day, "day.yaml").model;
  REQUIRE(model);
  ModelPlan plan;
  plan.replications_max = 37;
  plan.precision.reset();
  CHECK(run_model(*model, plan).replications == 37);
}
