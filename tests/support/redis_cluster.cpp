#include "tests/support/redis_cluster.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/support/patience.hpp"

namespace offpeak::testing {
namespace {

constexpr unsigned slots = 16384;

bool says(const RedisServer& server, const std::vector<std::string>& words,
          const std::string& text) {
  return server.command(words).find(text) != std::string::npos;
}

void expect_ok(const RedisServer& server, const std::vector<std::string>& words) {
  if (const auto reply = server.command(words); reply != "OK") {
    throw std::runtime_error{words[0] + " " + words[1] + ": " + reply};
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

RedisCluster::RedisCluster(std::size_t masters, std::size_t replicas) {
  const std::size_t count = masters * (1 + replicas);
  std::vector<std::string> bus_ports;
  for (std::size_t i = 0; i < count; ++i) {
    bus_ports.push_back(std::to_string(free_port()));
    // A failed master is replaced after about a second.
    nodes_.emplace_back(std::vector<std::string>{
        "--cluster-enabled", "yes", "--cluster-port", bus_ports.back(), "--cluster-node-timeout",
        "1000", "--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0"});
  }
  for (std::size_t i = 0; i < masters; ++i) {
    expect_ok(node(i), {"CLUSTER", "ADDSLOTSRANGE", std::to_string(slots * i / masters),
                        std::to_string(slots * (i + 1) / masters - 1)});
  }
  for (std::size_t i = 0; i < count; ++i) {
    expect_ok(node(i), {"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(i + 1)});
  }
  for (std::size_t i = 1; i < count; ++i) {
    expect_ok(node(0),
              {"CLUSTER", "MEET", "127.0.0.1", std::to_string(node(i).port()), bus_ports[i]});
  }
  const auto known = "cluster_known_nodes:" + std::to_string(count);
  for (auto& server : nodes_) {
    await_until("the nodes to meet", [&] { return says(server, {"CLUSTER", "INFO"}, known); });
  }
  for (std::size_t i = masters; i < count; ++i) {
    await_until("a replica to know its master", [&] {
      return node(i).command({"CLUSTER", "REPLICATE", id((i - masters) / replicas)}) == "OK";
    });
  }
  for (auto& server : nodes_) {
    await_until("the cluster", [&] {
      return says(server, {"CLUSTER", "INFO"}, "cluster_state:ok");
    });
  }
  for (std::size_t i = masters; i < count; ++i) {
    node(i).await_in_step(node((i - masters) / replicas));
  }
}

std::string RedisCluster::uri() const {
  std::string text = "redis://";
  for (const auto& server : nodes_) {
    if (!text.ends_with('/')) text += ',';
    text += "127.0.0.1:" + std::to_string(server.port());
  }
  return text;
}

std::string RedisCluster::id(std::size_t i) { return node(i).command({"CLUSTER", "MYID"}); }

std::size_t RedisCluster::master_of(std::uint16_t slot, std::size_t asked) {
  // <id> <ip:port@bus> <flags> <master> <sent> <received> <epoch> <state> <slot> <slot>-<slot> …
  for (const auto& line : lines_of(node(asked).command({"CLUSTER", "NODES"}))) {
    std::istringstream words{line};
    std::string word;
    std::string address;
    for (int i = 0; words >> word; ++i) {
      if (i == 1) address = word.substr(0, word.find('@'));
      if (i < 8 || word.starts_with('[')) continue;
      const auto dash = word.find('-');
      const int first = std::stoi(word);
      const int last = dash == word.npos ? first : std::stoi(word.substr(dash + 1));
      if (slot < first || slot > last) continue;
      for (std::size_t n = 0; n < size(); ++n) {
        if (address.ends_with(":" + std::to_string(node(n).port()))) return n;
      }
    }
  }
  throw std::runtime_error{"no node has the slot"};
}

void RedisCluster::begin_move(std::uint16_t slot, std::size_t from, std::size_t to) {
  const auto text = std::to_string(slot);
  expect_ok(node(to), {"CLUSTER", "SETSLOT", text, "IMPORTING", id(from)});
  expect_ok(node(from), {"CLUSTER", "SETSLOT", text, "MIGRATING", id(to)});
}

std::size_t RedisCluster::move_keys(std::uint16_t slot, std::size_t from, std::size_t to) {
  const auto keys =
      lines_of(node(from).command({"CLUSTER", "GETKEYSINSLOT", std::to_string(slot), "1000"}));
  for (const auto& key : keys) {
    const auto reply = node(from).command(
        {"MIGRATE", "127.0.0.1", std::to_string(node(to).port()), key, "0", "10000"});
    if (reply != "OK" && reply != "NOKEY") throw std::runtime_error{"MIGRATE: " + reply};
  }
  return keys.size();
}

void RedisCluster::end_move(std::uint16_t slot, std::size_t from, std::size_t to) {
  const std::vector<std::string> words{"CLUSTER", "SETSLOT", std::to_string(slot), "NODE", id(to)};
  expect_ok(node(to), words);
  expect_ok(node(from), words);
}

}  // namespace offpeak::testing
