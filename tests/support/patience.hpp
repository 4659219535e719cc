// How long a test waits for what must come. Only a test that fails waits so long: nothing takes
// minutes, on however busy a machine.
#pragma once

#include <chrono>

namespace offpeak::testing {

inline constexpr std::chrono::minutes patience{5};
/// For poll.
inline constexpr int patience_ms = std::chrono::milliseconds{patience}.count();

}  // namespace offpeak::testing
