// Unguessable bits from the operating system.
#pragma once

#include <array>
#include <cstdint>

namespace offpeak::security {

/// 128 fresh bits. Fetched from the kernel a page at a time per thread; bits handed out are zeroed
/// in the buffer, so that a later look at the memory does not give away capabilities in use. Any
/// thread may call it. Ends the process when the kernel has no randomness to give.
std::array<std::uint64_t, 2> random_words();

/// The same as one of the 128-bit names of scheduler/messages/ids.hpp.
template <class Bits>
Bits random_bits() {
  return Bits{random_words()};
}

}  // namespace offpeak::security
