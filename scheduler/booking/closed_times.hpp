// What closures close, and whom they and outages kept out.
#pragma once

#include <optional>
#include <vector>

#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/closure.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// The closure because of which the hall is not open in all of [from, to); null: none. The one that
/// is over last, where there are several.
const Closure* closure_over(const State& state, HallCode hall, Instant from, Instant to);

/// Whether the service cannot be had there then: the hall is closed, or the service is.
bool is_closed(const State& state, HallCode hall, ServiceCode service, Instant from, Instant to);

/// The same by what `closed_until` says of a moment: nothing when the hall is not closed then, else
/// when that ends; the epoch: nobody knows.
template <class ClosedUntil>
std::optional<Instant> next_opening(const config::City& city, const config::Hall& hall, Instant now,
                                    const ClosedUntil& closed_until) {
  const Instant last = now + std::chrono::days{days_to_opening_max};
  // What is closed in the middle of a day opens again when that ends.
  const bool is_shut_now = is_open_at(city, hall, now) && closed_until(now);
  auto opens_at = is_shut_now ? std::optional{now} : next_opening(city, hall, now);
  while (opens_at && *opens_at <= last) {
    const std::optional<Instant> ends = closed_until(*opens_at);
    if (!ends) return opens_at;
    if (*ends == Instant{}) return std::nullopt;
    opens_at = is_open_at(city, hall, *ends) ? ends : next_opening(city, hall, *ends);
  }
  return std::nullopt;
}

/// When the hall opens next after `now`, closures and all; nothing when that is too far ahead.
std::optional<Instant> next_opening(const State& state, const config::City& city,
                                    const config::Hall& hall, Instant now);

/// Why whoever was booked there could not check in: an outage or a closure fell into the time in
/// which they might. Nothing: neither did.
std::optional<ExcuseReason> why_kept_out(const State& state, const config::Rules& rules,
                                         SlotKey slot);

/// Whether it names a hall and a service there are, and a time that is not over, not too far ahead
/// and not too long.
bool is_possible(const ClosedTimes& closed, const config::City& city, Instant now);

/// Nobody asks about the closure, and no visit that it touched is known, from then on. Of one that
/// ends.
Instant closure_forgotten_at(const Closure& closure, const config::Retention& retention);

/// The bookings and holds that the closure touches, as places of `State::appointment`: by day and
/// hall, slot, and who came first.
struct Touched {
  std::vector<Place> bookings;
  std::vector<Place> holds;
};
Touched touched_by(const State& state, const ClosedTimes& closed);
/// The entries of waitlists that it touches: those for a slot of which any part is closed.
std::vector<Place> waiting_in(const State& state, const config::City& city,
                              const ClosedTimes& closed);

/// The closure that displaced this booking; null: it is forgotten, or another configuration did. Of
/// several that may have, one after the other, the newest.
const Closure* closure_behind(const State& state, const Appointment& displaced);

}  // namespace offpeak::scheduler
