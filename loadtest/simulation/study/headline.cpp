#include "loadtest/simulation/study/headline.hpp"

#include <algorithm>

namespace offpeak::loadtest {
namespace {

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
  return headline;
}

double overtime_minutes(const HallResult& hall, int days) {
  return static_cast<double>(hall.overtime_ms) / ms_per_minute / days;
}

/// Adds the counts that a headline needs. Waits are added separately; cells are not needed.
void add_counts(HallResult& sum, const HallResult& hall) {
  sum.balance.add(hall.balance);
  sum.found_none += hall.found_none;
  sum.balked += hall.balked;
  sum.busy_ms += hall.busy_ms;
  sum.open_ms += hall.open_ms;
  sum.after_closing_ms += hall.after_closing_ms;
}

Headline mean_of(const Headline& left, const Headline& right) {
  Headline mean;
  for (const auto& field : headline_fields) {
    mean.*field.member = (left.*field.member + right.*field.member) / 2;
  }
  return mean;
}

/// The independent values among the replications: each, or the mean of each complete pair.
Series independent(const std::vector<std::uint32_t>& replications, const Series& series,
                   bool antithetic) {
  if (!antithetic) return series;
  Series means;
  for (std::size_t at = 0; at + 1 < replications.size(); ++at) {
    const bool pair = replications[at] % 2 == 0 && replications[at + 1] == replications[at] + 1;
    if (pair) means.push_back(mean_of(series[at], series[at + 1]));
  }
  return means;
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

HeadlineEstimates estimates(const std::vector<std::uint32_t>& replications, const Series& series,
                            bool antithetic) {
  std::array<MeanOf, headline_fields.size()> means;
  for (const Headline& headline : independent(replications, series, antithetic)) {
    for (std::size_t field = 0; field < means.size(); ++field) {
      means[field].add(headline.*headline_fields[field].member);
    }
  }
  HeadlineEstimates all;
  std::ranges::transform(means, all.begin(), [](const MeanOf& mean) { return mean.estimate(); });
  return all;
}

HeadlineEstimates differences(const ScenarioResult& of, const ScenarioResult& with,
                              bool antithetic) {
  std::vector<std::uint32_t> common;
  Series series;
  std::size_t other = 0;
  for (std::size_t at = 0; at < of.replications.size(); ++at) {
    const std::uint32_t replication = of.replications[at];
    while (other < with.replications.size() && with.replications[other] < replication) ++other;
    if (other == with.replications.size()) break;
    if (with.replications[other] != replication) continue;
    Headline difference;
    for (const auto& field : headline_fields) {
      difference.*field.member =
          of.headlines[at].*field.member - with.headlines[other].*field.member;
    }
    common.push_back(replication);
    series.push_back(difference);
  }
  return estimates(common, series, antithetic);
}

}  // namespace offpeak::loadtest
