#include "store/redis/node_link.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace offpeak::store {

RedisNodeLink::RedisNodeLink(RedisAddress address, std::uint16_t slot,
                             std::chrono::milliseconds silence_max, NodeCheck check)
    : address_{std::move(address)},
      slot_{slot},
      silence_max_{silence_max},
      check_{std::move(check)},
      known_{{address_.host, address_.port}},
      description_{"redis " + address_.place()} {
  for (const auto& [host, port] : address_.others) known_.push_back({host, port});
}

std::chrono::steady_clock::time_point RedisNodeLink::now() const {
  return std::chrono::steady_clock::now();
}

void RedisNodeLink::pause(std::chrono::milliseconds duration) {
  std::this_thread::sleep_for(duration);
}

std::string RedisNodeLink::description() const {
  const std::lock_guard lock{mutex_};
  return description_;
}

/// Of a unix socket the node is the one without a host.
RedisAddress RedisNodeLink::address_of(const RedisNode& node) const {
  RedisAddress address = address_;
  address.host = node.host;
  if (!node.host.empty()) {
    address.port = node.port;
    address.socket_path.clear();
  }
  return address;
}

std::unique_ptr<RedisConnection> RedisNodeLink::connection_to(const RedisNode& node) const {
  return std::make_unique<RedisConnection>(address_of(node), silence_max_);
}

RedisNode RedisNodeLink::next_node() {
  if (next_home_) return *std::exchange(next_home_, std::nullopt);
  return known_[turn_++ % known_.size()];
}

void RedisNodeLink::remember(const std::vector<RedisNode>& nodes) {
  // Nodes that have left are asked in vain; those that the operator named are never forgotten.
  known_.resize(1 + address_.others.size());
  for (const RedisNode& node : nodes) {
    if (std::ranges::find(known_, node) == known_.end()) known_.push_back(node);
  }
}

Result<RedisNodeLink::Found> RedisNodeLink::ask(const RedisNode& node,
                                                std::optional<RedisNode>& elsewhere) {
  auto connection = connection_to(node);
  if (auto connected = connection->connect(); !connected) return connected.error();
  const auto reply = connection->call(std::array<std::string_view, 2>{"CLUSTER", "SLOTS"});
  if (!reply) return reply.error();
  // An error: it is in no cluster, or does not tell this account. In a cluster MOVED leads on then.
  if (reply->kind != RedisReply::Kind::error) {
    is_cluster_ = true;
    const auto topology = parse_topology(*reply, slot_, node.host);
    if (!topology) {
      return Error{connection->description() + ": " + topology.error().message};
    }
    remember(topology->nodes);
    if (!topology->master) {
      return Error{connection->description() + ": no node of the cluster has the slot " +
                   std::to_string(slot_)};
    }
    if (*topology->master != node) {
      elsewhere = topology->master;
      return Found::elsewhere;
    }
  }
  home_ = std::move(connection);
  home_node_ = node;
  const std::lock_guard lock{mutex_};
  description_ = home_->description();
  return Found::home;
}

Result<void> RedisNodeLink::connect() {
  home_.reset();
  aside_.reset();
  was_aside_ = in_transaction_ = false;
  std::vector<RedisNode> asked;
  Error last{"no node was asked"};
  for (std::size_t i = 0; i < connect_nodes_max; ++i) {
    const RedisNode node = next_node();
    // Who was asked already, or named by somebody whose view is old.
    if (std::ranges::find(asked, node) != asked.end()) continue;
    asked.push_back(node);
    std::optional<RedisNode> elsewhere;
    const auto found = ask(node, elsewhere);
    if (found && *found == Found::home) {
      if (!is_cluster_) turn_ = 0;
      return {};
    }
    if (!found) last = found.error();
    if (elsewhere) next_home_ = elsewhere;
  }
  return last;
}

/// After an error whoever has the slot is found anew.
Error RedisNodeLink::lose(Error error) {
  home_.reset();
  aside_.reset();
  return error;
}

Result<RedisReply> RedisNodeLink::call(std::span<const std::string_view> words) {
  if (!home_) return Error{description() + ": not connected"};
  const std::string_view name = words.front();
  if (name == "WATCH" || name == "MULTI") in_transaction_ = true;
  if (name == "EXEC" || name == "DISCARD" || name == "UNWATCH") in_transaction_ = false;
  // Replicas acknowledge what was written last, wherever that was.
  const bool goes_aside = name == "WAIT" && was_aside_ && aside_;
  auto reply = (goes_aside ? aside_ : home_)->call(words);
  if (!goes_aside) was_aside_ = false;
  if (!reply) return lose(reply.error());
  if (reply->kind != RedisReply::Kind::error) return reply;
  // A node that is cut off from the others says so until they are one again; they may have chosen
  // another master meanwhile.
  if (reply->is_error("CLUSTERDOWN ")) return lose(Error{description() + ": " + reply->text});
  const auto redirection = parse_redirection(reply->text, home_node_.host);
  if (!redirection || redirection->slot != slot_) return reply;
  is_cluster_ = true;
  if (!redirection->is_for_once) {
    next_home_ = redirection->node;
    home_.reset();
    return reply;
  }
  // A transaction cannot be split: it waits until the slot has been moved.
  if (in_transaction_) return reply;
  return call_aside(redirection->node, words);
}

Result<RedisReply> RedisNodeLink::call_aside(const RedisNode& node,
                                             std::span<const std::string_view> words) {
  if (!aside_ || node != aside_node_) {
    aside_.reset();
    if (check_) {
      if (auto checked = check_(connection_to(node)); !checked) return lose(checked.error());
    }
    auto connection = connection_to(node);
    if (auto connected = connection->connect(); !connected) return lose(connected.error());
    aside_ = std::move(connection);
    aside_node_ = node;
  }
  const auto asking = aside_->call(std::array<std::string_view, 1>{"ASKING"});
  if (!asking) return lose(asking.error());
  auto reply = aside_->call(words);
  if (!reply) return lose(reply.error());
  was_aside_ = true;
  return reply;
}

}  // namespace offpeak::store
