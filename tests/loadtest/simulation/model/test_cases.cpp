// The cases of cases.json that the hall model covers (docs/validation.md): exact values inside the
// 99 % interval of the simulation, which is 1 % of the mean wide on either side at most; traces
// visit by visit.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "loadtest/simulation/model/model_study.hpp"
#include "loadtest/simulation/model/read_hall_model.hpp"
#include "tests/support/source_path.hpp"

using namespace offpeak::loadtest;
namespace json = boost::json;

namespace {

const json::object& case_of(std::string_view id) {
  static const json::value all = [] {
    std::ifstream file{offpeak::testing::source_path("tests/loadtest/simulation/model/cases.json")};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return json::parse(text);
  }();
  for (const auto& each : all.at("cases").as_array()) {
    if (each.at("id").as_string() == id) return each.as_object();
  }
  throw std::runtime_error{"no such case"};
}

double expected(std::string_view id, const char* pointer) {
  return json::value(case_of(id))
      .at_pointer(std::string{"/expected/"} + pointer)
      .to_number<double>();
}

HallModel model_of(const std::string& text) {
  auto read = parse_hall_model(text, "case.yaml");
  for (const auto& each : read.diagnostics) MESSAGE(offpeak::config::format(each));
  REQUIRE(read.model);
  return std::move(*read.model);
}

ModelResult simulated(const std::string& text, std::uint64_t seed) {
  ModelPlan plan;
  plan.threads = 2;
  plan.seed = seed;
  return run_model(model_of(text), plan);
}

// The share of long waits is small and the run is as long as the mean wait needs.
constexpr double rare_relative_max = 0.04;

/// A result and the number it is to agree with.
struct Wanted {
  std::function<Estimate(const ModelResult&)> estimate;
  double exact;
  double relative_max = 0.01;
};

Wanted wait_of(VisitorClass wanted, double exact) {
  return {[wanted](const ModelResult& result) {
            return result.classes[static_cast<std::size_t>(wanted)].wait_min.estimate();
          },
          exact};
}
Wanted wait_of_all(double exact) {
  return {[](const ModelResult& result) { return result.wait_min.estimate(); }, exact};
}
Wanted waited(double exact) {
  return {[](const ModelResult& result) { return result.waited.estimate(); }, exact};
}
Wanted over_minutes(std::size_t limit, double exact) {
  return {[limit](const ModelResult& result) { return result.over[limit].estimate(); }, exact,
          rare_relative_max};
}
Wanted overtime(double exact) {
  return {[](const ModelResult& result) { return result.overtime_min.estimate(); }, exact};
}

// One right value in a hundred lies outside its 99 % interval, and there are dozens here: those
// outside are asked again of draws that have nothing to do with the first ones.
void check_model(const std::string& text, std::vector<Wanted> wanted) {
  const std::uint64_t seeds[] = {20260613, 20260614};
  for (const auto seed : seeds) {
    const auto result = simulated(text, seed);
    std::erase_if(wanted, [&](const Wanted& each) {
      const Estimate estimate = each.estimate(result);
      CHECK(estimate.relative() <= each.relative_max);
      if (!estimate.contains(each.exact)) {
        MESSAGE("seed " << seed << ": " << estimate.mean << " +- " << estimate.half_width
                        << " is not " << each.exact);
      }
      return estimate.contains(each.exact);
    });
    if (wanted.empty()) return;
  }
  CHECK(wanted.empty());
}

struct Stationary {
  const char* id;
  const char* wait;    // pointer into `expected`
  double unit_min;     // the case's unit of time
  const char* waited;  // pointer to the share of those who wait, or nothing
  const char* model;
};

const std::string long_run = "minutes: 60000\nwarm_up_minutes: 1000\n";

HallRun traced(const std::string& text) { return run_hall(model_of(text), 1, 0); }

void check_times(std::string_view id, const char* pointer, const std::vector<double>& got) {
  const json::value whole(case_of(id));
  const auto& wanted = whole.at_pointer(std::string{"/expected/"} + pointer).as_array();
  REQUIRE(wanted.size() == got.size());
  for (std::size_t at = 0; at < got.size(); ++at) {
    CHECK(std::abs(wanted[at].to_number<double>() - got[at]) <= 1e-9);
  }
}

std::vector<double> starts(const HallRun& run) {
  std::vector<double> times;
  for (const auto& visit : run.visits) times.push_back(visit.start_min);
  return times;
}
std::vector<double> ends(const HallRun& run) {
  std::vector<double> times;
  for (const auto& visit : run.visits) times.push_back(visit.end_min);
  return times;
}

}  // namespace

