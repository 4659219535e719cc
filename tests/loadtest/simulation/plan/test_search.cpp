#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <string>
#include <vector>

#include "loadtest/simulation/plan/search.hpp"
#include "loadtest/simulation/random/philox.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "tests/loadtest/simulation/plan/shapes.hpp"

namespace offpeak::loadtest {
namespace {

Target target(const std::string& text) { return *parse_target(text); }

int total(const Staffing& counters) {
  return std::accumulate(counters[0].begin(), counters[0].end(), 0);
}

/// A small hall: four spans of 30 minutes, in the order of arrival, exponential services. A span's
/// counters begin whom they can before it ends; a backlog is carried into the next span.
class SmallHall {
 public:
  SmallHall(std::vector<double> per_minute, const Target& target)
      : per_minute_{std::move(per_minute)}, target_{target} {}

  Trial trial() const {
    return [this](const Staffing& counters, std::uint32_t day) { return play(day, counters[0]); };
  }

  StaffingShape shape(int counters_max) const {
    return one_lane(per_minute_.size(), target_, counters_max);
  }

  bool meets(const Staffing& counters) const {
    std::vector<double> excess(per_minute_.size());
    for (std::uint32_t day = 0; day < days; ++day) {
      const auto cells = play(day, counters[0]);
      for (std::size_t at = 0; at < cells.size(); ++at) excess[at] += cells[at].excess;
    }
    return std::ranges::all_of(excess, [](double sum) { return sum < 0; });
  }

  static constexpr std::uint32_t days = 60;

 private:
  static constexpr double span_minutes = 30;

  std::size_t span_at(double minute) const {
    return std::min(static_cast<std::size_t>(minute / span_minutes), per_minute_.size() - 1);
  }

  std::vector<CellDay> play(std::uint32_t day, const std::vector<int>& counters) const {
    std::vector<CellDay> cells(per_minute_.size());
    const Stream arrivals{7, day, Purpose::arrival};
    const Stream services{7, day, Purpose::service_time};
    std::priority_queue<double, std::vector<double>, std::greater<>> ends;
    double at = 0, last_start = 0;
    for (std::uint64_t number = 0;; ++number) {
      const double peak = *std::ranges::max_element(per_minute_);
      const auto [gap, keep] = arrivals.pair(number);
      at += exponential(gap, 1 / peak);
      if (at >= span_minutes * static_cast<double>(per_minute_.size())) return cells;
      if (keep * peak > per_minute_[span_at(at)]) continue;
      double start = std::max(at, last_start);
      while (!ends.empty() && ends.top() <= start) ends.pop();
      while (static_cast<int>(ends.size()) >= counters[span_at(start)]) {
        // The next counter to be free, or the next span, which may have more.
        const double next_span = span_minutes * static_cast<double>(span_at(start) + 1);
        const bool more_spans = span_at(start) + 1 < per_minute_.size();
        start = more_spans ? std::min(ends.top(), next_span) : ends.top();
        while (!ends.empty() && ends.top() <= start) ends.pop();
      }
      last_start = start;
      ends.push(start + exponential(services.uniform(number), 6));
      CellDay& cell = cells[span_at(at)];
      cell.parties += 1;
      cell.excess += target_.excess(start - at);
    }
  }

  std::vector<double> per_minute_;
  Target target_;
};

TEST_CASE("where the model is stationary the search finds what Erlang C says") {
  for (const std::string text : {"p90<15", "p50<2", "mean<5", "over5<5%"}) {
    CAPTURE(text);
    const Target wanted = target(text);
    const std::vector<double> rates{0.3, 1.1, 2.4, 0.7};
    for (const Staffing& start : {Staffing{{1, 1, 1, 1}}, Staffing{{30, 30, 30, 30}}}) {
      const auto found = search_staffing(one_lane(4, wanted, 60), start, {.days = 1},
                                         stationary(rates, 6, wanted));
      CHECK(found.complete);
      for (std::size_t at = 0; at < rates.size(); ++at) {
        CHECK(found.counters[0][at] == *least_counters(rates[at], 6, wanted, 60));
      }
    }
  }
}

TEST_CASE("the search needs no more counters than the best of all schedules of a small hall") {
  for (const std::string text : {"p90<15", "mean<4"}) {
    CAPTURE(text);
    const Target wanted = target(text);
    const SmallHall hall{{0.3, 0.7, 0.4, 0.2}, wanted};
    const auto found =
        search_staffing(hall.shape(7), {{3, 5, 4, 3}}, {.days = SmallHall::days}, hall.trial());
    CHECK(found.complete);
    CHECK(hall.meets(found.counters));
    int least = 7 * 4;
    for (int code = 0; code < 7 * 7 * 7 * 7; ++code) {
      const Staffing counters{{code % 7 + 1, code / 7 % 7 + 1, code / 49 % 7 + 1, code / 343 + 1}};
      if (total(counters) < least && hall.meets(counters)) least = total(counters);
    }
    CHECK(total(found.counters) == least);
  }
}

TEST_CASE("a harder target never needs fewer counters") {
  int before = 0;
  for (const std::string text : {"p90<40", "p90<20", "p90<10", "p90<5", "p90<2"}) {
    CAPTURE(text);
    const Target wanted = target(text);
    const SmallHall hall{{0.3, 0.9, 0.6, 0.2}, wanted};
    const auto found =
        search_staffing(hall.shape(20), {{1, 1, 1, 1}}, {.days = SmallHall::days}, hall.trial());
    CHECK(hall.meets(found.counters));
    CHECK(total(found.counters) >= before);
    before = total(found.counters);
  }
}

TEST_CASE("a target out of reach stops at the bound") {
  const Target wanted = target("mean<1");
  const auto found = search_staffing(one_lane(2, wanted, 4), {{1, 1}}, {.days = 1},
                                     stationary({0.1, 5.0}, 6, wanted));
  CHECK(found.counters == Staffing{{*least_counters(0.1, 6, wanted, 4), 4}});
}

TEST_CASE("the days played are bounded") {
  const Target wanted = target("p90<15");
  const auto cut = search_staffing(one_lane(2, wanted, 60), {{50, 50}}, {.days = 1, .days_max = 8},
                                   stationary({0.3, 1.1}, 6, wanted));
  CHECK(cut.days == 8);
  CHECK_FALSE(cut.complete);
}

TEST_CASE(
    "a lane that the hall offers keeps a counter, and a shared one serves two lanes in need") {
  const StaffingShape shape{.serves = {{true, false}, {true, true}},
                            .half_hours = 1,
                            .cells = {{0, 0, 0}, {1, 0, 0}},
                            .counters_max = 9,
                            .tolerance = 0,
                            .allowed = 1};
  CHECK_FALSE(shape.serves_all({{5}, {0}}, 0));
  CHECK(shape.serves_all({{0}, {1}}, 0));
  CHECK(shape.kind_for({true, false}) == 0);
  CHECK(shape.kind_for({true, true}) == 1);
  Staffing counters{{1}, {1}};
  CHECK(raise(shape, {true, true}, false, counters));
  CHECK(counters == Staffing{{1}, {2}});
}

}  // namespace
}  // namespace offpeak::loadtest
