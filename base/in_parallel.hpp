// Many pieces of work on a few threads.
#pragma once

#include <cstddef>
#include <functional>

namespace offpeak::base {

/// Calls `work` with each number below `count` once, on so many threads, this one among them.
/// Returns when all have ended. What one throws is thrown here then, the first if there are more.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace offpeak::base
