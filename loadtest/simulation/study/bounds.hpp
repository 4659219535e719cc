// How large a study may be. The command line, the interface over HTTP and the files of shards keep
// to these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace offpeak::loadtest {

inline constexpr std::size_t scenarios_max = 32;
inline constexpr int days_max = 31;
inline constexpr int people_max = 1'000'000;  // of the city on a day
inline constexpr std::uint32_t replications_max = 100'000;
/// Of a study that runs on a server's machine, beside its bookings: until its end a study keeps the
/// headlines of each hall in each replication, with 15 halls and 32 scenarios half a gigabyte of
/// them.
inline constexpr std::uint32_t replications_on_server_max = 10'000;
/// Of a study that ends when its precision is reached, unless it says how many. A server passes
/// such studies on as they are, so this is its bound.
inline constexpr std::uint32_t replications_for_precision_max = replications_on_server_max;
inline constexpr std::uint32_t shards_max = 10'000;

}  // namespace offpeak::loadtest
