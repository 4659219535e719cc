// Sums whose next term does not wait for the one before.
#pragma once

#include <array>
#include <cstddef>

namespace offpeak::scheduler {

/// term(0) + … + term(count - 1), as four sums of every fourth: a processor that adds on to one sum
/// does nothing else meanwhile.
template <class Term>
double sum_in_parts(std::size_t count, const Term& term) {
  constexpr std::size_t parts_count = 4;
  std::array<double, parts_count> parts{};
  std::size_t at = 0;
  for (; at + parts_count <= count; at += parts_count) {
    for (std::size_t i = 0; i < parts_count; ++i) parts[i] += term(at + i);
  }
  for (; at < count; ++at) parts[0] += term(at);
  return (parts[0] + parts[1]) + (parts[2] + parts[3]);
}

}  // namespace offpeak::scheduler
