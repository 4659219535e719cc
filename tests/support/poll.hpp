// Waiting for files to become readable. A signal that the process handles, as a fuzzer's alarm
// clock, cuts poll short; then the wait begins anew.
#pragma once

#include <poll.h>

#include <cerrno>
#include <span>

#include "tests/support/patience.hpp"

namespace offpeak::testing {

/// False when nothing happened for `time_ms`; a negative time never ends.
inline bool poll_for(std::span<pollfd> descriptors, int time_ms) {
  int ready = 0;
  do {
    ready = ::poll(descriptors.data(), descriptors.size(), time_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

/// False when nothing can be read from `descriptor`, nor its end, for `time_ms`.
inline bool wait_readable(int descriptor, int time_ms = patience_ms) {
  pollfd one{descriptor, POLLIN, 0};
  return poll_for({&one, 1}, time_ms);
}

}  // namespace offpeak::testing
