#include "scheduler/guidance/slot_filling.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace offpeak::scheduler {
namespace {

/// Less is not looked for any further.
constexpr double minutes_min = 1e-9;

/// Of those who wished for one slot: the slots from `before` on, and before `after`, are full.
/// Nothing is set before it is needed: a day has far fewer slots than there may be.
struct Search {
  double wished_minute;
  double left;
  std::size_t before;
  std::size_t after;
  std::size_t at;  // where they look now
};

/// The nearest slot not looked at; false when there is none.
bool look_on(std::span<const SlotWishes> slots, Search& search) {
  const bool has_earlier = search.before > 0;
  const bool has_later = search.after < slots.size();
  if (!has_earlier && !has_later) return false;
  const bool take_later =
      !has_earlier ||
      (has_later && slots[search.after].start_minute - search.wished_minute <=
                        search.wished_minute - slots[search.before - 1].start_minute);
  search.at = take_later ? search.after++ : --search.before;
  return true;
}

}  // namespace

void fill_slots(std::span<SlotWishes> slots, double slot_minutes) {
  OFFPEAK_ASSERT(slots.size() <= day_slots_max);
  std::array<Search, day_slots_max> searches;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i].placed = slots[i].unplaced = 0;
    searches[i] = {slots[i].start_minute + slot_minutes / 2, slots[i].wished, i, i, i};
  }
  std::array<double, day_slots_max> asked;
  for (bool any = true; any;) {
    any = false;
    std::fill_n(asked.begin(), slots.size(), 0.0);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      Search& search = searches[i];
      if (search.left <= minutes_min) continue;
      if (!look_on(slots, search)) {
        slots[i].unplaced = search.left;
        search.left = 0;
        continue;
      }
      asked[search.at] += search.left;
      any = true;
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {  // what each slot gives to those who ask
      const double room = std::max(slots[i].room - slots[i].placed, 0.0);
      const double given = std::min(room, asked[i]);
      slots[i].placed += given;
      asked[i] = asked[i] > 0 ? given / asked[i] : 0;
    }
    for (std::size_t i = 0; i < slots.size(); ++i) searches[i].left *= 1 - asked[searches[i].at];
  }
}

}  // namespace offpeak::scheduler
