// What the state keeps of a watch. A plain record without padding.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/watch.hpp"
#include "scheduler/state/records.hpp"

namespace offpeak::scheduler {

/// A booking whose people watch for an earlier place.
struct Watch {
  AppointmentId booking{};
  AppointmentId offer_id{};     // of the first offer; others: `alternative_id`
  std::uint64_t number = 0;     // of the event that set it: who watches longer is asked first
  std::int64_t ends_at_ms = 0;  // epoch
  std::array<SlotKey, watch_offers_max> offered{};  // no place is offered twice
  std::array<HallCode, watch_halls_max> halls{};
  ShortDate from = 0;  // the first day and the last one
  ShortDate to = 0;
  std::uint16_t from_minute = 0;  // the first start, and the first that is too late
  std::uint16_t to_minute = 0;
  std::uint8_t halls_size = 0;
  LaneCode lane{};
  std::uint8_t offers = 0;  // so far
  std::uint8_t lapses = 0;  // the last of them that nobody answered, in a row
  std::uint32_t reserved = 0;
};

constexpr bool is_dropped(const Watch& record) { return record.booking.is_zero(); }

static_assert(std::has_unique_object_representations_v<Watch>);

template <>
struct RecordTraits<Watch> : TableTraits<Section::watches, Bits128Hash> {
  static constexpr const char* name = "watch";
  static constexpr std::uint32_t size_max = watches_max;
  static AppointmentId key_of(const Watch& record) { return record.booking; }
};

struct WatchSet;
/// As it is when the fact has set it, without the number of that.
Watch watch_of(const WatchSet& fact);

/// Calls `visit(LaneDayKey)` for each lane's day of which the watch wants a place.
template <class Visit>
void for_each_watched_day(const Watch& watch, const Visit& visit) {
  for (std::uint8_t i = 0; i < watch.halls_size; ++i) {
    for (ShortDate date = watch.from; date <= watch.to; ++date) {
      visit(LaneDayKey{watch.halls[i], watch.lane, long_date(date)});
    }
  }
}

}  // namespace offpeak::scheduler
