#include "scheduler/booking/span.hpp"

namespace offpeak::scheduler {

int slots_needed(int room_minutes, int minutes) {
  if (room_minutes == 0) return 0;
  const int slots = (minutes + room_minutes - 1) / room_minutes;
  return slots <= span_slots_max ? slots : 0;
}

std::optional<SlotSpan> plan_span(const config::City& city, const SlotPlan& first, int room_minutes,
                                  int minutes) {
  const int slots = slots_needed(room_minutes, minutes);
  if (slots == 0) return std::nullopt;
  const SlotSpan span{.first = first.key,
                      .slot_minutes = static_cast<std::uint8_t>(first.slot_minutes),
                      .slots = static_cast<std::uint8_t>(slots),
                      .minutes = static_cast<std::uint16_t>(minutes)};
  for (int i = 1; i < slots; ++i) {
    if (!plan_slot(city, span.key(i))) return std::nullopt;
  }
  return span;
}

}  // namespace offpeak::scheduler
