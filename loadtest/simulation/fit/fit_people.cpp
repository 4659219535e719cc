#include "loadtest/simulation/fit/fit_people.hpp"

#include <array>
#include <cmath>

#include "config/weekdays.hpp"
#include "demand/day_demand.hpp"
#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {
namespace {

/// The nearest number with one or four decimals, as a file with that number gives it.
double people_rounded(double people) { return std::round(people * 10) / 10; }
double factor_rounded(double factor) { return std::round(factor * 10'000) / 10'000; }

/// People of the average day that each of the days would make likely, by weekday.
struct Weekdays {
  std::array<MeanOf, 7> people;
  std::uint64_t days = 0;
  int weekdays = 0;     // of which there are days
  double base_sum = 0;  // of their factors in the base model
  double mean_sum = 0;  // of their means

  std::uint64_t degrees_of_freedom() const { return days - static_cast<std::uint64_t>(weekdays); }
  /// Between days of the same weekday.
  double variance() const {
    double squares = 0;
    for (const MeanOf& each : people) {
      if (each.count() > 1) squares += each.variance() * static_cast<double>(each.count() - 1);
    }
    return squares / static_cast<double>(degrees_of_freedom());
  }
};

Weekdays weekdays_of(const Observations& seen, const config::City& city,
                     const demand::DemandModel& base, double unseen_share) {
  Weekdays all;
  for (const DaySeen& day : seen.days) {
    const unsigned weekday = std::chrono::weekday{day.date}.c_encoding();
    const double factor = base.weekday_factors[weekday];
    const double expected = expected_people(base, city, day.date);
    if (factor <= 0 || expected <= 0) continue;
    // What the month, an event and closed halls make of the day.
    const double season = expected / (base.city_people * factor);
    all.people[weekday].add(static_cast<double>(day.people) / season / (1 - unseen_share));
    ++all.days;
  }
  for (std::size_t at = 0; at < all.people.size(); ++at) {
    if (all.people[at].count() == 0) continue;
    ++all.weekdays;
    all.base_sum += base.weekday_factors[at];
    all.mean_sum += all.people[at].mean();
  }
  return all;
}

Interval around(double value, double half) { return {value - half, value + half}; }

/// The weekday's mean over the city's. Both vary (delta method).
double factor_variance(const Weekdays& all, std::size_t weekday) {
  const double mean = all.people[weekday].mean();
  double sum = 0;
  for (std::size_t at = 0; at < all.people.size(); ++at) {
    if (all.people[at].count() == 0) continue;
    const double slope = at == weekday ? all.mean_sum - mean : mean;
    sum += slope * slope / static_cast<double>(all.people[at].count());
  }
  return all.variance() * sum * std::pow(all.base_sum, 2) / std::pow(all.mean_sum, 4);
}

void fit_city(const Weekdays& all, DemandFit& fit) {
  const double people = all.mean_sum / all.base_sum;
  FittedValue value{.path = "city_people",
                    .value = people_rounded(people),
                    .observations = all.days,
                    .of = "days"};
  if (all.degrees_of_freedom() > 0) {
    double sum = 0;
    for (const MeanOf& each : all.people) {
      if (each.count() > 0) sum += 1 / static_cast<double>(each.count());
    }
    const double error = std::sqrt(all.variance() * sum) / all.base_sum;
    value.interval =
        around(people, student_factor(all.degrees_of_freedom(), fit_confidence) * error);
    value.method = Method::student;
  }
  fit.model.city_people = value.value;
  fit.values.push_back(value);
}

void fit_weekday(const Weekdays& all, std::size_t weekday, DemandFit& fit) {
  const std::string path = "weekday_factors." + std::string{config::weekday_words[weekday]};
  const auto days = all.people[weekday].count();
  if (days < fit_days_min || all.weekdays < 2) {
    const std::string why = days < fit_days_min ? std::to_string(days) + " such days, fewer than " +
                                                      std::to_string(fit_days_min)
                                                : "there are days of one weekday alone";
    fit.kept.push_back({path, why});
    return;
  }
  const double factor = all.people[weekday].mean() * all.base_sum / all.mean_sum;
  const double half = student_factor(all.degrees_of_freedom(), fit_confidence) *
                      std::sqrt(factor_variance(all, weekday));
  fit.values.push_back({.path = path,
                        .value = factor_rounded(factor),
                        .interval = around(factor, half),
                        .observations = days,
                        .of = "days",
                        .method = Method::student});
  fit.model.weekday_factors[weekday] = factor_rounded(factor);
}

}  // namespace

void fit_people(const Observations& seen, const config::City& city, const demand::DemandModel& base,
                double unseen_share, DemandFit& fit) {
  const Weekdays all = weekdays_of(seen, city, base, unseen_share);
  if (all.days < fit_days_min || all.mean_sum <= 0) {
    const std::string why = std::to_string(all.days) +
                            " days on which the city is open, fewer than " +
                            std::to_string(fit_days_min);
    fit.kept.push_back({"city_people", why});
    fit.kept.push_back({"weekday_factors", why});
    return;
  }
  fit_city(all, fit);
  for (std::size_t weekday = 0; weekday < all.people.size(); ++weekday) {
    fit_weekday(all, weekday, fit);
  }
}

}  // namespace offpeak::loadtest
