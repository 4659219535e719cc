// Names of what exists per hall and day: a slot, a hall's day, a lane's, a service's, a counter's.
// All are eight bytes, which stand in snapshots and (SlotKey) in journals: hall:24 | lane:8 | days
// since 1970:20 | number:12, so that keys sort in that order. Each is a type of its own: what is
// the same eight bytes in two of them is still two names.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// The last day that a key can name.
inline constexpr Date key_date_max{std::chrono::days{0xFFFFF}};
/// Halls have six digits, and keys room for a little more.
constexpr bool has_keys(HallCode hall) { return static_cast<std::uint32_t>(hall) <= 0xFFFFFF; }
constexpr bool has_keys(Date date) {
  return date.time_since_epoch().count() >= 0 && date <= key_date_max;
}

/// What all keys have. `Key` is the one that derives from it.
template <class Key>
class DayKey {
 public:
  /// Bytes from outside need not be a key: see `is_possible` of each.
  static constexpr Key from_packed(std::uint64_t packed) {
    Key key;
    static_cast<DayKey&>(key).packed_ = packed;
    return key;
  }
  constexpr std::uint64_t packed() const { return packed_; }
  constexpr HallCode hall() const { return HallCode{static_cast<std::uint32_t>(packed_ >> 40)}; }
  constexpr Date date() const {
    return Date{std::chrono::days{static_cast<int>(packed_ >> 12 & 0xFFFFF)}};
  }

  friend constexpr auto operator<=>(const DayKey&, const DayKey&) = default;

 protected:
  constexpr DayKey() = default;
  constexpr DayKey(HallCode hall, std::uint8_t lane, Date date, std::uint32_t number)
      : packed_{std::uint64_t{static_cast<std::uint32_t>(hall)} << 40 | std::uint64_t{lane} << 32 |
                static_cast<std::uint64_t>(date.time_since_epoch().count()) << 12 | number} {
    OFFPEAK_ASSERT(has_keys(hall));
    OFFPEAK_ASSERT(has_keys(date));
    OFFPEAK_ASSERT(number <= number_max);
  }
  static constexpr std::uint32_t number_max = 0xFFF;

  constexpr std::uint8_t lane_part() const { return static_cast<std::uint8_t>(packed_ >> 32); }
  constexpr std::uint32_t number() const {
    return static_cast<std::uint32_t>(packed_) & number_max;
  }

 private:
  std::uint64_t packed_ = 0;
};

/// (hall, lane, date, start minute): the one name of a slot, whatever the configuration file's
/// order.
class SlotKey : public DayKey<SlotKey> {
 public:
  constexpr SlotKey() = default;
  constexpr SlotKey(HallCode hall, LaneCode lane, Date date, MinuteOfDay start)
      : DayKey{hall, static_cast<std::uint8_t>(lane), date,
               static_cast<std::uint32_t>(start.count())} {}

  constexpr LaneCode lane() const { return LaneCode{lane_part()}; }
  constexpr MinuteOfDay start_minute() const { return MinuteOfDay{static_cast<int>(number())}; }
  constexpr Instant start() const { return config::instant_at(date(), start_minute()); }
  constexpr bool is_possible() const { return start_minute() < MinuteOfDay{24 * 60}; }
};

class HallDayKey : public DayKey<HallDayKey> {
 public:
  constexpr HallDayKey() = default;
  constexpr HallDayKey(HallCode hall, Date date) : DayKey{hall, 0, date, 0} {}

  constexpr bool is_possible() const { return lane_part() == 0 && number() == 0; }
};

class LaneDayKey : public DayKey<LaneDayKey> {
 public:
  constexpr LaneDayKey() = default;
  constexpr LaneDayKey(HallCode hall, LaneCode lane, Date date)
      : DayKey{hall, static_cast<std::uint8_t>(lane), date, 0} {}

  constexpr LaneCode lane() const { return LaneCode{lane_part()}; }
  constexpr bool is_possible() const {
    return lane_part() >= 1 && lane_part() <= config::lanes_max && number() == 0;
  }
};

class ServiceDayKey : public DayKey<ServiceDayKey> {
 public:
  constexpr ServiceDayKey() = default;
  constexpr ServiceDayKey(HallCode hall, ServiceCode service, Date date)
      : DayKey{hall, 0, date, static_cast<std::uint8_t>(service)} {}

  constexpr ServiceCode service() const { return ServiceCode{static_cast<std::uint8_t>(number())}; }
  constexpr bool is_possible() const {
    return lane_part() == 0 && number() >= 1 && number() <= config::services_max;
  }
};

class CounterDayKey : public DayKey<CounterDayKey> {
 public:
  constexpr CounterDayKey() = default;
  constexpr CounterDayKey(HallCode hall, CounterNumber counter, Date date)
      : DayKey{hall, 0, date, static_cast<std::uint16_t>(counter)} {}
  static_assert(config::counter_number_max <= number_max);

  constexpr CounterNumber counter() const {
    return CounterNumber{static_cast<std::uint16_t>(number())};
  }
  constexpr bool is_possible() const {
    return lane_part() == 0 && number() >= 1 && number() <= config::counter_number_max;
  }
};

/// What has a code in a hall, whatever the day.
template <class Code>
struct HallKey {
  HallCode hall{};
  Code code{};

  constexpr std::uint64_t packed() const {
    static_assert(sizeof(HallCode) == 4 && sizeof(Code) <= 4);
    return std::uint64_t{static_cast<std::uint32_t>(hall)} << 32 | static_cast<std::uint32_t>(code);
  }
  friend constexpr bool operator==(const HallKey&, const HallKey&) = default;
};

/// Hash of keys that have all they say in 64 bits.
struct KeyHash {
  template <class Key>
  std::size_t operator()(const Key& key) const {
    return mixed(key.packed());
  }
  std::size_t operator()(HallCode hall) const { return mixed(static_cast<std::uint32_t>(hall)); }

 private:
  static std::size_t mixed(std::uint64_t bits) {
    bits ^= bits >> 32;
    bits *= 0x9E3779B97F4A7C15ULL;
    bits ^= bits >> 29;
    return bits * 0xD1B54A32D192ED03ULL;
  }
};

}  // namespace offpeak::scheduler
