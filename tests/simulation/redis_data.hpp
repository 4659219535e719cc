// What a Redis server keeps, and what the commands do that the store sends: written from the
// documentation of Redis 7.0, with an explicit clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/redis/link.hpp"
#include "store/redis/stream.hpp"
#include "tests/simulation/world.hpp"

namespace offpeak::simulation {

using Words = std::vector<std::string>;
using store::RedisReply;
using store::StreamId;

/// Ways in which the server may be wrong, for a test of the simulation.
enum class ServerDefect : std::uint8_t {
  none,
  loses_acknowledged,   // a crash takes the last entry with it that was acknowledged
  accepts_old_epochs,   // an id need not be the greatest
  replies_before_sync,  // what is acknowledged may be lost
  appends_twice,        // an entry that comes again is taken again
};

/// Entries in one node of a stream (`stream-node-max-entries`, 100 by default): trimming removes
/// whole nodes.
inline constexpr std::uint64_t stream_node_entries = 8;

struct StoredEntry {
  StreamId id;
  std::string field;
  std::string value;
  std::uint64_t number = 0;  // of all that were ever added to this stream
};

class RedisData {
 public:
  explicit RedisData(ServerDefect defect = ServerDefect::none) : defect_{defect} {}

  /// One command outside the connection's own affairs (transactions).
  RedisReply execute(const Words& words, Time now);

  static bool is_write(const Words& words);
  /// Refused while the memory is full.
  static bool needs_memory(const Words& words);

  /// Grows with each change of the key.
  std::uint64_t version(const std::string& key) const;
  const std::deque<StoredEntry>& entries() const { return stream_.entries; }
  void lose_last_entry() { stream_.entries.pop_back(); }
  /// Turns one bit of the newest snapshot; false: there are not two.
  bool damage_newest_snapshot(Random& random);

 private:
  struct Stream {
    bool exists = false;
    std::deque<StoredEntry> entries;
    StreamId last_generated;
    std::uint64_t added = 0;
  };
  struct Value {
    std::string text;
    std::optional<Time> expires;
  };

  RedisReply xadd(const Words& words);
  RedisReply xrange(const Words& words, bool backwards) const;
  RedisReply xtrim(const Words& words);
  RedisReply xinfo() const;
  RedisReply set(const Words& words, Time now);
  RedisReply eval(const Words& words, Time now);
  RedisReply hash_command(const Words& words);
  RedisReply set_command(const Words& words);
  const std::string* find(const std::string& key, Time now);

  ServerDefect defect_;
  Stream stream_;  // there is one
  std::map<std::string, Value> strings_;
  std::map<std::string, std::map<std::string, std::string>> hashes_;
  std::map<std::string, std::set<std::string>> sets_;
  std::map<std::string, std::uint64_t> versions_;
};

RedisReply status_reply(std::string text);
RedisReply error_reply(std::string text);
RedisReply text_reply(std::string text);
RedisReply integer_reply(std::int64_t number);
RedisReply list_reply(std::vector<RedisReply> list);

}  // namespace offpeak::simulation
