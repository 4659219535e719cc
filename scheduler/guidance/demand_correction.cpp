#include "scheduler/guidance/demand_correction.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace offpeak::scheduler {
namespace {

double weight_of(Date date, Date today) {
  constexpr double days_per_week = 7;
  const auto weeks = static_cast<double>((today - date).count()) / days_per_week;
  return std::exp2(-weeks / correction_half_life_weeks);
}

void bound(Correction& correction, double factor, double min, double max) {
  correction.factor = std::clamp(factor, min, max);
  correction.is_bounded = correction.factor != factor;
}

void estimate(Correction& correction, double prior_deviation) {
  const double prior = people_dispersion / (prior_deviation * prior_deviation);
  const double factor = (prior + correction.observed) / (prior + correction.expected);
  bound(correction, factor, correction_min, correction_max);
}

void add(Correction& correction, double weight, double observed, double expected) {
  correction.observed += weight * observed;
  correction.expected += weight * expected;
  ++correction.days;
}

unsigned weekday_of(Date date) { return std::chrono::weekday{date}.c_encoding(); }

}  // namespace

bool ObservedDay::has_hours() const {
  return walk_in_people == 0 ||
         std::ranges::any_of(walk_ins, [](std::uint32_t people) { return people > 0; });
}

DemandCorrection::DemandCorrection(std::span<const ObservedDay> days, Date today) {
  for (const ObservedDay& day : days) {
    if (day.date >= today) continue;
    const auto& expected = day.expected_walk_ins;
    add(hall_, weight_of(day.date, today), day.walk_in_people,
        std::accumulate(expected.begin(), expected.end(), 0.0));
  }
  estimate(hall_, hall_factor_deviation);
  for (const ObservedDay& day : days) {
    if (day.date >= today || !day.has_hours()) continue;
    const double weight = weight_of(day.date, today);
    auto& hours = hours_[weekday_of(day.date)];
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
      add(hours[hour], weight, day.walk_ins[hour], hall_.factor * day.expected_walk_ins[hour]);
    }
  }
  for (auto& hours : hours_) {
    for (Correction& hour : hours) estimate(hour, hour_factor_deviation);
  }
}

double DemandCorrection::factor(Date date, int hour) const {
  const Correction& own = at(std::chrono::weekday{date}, hour);
  return std::clamp(hall_.factor * own.factor, correction_min, correction_max);
}

const Correction& DemandCorrection::at(std::chrono::weekday day, int hour) const {
  return hours_[day.c_encoding()][static_cast<std::size_t>(hour)];
}

Correction show_rate(std::span<const ObservedDay> days, Date today, double model_rate) {
  Correction rate;
  for (const ObservedDay& day : days) {
    if (day.date >= today || day.booked_people + day.no_show_people == 0) continue;
    add(rate, weight_of(day.date, today), day.booked_people,
        day.booked_people + day.no_show_people);
  }
  bound(rate,
        (show_rate_prior_people * model_rate + rate.observed) /
            (show_rate_prior_people + rate.expected),
        show_rate_min, 1);
  return rate;
}

}  // namespace offpeak::scheduler
