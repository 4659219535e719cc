// Between the processes: delays, messages that are lost, and cuts in one direction or both.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "store/redis/link.hpp"
#include "tests/simulation/redis_server.hpp"
#include "tests/simulation/world.hpp"

namespace offpeak::simulation {

inline constexpr int nodes = 2;

/// From a node to the server, or back.
enum class Direction : std::uint8_t { there = 0, back = 1 };

class Network {
 public:
  explicit Network(World& world) : world_{world} {}

  /// Between a node and the server: late, very late, or never.
  void carry(int node, Direction direction, std::function<void()> message);
  /// Between a client and a node.
  void carry(std::function<void()> message);

  void cut_until(int node, Direction direction, Time when);
  /// Now and then a message takes seconds.
  void set_straggling(bool straggling) { straggling_ = straggling; }
  void heal();

 private:
  Time delay();

  World& world_;
  std::array<std::array<Time, 2>, nodes> cuts_{};
  bool straggling_ = false;
};

/// Where a node's process finds the server.
struct Place {
  World& world;
  Network& network;
  RedisServer& server;
};

/// A connection to the simulated server. Calls wait in simulated time, from a fiber of `process`.
class SimulatedLink final : public store::RedisLink {
 public:
  SimulatedLink(Place place, std::shared_ptr<Process> process, int node);
  ~SimulatedLink() override;

  store::Result<RedisReply> call(std::span<const std::string_view> words) override;
  store::Result<void> connect() override;
  std::chrono::steady_clock::time_point now() const override;
  void pause(std::chrono::milliseconds duration) override;
  std::string description() const override { return "redis simulated"; }

 private:
  Place place_;
  std::weak_ptr<Process> process_;
  int node_;
  std::shared_ptr<Connection> connection_;
};

}  // namespace offpeak::simulation
