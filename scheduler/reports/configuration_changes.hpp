// What another configuration would do to what is booked: for whoever means to start with it, and
// for the start itself.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/command.hpp"

namespace offpeak::scheduler {

enum class ChangeKind : std::uint8_t {
  other_city,     // the store is another city's: refused
  code_reused,    // a lane's or service's code stands for something else than before: refused
  hall_renamed,   // the hall's code stands for a hall of another name
  hall_gone,      // bookings in a hall that is not there any more: displaced
  lane_gone,      // or in a lane that the hall does not have any more
  service_gone,   // or for a service that is not there, or belongs to another lane
  closed_day,     // or on a day on which the hall is closed
  outside_hours,  // or at a time at which it is
  other_grid,     // bookings of slots of another length: kept, and counted where they lie
  over_capacity,  // slots with more bookings than they have room for: kept, and not refilled
};

/// What happens to how many bookings in a place.
struct ConfigurationChange {
  ChangeKind kind{};
  HallCode hall{};          // 0: of the city
  std::uint8_t code = 0;    // of a lane or a service, where the kind says so
  Date date{};              // the epoch: not of a day
  std::uint32_t count = 0;  // bookings; of over_capacity: slots
};

struct ConfigurationChanges {
  std::vector<ConfigurationChange> changes;  // by kind, hall, day
  std::vector<AppointmentId> displaced;      // in the order of their slots
  std::vector<CarryOver> carried;            // what is to be counted anew, or no more
  /// The same when the same happens: whoever accepts it says so with this.
  std::uint64_t digest = 0;

  bool is_refused() const;
  bool is_harmless() const { return changes.empty(); }
  bool is_accepted_by(std::optional<std::uint64_t> given) const {
    return is_harmless() || given == digest;
  }
};

class State;

/// Of what is still to come at `now`.
ConfigurationChanges find_changes(const State& state, const config::City& city, Instant now);

/// What all codes of the configuration mean, and the configuration as a whole: what a start notes.
std::vector<NoteMeaning> meanings_of(const config::City& city);

/// Of what decides where and when there are places: calendar, halls with their hours, counters,
/// slots and reserves, lanes, services; and of what their codes mean. Not of the other rules.
std::uint64_t digest_of(const config::City& city);

}  // namespace offpeak::scheduler
