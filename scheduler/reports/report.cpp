#include "scheduler/reports/report.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "scheduler/queueing/assumed_end.hpp"

namespace offpeak::scheduler {
namespace {

template <class Totals>
std::vector<Totals> by_key(std::vector<Totals> totals) {
  std::ranges::sort(totals, {}, &Totals::key);
  return totals;
}

std::optional<HighestHour> highest_hour(const Figures& figures) {
  const auto highest = std::ranges::max_element(figures.arrivals);
  if (*highest == 0) return std::nullopt;
  return HighestHour{static_cast<int>(highest - figures.arrivals.begin()), *highest};
}

CounterTotals& totals_of(std::vector<CounterTotals>& counters, CounterDayKey key) {
  const auto found = std::ranges::find(counters, key, &CounterTotals::key);
  if (found != counters.end()) return *found;
  counters.push_back({.key = key});
  return counters.back();
}

/// With what is under way: until now, but no longer than it would be taken to have lasted if nobody
/// ever ended it. So a report of the evening says what that of the next day will.
std::vector<CounterTotals> with_running(const ReportSource& source, const config::City& city) {
  std::vector<CounterTotals> counters = source.counters;
  for (const RunningCounter& running : source.running) {
    const CounterDayKey key = running.key;
    const DayMs assumed_ms = assumed_end_ms(city, key.hall(), key.date(), running.last_sign_ms);
    const DayMs end_ms = std::min(running.now_ms, assumed_ms);
    CounterTotals& counter = totals_of(counters, key);
    counter.open_ms += end_ms - running.since_ms;
    if (running.called_ms) counter.busy_ms += end_ms - *running.called_ms;
    if (assumed_ms < running.now_ms) ++counter.assumed_ends;
  }
  return counters;
}

/// The mean of a wait over lanes, weighed by the people expected in them.
class WaitMean {
 public:
  void add(double people, std::uint32_t wait_s) {
    constexpr double minute_s = 60;
    people_ += people;
    minutes_ += people * wait_s / minute_s;
  }
  std::optional<double> minutes() const {
    if (people_ <= 0) return std::nullopt;
    return minutes_ / people_;
  }

 private:
  double people_ = 0;
  double minutes_ = 0;
};

/// Adds lanes up.
class Expectation {
 public:
  void add(const KeptForecast& kept) {
    constexpr double tenths = 10;
    const DayForecast& forecast = kept.forecast;
    const double booked = forecast.booked_tenths / tenths;
    const double walk_in = forecast.walk_in_tenths / tenths;
    sum_.booked_people += booked;
    sum_.walk_in_people += walk_in;
    sum_.made_at = std::max(sum_.made_at, config::instant_of(kept.made_at_ms));
    if (!forecast.wait.is_known()) return;
    p50_.add(booked + walk_in, forecast.wait.p50_s);
    p90_.add(booked + walk_in, forecast.wait.p90_s);
  }
  ExpectedFigures finish() const {
    ExpectedFigures figures = sum_;
    figures.wait_p50_minutes = p50_.minutes();
    figures.wait_p90_minutes = p90_.minutes();
    return figures;
  }

 private:
  ExpectedFigures sum_;
  WaitMean p50_;
  WaitMean p90_;
};

class Builder {
 public:
  explicit Builder(const ReportRange& range) : range_{range} {}

  void add(const LaneTotals& totals) {
    if (totals.key.date() < range_.from) return;
    DayReport& report = day(totals.key);
    report.figures += totals;
    report.lanes.push_back({.lane = totals.key.lane()});
    report.lanes.back().figures += totals;
  }

  /// To be called after the lanes' totals: a day on which nothing happened has no report, whatever
  /// was expected of it.
  void add(const KeptForecast& kept) {
    auto& lanes = day(kept.key).lanes;
    const LaneCode code = kept.key.lane();
    auto lane = std::ranges::lower_bound(lanes, code, {}, &LaneReport::lane);
    if (lane == lanes.end() || lane->lane != code) lane = lanes.insert(lane, {.lane = code});
    Expectation alone;
    alone.add(kept);
    lane->expected = alone.finish();
    expected_[{kept.key.hall(), kept.key.date()}].add(kept);
  }

  void add(const ServiceTotals& totals) {
    constexpr double minute_ms = 60'000;
    ServiceReport service{.service = totals.key.service(),
                          .arrived_people = totals.arrived_people,
                          .served_people = totals.served_people,
                          .assumed_ends = totals.assumed_ends,
                          .mean_minutes = std::nullopt};
    const int timed_people = totals.served_people - totals.assumed_ends;
    if (timed_people > 0 && totals.served_ms > 0) {
      service.mean_minutes = static_cast<double>(totals.served_ms) / timed_people / minute_ms;
    }
    day(totals.key).services.push_back(service);
  }

