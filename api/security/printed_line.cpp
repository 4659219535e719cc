#include "api/security/printed_line.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "base/assert.hpp"

namespace offpeak::security {
namespace {

constexpr std::string_view lookalikes = "O0I1";

/// The other one of the pair.
constexpr char twin_of(char c) {
  const auto at = lookalikes.find(c);
  return lookalikes[at ^ 1U];
}

int value_of(char c) { return c >= 'A' ? c - 'A' + 10 : c - '0'; }

void turn(std::span<char> number, std::span<const std::size_t> places, unsigned which) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    if ((which >> i & 1U) != 0) number[places[i]] = twin_of(number[places[i]]);
  }
}

}  // namespace

char printed_check_digit(std::string_view number) {
  constexpr std::array weights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    sum += weights[i % weights.size()] * value_of(number[i]);
  }
  return static_cast<char>('0' + sum % 10);
}

// With one change the digit always changes too, so fewer changes are the likelier mistake; when two
// ways with equally few fit, none is taken.
Reading read_lookalikes(std::span<char> number, char digit) {
  OFFPEAK_ASSERT(number.size() <= printed_number_chars_max);
  std::array<std::size_t, printed_number_chars_max> places{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (lookalikes.find(number[i]) != std::string_view::npos) places[count++] = i;
  }
  const std::span found{places.data(), count};
  std::array<char, printed_number_chars_max> turned{};
  const std::span reading{turned.data(), number.size()};
  unsigned best = 0;
  int ways = 0;
  int changes = static_cast<int>(count) + 1;
  for (unsigned which = 0; which < 1U << count; ++which) {
    if (std::popcount(which) > changes) continue;
    std::ranges::copy(number, reading.begin());
    turn(reading, found, which);
    if (printed_check_digit({reading.data(), reading.size()}) != digit) continue;
    ways = std::popcount(which) < changes ? 1 : ways + 1;
    changes = std::popcount(which);
    best = which;
  }
  OPENSSL_cleanse(turned.data(), turned.size());
  if (ways != 1) return Reading::none;
  turn(number, found, best);
  return best == 0 ? Reading::as_typed : Reading::corrected;
}

}  // namespace offpeak::security