TEST_CASE("stationary mean waits are the exact ones") {
  const Stationary cases[] = {
      {"erlC_2_3", "Wq", 1, "P_wait",
       "counters: 3\nwalk_ins_per_hour: 120\nservice: {distribution: exponential, mean: 1}"},
      {"erlC_1.8_2", "Wq", 1, "P_wait",
       "counters: 2\nwalk_ins_per_hour: 108\nservice: {distribution: exponential, mean: 1}"},
      {"erlC_95_100", "Wq", 1, "P_wait",
       "counters: 100\nwalk_ins_per_hour: 5700\nservice: {distribution: exponential, mean: 1}"},
      {"erlC_6_10", "Wq", 1, "P_wait",
       "counters: 10\nwalk_ins_per_hour: 360\nservice: {distribution: exponential, mean: 1}"},
      {"erlC_4.5_5", "Wq", 1, "P_wait",
       "counters: 5\nwalk_ins_per_hour: 270\nservice: {distribution: exponential, mean: 1}"},
      {"MG1_MD1", "Wq", 1, "PW", "counters: 1\nwalk_ins_per_hour: 48\nservice: 1"},
      {"MG1_MM1", "Wq", 1, "PW",
       "counters: 1\nwalk_ins_per_hour: 54\nservice: {distribution: exponential, mean: 1}"},
      {"MG1_MH2_1_p.8_m.5_3", "Wq", 1, "PW",
       "counters: 1\nwalk_ins_per_hour: 51\nservice: {distribution: hyperexponential, weights: "
       "[0.8, 0.2], means: [0.5, 3]}"},
      {"MDc_5", "Wq", 1, "PW", "counters: 5\nwalk_ins_per_hour: 270\nservice: 1"},
      {"DM3", "Wq", 1, "PW",
       "counters: 3\nappointments: {every: 0.8333333333333334}\nservice: {distribution: "
       "exponential, mean: 2}"},
      {"DM3_noshow", "Wq", 1, "PW",
       "counters: 3\nappointments: {every: 0.8333333333333334, show: 0.85}\nservice: "
       "{distribution: exponential, mean: 2.2222222222222223}"},
      {"batch_MX_M1_ross", "Wq_hours", 60, "",
       "counters: 1\nwalk_ins_per_hour: 4\nparty: [0.25, 0.5, 0.25]\nservice: {distribution: "
       "exponential, mean: 3}"},
      {"erlangA_hall", "EW_all", 1, "P_wait",
       "counters: 5\nwalk_ins_per_hour: 60\nservice: {distribution: exponential, mean: 6}\n"
       "patience: {distribution: exponential, mean: 30}"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.id);
    std::vector<Wanted> wanted{wait_of_all(expected(each.id, each.wait) * each.unit_min)};
    if (*each.waited) wanted.push_back(waited(expected(each.id, each.waited)));
    check_model(long_run + each.model, std::move(wanted));
  }
}

TEST_CASE("non-preemptive priorities wait as long as Cobham's formula says") {
  check_model(long_run +
                  "counters: 1\norder: appointments_first\nappointments: {per_hour: "
                  "12}\nwalk_ins_per_hour: 36\nservice: {distribution: exponential, "
                  "mean: 1}",
              {wait_of(VisitorClass::appointment, expected("prio_np_mm1_ciw", "Wq/0")),
               wait_of(VisitorClass::walk_in, expected("prio_np_mm1_ciw", "Wq/1"))});

  const char* id = "prio_np_mmc_stevenson";
  check_model(
      "minutes: 600000\nwarm_up_minutes: 10000\ncounters: 2\norder: appointments_first\n"
      "priority_per_hour: 3\nappointments: {per_hour: 3}\nwalk_ins_per_hour: 3\nservice: "
      "{distribution: exponential, mean: 12}",
      {wait_of(VisitorClass::priority, expected(id, "Wq/0") * 60),
       wait_of(VisitorClass::appointment, expected(id, "Wq/1") * 60),
       wait_of(VisitorClass::walk_in, expected(id, "Wq/2") * 60)});
}

TEST_CASE("a day with hourly rates is the exact one") {
  const char* id = "day_MtM6";
  std::vector<Wanted> wanted{wait_of_all(expected(id, "mean_wait_min")),
                             overtime(expected(id, "overtime_min"))};
  for (std::size_t at = 0; at < wait_limits_min.size(); ++at) {
    const auto key = "P_wait_gt/" + std::to_string(wait_limits_min[at]) + ".0";
    wanted.push_back(over_minutes(at, expected(id, key.c_str())));
  }
  check_model(
      "minutes: 540\ncounters: 6\nwalk_ins_per_hour: [30, 55, 70, 60, 45, 40, 50, 65, 35]\n"
      "service: {distribution: exponential, mean: 6}",
      std::move(wanted));
}

