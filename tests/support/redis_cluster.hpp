// A real Redis Cluster on this machine: processes on free ports, some masters and their replicas.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "tests/support/redis_server.hpp"

namespace offpeak::testing {

class RedisCluster {
 public:
  /// `masters` that share all slots, three at least if one is to be replaced when it fails; each
  /// has as many `replicas`. Returns when every node sees the whole and its replicas are in step.
  explicit RedisCluster(std::size_t masters, std::size_t replicas = 0);

  /// Masters come first; then the replicas, of the first master, the second …
  RedisServer& node(std::size_t i) { return nodes_.at(i); }
  std::size_t size() const { return nodes_.size(); }
  /// All nodes, so that any may be away: "redis://127.0.0.1:1,127.0.0.1:2".
  std::string uri() const;

  /// The one whose slot it is, as it sees it itself; of frozen or killed ones nothing is asked.
  std::size_t master_of(std::uint16_t slot, std::size_t asked);

  // The steps by which a slot moves from one node to another (CLUSTER SETSLOT).
  void begin_move(std::uint16_t slot, std::size_t from, std::size_t to);
  /// Moves the keys that there are, one after the other. Returns how many.
  std::size_t move_keys(std::uint16_t slot, std::size_t from, std::size_t to);
  void end_move(std::uint16_t slot, std::size_t from, std::size_t to);

 private:
  std::string id(std::size_t i);

  std::deque<RedisServer> nodes_;  // which do not move
};

}  // namespace offpeak::testing
