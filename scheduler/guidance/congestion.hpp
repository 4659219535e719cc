// What a load costs those who wait in it: the convex price of crowding.
#pragma once

namespace offpeak::scheduler {

/// How waits are taken to grow with the load.
struct CongestionModel {
  /// (ca² + cs²) / 2: half the sum of the squared coefficients of variation of the times between
  /// arrivals and of services. 1: Poisson arrivals and exponential services.
  double variability = 0.625;
  /// Utilisation from which the marginal cost goes on as a straight line; above 0, below 1. A
  /// steady queue would become infinite at 1; a half-hour ends long before, and one more visitor
  /// delays only those of the rest of a busy time.
  double linear_from = 0.85;
};

/// The cost F(x) of a load of x counter-minutes in one cell, in counter-minutes times minutes of
/// waiting: x · W(x / capacity), with the mean wait of G/G/c by Sakasegawa (1977; Hopp & Spearman,
/// "Factory Physics", equation 8.25)
///
///     W(ρ) = variability · service / c · ρ^(√(2 (c + 1)) - 1) / (1 - ρ).
///
/// F' is what one more counter-minute costs, in minutes: its own wait and what the others wait
/// longer. It is continuous and rising, F is convex, and both are finite for every load.
class Congestion {
 public:
  /// A cell that nobody serves: costs nothing, as nobody may be sent there.
  Congestion() = default;
  /// `counters` may be a share of one, which is a slow one. All are above 0.
  Congestion(double counters, double minutes, double service_minutes, const CongestionModel& model);

  struct Marginal {
    double minutes = 0;  // F'
    double slope = 0;    // F''
  };
  double cost(double load_minutes) const;
  Marginal marginal(double load_minutes) const;

 private:
  /// F / capacity, and its derivatives by the utilisation.
  struct Curve {
    double value = 0;
    double first = 0;
    double second = 0;
  };
  Curve steady(double utilisation) const;

  double capacity_minutes_ = 1;
  double scale_minutes_ = 0;
  double exponent_less_one_ = 0;
  double linear_from_ = 0;
  Curve end_{};  // where the straight line begins
};

}  // namespace offpeak::scheduler
