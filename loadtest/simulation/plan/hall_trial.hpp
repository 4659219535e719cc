// Playing one hall's day with other counters.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "loadtest/simulation/days/simulator.hpp"
#include "loadtest/simulation/plan/staffing.hpp"
#include "loadtest/simulation/plan/target.hpp"
#include "loadtest/simulation/plan/verdict.hpp"
#include "loadtest/simulation/statistics/histogram.hpp"

namespace offpeak::loadtest {

/// What is measured of the demand, so that it does not depend on a plan's seed: which half-hours
/// are joined, and how many mean to come for each who is received.
inline constexpr std::uint64_t measured_seed = 1;

/// Counters that give the same lanes the same shares of their time.
struct CounterKind {
  std::map<config::LaneCode, int> share_percent;
  int configured = 0;
};

/// The staffed counters of a hall: all but those whose lanes only machines serve.
class CounterKinds {
 public:
  CounterKinds(const config::Hall& hall, const config::City& city);

  const std::vector<CounterKind>& kinds() const { return kinds_; }
  /// Those that any of them serves.
  const std::vector<config::LaneCode>& lanes() const { return lanes_; }
  /// Counters that are not planned.
  const std::vector<config::Counter>& machines() const { return machines_; }
  std::vector<std::vector<bool>> serves() const;

 private:
  void add(const config::Counter& counter);

  std::vector<CounterKind> kinds_;
  std::vector<config::LaneCode> lanes_;
  std::vector<config::Counter> machines_;
};

/// The schedule as counters with their hours, numbered from 1 past the numbers of `machines`.
std::vector<config::Counter> staffed_counters(const std::vector<CounterKind>& kinds,
                                              const std::vector<config::Counter>& machines,
                                              const Staffing& counters,
                                              std::span<const config::Period> half_hours);

/// Of all parties of a cell.
struct CellWaits {
  Histogram minutes;
  double sum_minutes = 0;
  std::uint64_t over = 0;  // that waited the target's minutes or longer
};

/// One thread uses it. Machines stay as they are. Bookings keep the slots of the configured
/// counters, so that every schedule meets the same demand.
class HallTrial {
 public:
  /// `scenario` and `target` must outlive the trial; the hall is open on its date.
  HallTrial(const Scenario& scenario, std::size_t place, std::uint64_t seed, const Target& target);

  /// The day cut into half-hours; the last of a period may be shorter.
  const std::vector<config::Period>& half_hours() const { return half_hours_; }
  const CounterKinds& counters() const { return kinds_; }
  const StaffingShape& shape() const { return shape_; }

  /// Counters to start from: for each lane the modified offered load with square-root safety.
  Staffing start() const;

  /// A day that schedules are compared on; its visitors are kept.
  std::vector<CellDay> play_known(const Staffing& counters, std::uint32_t day);
  /// A day that no schedule was chosen by.
  std::vector<CellDay> play_fresh(const Staffing& counters, std::uint32_t day);

  /// Waits in each cell since the last call of `forget_waits`.
  const std::vector<CellWaits>& waits() const { return waits_; }
  void forget_waits();

 private:
  std::vector<Visitor> visitors(const Draws& draws) const;
  void staff(const Staffing& counters);
  std::vector<CellDay> play(const Staffing& counters, std::span<const Visitor> visitors,
                            std::uint32_t replication);
  void measure_demand();
  void make_cells();
  std::size_t half_hour_of(DayTime at) const;
  std::size_t lane_place(config::LaneCode lane) const;

  const Scenario& city_;
  std::size_t place_;
  Scenario scenario_;  // of this hall alone
  std::uint64_t seed_;
  const Target& target_;
  CounterKinds kinds_;
  std::vector<config::Period> half_hours_;
  StaffingShape shape_;
  std::vector<std::vector<std::size_t>> cell_of_;     // by lane and half-hour
  std::vector<std::vector<double>> parties_per_day_;  // likewise
  std::vector<double> service_minutes_;               // of a party, by lane
  std::vector<std::vector<Visitor>> known_;           // by day
  Staffing staffed_;                                  // what scenario_ has
  std::vector<CellWaits> waits_;                      // by cell
  Simulator simulator_;
};

}  // namespace offpeak::loadtest
