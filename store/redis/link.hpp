// One connection to a Redis server, as the journal, the snapshots and the lease see it: commands
// out, replies in. The real one is RedisConnection; a simulation puts its own server here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/journal.hpp"

namespace offpeak::store {

/// A reply by value.
struct RedisReply {
  enum class Kind : std::uint8_t { nil, status, error, integer, text, list };
  Kind kind = Kind::nil;
  std::int64_t number = 0;
  std::string text;  // of status, error and text; may hold any bytes
  std::vector<RedisReply> list;

  bool is_error(std::string_view prefix) const {
    return kind == Kind::error && text.starts_with(prefix);
  }
};

class RedisLink {
 public:
  virtual ~RedisLink() = default;

  /// Sends one command and waits for its reply. An error means that none came in time or that the
  /// connection is gone. Whether the command was carried out is then unknown, and the link cannot
  /// be used until `connect`.
  virtual Result<RedisReply> call(std::span<const std::string_view> words) = 0;

  /// Connects (again), authenticates and selects the database.
  virtual Result<void> connect() = 0;

  /// Whether it is a Redis Cluster, where another node may have the keys after the next `connect`.
  /// Known once it is connected.
  virtual bool is_cluster() const { return false; }

  // Time as the link knows it, so that a simulation may own it.
  virtual std::chrono::steady_clock::time_point now() const = 0;
  virtual void pause(std::chrono::milliseconds duration) = 0;

  /// Where it leads, without the password ("redis 127.0.0.1:6379/0").
  virtual std::string description() const = 0;
};

/// Makes links that lead to the same place.
using RedisLinks = std::function<std::unique_ptr<RedisLink>()>;

}  // namespace offpeak::store
