// What each cell costs at the load that a plan gives it.
#pragma once

#include <cstddef>
#include <vector>

#include "scheduler/guidance/assignment_problem.hpp"

namespace offpeak::scheduler {

/// Prices of the cells while a plan changes; kept up to date, for most are asked far more often
/// than changed. Behind the cells of the problem comes one more, "nowhere", for what has no place:
/// it has room for everything and its price is 0.
///
/// A room is kept by the method of multipliers (Hestenes 1969; Powell 1969): a load above it costs
/// ever more, and `learn_room_prices` moves that price into one that stays. Where this does not
/// soon bring the load down, the next excess costs more (Bertsekas 1982, section 2.2).
class CellPrices {
 public:
  /// Nothing is planned yet. `room_prices` of the last solution, or none.
  void start(const AssignmentProblem& problem, const std::vector<double>& room_prices);

  std::size_t nowhere() const { return fixed_minutes_.size(); }
  /// Minutes per counter-minute; infinite where there is no room at all.
  double price(std::size_t cell) const { return prices_[cell]; }
  /// By which the price rises with each counter-minute.
  double slope(std::size_t cell) const { return slopes_[cell]; }
  /// The price if so much were planned.
  double price_at(std::size_t cell, double planned_minutes) const;
  double planned_minutes(std::size_t cell) const { return planned_minutes_[cell]; }
  double fixed_minutes(std::size_t cell) const { return fixed_minutes_[cell]; }
  /// Of the plan: without what the rest of the groups, which stays with its habit, takes.
  double room_minutes(std::size_t cell) const { return room_minutes_[cell]; }
  bool is_open(std::size_t cell) const;
  const Congestion& congestion(std::size_t cell) const { return congestions_[cell]; }
  const std::vector<double>& room_prices() const { return room_prices_; }

  /// Plans so much more, or less.
  void add(std::size_t cell, double minutes);
  void learn_room_prices();

 private:
  void update(std::size_t cell);
  /// May be negative: then it is no price.
  double room_price_at(std::size_t cell, double planned_minutes) const {
    return room_prices_[cell] + excess_costs_[cell] * (planned_minutes / room_minutes_[cell] - 1);
  }

  std::vector<Congestion> congestions_;
  std::vector<double> fixed_minutes_;
  std::vector<double> room_minutes_;
  std::vector<double> room_prices_;
  std::vector<double> excess_costs_;     // minutes, of a load of twice the room
  std::vector<double> excesses_;         // parts of the room, when prices were last learned
  std::vector<double> planned_minutes_;  // these and below: of "nowhere" too
  std::vector<double> prices_;
  std::vector<double> slopes_;
};

}  // namespace offpeak::scheduler
