// A notice (公告): a sentence to those who wait and to those who have booked.
#pragma once

#include <chrono>
#include <cstdint>

#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// Whom a notice is for, as bits.
using Audience = std::uint8_t;
inline constexpr Audience to_waiting = 1;  // boards and tickets
inline constexpr Audience to_booked = 2;   // appointments
inline constexpr Audience to_everybody = to_waiting | to_booked;

/// Persisted: never renumber.
enum class NoticeEnd : std::uint8_t {
  withdrawn = 0,
  forgotten = 1,  // it was over long ago
};

inline constexpr std::uint32_t notices_max = 256;
/// A notice is announced and shown no longer than this.
inline constexpr std::chrono::days notice_days_max{400};
/// How long a notice is kept when it is over.
inline constexpr std::chrono::days notice_kept{30};
/// Of one hall, shown at a time: a board has no room for more.
inline constexpr std::size_t notices_shown_max = 4;

}  // namespace offpeak::scheduler
