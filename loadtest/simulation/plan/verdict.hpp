// Whether the parties of a half-hour meet a target, decided on as many days as that takes.
#pragma once

#include <cstdint>

#include "loadtest/simulation/statistics/estimate.hpp"

namespace offpeak::loadtest {

/// One day's parties of one half-hour.
struct CellDay {
  double parties = 0;
  double excess = 0;  // their sum of Target::excess
};

/// Probability, at most, that a cell is called met which is above the target by more than the
/// tolerance.
inline constexpr double plan_error = 0.01;

enum class Verdict : std::uint8_t { undecided, met, missed };

/// Half of the width of an interval around the mean of `count` independent values with this
/// variance, such that all intervals for count = 1, 2, … together hold the true mean with
/// probability 1 - `error` in the limit of many values: it may be looked at after every day, and
/// looking often costs nothing (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, "Time-uniform
/// central limit theory and asymptotic confidence sequences", theorem 2.2; the mixture is Robbins'
/// of 1970). It is narrowest near `tuned_for` values (their eq. 80). `count` above 0.
double anytime_half_width(std::uint64_t count, double variance, double error, double tuned_for);

/// What a cell must stay below its target by, in a day's excess, so that a test with this error and
/// tolerance calls it met after so many days: the least that a search should aim at. At least 0.
double decision_margin(const MeanOf& excess, double parties_per_day, double tolerance, double error,
                       std::uint32_t days);

/// A sequential test with an indifference zone, as in ranking and selection (Bechhofer 1954; Kim &
/// Nelson 2001): `missed` is said of what meets the target, and `met` of what is above the target
/// by more than the tolerance, each with probability `error` at most. In between either may be
/// said. Days are the independent values: parties of one day share its queue.
class TargetTest {
 public:
  /// `tolerance`: how much more than the target allows a party counts as met.
  TargetTest(double tolerance, double error) : tolerance_{tolerance}, error_{error} {}

  void add(const CellDay& day);
  Verdict verdict() const;
  /// Whether it is to be expected that the cell is called met after `days` in all, when their mean
  /// is by so many standard errors better than that of the days so far.
  bool may_be_met(std::uint32_t days, double errors) const;
  const MeanOf& excess() const { return excess_; }  // by day

 private:
  double tolerance_;
  double error_;
  double parties_ = 0;
  MeanOf excess_;     // above the target
  MeanOf tolerated_;  // above the target with its tolerance
};

}  // namespace offpeak::loadtest
