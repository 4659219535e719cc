// What periods of one day have in common.
#pragma once

#include <algorithm>
#include <span>

#include "config/city.hpp"

namespace offpeak::config {

/// Calls `visit(Period)` for each part that two lists share, in the order of `left`.
template <class Visit>
void for_each_shared(std::span<const Period> left, std::span<const Period> right,
                     const Visit& visit) {
  for (const Period& one : left) {
    for (const Period& other : right) {
      const Period shared{std::max(one.from, other.from), std::min(one.to, other.to)};
      if (shared.from < shared.to) visit(shared);
    }
  }
}

/// Calls `visit(Period)` for each part of the hall's opening in which a counter with these hours of
/// its own is staffed. A counter without any is staffed whenever the hall is open.
template <class Visit>
void for_each_staffed(std::span<const Period> open, std::span<const Period> own,
                      const Visit& visit) {
  constexpr Period whole_day{MinuteOfDay{0}, MinuteOfDay{24 * 60}};
  for_each_shared(open, own.empty() ? std::span{&whole_day, 1} : own, visit);
}

}  // namespace offpeak::config
