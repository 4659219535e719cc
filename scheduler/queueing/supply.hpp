// The counters that a lane may count on, from now to the end of the day: those that are open now,
// and those that the schedule opens later.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <boost/container/static_vector.hpp>

#include "config/city.hpp"
#include "scheduler/state/floor.hpp"

namespace offpeak::scheduler {

/// Later than any time of a day: never.
inline constexpr DayMs never_ms = 0xFFFFFFFF;

/// A counter as a forecast sees it.
struct Desk {
  LaneSet lanes = 0;
  DayMs free_ms = 0;                      // from here on it calls, whenever it works
  DayMs open_until_ms = 0;                // end of its present opening; 0: not open
  std::span<const config::Period> hours;  // of its own; empty: the hall's
  LaneCode last{};                        // that a forecast has it call last
};

/// Whether an open counter calls at this moment. After its hours it only finishes its visitor.
bool calls_at(const config::City& city, const config::Hall& hall, const CounterDesk& counter,
              Instant now);

/// Working time of a lane: the spans of the day in which any of its counters works, from now on.
class WorkClock {
 public:
  void add(DayMs from, DayMs to);
  bool empty() const { return spans_.empty(); }
  /// Working time between two times of the day.
  DayMs worked(DayMs from, DayMs to) const;
  /// The time by which that much was worked from `from` on; `never_ms` when the day ends first.
  DayMs after(DayMs from, DayMs worked_ms) const;
  DayMs end() const { return spans_.empty() ? 0 : spans_.back().to; }

 private:
  struct Span {
    DayMs from;
    DayMs to;
  };
  static constexpr std::size_t spans_max = 32;
  boost::container::static_vector<Span, spans_max> spans_;  // in order, apart from each other
};

class Supply {
 public:
  enum class Counters : std::uint8_t {
    expected,  // open now, or to be opened by the schedule
    all,       // as if every counter that has hours now were opened at this moment
  };
  /// The counters that `lane` may count on, and those that share lanes with them: while one of
  /// these serves another lane, it does not serve this one.
  Supply(const Floor& floor, const config::City& city, const config::Hall& hall, LaneCode lane,
         Instant now, Counters counters = Counters::expected);

  std::span<Desk> desks() { return {desks_.data(), desks_.size()}; }
  /// The lanes that any of these counters serves.
  LaneSet lanes() const { return lanes_; }
  std::span<const config::Period> periods() const { return periods_; }
  bool serves(LaneCode lane) const { return (lanes_ & lane_bit(lane)) != 0; }
  /// True when the hall has been open for a while and no counter of the lane is: then nobody can
  /// say when one will open, whatever the schedule says.
  bool is_deserted(LaneCode lane) const;
  /// When this desk calls next, at `from_ms` or later: it calls nobody outside its hours.
  DayMs works_from(const Desk& desk, DayMs from_ms) const;
  WorkClock clock(LaneCode lane) const;
  /// Replaces all counters by one that takes no time, to see in which order a lane is called.
  void add_tireless(LaneCode lane);

 private:
  /// Calls `visit(from, to)` for each opening that the schedule has for this desk later than now.
  template <class Visit>
  void for_each_opening(const Desk& desk, const Visit& visit) const;
  void add_configured(const Floor& floor, const config::Hall& hall, const config::Counter& counter);
  void add_others(const Floor& floor, const config::Hall& hall);
  void open(Desk& desk, const Floor& floor, const CounterDesk& record) const;
  DayMs closes(const Desk& desk) const;
  bool is_to_come(const Desk& desk, DayMs from, DayMs to) const;
  void keep_connected(LaneCode lane);
  void spread();

  std::span<const config::Period> periods_;
  Counters counters_;
  DayMs now_ms_;
  DayMs walk_ms_;
  LaneSet lanes_ = 0;
  std::uint32_t found_ = 0;  // counters that are both configured and known to the floor
  boost::container::static_vector<Desk, 2 * config::counters_max> desks_;
};

}  // namespace offpeak::scheduler
