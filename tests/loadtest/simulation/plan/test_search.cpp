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

namespace offpeak::loadtest {
namespace {

Target target(const std::string& text) { return *parse_target(text); }

int total(const Staffing& counters) { return std::accumulate(counters.begin(), counters.end(), 0); }

/// Each half-hour is a queue in its steady state, and none touches another one.
Trial stationary(std::vector<double> rates, double service_mean, const Target& target) {
  return [=](const Staffing& counters) {
    std::vector<SpanWaits> spans;
    for (std::size_t at = 0; at < rates.size(); ++at) {
      const auto system = delay_system(rates[at], 1 / service_mean, counters[at]);
      spans.push_back(system ? SpanWaits{100, system->wait_mean, system->share_over(target.minutes)}
                             : SpanWaits{100, INFINITY, 1});
    }
    return spans;
  };
}

/// A small hall: four spans of 30 minutes, in the order of arrival, exponential services. A span's
/// counters begin whom they can before it ends; a backlog is carried into the next span.
class SmallHall {
 public:
  SmallHall(std::vector<double> per_minute, const Target& target)
      : per_minute_{std::move(per_minute)}, target_{target} {}

  std::vector<SpanWaits> play(const Staffing& counters) const {
    std::vector<SpanWaits> spans(per_minute_.size());
    for (std::uint32_t day = 0; day < days; ++day) play_day(day, counters, spans);
    for (SpanWaits& span : spans) {
      if (span.parties == 0) continue;
      span.mean_minutes /= span.parties;
      span.share_over /= span.parties;
    }
    return spans;
  }

  Trial trial() const {
    return [this](const Staffing& counters) { return play(counters); };
  }

  bool meets(const Staffing& counters) const {
    return std::ranges::all_of(play(counters),
                               [this](const SpanWaits& span) { return span.meets(target_); });
  }

 private:
  static constexpr std::uint32_t days = 60;
  static constexpr double span_minutes = 30;

  std::size_t span_at(double minute) const {
    return std::min(static_cast<std::size_t>(minute / span_minutes), per_minute_.size() - 1);
  }

  void play_day(std::uint32_t day, const Staffing& counters, std::vector<SpanWaits>& spans) const {
    const Stream arrivals{7, day, Purpose::arrival};
    const Stream services{7, day, Purpose::service_time};
    std::priority_queue<double, std::vector<double>, std::greater<>> ends;
    double at = 0, last_start = 0;
    for (std::uint64_t number = 0;; ++number) {
      const double peak = *std::ranges::max_element(per_minute_);
      const auto [gap, keep] = arrivals.pair(number);
      at += exponential(gap, 1 / peak);
      if (at >= span_minutes * static_cast<double>(per_minute_.size())) return;
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
      SpanWaits& span = spans[span_at(at)];
      span.parties += 1;
      span.mean_minutes += start - at;
      if (start - at >= target_.minutes) span.share_over += 1;
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
    for (const Staffing& start : {Staffing{1, 1, 1, 1}, Staffing{30, 30, 30, 30}}) {
      const auto found = search_staffing(start, wanted, {.counters_min = 1, .counters_max = 60},
                                         stationary(rates, 6, wanted));
      CHECK(found.complete);
      for (std::size_t at = 0; at < rates.size(); ++at) {
        CHECK(found.counters[at] == *least_counters(rates[at], 6, wanted, 60));
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
        search_staffing({3, 5, 4, 3}, wanted, {.counters_min = 1, .counters_max = 7}, hall.trial());
    CHECK(found.complete);
    CHECK(hall.meets(found.counters));
    int least = 7 * 4;
    for (int code = 0; code < 7 * 7 * 7 * 7; ++code) {
      const Staffing counters{code % 7 + 1, code / 7 % 7 + 1, code / 49 % 7 + 1, code / 343 + 1};
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
    const auto found = search_staffing({1, 1, 1, 1}, wanted,
                                       {.counters_min = 1, .counters_max = 20}, hall.trial());
    CHECK(hall.meets(found.counters));
    CHECK(total(found.counters) >= before);
    before = total(found.counters);
  }
}

TEST_CASE("a target out of reach stops at the bound, and says which half-hours miss it") {
  const Target wanted = target("mean<1");
  const auto found = search_staffing({1, 1}, wanted, {.counters_min = 1, .counters_max = 4},
                                     stationary({0.1, 5.0}, 6, wanted));
  CHECK(found.counters == Staffing{*least_counters(0.1, 6, wanted, 4), 4});
  CHECK(found.waits[0].meets(wanted));
  CHECK_FALSE(found.waits[1].meets(wanted));
}

TEST_CASE("the trials are bounded, and shared counters are never closed") {
  const Target wanted = target("p90<15");
  const auto trial = stationary({0.3, 1.1}, 6, wanted);
  const auto cut = search_staffing(
      {50, 50}, wanted, {.counters_min = 1, .counters_max = 60, .iterations_max = 10}, trial);
  CHECK(cut.iterations == 10);
  CHECK_FALSE(cut.complete);
  const auto shared =
      search_staffing({1, 1}, wanted, {.counters_min = 9, .counters_max = 60}, trial);
  CHECK(shared.counters[0] == 9);
}

}  // namespace
}  // namespace offpeak::loadtest
