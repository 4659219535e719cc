// What the process must be before it serves.
#pragma once

#include <cstdint>

namespace offpeak {

/// A reader of ours that goes (a client, Redis, whoever reads the log) does not end the process.
void survive_failed_writes();

/// Nobody but root may look into the process's memory, and none of it is written down when it
/// crashes: there are keys and, for moments, identity numbers in it.
void keep_memory_private();

/// Raises the number of files that may be open to `wanted`, as far as the system allows without
/// privileges. Returns how many may be open now.
std::uint64_t raise_file_limit(std::uint64_t wanted);

}  // namespace offpeak
