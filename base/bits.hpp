// 128 bits as a name: of a citizen, an appointment, a request. The type says of what.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace offpeak::base {

/// 128 bits whose meaning is given by the tag.
template <class Tag>
struct Bits128 {
  std::array<std::uint64_t, 2> words{};

  friend constexpr auto operator<=>(const Bits128&, const Bits128&) = default;
  constexpr bool is_zero() const { return words[0] == 0 && words[1] == 0; }
};

/// Hash for containers keyed by Bits128. Real values are uniform already; the multiplications are
/// for those of tests.
struct Bits128Hash {
  using is_avalanching = void;
  template <class Tag>
  std::size_t operator()(const Bits128<Tag>& bits) const {
    std::uint64_t mixed = (bits.words[0] ^ bits.words[1] >> 32) * 0x9E3779B97F4A7C15ULL;
    mixed ^= bits.words[1] * 0xD1B54A32D192ED03ULL;
    return mixed ^ mixed >> 29;
  }
};

}  // namespace offpeak::base
