// What the process must be before it serves.
#pragma once

#include <cstdint>

namespace offpeak {

/// A terminal that closes, and a reader of ours that goes (a client, Redis, whoever reads the log),
/// do not end the process.
void survive_hangups();

/// Raises the number of files that may be open to `wanted`, as far as the system allows without
/// privileges. Returns how many may be open now.
std::uint64_t raise_file_limit(std::uint64_t wanted);

}  // namespace offpeak
