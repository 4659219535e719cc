// What past days show against the model: how many more or fewer come without an appointment, by
// weekday and hour, and how many keep one.
//
// Counts of a Gamma–Poisson model: with a prior factor of mean 1 and standard deviation 1/√a, after
// O came where M were expected, the factor's mean is (a + O) / (a + M) (Clayton & Kaldor 1987,
// "Empirical Bayes estimates of age-standardized relative risks", Biometrics 43). Older days weigh
// less, by powers of one discount (Harvey & Fernandes 1989, "Time series models for count or
// qualitative observations", Journal of Business & Economic Statistics 7). First the level of the
// hall, which has much data, then each weekday and hour relative to it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

inline constexpr double correction_half_life_weeks = 6;
/// How far the model may be wrong before anything is seen: standard deviations of a factor.
inline constexpr double hall_factor_deviation = 0.3;
inline constexpr double hour_factor_deviation = 0.2;
/// Variance of a count of people by its mean: they come as parties.
inline constexpr double people_dispersion = 2;
inline constexpr double correction_min = 0.5;
inline constexpr double correction_max = 2;
/// The model's share of those who keep their appointment counts like so many people.
inline constexpr double show_rate_prior_people = 50;
inline constexpr double show_rate_min = 0.5;

using HoursOfDay = std::array<double, 24>;

/// A past day of some lanes of one hall, beside what the model says of it. People.
struct ObservedDay {
  Date date{};
  std::array<std::uint32_t, 24> walk_ins{};  // came without an appointment, by hour of arrival
  std::uint32_t walk_in_people = 0;          // all of them; hours may be missing
  HoursOfDay expected_walk_ins{};
  std::uint32_t booked_people = 0;  // checked in with an appointment
  std::uint32_t no_show_people = 0;

  /// Days that were counted before hours were have none.
  bool has_hours() const;
};

/// A factor and what it was made of.
struct Correction {
  double factor = 1;
  double observed = 0;  // people, older days counting less
  double expected = 0;  // likewise
  int days = 0;
  bool is_bounded = false;  // what was seen was further from 1 than a factor may be
};

class DemandCorrection {
 public:
  DemandCorrection() = default;  // knows of no day
  /// Days from `today` on are passed over. Lanes of staffed counters are best taken together: a
  /// lane of a few people an hour tells little of its hours.
  DemandCorrection(std::span<const ObservedDay> days, Date today);

  /// On the model's walk-ins of that hour; within the bounds too.
  double factor(Date date, int hour) const;

  const Correction& hall() const { return hall_; }
  /// Relative to the hall's.
  const Correction& at(std::chrono::weekday day, int hour) const;

 private:
  Correction hall_;
  std::array<std::array<Correction, 24>, 7> hours_{};  // by std::chrono::weekday::c_encoding()
};

/// Of those with an appointment that stands when its slot begins: who comes. The mean of a Beta
/// distribution, whose prior has the mean `model_rate`. `observed` and `expected` are people who
/// came, and who should have.
Correction show_rate(std::span<const ObservedDay> days, Date today, double model_rate);

}  // namespace offpeak::scheduler
