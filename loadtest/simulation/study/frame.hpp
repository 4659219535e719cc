// What a study is about, apart from its results. It is enough to write them, so that shards can be
// merged without the city's file and the scenarios.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadtest/simulation/study/played_days.hpp"
#include "loadtest/simulation/study/study.hpp"

namespace offpeak::loadtest {

struct FrameHall {
  std::uint32_t code = 0;
  config::Name name;
};

struct FrameLane {
  int code = 0;
  config::Name name;
  bool machines = false;  // self-service, without staff
};

struct FrameService {
  std::string key;
  config::Name name;
};

/// People whom other opening days lead to another day of the week, by day, as the model expects.
struct FrameMoves {
  double from_other_days = 0;
  double to_other_days = 0;
  double stay_away = 0;

  bool any() const { return from_other_days > 0 || to_other_days > 0 || stay_away > 0; }
};

struct FrameScenario {
  std::string name;
  double people = 0;  // to be received on average, by day, as was asked
  FrameMoves moves;
  std::vector<int> counters;         // by hall: with the shared ones, with the machines
  std::vector<std::string> changes;  // in words
};

struct StudyFrame {
  std::string digest;  // of all inputs: the parts of a study have the same one
  std::string city_key;
  config::Name city_name;
  bool synthetic = false;
  std::string date;
  int days = 1;
  std::vector<PlayedDay> calendar;  // by day, with the opening days of the first scenario
  std::uint64_t seed = 0;
  bool antithetic = false;
  std::uint32_t replications = 0;  // of each scenario, when it is not stopped early
  std::vector<FrameHall> halls;
  std::vector<FrameLane> lanes;
  std::vector<FrameService> services;
  std::vector<FrameScenario> scenarios;
};

/// `digest`: the caller's digest of all inputs. The spec has at least one scenario.
StudyFrame frame_of(const StudySpec& spec, std::string digest);

}  // namespace offpeak::loadtest
