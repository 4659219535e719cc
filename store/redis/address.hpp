// Reads the address of a Redis as an operator writes it after --store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store {

inline constexpr std::uint16_t redis_port = 6379;
/// Hosts that an address names.
inline constexpr std::size_t redis_hosts_max = 64;
inline constexpr std::uint32_t redis_database_max = 1'000'000;
/// Longest path of a unix socket that the kernel accepts.
inline constexpr std::size_t socket_path_bytes_max = 107;

struct RedisAddress {
  std::string host;         // empty: `socket_path` says where
  std::string socket_path;  // empty: `host` says where
  std::uint16_t port = redis_port;
  /// More hosts and ports: nodes of the same cluster, any of which may be asked.
  std::vector<std::pair<std::string, std::uint16_t>> others;
  std::uint32_t database = 0;
  std::string user;      // empty: Redis' user "default"
  std::string password;  // empty: none is needed

  /// Without user and password: "127.0.0.1:6379/0", "/run/redis.sock/0".
  std::string place() const;
};

/// Reads "redis://[user:password@]host[:port][,host[:port]…][/db]" or "redis+unix:PATH[?db=N]", a
/// password there as "redis+unix://[user:password@]/path". User and password are percent-decoded;
/// the user may be empty. Errors say what is wrong and how it is written; they do not repeat any
/// part of `uri`, because it may be the password.
Result<RedisAddress> parse_redis_address(std::string_view uri);

}  // namespace offpeak::store
