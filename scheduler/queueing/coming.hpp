// Appointments of today that have not checked in: how many will still come, and when.
#pragma once

#include "scheduler/booking/opening.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Of a hundred visitors who have not come `minutes` after their slot's start (negative: before
/// it), how many still will, in time to keep the slot's place.
int show_percent(int minutes);

/// Walks over the slots of a lane from now on, each read when it is reached.
class Coming {
 public:
  Coming(const State& state, const config::City& city, const config::Hall& hall, LaneCode lane,
         Instant now, std::span<const config::Period> periods);

  /// Expected visits of the current slot that were not taken yet; 0 when no slot is left.
  std::uint32_t left() const { return left_; }
  /// The time from which on they are called.
  DayMs since_ms() const { return since_ms_; }
  std::uint16_t expected_s() const { return expected_s_; }
  void take(std::uint32_t visits);

 private:
  void next_slot();
  void read(SlotKey key);
  bool turn_to_late();

  const State& state_;
  const config::City& city_;
  const config::Hall& hall_;
  LaneCode lane_;
  Date date_;
  DayMs now_ms_;
  std::span<const config::Period> periods_;
  MinuteOfDay at_{0};
  std::uint32_t left_ = 0;
  std::uint32_t late_left_ = 0;  // of the current slot, those who come after its start
  std::uint32_t owed_percent_ =
      50;  // fraction of a visit, carried from slot to slot; begins with a half to round
  DayMs since_ms_ = 0;
  std::uint16_t expected_s_ = 0;
};

}  // namespace offpeak::scheduler
