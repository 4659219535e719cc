#include "loadtest/simulation/study/headline.hpp"

#include <algorithm>
#include <utility>

namespace offpeak::loadtest {
namespace {

constexpr double long_wait_minutes = 40;
constexpr double metres_per_km = 1000;

double share(double part, double whole) { return whole == 0 ? 0 : part / whole; }

Headline headline_of_sum(const HallResult& sum, const Waits& waits) {
  const auto parties = static_cast<double>(waits.parties);
  Headline headline;
  headline.parties = parties;
  headline.people = static_cast<double>(waits.people);
  headline.wait_minutes = share(static_cast<double>(waits.wait_ms) / ms_per_minute, parties);
  headline.p50_minutes = waits.minutes.quantile(0.5);
  headline.p90_minutes = waits.minutes.quantile(0.9);
  headline.over_15_share = share(static_cast<double>(waits.over_15), parties);
  headline.over_30_share = share(static_cast<double>(waits.over_30), parties);
  headline.utilisation = share(static_cast<double>(sum.busy_ms), static_cast<double>(sum.open_ms));
  const Balance& balance = sum.balance;
  headline.balked = static_cast<double>(sum.balked);
  headline.abandoned = static_cast<double>(balance.of(Fate::left).parties);
  headline.no_shows = static_cast<double>(balance.of(Fate::no_show).parties);
  headline.unplaced = static_cast<double>(balance.of(Fate::unplaced).parties);
  headline.unserved = static_cast<double>(balance.of(Fate::unserved).parties);
  headline.found_none = static_cast<double>(sum.found_none);
  headline.meant = static_cast<double>(balance.meant.people);
  headline.received = static_cast<double>(balance.received().people);
  headline.counter_hours = static_cast<double>(sum.open_ms - sum.after_closing_ms) / ms_per_hour;
  headline.overtime_hours = static_cast<double>(sum.after_closing_ms) / ms_per_hour;
  headline.p99_minutes = waits.minutes.quantile(0.99);
  headline.over_40_share = waits.minutes.share_above(long_wait_minutes);
  const BookedPlaces& bookings = sum.bookings;
  headline.shift_minutes = share(static_cast<double>(bookings.shift_ms) / ms_per_minute,
                                 static_cast<double>(bookings.placed));
  headline.followed = static_cast<double>(bookings.followed);
  headline.travel_km = share(static_cast<double>(bookings.travel_m) / metres_per_km,
                             static_cast<double>(bookings.followed));
  headline.balance = balance;
  return headline;
}

double overtime_minutes(const HallResult& hall, int days) {
  return static_cast<double>(hall.overtime_ms) / ms_per_minute / days;
}

/// Adds the counts that a headline needs. Waits are added separately; cells are not needed.
void add_counts(HallResult& sum, const HallResult& hall) {
  sum.balance.add(hall.balance);
  sum.bookings.add(hall.bookings);
  sum.found_none += hall.found_none;
  sum.balked += hall.balked;
  sum.busy_ms += hall.busy_ms;
  sum.open_ms += hall.open_ms;
  sum.after_closing_ms += hall.after_closing_ms;
}

/// The mean of the independent values: each, or the mean of each complete pair.
Estimate mean_of(const std::vector<std::uint32_t>& replications, const std::vector<double>& values,
                 bool antithetic) {
  MeanOf mean;
  if (!antithetic) {
    for (const double value : values) mean.add(value);
    return mean.estimate();
  }
  for (std::size_t at = 0; at + 1 < replications.size(); ++at) {
    const bool pair = replications[at] % 2 == 0 && replications[at + 1] == replications[at] + 1;
    if (pair) mean.add((values[at] + values[at + 1]) / 2);
  }
  return mean.estimate();
}

/// The replications that two scenarios have, and their places in each.
struct Common {
  std::vector<std::uint32_t> replications;
  std::vector<std::pair<std::size_t, std::size_t>> places;
};

Common common_of(const ScenarioResult& one, const ScenarioResult& other) {
  Common common;
  std::size_t at_other = 0;
  for (std::size_t at = 0; at < one.replications.size(); ++at) {
    const std::uint32_t replication = one.replications[at];
    while (at_other < other.replications.size() && other.replications[at_other] < replication) {
      ++at_other;
    }
    if (at_other == other.replications.size()) break;
    if (other.replications[at_other] != replication) continue;
    common.replications.push_back(replication);
    common.places.emplace_back(at, at_other);
  }
  return common;
}

Estimate difference_of(const Common& common, const ScenarioResult& of, const ScenarioResult& with,
                       bool antithetic, const HeadlineValue& value) {
  std::vector<double> values;
  values.reserve(common.places.size());
  for (const auto& [at, at_other] : common.places) {
    values.push_back(value(of.headlines[at]) - value(with.headlines[at_other]));
  }
  return mean_of(common.replications, values, antithetic);
}

}  // namespace

Headline headline_of(const HallResult& hall, int days) {
  Headline headline = headline_of_sum(hall, hall.all());
  headline.overtime_minutes = overtime_minutes(hall, days);
  return headline;
}

Headline headline_of(const DayResult& result, int days) {
  HallResult sum;
  Waits waits;
  double overtime = 0;
  for (const HallResult& hall : result.halls) {
    add_counts(sum, hall);
    for (const Waits* each : {&hall.booked, &hall.walk_in, &hall.priority}) waits.add(*each);
    overtime = std::max(overtime, overtime_minutes(hall, days));
  }
  Headline headline = headline_of_sum(sum, waits);
  headline.overtime_minutes = overtime;
  return headline;
}

Series hall_series(const ScenarioResult& scenario, std::size_t hall) {
  Series series;
  series.reserve(scenario.hall_headlines.size());
  for (const auto& halls : scenario.hall_headlines) series.push_back(halls[hall]);
  return series;
}

Estimate estimate_of(const std::vector<std::uint32_t>& replications, const Series& series,
                     bool antithetic, const HeadlineValue& value) {
  std::vector<double> values;
  values.reserve(series.size());
  for (const Headline& headline : series) values.push_back(value(headline));
  return mean_of(replications, values, antithetic);
}

HeadlineEstimates estimates(const std::vector<std::uint32_t>& replications, const Series& series,
                            bool antithetic) {
  HeadlineEstimates all;
  std::ranges::transform(headline_fields, all.begin(), [&](const HeadlineField& field) {
    return estimate_of(replications, series, antithetic, field.member);
  });
  return all;
}

Estimate difference_of(const ScenarioResult& of, const ScenarioResult& with, bool antithetic,
                       const HeadlineValue& value) {
  return difference_of(common_of(of, with), of, with, antithetic, value);
}

HeadlineEstimates differences(const ScenarioResult& of, const ScenarioResult& with,
                              bool antithetic) {
  const Common common = common_of(of, with);
  HeadlineEstimates all;
  std::ranges::transform(headline_fields, all.begin(), [&](const HeadlineField& field) {
    return difference_of(common, of, with, antithetic, field.member);
  });
  return all;
}

}  // namespace offpeak::loadtest
