// Who came to each lane of the last days, for readers on any thread: what a forecast of walk-ins is
// corrected by.
//
// Progress: reads are wait-free; the thread that changes the state alone publishes. A reader may
// see a day half counted.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::engine {

/// Of a lane on a day, by the lane whose number the visitors got.
struct ArrivalCounts {
  std::array<std::uint32_t, 24> walk_ins{};  // people without an appointment, by hour of the day
  std::uint32_t booked = 0;                  // applicants who came with one
  std::uint32_t no_shows = 0;                // applicants who had one and did not come
};

class Arrivals {
 public:
  /// Today and the days before it of which there is anything to read.
  static constexpr int days_kept = 64;

  explicit Arrivals(const config::City& city);

  /// All 0 for a day, lane or hall of which nothing is known.
  ArrivalCounts counts(config::HallCode hall, config::LaneCode lane, config::Date date) const;

  // The thread that changes the state only.
  /// What a fact, just applied, has changed.
  void publish(const scheduler::State& state, const scheduler::Fact& fact);
  /// Every visit that the state knows of.
  void publish_all(const scheduler::State& state);

 private:
  using Count = std::atomic<std::uint32_t>;
  static_assert(Count::is_always_lock_free);

  struct Day {
    Count date{0};  // days since 1970
    std::array<Count, 24> walk_ins{};
    Count booked{0};
    Count no_shows{0};
  };
  struct Lane {
    config::HallCode hall{};
    config::LaneCode lane{};
    std::unique_ptr<std::array<Day, days_kept>> days;
  };

  Lane* find(config::HallCode hall, config::LaneCode lane);
  const Lane* find(config::HallCode hall, config::LaneCode lane) const;
  /// Null: the day is too old, or the lane left the configuration.
  Day* day_of(config::HallCode hall, config::LaneCode lane, config::Date date);
  void note_ticket(const scheduler::Ticket& ticket);
  void note_no_show(const scheduler::Appointment& booking);

  std::vector<Lane> lanes_;  // by hall and lane
};

}  // namespace offpeak::engine
