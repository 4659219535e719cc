// The keys of a city in Redis. Cities may share a database, or a cluster.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::store {

/// The braces are part of the name: a cluster hashes what stands between them, so that all keys of
/// a city are in one slot.
inline std::string redis_key(std::string_view city, std::string_view name) {
  return "offpeak:{" + std::string{city} + "}:" + std::string{name};
}

/// As programs before the braces named it (old_names.hpp).
inline std::string old_redis_key(std::string_view city, std::string_view name) {
  return "offpeak:" + std::string{city} + ":" + std::string{name};
}

}  // namespace offpeak::store
