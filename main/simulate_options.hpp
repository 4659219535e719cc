// The options of `offpeak simulate`, for both kinds of run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace offpeak {

struct SimulateOptions {
  std::string model;  // one hall from a file: simulate_model
  std::string config;
  std::string demand;
  std::string scenarios;
  std::string guidance = "off";
  std::optional<double> compliance;  // empty: the usual one
  std::string date;
  std::string from_store;  // replay of `day`
  std::string day;
  std::optional<double> visitors;
  int days = 1;
  std::optional<std::uint32_t> replications;
  std::string precision;  // "1%"
  bool antithetic = false;
  std::uint64_t seed = 1;
  int threads = 0;    // 0: one for each core
  std::string shard;  // "2/3"
  std::vector<std::string> merge;
  std::string json, csv, html;  // files; "-": standard output
  bool progress = false;        // lines {"done","total"} on standard error
  std::string assets;           // folder with what the page is made of; empty: this checkout
};

/// Each returns an exit code (main/commands.hpp) after having said what was wrong.
int simulate_model(const SimulateOptions& options);
int simulate_study(const SimulateOptions& options);

}  // namespace offpeak
