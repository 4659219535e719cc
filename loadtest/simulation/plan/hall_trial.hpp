// Playing one hall's day with other counters.
#pragma once

#include <span>
#include <vector>

#include "loadtest/simulation/days/simulator.hpp"
#include "loadtest/simulation/formulas/staffing.hpp"
#include "loadtest/simulation/plan/search.hpp"

namespace offpeak::loadtest {

/// One thread uses it. Only the counters of the hall's main lane, the one with most of the
/// counters' time, are planned: the others, and machines, stay as they are. Bookings keep the
/// slots of the configured counters, so that every schedule meets the same demand.
class HallTrial {
 public:
  /// `scenario` must outlive the trial; the hall is open on its date. `visitors` are those of this
  /// hall, by replication.
  HallTrial(const Scenario& scenario, std::size_t place, std::vector<std::vector<Visitor>> visitors,
            std::uint64_t seed, const Target& target);

  /// The day cut into half-hours; the last of a period may be shorter.
  const std::vector<config::Period>& half_hours() const { return half_hours_; }
  /// Counters in the configuration.
  int counters_configured() const { return shared_ + alone_; }
  /// Counters shared with other lanes, which are always open.
  int counters_shared() const { return shared_; }

  /// Counters for each half-hour to start from: the modified offered load with square-root safety.
  Staffing start();
  std::vector<SpanWaits> play(const Staffing& counters);
  /// Minutes that this share of a half-hour's parties waits at most, by the last play.
  double quantile(std::size_t half_hour, double share);

 private:
  void staff(const Staffing& counters);
  void play_day(std::uint32_t replication);
  std::size_t half_hour_of(double minute) const;

  Scenario scenario_;  // of this hall alone
  std::vector<std::vector<Visitor>> visitors_;
  std::uint64_t seed_;
  const Target& target_;
  config::LaneCode lane_;
  std::vector<config::Counter> others_;  // not planned
  int shared_ = 0, alone_ = 0;
  std::vector<config::Period> half_hours_;
  std::vector<std::vector<double>> waits_minutes_;  // by half-hour; infinite: never called
  Simulator simulator_;
};

}  // namespace offpeak::loadtest
