// Assertions that stay on in release builds: a broken invariant stops the process before it reaches
// the journal; the next start replays what was true.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace offpeak::base {

[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "offpeak: invariant broken: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace offpeak::base

#define OFFPEAK_ASSERT(condition) \
  (static_cast<bool>(condition)   \
       ? void()                   \
       : ::offpeak::base::assertion_failed(#condition, __FILE__, __LINE__))
