// Many pieces of work on a few threads.
#pragma once

#include <cstddef>
#include <functional>

namespace offpeak::base {

/// Calls `work` once with each number below `count`, on `threads` threads, one of which is this
/// one. Returns when all have ended, and then throws the first exception that any of them threw.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace offpeak::base
