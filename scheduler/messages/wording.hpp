// Sentences that staff write for the public: the reason of a closure, a notice (公告). They are the
// only text in a journal, so whoever writes one must name nobody in it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/bits.hpp"

namespace offpeak::scheduler {

/// The closure or the notice that it belongs to.
using WordingId = base::Bits128<struct WordingTag>;

/// Persisted: never renumber.
enum class Language : std::uint8_t { zh = 0, en = 1 };

/// Bytes of UTF-8 in each language, and in each fact about a part of it.
inline constexpr std::size_t wording_bytes_max = 288;
inline constexpr std::size_t wording_part_bytes_max = 96;

/// One text in both languages. A command leads to one that its sender keeps until the reply.
struct Wording {
  std::array<char, wording_bytes_max> zh{};
  std::array<char, wording_bytes_max> en{};
  std::uint16_t zh_bytes = 0;
  std::uint16_t en_bytes = 0;

  std::string_view text(Language language) const {
    return language == Language::zh ? std::string_view{zh.data(), zh_bytes}
                                    : std::string_view{en.data(), en_bytes};
  }
};

/// What does not fit is cut: whoever lets people write checks the length first.
inline Wording wording_of(std::string_view zh, std::string_view en) {
  Wording wording;
  wording.zh_bytes = static_cast<std::uint16_t>(zh.copy(wording.zh.data(), wording.zh.size()));
  wording.en_bytes = static_cast<std::uint16_t>(en.copy(wording.en.data(), wording.en.size()));
  return wording;
}

}  // namespace offpeak::scheduler
