#include "store/redis/cluster.hpp"

#include <algorithm>

#include "base/number.hpp"

namespace offpeak::store {
namespace {

using Kind = RedisReply::Kind;

std::uint16_t crc16(std::string_view text) {
  unsigned crc = 0;
  for (const char c : text) {
    crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000U) != 0 ? crc << 1 ^ 0x1021U : crc << 1;
    crc &= 0xffffU;
  }
  return static_cast<std::uint16_t>(crc);
}

/// [address, port, id, …]; the address is nil or "?" when the node does not know its own.
std::optional<RedisNode> parse_node(const RedisReply& item, std::string_view asked_host) {
  if (item.kind != Kind::list || item.list.size() < 2) return std::nullopt;
  const auto& port = item.list[1];
  if (port.kind != Kind::integer || port.number < 1 || port.number > 65535) return std::nullopt;
  const std::string& host = item.list[0].text;
  return RedisNode{host.empty() || host == "?" ? std::string{asked_host} : host,
                   static_cast<std::uint16_t>(port.number)};
}

}  // namespace

std::uint16_t redis_slot(std::string_view key) {
  const auto open = key.find('{');
  const auto close = open == key.npos ? key.npos : key.find('}', open + 1);
  if (close != key.npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
  return crc16(key) % cluster_slots;
}

Result<RedisTopology> parse_topology(const RedisReply& reply, std::uint16_t slot,
                                     std::string_view asked_host) {
  const Error mistake{"the reply to CLUSTER SLOTS cannot be read"};
  if (reply.kind != Kind::list) return mistake;
  RedisTopology topology;
  for (const RedisReply& range : reply.list) {
    if (range.list.size() < 3 || range.list[0].kind != Kind::integer ||
        range.list[1].kind != Kind::integer) {
      return mistake;
    }
    for (std::size_t i = 2; i < range.list.size(); ++i) {
      const auto node = parse_node(range.list[i], asked_host);
      if (!node) return mistake;
      const bool is_ours = range.list[0].number <= slot && slot <= range.list[1].number;
      if (i == 2 && is_ours) topology.master = *node;
      if (topology.nodes.size() < cluster_nodes_max &&
          std::ranges::find(topology.nodes, *node) == topology.nodes.end()) {
        topology.nodes.push_back(*node);
      }
    }
  }
  return topology;
}

std::optional<Redirection> parse_redirection(std::string_view error, std::string_view asked_host) {
  Redirection redirection;
  if (error.starts_with("ASK ")) {
    redirection.is_for_once = true;
  } else if (!error.starts_with("MOVED ")) {
    return std::nullopt;
  }
  error.remove_prefix(error.find(' ') + 1);
  const auto space = error.find(' ');
  const auto colon = error.rfind(':');  // of an IPv6 address the last
  if (space == error.npos || colon == error.npos || colon < space) return std::nullopt;
  const auto slot = base::parse_number<std::uint16_t>(error.substr(0, space), 0, cluster_slots - 1);
  const auto port = base::parse_number<std::uint16_t>(error.substr(colon + 1), 1, 65535);
  if (!slot || !port) return std::nullopt;
  const auto host = error.substr(space + 1, colon - space - 1);
  redirection.slot = *slot;
  redirection.node = {std::string{host.empty() || host == "?" ? asked_host : host}, *port};
  return redirection;
}

}  // namespace offpeak::store
