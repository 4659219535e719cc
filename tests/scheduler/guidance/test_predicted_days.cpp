// Predicted days beside the exact ones of tests/loadtest/simulation/model/cases.json and beside
// days that the simulator's queueing code has played, hour by hour.
#include <doctest/doctest.h>

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "loadtest/simulation/model/model_study.hpp"
#include "loadtest/simulation/model/read_hall_model.hpp"
#include "scheduler/guidance/transient_queue.hpp"
#include "tests/support/source_path.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;
using loadtest::VisitorClass;
namespace json = boost::json;

json::object case_of(std::string_view id) {
  std::ifstream file{testing::source_path("tests/loadtest/simulation/model/cases.json")};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const json::value all = json::parse(text);
  for (const auto& each : all.at("cases").as_array()) {
    if (each.at("id").as_string() == id) return each.as_object();
  }
  throw std::runtime_error{"no such case"};
}

struct Day {
  std::vector<QueueStep> steps{};
  double service_cv = 1;
  int counters_after = 1;
};

std::vector<StepWait> predicted(const Day& day) {
  TransientQueue queue;
  std::vector<StepWait> results(day.steps.size());
  const auto left_out = queue.solve(
      {.steps = day.steps, .service_cv = day.service_cv, .counters_after = day.counters_after},
      results);
  REQUIRE(left_out.has_value());
  CHECK(*left_out < 1e-5);
  return results;
}

TEST_CASE(
    "the exact day with six counters is met to a hundred thousandth, queue and wait") {  // day_MtM6
  const auto exact = case_of("day_MtM6");
  const auto& inputs = exact.at("inputs");
  Day day{.counters_after = 6};
  for (const auto& each : inputs.at("lam_per_hour").as_array()) {
    day.steps.push_back({60, each.to_number<double>() / 60, 6, 6});
  }
  const auto results = predicted(day);
  double waited = 0;
  double visitors = 0;
  double minute = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    minute += day.steps[i].minutes;
    const auto key = std::to_string(static_cast<int>(minute));
    CAPTURE(key);
    CHECK(results[i].waiting_at_end ==
          Approx(exact.at("expected").at("EQ_at").at(key).to_number<double>()).epsilon(1e-5));
    const double came = day.steps[i].arrivals_per_minute * day.steps[i].minutes;
    visitors += came;
    waited += came * results[i].wait_mean_minutes;
  }
  CHECK(waited / visitors ==
        Approx(exact.at("expected").at("mean_wait_min").to_number<double>()).epsilon(1e-5));
}

/// The mean wait over the day of `hall_FCFS` by what is forecast.
double mixed_hall_over_exact(double arrival_dispersion) {
  const auto exact = case_of("hall_FCFS");
  const auto& wanted = exact.at("expected");
  constexpr double booked_per_hour = 12 * 0.9;
  Day day{.counters_after = 5};
  for (const auto& each : exact.at("inputs").at("walkin_per_hour").as_array()) {
    day.steps.push_back({60, (each.to_number<double>() + booked_per_hour) / 60, 5, 6});
  }
  TransientQueue queue;
  std::vector<StepWait> results(day.steps.size());
  REQUIRE(queue
              .solve({.steps = day.steps,
                      .counters_after = day.counters_after,
                      .arrival_dispersion = arrival_dispersion},
                     results)
              .has_value());
  double waited = 0;
  double wanted_waited = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const double came = day.steps[i].arrivals_per_minute * 60;
    waited += came * results[i].wait_mean_minutes;
    wanted_waited += booked_per_hour * wanted.at("appt_mean_wait").to_number<double>() +
                     (came - booked_per_hour) * wanted.at("walkin_mean_wait").to_number<double>();
  }
  return waited / wanted_waited;
}

TEST_CASE(
    "bookings taken as if by chance make waits a tenth longer, as certain a tenth shorter at "
    "most") {
  constexpr double booked_share = 86.4 / (192 + 86.4);
  constexpr double show_rate = 0.9;
  const double by_chance = mixed_hall_over_exact(1);
  const double certain = mixed_hall_over_exact(1 - booked_share * show_rate);
  CAPTURE(by_chance);
  CAPTURE(certain);
  CHECK(by_chance > 1);
  CHECK(by_chance < 1.1);
  CHECK(certain > 0.95);
  CHECK(std::abs(certain - 1) < std::abs(by_chance - 1));
}

struct PlayedHour {
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
};

