// A link that leads to the node that has a city's slot: the one Redis of the address, or in a
// Redis Cluster the master that the cluster names, which may change.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/redis/cluster.hpp"
#include "store/redis/connection.hpp"

namespace offpeak::store {

/// Nodes that one `connect` asks at most; the next one goes on with others.
inline constexpr std::size_t connect_nodes_max = 4;

/// One thread at a time, save `description`. `connect` asks whichever node answers who has the
/// slot. A reply of MOVED is handed out, and the next `connect` leads to the node that it names, so
/// that its user checks that one as any new connection. ASK (the slot is just being moved) is
/// followed here, for the one command.
class RedisNodeLink final : public RedisLink {
 public:
  /// Whether a node to which ASK leads may be written to.
  using NodeCheck = std::function<Result<void>(std::unique_ptr<RedisLink>)>;

  RedisNodeLink(RedisAddress address, std::uint16_t slot,
                std::chrono::milliseconds silence_max = silence_ms_max, NodeCheck check = {});

  Result<RedisReply> call(std::span<const std::string_view> words) override;
  Result<void> connect() override;
  bool is_cluster() const override { return is_cluster_; }
  std::chrono::steady_clock::time_point now() const override;
  void pause(std::chrono::milliseconds duration) override;
  /// Of the node where it last led.
  std::string description() const override;

 private:
  RedisAddress address_of(const RedisNode& node) const;
  std::unique_ptr<RedisConnection> connection_to(const RedisNode& node) const;
  RedisNode next_node();
  void remember(const std::vector<RedisNode>& nodes);

  enum class Found : std::uint8_t { home, elsewhere };
  /// Connects to `node` and asks it who has the slot: itself, or `elsewhere`.
  Result<Found> ask(const RedisNode& node, std::optional<RedisNode>& elsewhere);
  Result<RedisReply> call_aside(const RedisNode& node, std::span<const std::string_view> words);
  Error lose(Error error);

  const RedisAddress address_;
  const std::uint16_t slot_;
  const std::chrono::milliseconds silence_max_;
  const NodeCheck check_;

  std::unique_ptr<RedisConnection> home_;
  RedisNode home_node_;
  std::unique_ptr<RedisConnection> aside_;  // where ASK led last
  RedisNode aside_node_;
  bool was_aside_ = false;       // the last command
  bool in_transaction_ = false;  // WATCH or MULTI was the last of its kind

  bool is_cluster_ = false;
  std::vector<RedisNode> known_;        // the addressed one first
  std::size_t turn_ = 0;                // which of them is asked next
  std::optional<RedisNode> next_home_;  // asked before those

  mutable std::mutex mutex_;  // of what is below
  std::string description_;
};

}  // namespace offpeak::store
