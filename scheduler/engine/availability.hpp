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
#include "scheduler/booking/release.hpp"
#include "scheduler/engine/bulletin.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::engine {

class Availability {
 public:
  /// `bulletin` says what is closed, and outlives this; null: nothing ever is.
  explicit Availability(const config::City& city, const Bulletin* bulletin = nullptr);

  /// Counter-minutes taken in the slot; 0 for one never touched.
  std::uint32_t taken_minutes(scheduler::SlotKey slot) const;
  /// That a forecast has set; nothing: none has.
  std::optional<int> reserve_percent(scheduler::SlotKey slot) const;
  /// The slot as it stands: with the reserve that a forecast has set, if one has.
  scheduler::SlotPlan as_it_stands(const scheduler::SlotPlan& plan) const;
  /// What is left of it, by one look. Of a plan as it is configured or as it stands.
  scheduler::Room room_of(const scheduler::SlotPlan& plan, config::Instant now) const;

  /// Whether the service cannot be had in that slot because of a closure.
  bool is_closed(const scheduler::SlotPlan& plan, config::ServiceCode service) const {
    return bulletin_ != nullptr &&
           bulletin_->is_closed(plan.key.hall(), plan.start, plan.end(), service);
  }

  /// Of the hall; 0 when there is none.
  int configured_reserve_percent(config::HallCode hall) const;

  /// Grows whenever a slot of this hall, lane and day changes: while it is the same, whatever was
  /// made from these slots is still right. Read it before the slots.
  std::uint32_t version(config::HallCode hall, config::LaneCode lane, config::Date date) const;

  /// The writer only: whatever was made from any slots is out of date, because something was closed
  /// or opened again.
  void touch();
  /// The writer only.
  void publish(scheduler::SlotKey slot, std::uint32_t taken_minutes,
               std::optional<int> reserve_percent);

 private:
  // Days are kept in a ring that is longer than any horizon; each cell names its day.
  static constexpr int days_kept = 64;
  static_assert(days_kept > config::horizon_days_max);
  static constexpr int starts_per_day = 24 * 60 / config::slot_minutes_min;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
  static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

  /// What is published of a slot: the day's number:32, reserve percent + 1:8, taken minutes:24.
  struct Cell {
    std::uint32_t taken_minutes = 0;
    std::optional<int> reserve_percent{};
  };
  Cell look(scheduler::SlotKey slot) const;

  scheduler::SlotPlan with_closures(scheduler::SlotPlan plan) const;

  struct Day {
    std::atomic<std::uint32_t> version{0};
    std::array<std::atomic<std::uint64_t>, starts_per_day> cells{};  // of each start, see Cell
  };
  struct Lane {
    std::unique_ptr<std::array<Day, days_kept>> days;
  };
  struct Hall {
    config::HallCode code{};
    int reserve_percent = 0;  // as it is configured
    std::array<Lane, config::lanes_max + 1> lanes;
  };
  const Hall* find(config::HallCode hall) const;
  const Day* find(config::HallCode hall, config::LaneCode lane, config::Date date) const;

  const Bulletin* bulletin_;
  std::vector<Hall> halls_;  // by code
};

}  // namespace offpeak::engine