/// What the simulator's queueing code makes of the day, by hour; two hours in each run, as classes
/// of visitors who are called in the order of arrival.
std::vector<PlayedHour> played(const Day& day, const std::string& service, int replications) {
  std::string counters;
  double minute = 0;
  for (const auto& each : day.steps) {
    counters += "[" + std::to_string(minute) + ", " + std::to_string(each.counters) + "], ";
    minute += each.minutes;
  }
  const std::string text = "minutes: " + std::to_string(minute) + "\ncounters: [" + counters + "[" +
                           std::to_string(minute) + ", " + std::to_string(day.counters_after) +
                           "]]\nwalk_ins_per_hour: 1\nservice: " + service + "\norder: arrival\n";
  auto model = loadtest::parse_hall_model(text, "day.yaml").model;
  REQUIRE(model.has_value());
  std::vector<PlayedHour> hours(static_cast<std::size_t>(minute / 60));
  for (std::size_t first = 0; first < hours.size(); first += 2) {
    std::array<std::vector<loadtest::RateStep>, loadtest::classes_count> rates;
    double from = 0;
    for (const auto& each : day.steps) {
      const auto hour = static_cast<std::size_t>(from / 60);
      const std::size_t of = hour == first ? 0 : hour == first + 1 ? 2 : 1;
      for (std::size_t which = 0; which < rates.size(); ++which) {
        rates[which].push_back({from, which == of ? each.arrivals_per_minute : 0});
      }
      from += each.minutes;
    }
    model->rates = rates;
    loadtest::ModelPlan plan;
    plan.seed = 16 + first;
    plan.replications_max = static_cast<std::uint32_t>(replications);
    plan.precision.reset();
    plan.threads = 2;
    const auto result = loadtest::run_model(*model, plan);
    for (const auto& [hour, of] : {std::pair{first, VisitorClass::appointment},
                                   std::pair{first + 1, VisitorClass::priority}}) {
      if (hour >= hours.size()) continue;
      const auto& waits = result.classes[static_cast<std::size_t>(of)];
      hours[hour] = {waits.wait_min.estimate().mean, waits.waits.quantile(0.5),
                     waits.waits.quantile(0.9)};
    }
  }
  return hours;
}

Day hall_day(const std::vector<double>& per_hour, const std::vector<int>& counters, double cv) {
  Day day{.service_cv = cv, .counters_after = counters.back()};
  for (std::size_t i = 0; i < per_hour.size(); ++i) {
    day.steps.push_back({60, per_hour[i] / 60, counters[i], 6});
  }
  return day;
}

/// Every hour is within so much of what was played; what is shorter than a minute or so, within a
/// few seconds in the mean, and within
/// `quantile_minutes` in quantiles.
void compare(const Day& day, const std::string& service, double relative, double quantile_minutes) {
  constexpr double seconds_few = 0.1;
  const auto wanted = played(day, service, 4000);
  const auto got = predicted(day);
  REQUIRE(wanted.size() == got.size());
  const auto is_near = [&](double value, double other, double minutes) {
    return std::abs(value - other) <= std::max(relative * other, minutes);
  };
  for (std::size_t hour = 0; hour < wanted.size(); ++hour) {
    INFO("hour ", hour, ": played ", wanted[hour].mean, " ", wanted[hour].p50, " ",
         wanted[hour].p90, "; predicted ", got[hour].wait_mean_minutes, " ",
         got[hour].wait_p50_minutes, " ", got[hour].wait_p90_minutes);
    CHECK(is_near(got[hour].wait_mean_minutes, wanted[hour].mean, seconds_few));
    CHECK(is_near(got[hour].wait_p50_minutes, wanted[hour].p50, quantile_minutes));
    CHECK(is_near(got[hour].wait_p90_minutes, wanted[hour].p90, quantile_minutes));
  }
}

const std::string exponential = "{distribution: exponential, mean: 6}";
const std::string lognormal = "{distribution: lognormal, mean: 6, cv: 0.5}";
// Of a day with an overload of an hour or two, and of one with a break and changing counters.
const std::vector<double> overload{30, 55, 70, 60, 45, 40, 50, 65, 35};
const std::vector<int> six_counters(9, 6);
const std::vector<double> with_break{30, 50, 55, 40, 10, 30, 40, 30};
const std::vector<int> changing_counters{5, 6, 6, 4, 0, 6, 4, 3};

TEST_CASE("exponential services are as played, to a twentieth") {
  compare(hall_day(overload, six_counters, 1), exponential, 0.05, 0.5);
  compare(hall_day(with_break, changing_counters, 1), exponential, 0.05, 0.5);
}

TEST_CASE("lognormal services of a variation of a half are as played, to a tenth") {
  compare(hall_day(overload, six_counters, 0.5), lognormal, 0.1, 0.75);
  compare(hall_day(with_break, changing_counters, 0.5), lognormal, 0.1, 0.75);
}

}  // namespace
}  // namespace offpeak::scheduler
