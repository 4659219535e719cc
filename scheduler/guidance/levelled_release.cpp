#include "scheduler/guidance/levelled_release.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

namespace offpeak::scheduler {
namespace {

bool is_percent(int value) { return value >= 0 && value <= 100; }

bool is_in_domain(const ReleaseRules& rules) {
  return is_percent(rules.flat_percent) && is_percent(rules.reserve_percent_min) &&
         is_percent(rules.reserve_percent_max) && is_percent(rules.step_percent_max) &&
         rules.reserve_percent_min <= rules.reserve_percent_max && rules.show_rate > 0 &&
         rules.show_rate <= 1;
}

bool is_in_domain(const ReleaseSlot& slot) {
  return slot.capacity_hundredths >= 0 &&
         slot.capacity_hundredths <= release_capacity_hundredths_max &&
         std::isfinite(slot.walk_in_minutes) && slot.walk_in_minutes >= 0 &&
         slot.taken_minutes >= 0 && is_percent(slot.reserve_percent);
}

/// Of a slot's capacity, in percent, for bookings.
struct Band {
  int low = 0;
  int high = 0;
};

/// The least percent with which so many minutes are bookable.
int percent_for(int minutes, int capacity_hundredths) {
  const auto wanted = std::int64_t{minutes} * 10'000;
  const auto percent = (wanted + capacity_hundredths - 1) / capacity_hundredths;
  return static_cast<int>(std::min<std::int64_t>(percent, 100));
}

Band band_of(const ReleaseSlot& slot, const ReleaseRules& rules) {
  const int present = 100 - slot.reserve_percent;
  const int least = std::max(present - rules.step_percent_max, 0);
  const int most = std::min(present + rules.step_percent_max, 100);
  const int taken = std::min(percent_for(slot.taken_minutes, slot.capacity_hundredths), present);
  Band band{std::clamp(100 - rules.reserve_percent_max, least, most),
            std::clamp(100 - rules.reserve_percent_min, least, most)};
  band.low = std::max(band.low, taken);
  band.high = std::max(band.high, band.low);
  return band;
}

/// A percent that may be given to a slot, and the level, in percent, that the slot has with it.
struct Percent {
  double level;
  std::size_t slot;
  int bookable_percent;

  friend bool operator>(const Percent& one, const Percent& other) {
    return std::tie(one.level, one.slot) > std::tie(other.level, other.slot);
  }
};

Percent percent_of(const ReleaseSlot& slot, std::size_t index, int bookable_percent,
                   double show_rate) {
  return {show_rate * bookable_percent + slot.walk_in_minutes * 10'000 / slot.capacity_hundredths,
          index, bookable_percent};
}

}  // namespace

base::Result<void, ReleaseFault> levelled_release(std::span<const ReleaseSlot> slots,
                                                  const ReleaseRules& rules,
                                                  std::span<int> reserve_percents) {
  if (reserve_percents.size() != slots.size()) return ReleaseFault::wrong_room;
  const auto is_slot = [](const ReleaseSlot& each) { return is_in_domain(each); };
  if (slots.size() > release_slots_max || !is_in_domain(rules) ||
      !std::ranges::all_of(slots, is_slot)) {
    return ReleaseFault::out_of_domain;
  }
  std::vector<Band> bands(slots.size());
  std::priority_queue<Percent, std::vector<Percent>, std::greater<>> next;
  std::int64_t left = 0;  // of the day's total, in hundredths of a minute times percent
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const ReleaseSlot& slot = slots[i];
    reserve_percents[i] = slot.reserve_percent;
    if (slot.capacity_hundredths == 0) continue;
    bands[i] = band_of(slot, rules);
    reserve_percents[i] = 100 - bands[i].low;
    left += std::int64_t{slot.capacity_hundredths} * (100 - rules.flat_percent - bands[i].low);
    if (bands[i].low == bands[i].high) continue;
    next.push(percent_of(slot, i, bands[i].low + 1, rules.show_rate));
  }
  // The first percent that no longer fits ends it: smaller slots that would still take one would
  // make the result jump with the capacity of others.
  while (!next.empty()) {
    const Percent lowest = next.top();
    next.pop();
    const ReleaseSlot& slot = slots[lowest.slot];
    if (slot.capacity_hundredths > left) break;
    left -= slot.capacity_hundredths;
    reserve_percents[lowest.slot] = 100 - lowest.bookable_percent;
    if (lowest.bookable_percent == bands[lowest.slot].high) continue;
    next.push(percent_of(slot, lowest.slot, lowest.bookable_percent + 1, rules.show_rate));
  }
  return {};
}

}  // namespace offpeak::scheduler
