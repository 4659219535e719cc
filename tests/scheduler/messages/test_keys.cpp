#include <doctest/doctest.h>

#include <array>
#include <type_traits>

#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler::tests {
namespace {

constexpr HallCode hall{330100};
constexpr Date date = config::make_date(2026, 6, 13);

template <class One, class Other>
concept comparable = requires(One one, Other other) {
  one == other;
};

template <class One, class Other>
constexpr bool are_mixed_up = comparable<One, Other> || std::is_convertible_v<One, Other> ||
                              std::is_constructible_v<One, Other>;

// Names of different things are never taken for one another, although their bytes may be the same.
static_assert(!are_mixed_up<HallDayKey, LaneDayKey> && !are_mixed_up<LaneDayKey, HallDayKey>);
static_assert(!are_mixed_up<LaneDayKey, SlotKey> && !are_mixed_up<SlotKey, LaneDayKey>);
static_assert(!are_mixed_up<ServiceDayKey, CounterDayKey>);
static_assert(!are_mixed_up<CounterDayKey, SlotKey> && !are_mixed_up<SlotKey, ServiceDayKey>);
static_assert(!are_mixed_up<SlotKey, std::uint64_t> && !are_mixed_up<std::uint64_t, SlotKey>);

// They lie in records as their bytes.
static_assert(sizeof(LaneDayKey) == 8 && std::has_unique_object_representations_v<LaneDayKey>);
static_assert(sizeof(SlotKey) == 8 && std::has_unique_object_representations_v<SlotKey>);

TEST_CASE("a key has the bytes that stand in journals and snapshots since the first version") {
  const SlotKey slot{hall, LaneCode{2}, date, MinuteOfDay{510}};
  CHECK(slot.packed() == 0x050974'02'05089'1FEULL);
  CHECK(HallDayKey{hall, date}.packed() == 0x050974'00'05089'000ULL);
  CHECK(LaneDayKey{hall, LaneCode{2}, date}.packed() == 0x050974'02'05089'000ULL);
  CHECK(ServiceDayKey{hall, ServiceCode{31}, date}.packed() == 0x050974'00'05089'01FULL);
  CHECK(CounterDayKey{hall, CounterNumber{999}, date}.packed() == 0x050974'00'05089'3E7ULL);
}

TEST_CASE("a key says what it was made of") {
  CHECK(HallDayKey{hall, date}.hall() == hall);
  CHECK(HallDayKey{hall, date}.date() == date);
  CHECK(LaneDayKey{hall, LaneCode{16}, date}.lane() == LaneCode{16});
  CHECK(ServiceDayKey{hall, ServiceCode{31}, date}.service() == ServiceCode{31});
  CHECK(CounterDayKey{hall, CounterNumber{999}, date}.counter() == CounterNumber{999});
  CHECK(CounterDayKey{hall, CounterNumber{999}, date}.date() == date);
  CHECK(HallDayKey{hall, key_date_max}.date() == key_date_max);
}

TEST_CASE("a day has keys from 1970 to the last that twenty bits can count") {
  CHECK(has_keys(config::make_date(1970, 1, 1)));
  CHECK_FALSE(has_keys(config::make_date(1969, 12, 31)));
  CHECK(has_keys(key_date_max));
  CHECK_FALSE(has_keys(key_date_max + std::chrono::days{1}));
}

TEST_CASE("bytes that no constructor gives are told") {
  const std::uint64_t day = HallDayKey{hall, date}.packed();
  constexpr auto lane = [](std::uint64_t code) { return code << 32; };
  CHECK(HallDayKey::from_packed(day).is_possible());
  CHECK_FALSE(HallDayKey::from_packed(day | 1).is_possible());
  CHECK_FALSE(HallDayKey::from_packed(day | lane(1)).is_possible());
  CHECK(LaneDayKey::from_packed(day | lane(1)).is_possible());
  CHECK_FALSE(LaneDayKey::from_packed(day).is_possible());
  CHECK_FALSE(LaneDayKey::from_packed(day | lane(17)).is_possible());
  CHECK_FALSE(LaneDayKey::from_packed(day | lane(1) | 1).is_possible());
  CHECK(ServiceDayKey::from_packed(day | 31).is_possible());
  CHECK_FALSE(ServiceDayKey::from_packed(day | 32).is_possible());
  CHECK_FALSE(ServiceDayKey::from_packed(day).is_possible());
  CHECK(CounterDayKey::from_packed(day | 999).is_possible());
  CHECK_FALSE(CounterDayKey::from_packed(day | 1000).is_possible());
  CHECK_FALSE(CounterDayKey::from_packed(day | lane(1) | 1).is_possible());
  CHECK(SlotKey::from_packed(day | lane(1) | 1439).is_possible());
  CHECK_FALSE(SlotKey::from_packed(day | lane(1) | 1440).is_possible());
}

}  // namespace
}  // namespace offpeak::scheduler::tests
