// What a Redis Cluster says of itself: which node has a key's slot, and where to go instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/redis/link.hpp"

namespace offpeak::store {

inline constexpr std::uint16_t cluster_slots = 16384;
/// Nodes that are remembered; a larger cluster is known in part, which suffices to find the rest.
inline constexpr std::size_t cluster_nodes_max = 1024;

struct RedisNode {
  std::string host;
  std::uint16_t port = 0;

  friend bool operator==(const RedisNode&, const RedisNode&) = default;
};

/// CRC-16/XMODEM of the key, or of what stands between its first braces, modulo the number of slots
/// (the Redis Cluster specification, "Hash tags").
std::uint16_t redis_slot(std::string_view key);

struct RedisTopology {
  std::optional<RedisNode> master;  // of the slot; none: nobody serves it
  std::vector<RedisNode> nodes;     // all, replicas too
};

/// Reads the reply to CLUSTER SLOTS. A node without an address is at the host that was asked.
Result<RedisTopology> parse_topology(const RedisReply& reply, std::uint16_t slot,
                                     std::string_view asked_host);

struct Redirection {
  bool is_for_once = false;  // ASK: this one command; MOVED: from now on
  std::uint16_t slot = 0;
  RedisNode node;
};

/// Reads "MOVED 866 10.0.0.1:6379" and "ASK …"; nothing for another error.
std::optional<Redirection> parse_redirection(std::string_view error, std::string_view asked_host);

}  // namespace offpeak::store
