// What is taken of every slot, for readers on any thread.
//
// Progress: reads are wait-free (one atomic load); the writer alone publishes. A reader may see a
// booking a moment before its reply is sent: availability is a hint, and the writer decides.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::engine {

class Availability {
 public:
  explicit Availability(const config::City& city);

  /// Counter-minutes taken in the slot; 0 for one never touched.
  std::uint32_t taken_minutes(scheduler::SlotKey slot) const;

  /// Grows whenever a slot of this hall, lane and day changes: while it is the same, whatever was
  /// made from these slots is still right. Read it before the slots.
  std::uint32_t version(config::HallCode hall, config::LaneCode lane, config::Date date) const;

  /// The writer only.
  void publish(scheduler::SlotKey slot, std::uint32_t taken_minutes);

 private:
  // Days are kept in a ring that is longer than any horizon; each cell names its day.
  static constexpr int days_kept = 64;
  static_assert(days_kept > config::horizon_days_max);
  static constexpr int starts_per_day = 24 * 60 / config::slot_minutes_min;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
  static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

  struct Day {
    std::atomic<std::uint32_t> version{0};
    std::array<std::atomic<std::uint64_t>, starts_per_day> cells{};  // day:32 | taken minutes:32
  };
  struct Lane {
    std::unique_ptr<std::array<Day, days_kept>> days;
  };
  struct Hall {
    config::HallCode code{};
    std::array<Lane, config::lanes_max + 1> lanes;
  };
  const Day* find(config::HallCode hall, config::LaneCode lane, config::Date date) const;

  std::vector<Hall> halls_;  // by code
};

}  // namespace offpeak::engine