  void add(const CounterTotals& totals) {
    day(totals.key)
        .counters.push_back({.counter = totals.key.counter(),
                             .open_ms = totals.open_ms,
                             .busy_ms = totals.busy_ms,
                             .served_tickets = totals.served_tickets,
                             .served_people = totals.served_people,
                             .has_assumed_end = totals.assumed_ends > 0});
  }

  /// To be called after all others: totals of a day outside the report are compared with the day a
  /// year later.
  void compare(const LaneTotals& totals) {
    const auto later = days_.find({totals.key.hall(), totals.key.date() + year_before});
    if (later == days_.end()) return;
    auto& people = later->second.people_year_before;
    people = people.value_or(0) + totals.booked_people + totals.walk_in_people;
  }

  std::vector<DayReport> finish() {
    std::vector<DayReport> reports;
    for (auto& [key, report] : days_) {
      report.highest_hour = highest_hour(report.figures);
      const auto expected = expected_.find(key);
      if (expected != expected_.end()) report.expected = expected->second.finish();
      reports.push_back(std::move(report));
    }
    return reports;
  }

 private:
  template <class Key>
  DayReport& day(const DayKey<Key>& key) {
    DayReport& report = days_[{key.hall(), key.date()}];
    report.hall = key.hall();
    report.date = key.date();
    return report;
  }

  const ReportRange& range_;
  std::map<std::pair<HallCode, Date>, DayReport> days_;
  std::map<std::pair<HallCode, Date>, Expectation> expected_;
};

}  // namespace

std::optional<double> wait_quantile(const WaitCounts& waits, double share) {
  const auto all = std::accumulate(waits.begin(), waits.end(), std::uint64_t{0});
  if (all == 0) return std::nullopt;
  const double wanted = share * static_cast<double>(all);
  double before = 0;
  for (std::size_t bucket = 0; bucket < wait_buckets; ++bucket) {
    const double count = waits[bucket];
    if (count == 0 || before + count < wanted) {
      before += count;
      continue;
    }
    const double begin = wait_bucket_minutes(bucket);
    if (bucket == wait_buckets - 1) return begin;
    const double width = wait_bucket_minutes(bucket + 1) - begin;
    return begin + width * (wanted - before) / count;
  }
  return wait_bucket_minutes(wait_buckets - 1);  // a share of more than all, by rounding
}

Figures& Figures::operator+=(const LaneTotals& totals) {
  tickets += totals.tickets;
  booked_people += totals.booked_people;
  walk_in_people += totals.walk_in_people;
  priority_people += totals.priority_people;
  served_people += totals.served_people;
  left_people += totals.left_people;
  missed_people += totals.missed_people;
  no_show_people += totals.no_show_people;
  documents += totals.documents;
  calls += totals.calls;
  for (std::size_t i = 0; i < wait_buckets; ++i) waits[i] += totals.waits[i];
  for (std::size_t i = 0; i < arrivals.size(); ++i) arrivals[i] += totals.arrivals[i];
  return *this;
}

std::optional<double> use_percent(std::uint64_t busy_ms, std::uint64_t open_ms) {
  if (open_ms == 0) return std::nullopt;
  return 100.0 * static_cast<double>(busy_ms) / static_cast<double>(open_ms);
}

std::optional<double> DayReport::use_percent() const {
  std::uint64_t busy_ms = 0;
  std::uint64_t open_ms = 0;
  for (const auto& counter : counters) {
    busy_ms += counter.busy_ms;
    open_ms += counter.open_ms;
  }
  return scheduler::use_percent(busy_ms, open_ms);
}

std::optional<double> DayReport::change_percent() const {
  if (people_year_before.value_or(0) == 0) return std::nullopt;
  const double before = *people_year_before;
  return 100.0 * (figures.people() - before) / before;
}

int DayReport::assumed_ends() const {
  return static_cast<int>(std::ranges::count(counters, true, &CounterReport::has_assumed_end));
}

std::vector<DayReport> make_report(const ReportSource& source, const config::City& city) {
  Builder builder{source.range};
  for (const auto& totals : by_key(source.lanes)) builder.add(totals);
  for (const auto& totals : by_key(source.services)) builder.add(totals);
  for (const auto& totals : by_key(with_running(source, city))) builder.add(totals);
  for (const auto& kept : source.forecasts) builder.add(kept);
  for (const auto& totals : source.lanes) builder.compare(totals);
  return builder.finish();
}

}  // namespace offpeak::scheduler
