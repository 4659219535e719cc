// The keys of a city in Redis. Cities may share a database.
#pragma once

#include <string>
#include <string_view>

namespace offpeak::store {

inline std::string redis_key(std::string_view city, std::string_view name) {
  return "offpeak:" + std::string{city} + ":" + std::string{name};
}

}  // namespace offpeak::store
