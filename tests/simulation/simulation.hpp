// One seed: a primary, a standby, a store and clients, with faults drawn from the seed; then
// everything heals, and must work again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/simulation/host.hpp"

namespace offpeak::simulation {

struct Options {
  std::uint64_t seed = 1;
  ServerDefect server_defect = ServerDefect::none;
  NodeDefect node_defect = NodeDefect::none;
  std::function<void(const std::string&)> log;  // each fault, if set
};

struct Outcome {
  std::string violation;  // empty: every rule held
  Time at{};              // when it was found, or when all was over
  std::uint64_t digest = 0;
  std::uint64_t steps = 0;
  std::uint64_t faults = 0;
  std::uint64_t answered = 0;
  std::uint64_t asked_again = 0;
  std::uint64_t acknowledged = 0;  // commands
  std::uint64_t records = 0;
  std::uint64_t epochs = 0;
  Coverage coverage;
};

Outcome simulate(const Options& options);

}  // namespace offpeak::simulation
