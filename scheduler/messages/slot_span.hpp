// The adjacent slots of a lane that one booking takes: one slot, unless a slot is too small for the
// party.
#pragma once

#include <cstdint>

#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {

inline constexpr int span_slots_max = 8;

struct SlotSpan {
  SlotKey first{};
  std::uint8_t slot_minutes = 0;  // length of each
  std::uint8_t slots = 1;         // 1 to span_slots_max
  std::uint16_t minutes = 0;      // counter-minutes of the whole party

  constexpr SlotKey key(int i) const {
    return {first.hall(), first.lane(), first.date(),
            first.start_minute() + MinuteOfDay{i * slot_minutes}};
  }
  constexpr Instant start() const { return first.start(); }
  constexpr Instant end() const { return start() + MinuteOfDay{slots * slot_minutes}; }
  /// What is taken of the i-th slot: of each the same, the minutes left over of the first ones.
  constexpr std::uint32_t share(int i) const {
    return static_cast<std::uint32_t>(minutes / slots + (i < minutes % slots ? 1 : 0));
  }
};

/// Whether there is a moment in both.
constexpr bool overlap(const SlotSpan& one, const SlotSpan& other) {
  return one.start() < other.end() && other.start() < one.end();
}

/// Of a booking's claim or record.
template <class Booking>
constexpr SlotSpan span_of(const Booking& booking) {
  return {.first = booking.slot,
          .slot_minutes = booking.slot_minutes,
          .slots = static_cast<std::uint8_t>(1 + booking.further_slots),
          .minutes = booking.minutes};
}

/// Calls `visit(SlotKey, minutes taken of it)` for each slot.
template <class Visit>
void for_each_share(const SlotSpan& span, const Visit& visit) {
  for (int i = 0; i < span.slots; ++i) visit(span.key(i), span.share(i));
}

}  // namespace offpeak::scheduler
