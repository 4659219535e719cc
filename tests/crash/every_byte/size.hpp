// How much of the full product the tests do: everything when OFFPEAK_LONG is set in the
// environment, otherwise every edge and one in so many of the bytes between.
#pragma once

#include <cstddef>
#include <cstdlib>

#ifndef OFFPEAK_EVERY_BYTE_SHARE
#define OFFPEAK_EVERY_BYTE_SHARE 1
#endif

namespace offpeak::crash {

inline bool is_long() { return std::getenv("OFFPEAK_LONG") != nullptr; }

/// Larger where each recovery costs several times as much (sanitizers).
inline constexpr std::size_t share = OFFPEAK_EVERY_BYTE_SHARE;
inline constexpr std::size_t log_stride = 31 * share;
inline constexpr std::size_t sqlite_stride = 499 * share;
inline constexpr std::size_t file_flip_stride = 7 * share;
inline constexpr std::size_t log_flip_stride = 61 * share;
/// A journal is closed and opened again after so many.
inline constexpr std::size_t batches_per_run = 8;

}  // namespace offpeak::crash
