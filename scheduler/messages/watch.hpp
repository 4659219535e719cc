// A place offered instead of a booked one, which stays until the offer is taken: because its people
// watch for an earlier one (提前通知), because their hall has become red (换场), or because it is
// closed (临时停办).
#pragma once

#include <array>
#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// What one watch may name at most.
inline constexpr std::size_t watch_halls_max = 8;
inline constexpr int watch_days_max = 31;

/// Watches of which one citizen is an applicant, and of the city.
inline constexpr int watches_per_citizen_max = 3;
inline constexpr std::uint32_t watches_max = std::uint32_t{1} << 15;

/// Offers that one watch leads to, and those in a row that nobody answers, before it ends.
inline constexpr std::uint8_t watch_offers_max = 8;
inline constexpr std::uint8_t watch_lapses_max = 3;

/// Places offered instead of others by one command.
inline constexpr std::size_t place_offers_max = 64;

/// Which places are watched for: in one of these halls, on one of these days, beginning at one of
/// these hours, and earlier than the one that is booked.
struct WatchedPlaces {
  std::array<HallCode, watch_halls_max> halls{};
  std::uint8_t halls_size = 0;
  Date from{};  // the first day and the last one
  Date to{};
  MinuteOfDay from_minute{};  // the first start, and the first that is too late
  MinuteOfDay to_minute{24 * 60};

  const HallCode* begin() const { return halls.data(); }
  const HallCode* end() const { return halls.data() + halls_size; }
};

/// Persisted: never renumber.
enum class WatchEnd : std::uint8_t {
  withdrawn = 0,   // by its people
  over = 1,        // no such place can come any more
  unanswered = 2,  // too many offers were not answered, or not taken
  changed = 3,     // the booking was given up, moved or used
};

/// Why a place is offered. Persisted: never renumber.
enum class PlaceOfferKind : std::uint8_t {
  earlier = 0,    // its people watch for it
  swap = 1,       // their hall has become red; nobody asked for it
  displaced = 2,  // theirs is closed
};

}  // namespace offpeak::scheduler
