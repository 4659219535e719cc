// What is known of the halls at one moment: what forecasts and plans are made from.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>

#include "config/city.hpp"
#include "demand/demand_model.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::guide {

/// Of a lane on a past day, as the halls counted. People.
struct LaneCounts {
  std::array<std::uint32_t, 24> walk_ins{};  // came without an appointment, by hour
  std::uint32_t booked = 0;                  // came with one
  std::uint32_t no_shows = 0;                // had one and did not come
};

/// Functions may be left empty: nothing is taken, reserved, counted or suggested then. What is here
/// by reference must outlive the forecasts and plans that are being made, not what they return.
struct Known {
  const config::City& city;
  const demand::DemandModel& model;
  config::Instant now{};
  std::function<std::uint32_t(scheduler::SlotKey)> taken_minutes{};  // counter-minutes
  /// What a forecast has set; nothing where the slot's reserve is the configured one.
  std::function<std::optional<int>(scheduler::SlotKey)> reserve_percent{};
  std::function<LaneCounts(config::HallCode, config::LaneCode, config::Date)> counts{};
  /// Counter-minutes of suggestions that are still open, as if everybody followed.
  std::function<double(scheduler::SlotKey)> suggested_minutes{};
  double compliance = 0;  // which part follows
};

}  // namespace offpeak::guide
