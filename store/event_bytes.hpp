// The bytes of an event's fields: what puts values, and what takes them and refuses those that no
// event has. Both have the same functions, so that one description of a layout serves both.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/assert.hpp"
#include "base/enumerators.hpp"
#include "base/mutant.hpp"

namespace offpeak::store {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

/// The number behind an enumerator, or a number.
template <class Value>
constexpr std::uint64_t raw(Value value) {
  return static_cast<std::uint64_t>(value);
}

/// Puts values at a place that has room for the largest event.
class EventWriter {
 public:
  explicit EventWriter(std::byte* at) : at_{at} {}
  std::byte* at() const { return at_; }

  template <class Value>
  void number(const Value& value) {
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }
  /// Asserts that the reader will accept the value: otherwise the next start would fail.
  template <class Value, class Bound>
  void up_to(Bound last, const Value& value) {
    if (!base::mutated(base::Mutant::write_unreadable)) OFFPEAK_ASSERT(raw(value) <= raw(last));
    number(value);
  }
  template <class Value, class Bound>
  void from_one_up_to(Bound last, const Value& value) {
    OFFPEAK_ASSERT(raw(value) >= 1);
    up_to(last, value);
  }
  template <class Enum>
  void choice(const Enum& value) {
    up_to(base::last_of<Enum>, value);
  }
  /// From `first` to `last`, and perhaps `flag`.
  void between(std::uint64_t first, std::uint64_t last, unsigned flag, std::uint8_t byte) {
    if (!base::mutated(base::Mutant::write_unreadable)) {
      OFFPEAK_ASSERT((byte & ~flag) >= first && (byte & ~flag) <= last);
    }
    number(byte);
  }

 private:
  std::byte* at_;
};

/// Takes values from bytes; after the first failure everything reads as zero.
class EventReader {
 public:
  explicit EventReader(std::span<const std::byte> in) : in_{in} {}
  std::span<const std::byte> rest() const { return in_; }
  bool good() const { return good_; }

  template <class Value>
  void number(Value& value) {
    if (in_.size() < sizeof value) {
      good_ = false;
      return;
    }
    std::memcpy(&value, in_.data(), sizeof value);
    in_ = in_.subspan(sizeof value);
  }
  /// A byte that must not be above `last`.
  template <class Value, class Bound>
  void up_to(Bound last, Value& value) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > raw(last)) {
      good_ = false;
      byte = 0;
    }
    value = static_cast<Value>(byte);
  }
  /// The same for values that start at 1.
  template <class Value, class Bound>
  void from_one_up_to(Bound last, Value& value) {
    up_to(last, value);
    if (value == Value{}) good_ = false;
  }
  /// One of an enumeration's enumerators.
  template <class Enum>
  void choice(Enum& value) {
    up_to(base::last_of<Enum>, value);
  }
  /// From `first` to `last`, and perhaps `flag`.
  void between(std::uint64_t first, std::uint64_t last, unsigned flag, std::uint8_t& byte) {
    number(byte);
    if ((byte & ~flag) >= first && (byte & ~flag) <= last) return;
    fail();
    byte = static_cast<std::uint8_t>(first);
  }
  void fail() { good_ = false; }

 private:
  std::span<const std::byte> in_;
  bool good_ = true;
};

}  // namespace offpeak::store
