// The answer of a formula, or why there is none.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace offpeak::loadtest {

/// Why a formula has no answer.
enum class Unsolved {
  out_of_domain,  // an input is negative, not finite, or 0 where it must be more
  unstable,       // work comes as fast as it can be done, or faster: the queue has no limit
};

/// For people.
constexpr std::string_view words(Unsolved why) {
  return why == Unsolved::unstable ? "unstable: work comes as fast as the counters can do it"
                                   : "out of the formula's domain";
}

template <class T>
using Solved = base::Result<T, Unsolved>;

}  // namespace offpeak::loadtest
