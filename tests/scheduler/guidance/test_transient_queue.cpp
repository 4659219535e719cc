// Waits of a day: where a formula or a hand knows them, and what must hold of any of them.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "loadtest/simulation/formulas/erlang.hpp"
#include "scheduler/guidance/transient_queue.hpp"

namespace offpeak::scheduler {
namespace {

using doctest::Approx;

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Day {
  std::vector<QueueStep> steps;
  double cv = 1;
  int inside = 0;
  int after = 0;
};

std::vector<StepWait> solved(const Day& day) {
  static TransientQueue queue;
  std::vector<StepWait> results(day.steps.size());
  const auto left_out = queue.solve({.steps = day.steps,
                                     .service_cv = day.cv,
                                     .inside_at_start = day.inside,
                                     .counters_after = day.after},
                                    results);
  REQUIRE(left_out.has_value());
  double arrivals = 0;
  for (const auto& each : day.steps) arrivals += each.arrivals_per_minute * each.minutes;
  CHECK(*left_out <= 1e-7 * arrivals);
  return results;
}

QueueStep step(double minutes, double arrivals, int counters, double service = 10) {
  return {minutes, arrivals, counters, service};
}

/// A morning that fills, a lunch break, an afternoon, and an hour after closing in which nobody
/// comes; at most `counters` are open.
Day usual_day(int counters, double load) {
  Day day;
  for (const double shape : {1.2, 1.3, 1.2, 1.1, 0.8, 0.0, 0.5, 0.9, 1.1, 1.0, 0.7, 0.0, 0.0}) {
    const bool is_break = day.steps.size() == 5;
    const bool is_short = day.steps.size() >= 9;
    const int open = is_break ? 0 : is_short ? (counters + 1) / 2 : counters;
    day.steps.push_back(step(30, shape * load * counters / 10, open));
  }
  day.after = (counters + 1) / 2;
  return day;
}

TEST_CASE("a lane that goes on long enough waits as Erlang's formula says") {
  struct Row {
    int counters;
    double load;
  };
  for (const Row& row : {Row{1, 0.5}, Row{1, 0.8}, Row{2, 0.9}, Row{5, 0.8}, Row{12, 0.9}}) {
    CAPTURE(row.counters);
    CAPTURE(row.load);
    const double arrivals = row.load * row.counters / 10;
    const auto wanted = loadtest::delay_system(arrivals, 0.1, row.counters);
    REQUIRE(wanted.has_value());
    Day day{.steps = std::vector<QueueStep>(250, step(120, arrivals, row.counters)),
            .after = row.counters};
    const auto last = solved(day).back();
    CHECK(last.wait_mean_minutes == Approx(wanted->wait_mean).epsilon(1e-4));
    CHECK(last.waiting_mean == Approx(wanted->queue_mean).epsilon(1e-4));
    CHECK(last.serving_mean == Approx(arrivals * 10).epsilon(1e-4));
    CHECK(std::abs(last.wait_p50_minutes - wanted->wait_quantile(0.5)) < 0.02);
    CHECK(std::abs(last.wait_p90_minutes - wanted->wait_quantile(0.9)) < 0.02);

    day.cv = 0.5;  // the formula of Allen and Cunneen, in the mean
    CHECK(solved(day).back().wait_mean_minutes == Approx(0.625 * wanted->wait_mean).epsilon(1e-4));
  }
}

TEST_CASE("behind two who wait at one counter one waits for three services") {
  const auto results = solved({.steps = {step(1e-6, 0, 1)}, .inside = 3, .after = 1});
  CHECK(results[0].wait_mean_minutes == Approx(30).epsilon(1e-4));
  // Quantiles of three exponential services of 10 minutes: the gamma distribution.
  CHECK(results[0].wait_p50_minutes == Approx(26.741).epsilon(1e-3));
  CHECK(results[0].wait_p90_minutes == Approx(53.223).epsilon(1e-3));
  CHECK(results[0].never_called_share == 0);
}

TEST_CASE("an idle counter means no wait, and nobody in the lane that nobody waits") {
  for (const auto& each :
       solved({.steps = std::vector<QueueStep>(14, step(30, 0, 3)), .after = 3})) {
    CHECK(each.wait_mean_minutes == 0);
    CHECK(each.wait_p90_minutes == 0);
    CHECK(each.waiting_mean == 0);
    CHECK(each.called_late_share == 0);
  }
}

TEST_CASE("without counters nobody is ever called") {
  for (const auto& each : solved({.steps = std::vector<QueueStep>(14, step(30, 0.1, 0))})) {
    CHECK(each.wait_mean_minutes == infinite);
    CHECK(each.wait_p50_minutes == infinite);
    CHECK(each.wait_p90_minutes == infinite);
    CHECK(each.called_late_share == Approx(1));
    CHECK(each.never_called_share == Approx(1));
  }
}

TEST_CASE("who comes in the break waits for its end, and then for those before") {
  const Day day{.steps = {step(30, 0, 0), step(120, 0, 1)}, .inside = 2, .after = 1};
  const auto in_break = solved(day)[0];
  // 15 minutes on average to the end; there the first is called, and one waits for two services.
  CHECK(in_break.wait_mean_minutes == Approx(15 + 20).epsilon(1e-6));
  CHECK(in_break.wait_p50_minutes > 25);
  CHECK(in_break.wait_p90_minutes > 45);
  CHECK(in_break.waiting_mean == Approx(2));
  CHECK(in_break.serving_mean == 0);
}

TEST_CASE("in the break half of all come in its first half, and wait for it and the rest") {
  const Day day{.steps = {step(30, 0, 0), step(30, 0, 1)}, .inside = 0, .after = 1};
  const auto in_break = solved(day)[0];
  CHECK(in_break.wait_mean_minutes == Approx(15));
  CHECK(std::abs(in_break.wait_p50_minutes - 15) <= 2.51);  // as steps of 5 minutes tell it
  CHECK(std::abs(in_break.wait_p90_minutes - 27) <= 2.51);
}

TEST_CASE("medians of a tie are the lower wait, whatever sums are rounded to") {
  // Nobody waits from before the break: who comes in it waits for its end. It is known at moments
  // of five minutes, half of which are before its middle.
  for (const double arrivals : {0.3, 0.4, 0.5, 0.6}) {
    for (const double service : {5.0, 7.3, 8.9, 9.1}) {
      CAPTURE(arrivals);
      CAPTURE(service);
      const auto waits =
          solved({.steps = {step(30, arrivals, 16, service), step(30, 0.001, 0, service),
                            step(30, arrivals, 16, service)},
                  .after = 16});
      CHECK(waits[1].wait_p50_minutes == Approx(12.5).epsilon(2e-3));
    }
  }
}

TEST_CASE("before a break one is called in time or waits it out") {
  // Both counters serve: P(wait > 10) = exp(-10 × 2 / 10). Whoever is still there is called when
  // they open again, 60 minutes later.
  const Day day{.steps = {step(1e-6, 0, 2), step(10, 0, 2), step(60, 0, 0), step(60, 0, 2)},
                .inside = 2,
                .after = 2};
  const auto result = solved(day)[0];
  CHECK(result.wait_mean_minutes ==
        Approx(5 * (1 - std::exp(-2)) + 60 * std::exp(-2)).epsilon(1e-4));
  CHECK(result.wait_p50_minutes == Approx(5 * std::log(2)).epsilon(1e-2));
  CHECK(result.wait_p90_minutes == Approx(70).epsilon(1e-3));
}

TEST_CASE("at closing those inside are called or not, as the counters stay") {
  Day day{.steps = {step(1e-6, 0, 1), step(10, 0, 1)}, .inside = 1, .after = 1};
  const double late = std::exp(-1);
  const auto stays = solved(day)[0];
  CHECK(stays.called_late_share == Approx(late).epsilon(1e-4));
  CHECK(stays.never_called_share == 0);
  CHECK(stays.wait_mean_minutes == Approx(10).epsilon(1e-4));
  day.after = 0;
  const auto goes = solved(day)[0];
  CHECK(goes.called_late_share == Approx(late).epsilon(1e-4));
  CHECK(goes.never_called_share == Approx(late).epsilon(1e-4));
  CHECK(goes.wait_p50_minutes == Approx(10 * std::log(2)).epsilon(1e-2));
  CHECK(goes.wait_p90_minutes == infinite);
  // Of those who are called: the mean of an exponential time that ends within 10 minutes.
  CHECK(goes.wait_mean_minutes == Approx(10 - 10 * late / (1 - late)).epsilon(1e-4));
  day.after = 9;
  CHECK(solved(day)[0].wait_p90_minutes == Approx(10).epsilon(1e-3));
}

TEST_CASE("the minutes that visitors wait are the minutes that the queue has (Little)") {
  struct Row {
    double cv, tolerance;
  };
  for (const auto& [cv, tolerance] : {Row{1, 0.005}, Row{0.5, 0.01}}) {
    for (const int counters : {1, 2, 6, 15}) {
      CAPTURE(cv);
      CAPTURE(counters);
      Day day = usual_day(counters, 0.9);
      day.cv = cv;
      // Long enough after closing for all to be called.
      for (int i = 0; i < 10; ++i) day.steps.push_back(step(60, 0, day.after));
      const auto results = solved(day);
      double waited = 0;
      double queued = 0;
      for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& each = day.steps[i];
        waited += each.arrivals_per_minute * each.minutes * results[i].wait_mean_minutes;
        queued += each.minutes * results[i].waiting_mean;
      }
      CHECK(waited == Approx(queued).epsilon(tolerance));
    }
  }
}

TEST_CASE("more counters never wait longer, more arrivals never shorter, and p50 is at most p90") {
  for (const double cv : {0.5, 1.0, 1.5}) {
    for (int counters = 1; counters <= 6; ++counters) {
      for (const double load : {0.3, 0.7, 1.0, 1.3}) {
        CAPTURE(cv);
        CAPTURE(counters);
        CAPTURE(load);
        Day day = usual_day(counters, load);
        day.cv = cv;
        Day staffed = day;
        for (auto& each : staffed.steps) each.counters += each.counters > 0 ? 1 : 0;
        staffed.after += 1;
        Day fuller = day;
        for (auto& each : fuller.steps) each.arrivals_per_minute *= 1.1;
        const auto waits = solved(day);
        const auto with_more = solved(staffed);
        const auto with_fuller = solved(fuller);
        constexpr double precision = 0.02;  // minutes, of quantiles
        for (std::size_t i = 0; i < waits.size(); ++i) {
          CAPTURE(i);
          CHECK(waits[i].wait_p50_minutes <= waits[i].wait_p90_minutes);
          CHECK(with_more[i].wait_mean_minutes <= waits[i].wait_mean_minutes + 1e-6);
          CHECK(with_more[i].wait_p90_minutes <= waits[i].wait_p90_minutes + precision);
          CHECK(with_fuller[i].wait_mean_minutes >= waits[i].wait_mean_minutes - 1e-6);
          CHECK(with_fuller[i].wait_p90_minutes >= waits[i].wait_p90_minutes - precision);
          CHECK(waits[i].never_called_share <= waits[i].called_late_share + 1e-12);
        }
      }
    }
  }
}

TEST_CASE("an overload beyond all bounds ends, and says what it left out") {
  TransientQueue queue;
  const std::vector<QueueStep> steps(2, step(30, queue_arrivals_per_minute_max, 1));
  std::vector<StepWait> results(steps.size());
  const auto left_out = queue.solve({.steps = steps, .counters_after = 1}, results);
  REQUIRE(left_out.has_value());
  CHECK(*left_out > 7000);
  CHECK(results[1].wait_mean_minutes > 30'000);
  CHECK(results[1].called_late_share > 0.99);
  // The next day is not touched by it.
  std::vector<StepWait> after(1);
  const std::vector<QueueStep> quiet{step(30, 0, 1)};
  REQUIRE(queue.solve({.steps = quiet, .counters_after = 1}, after).has_value());
  CHECK(after[0].wait_mean_minutes == 0);
  CHECK(after[0].waiting_mean == 0);
}

TEST_CASE("what is no day is refused, at every bound") {
  TransientQueue queue;
  std::vector<StepWait> results(1);
  const auto fault = [&](const QueueStep& one, double cv = 1, int inside = 0, int after = 1) {
    const auto solved_day = queue.solve({{&one, 1}, cv, inside, after}, results);
    return solved_day.has_error() && solved_day.error() == QueueDayFault::out_of_domain;
  };
  CHECK_FALSE(fault(step(30, 0.1, 1)));
  CHECK(fault(step(0, 0.1, 1)));
  CHECK(fault(step(121, 0.1, 1)));
  CHECK(fault(step(30, -0.1, 1)));
  CHECK(fault(step(30, 201, 1)));
  CHECK(fault(step(30, std::nan(""), 1)));
  CHECK(fault(step(30, 0.1, -1)));
  CHECK(fault(step(30, 0.1, 501)));
  CHECK(fault(step(30, 0.1, 1, 0.09)));
  CHECK(fault(step(30, 0.1, 1, infinite)));
  CHECK(fault(step(30, 0.1, 1), -0.1));
  CHECK(fault(step(30, 0.1, 1), 3.1));
  CHECK(fault(step(30, 0.1, 1), 1, -1));
  CHECK(fault(step(30, 0.1, 1), 1, 0, -1));
  const auto no_room = queue.solve({}, results);
  REQUIRE(no_room.has_error());
  CHECK(no_room.error() == QueueDayFault::wrong_room);
  CHECK(queue.solve({}, {}).has_value());
}

}  // namespace
}  // namespace offpeak::scheduler
