// A hall, or the city, does not open as planned (临时停办), and what becomes of who is booked
// there.
#pragma once

#include <chrono>
#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// Why something is closed. Persisted: never renumber.
enum class ClosureReason : std::uint8_t {
  other = 0,
  weather = 1,  // a typhoon, a flood, snow
  power = 2,    // no electricity, no network
  safety = 3,   // the building, an alarm
  staff = 4,
  holiday = 5,
  service_ended = 6,
};

/// Persisted: never renumber.
enum class ClosureEnd : std::uint8_t {
  reopened = 0,   // from now on the halls are as planned again
  forgotten = 1,  // it was over long ago
};

/// Why a visit that did not take place counts against nobody. Persisted: never renumber.
enum class ExcuseReason : std::uint8_t {
  outage = 0,   // the server was away while the visit could be checked in
  staff = 1,    // staff say so
  closure = 2,  // the hall was closed then
};

/// Closures and outages that are kept.
inline constexpr std::uint32_t closures_max = 256;
inline constexpr std::uint32_t outages_max = 64;

/// A closure begins no further ahead than this, and is no longer.
inline constexpr std::chrono::days closure_days_max{400};

/// Places that one displaced booking is offered, one after the other.
inline constexpr std::uint8_t displaced_offers_max = 3;
/// How long people have to answer such an offer, in hours in which they do.
inline constexpr std::chrono::hours displaced_offer_kept{12};
/// Of so many at most one command looks for places.
inline constexpr std::size_t displaced_tried_max = 256;
/// The next displaced bookings are looked at so long after the last ones, and those that found no
/// place so long after that.
inline constexpr std::chrono::milliseconds displaced_pause{100};

/// Nobody was really away, or nobody can have noticed.
inline constexpr std::chrono::minutes outage_min{1};

/// What a closure closes, and when. In a question whose closures these are: what would be closed.
struct ClosedTimes {
  HallCode hall{};        // 0: all halls of the city
  ServiceCode service{};  // 0: all services
  Instant from{};
  Instant to{};  // the epoch: until it is opened again
};

/// Whether [from, to) of the hall is closed by it, at least in part. Of one service it closes no
/// hall.
constexpr bool overlaps(const ClosedTimes& closed, HallCode hall, Instant from, Instant to) {
  const bool is_there = closed.hall == HallCode{} || closed.hall == hall;
  return is_there && closed.from < to && (closed.to == Instant{} || from < closed.to);
}

}  // namespace offpeak::scheduler
