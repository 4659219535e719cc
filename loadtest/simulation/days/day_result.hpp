// The result of one replication of a scenario. Everything is a whole number, so that parts add up
// to the same whole in any order and on any machine.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "loadtest/simulation/days/balance.hpp"
#include "loadtest/simulation/statistics/histogram.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::loadtest {

inline constexpr int cell_minutes = 30;
inline constexpr int cells_per_day = 24 * 60 / cell_minutes;

/// Visitors of one kind who were called. A party waits once, as one ticket.
struct Waits {
  std::uint64_t parties = 0;
  std::uint64_t people = 0;
  std::int64_t wait_ms =
      0;  // their waits; of a booked one from the slot's start when it came early
  std::uint64_t over_15 = 0;  // parties that waited longer than so many minutes
  std::uint64_t over_30 = 0;
  Histogram minutes;

  void add_party(std::int64_t waited_ms, std::uint32_t size);
  void add(const Waits& other);
};

/// Half an hour of a hall's staffed counters, by the time of arrival or of the clock.
struct Cell {
  std::uint32_t arrivals = 0;              // tickets issued
  std::int64_t brought_ms = 0;             // counter time of those whose wait begins now
  std::int64_t wait_ms = 0;                // of those who arrived now and were called
  std::uint32_t called = 0;                // how many of them
  std::int64_t queue_ms = 0;               // integral of the number waiting over the half-hour
  std::uint32_t queue_most = 0;            // summed over replications: divide by them
  std::int64_t busy_ms = 0;                // counters with a visitor
  std::int64_t open_ms = 0;                // counters open
  std::int64_t hours_ms = 0;               // the hall's doors open
  std::array<std::int64_t, 4> level_ms{};  // time at each level, by scheduler::Level

  void add(const Cell& other);
};

/// Those who look for an appointment are in groups by the share that has to follow until they do
/// (`follow_draw`): a group is the same people whoever follows, with guidance and without.
inline constexpr std::array follow_shares{0.03, 0.1, 0.3, 0.6, 1.0};
inline constexpr std::size_t follow_groups = follow_shares.size();

/// Of one of these groups: called at staffed counters.
struct GroupWaits {
  std::uint64_t parties = 0;
  std::int64_t wait_ms = 0;

  void add(const GroupWaits& other) {
    parties += other.parties;
    wait_ms += other.wait_ms;
  }
};

/// What became of those who looked for an appointment, or followed without one. Parties.
struct BookedPlaces {
  std::uint64_t placed = 0;    // booked
  std::int64_t shift_ms = 0;   // of these, from the wished time to the slot, either way
  std::uint64_t followed = 0;  // at a place or hall that was suggested instead of their own
  std::uint64_t travel_m = 0;  // of these, from the hall that they would have gone to
  std::array<GroupWaits, follow_groups> booked_groups{};    // of `HallResult::booked`
  std::array<GroupWaits, follow_groups> priority_groups{};  // of `HallResult::priority`

  void add(const BookedPlaces& other);
};

/// A lane of a hall.
struct LaneResult {
  Waits waits;
  std::int64_t busy_ms = 0;      // counters with one of its visitors
  std::int64_t open_ms = 0;      // its share of the time that counters were open
  std::int64_t overtime_ms = 0;  // of its last visit after the hall's closing

  void add(const LaneResult& other);
};

/// A service in a hall.
struct ServiceResult {
  Waits waits;
  std::int64_t busy_ms = 0;  // counters with one of its visitors

  void add(const ServiceResult& other);
};

/// What is not of a lane or service is of staffed counters: machines have lanes of their own.
struct HallResult {
  std::uint32_t hall = 0;  // code
  Waits booked, walk_in, priority;
  Balance balance;
  BookedPlaces bookings;
  std::uint64_t found_none = 0;     // parties that wanted an appointment and found none
  std::uint64_t balked = 0;         // parties that turned round at red
  std::uint64_t midnight_days = 0;  // days that midnight cut short
  std::int64_t overtime_ms = 0;     // of the last counter after the hall's closing
  std::int64_t busy_ms = 0;
  std::int64_t open_ms = 0;
  std::int64_t after_closing_ms = 0;    // of open_ms
  std::vector<LaneResult> lanes;        // in the order of the city's lanes
  std::vector<ServiceResult> services;  // in the order of the city's services
  std::array<Cell, cells_per_day> cells{};

  Waits all() const;
  void add(const HallResult& other);
};

struct DayResult {
  std::vector<HallResult> halls;  // in the order of the city's halls
  std::uint64_t commands = 0;     // decided by the core

  Balance balance() const;
  void add(const DayResult& other);
};

}  // namespace offpeak::loadtest
