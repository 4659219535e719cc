// Layouts of values that several kinds of events have. Each is one description for both directions:
// `Archive` is an EventWriter, and the value const, or an EventReader.
#pragma once

#include <chrono>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/event.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "store/event_bytes.hpp"

namespace offpeak::store {

template <class Archive, class Instant>
void instant(Archive& archive, Instant& instant) {
  auto milliseconds = static_cast<std::int64_t>(instant.time_since_epoch().count());
  archive.number(milliseconds);
  if constexpr (!std::is_const_v<Instant>) instant = config::instant_of(milliseconds);
}

template <class Archive, class Flag>
void flag(Archive& archive, Flag& value) {
  std::uint8_t byte = value ? 1 : 0;
  archive.up_to(1, byte);
  if constexpr (!std::is_const_v<Flag>) value = byte != 0;
}

template <class Archive, class Slot>
void slot(Archive& archive, Slot& key) {
  std::uint64_t packed = key.packed();
  archive.number(packed);
  if constexpr (!std::is_const_v<Slot>) key = scheduler::SlotKey::from_packed(packed);
}

template <class Archive, class Claim>
void claim(Archive& archive, Claim& value) {
  slot(archive, value.slot);
  archive.number(value.capacity_minutes);
  archive.number(value.minutes);
  archive.number(value.slot_minutes);
  archive.up_to(scheduler::span_slots_max - 1, value.further_slots);
}

/// A value from `first` to `last`, with a flag in the highest bit of its byte: what came to be told
/// later than the value. In journals of before it is not set.
template <class Archive, class Value>
bool with_flag(Archive& archive, std::uint64_t first, std::uint64_t last, Value& value, bool flag) {
  constexpr unsigned flag_bit = 0x80;
  auto byte = static_cast<std::uint8_t>(raw(value) | (flag ? flag_bit : 0U));
  archive.between(first, last, flag_bit, byte);
  if constexpr (!std::is_const_v<Value>) {
    value = static_cast<Value>(byte & ~flag_bit);
    flag = (byte & flag_bit) != 0;
  }
  return flag;
}

template <class Archive, class Day>
void day(Archive& archive, Day& value) {
  std::uint16_t days = static_cast<std::uint16_t>(value.time_since_epoch().count());
  archive.number(days);
  if constexpr (!std::is_const_v<Day>) value = scheduler::Date{std::chrono::days{days}};
}

template <class Archive, class Services>
void services(Archive& archive, Services& value) {
  archive.up_to(config::party_max, value.size);
  for (std::uint8_t i = 0; i < value.size; ++i) {
    archive.from_one_up_to(config::services_max, value.codes[i]);
  }
}

}  // namespace offpeak::store
