// Draws what goes wrong, and when.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/client.hpp"

namespace offpeak::simulation {

class Nemesis {
 public:
  Nemesis(World& world, Network& network, RedisServer& server, std::array<Node*, nodes> servers,
          std::function<void(const std::string&)> log);

  /// Plans the faults of the time until `end`. Not every kind comes up in every simulation.
  void plan(Time end);
  void heal();
  std::uint64_t faults() const { return faults_; }
  /// Nothing was planned that could make anybody take over.
  bool is_calm() const { return calm_; }

 private:
  using Fault = std::function<void()>;
  std::vector<Fault> kinds();
  void damage_snapshot();
  void say(const std::string& what);
  Time some_time();

  World& world_;
  Network& network_;
  RedisServer& server_;
  std::array<Node*, nodes> servers_;
  std::function<void(const std::string&)> log_;
  std::uint64_t faults_ = 0;
  bool calm_ = false;
  bool damaged_ = false;
};

}  // namespace offpeak::simulation