TEST_CASE("a day whose load was moved between hours is the exact one") {
  struct Levelled {
    const char* id;
    const char* per_hour;
  };
  const Levelled cases[] = {{"level_0.2_1", "[41, 53, 56, 53, 49, 49, 49, 52, 48]"},
                            {"level_0.3_2", "[50, 50, 50, 50, 50, 50, 50, 50, 50]"}};
  for (const auto& each : cases) {
    CAPTURE(each.id);
    check_model(std::string{"minutes: 540\ncounters: 6\nwalk_ins_per_hour: "} + each.per_hour +
                    "\nservice: {distribution: exponential, mean: 6}",
                {wait_of_all(expected(each.id, "mean_wait_c6")),
                 over_minutes(2, expected(each.id, "P_wait_gt_15_c6"))});
  }
}

TEST_CASE("a day with appointments and walk-ins is the exact one") {
  const char* id = "hall_FCFS";
  check_model(
      "minutes: 480\ncounters: 5\nwalk_ins_per_hour: [18, 30, 36, 24, 15, 21, 30, 18]\n"
      "appointments: {from: 0, to: 465, every: 15, count: 3, show: 0.9}\n"
      "service: {distribution: exponential, mean: 6}",
      {wait_of(VisitorClass::appointment, expected(id, "appt_mean_wait")),
       wait_of(VisitorClass::walk_in, expected(id, "walkin_mean_wait")),
       overtime(expected(id, "overtime"))});
}

TEST_CASE("schedules of appointments are the exact ones") {
  check_model(
      "minutes: 9\ncounters: 1\nappointments: {from: 0, to: 9, every: 1, show: 0.8}\nservice: "
      "{distribution: exponential, mean: 1}",
      {wait_of_all(expected("Snp_10_0.8_1", "sum_wait") / 10),
       overtime(expected("Snp_10_0.8_1", "mean_remaining_after_last_epoch"))});

  const char* id = "KK_12_24_10_20_0.1_individual";
  check_model(
      "minutes: 240\ncounters: 1\nappointments: {at: [0, 20, 40, 60, 80, 100, 120, 140, 160, 180, "
      "200, 220], show: 0.9}\nservice: {distribution: exponential, mean: 20}",
      {wait_of_all(expected(id, "W")), overtime(expected(id, "tardiness"))});
}

TEST_CASE("traces are served visit by visit as elsewhere") {
  const auto fifo = traced("counters: 1\ntrace: {arrivals: [1, 2, 3, 4, 5], service: 1.5}");
  check_times("ciw_fifo", "start", starts(fifo));
  check_times("ciw_fifo", "end", ends(fifo));

  const auto batches = traced(
      "counters: 1\ntrace: {arrivals: [5, 5, 10, 10, 12, 12, 13, 13, 18, 18], service: [2, 3, 2, "
      "3, 2, 3, 2, 3, 2, 3]}");
  check_times("ciw_batch2", "start", starts(batches));
  check_times("ciw_batch2", "end", ends(batches));

  const auto lunch = traced(
      "minutes: 25\ncounters: [[0, 1], [5, 0], [10, 1]]\ntrace: {arrivals: [0, 0, 0], service: "
      "5}");
  CHECK(ends(lunch) == std::vector<double>{5, 15, 20});
  // The case's only counter opens at 5 and is closed from 10 to 15.
  const auto later = traced(
      "minutes: 25\ncounters: [[0, 0], [5, 1], [10, 0], [15, 1]]\ntrace: {arrivals: [0, 0, 0], "
      "service: 5}");
  check_times("simmer_lunch", "end", ends(later));

  const auto priorities = traced(
      "counters: 1\norder: appointments_first\ntrace: {arrivals: [1.5, 5, 7.5], service: [5, 5, "
      "4], class: [walk_in, walk_in, appointment]}");
  CHECK(starts(priorities) == std::vector<double>{1.5, 6.5, 11.5});
}

TEST_CASE("those who lose patience leave when elsewhere") {
  const auto run = traced(
      "minutes: 31.5\ncounters: 1\ntrace: {arrivals: [7, 14, 21, 28], service: 11, patience: 3}");
  CHECK(run.visits[0].end_min == 18);
  CHECK(run.visits[1].counter == 0);
  CHECK(run.visits[1].end_min == 17);
  CHECK(run.visits[2].counter == 1);
  CHECK(run.visits[3].counter == 0);
  CHECK(run.visits[3].end_min == 31);
}

TEST_CASE("closing counters finish their visitors, and are staffed until then") {
  const auto overtime = traced(
      "minutes: 19\nshifts: true\ncounters: [[0, 3], [7, 2], [11, 1]]\ntrace: {arrivals: [1, 1, "
      "1, 9, 9, 12], service: [5, 7, 9, 4, 5, 5]}");
  check_times("ciw_overtime", "overtime", overtime.counter_overtime_min);

  const auto used = traced(
      "minutes: 23\ncounters: [[0, 1], [9, 2]]\ntrace: {arrivals: [2, 6, 10, 10, 17], service: "
      "[4, 2, 6, 6, 3]}");
  CHECK(std::abs(used.busy_min / used.staffed_min - expected("ciw_util_sched", "utilisation")) <
        1e-9);
}
