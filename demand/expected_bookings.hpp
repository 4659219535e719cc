// How a lane's slots fill until the day comes, on average.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "demand/meant_parties.hpp"
#include "scheduler/guidance/expected_lane.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::demand {

/// What the slots hold at some moment; what was booked before it is not expected once more.
struct BookedSoFar {
  config::Instant now{};
  std::function<std::uint32_t(scheduler::SlotKey)> taken_minutes;  // counter-minutes
  /// What a forecast has set; empty, or nothing: the configured one.
  std::function<std::optional<int>(scheduler::SlotKey)> reserve_percent{};
};

/// Parties. What is "to come" is from the known moment on, and everything where none is known.
struct LaneBookings {
  std::vector<scheduler::SlotParties> slots;  // by start
  /// Find no appointment, by the time they wish for. Nobody has counted those before the known
  /// moment: they are as many as the model turns away until then.
  scheduler::HalfHours unplaced{};
  scheduler::HalfHours unplaced_to_come{};
  scheduler::HalfHours standing{};        // hold an appointment at that moment, and keep it
  scheduler::HalfHours wished_to_come{};  // look for an appointment, by the time they wish for
};

/// Day by day from the horizon on: as many book as the model's lead times say, within what the hall
/// has released by then and what is not taken, at the wished time or the nearest one with room.
/// Appointments are given up at any time between the booking and the slot, and their room is free
/// again at once. A mean in, a mean out: chance fills some slots earlier, so that a few more find
/// no place than this says.
///
/// `so_far`: null when nothing is known of the day, so that everything is expected.
LaneBookings expected_bookings(const DemandModel& model, const config::City& city,
                               const MeantHall& hall, const MeantLane& lane, config::Date date,
                               const BookedSoFar* so_far);

}  // namespace offpeak::demand
