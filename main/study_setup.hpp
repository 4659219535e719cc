// Makes a study from the options of `offpeak simulate`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"
#include "loadtest/simulation/study/study.hpp"
#include "main/simulate_options.hpp"

namespace offpeak {

struct StudySetup {
  loadtest::StudySpec spec;
  std::string digest;                                     // of all inputs
  std::shared_ptr<const loadtest::RecordedDay> replayed;  // nothing: the demand model's visitors
  loadtest::Play play = loadtest::simulate_day;
};

/// The demand's file that is given or, without one, that of the city in `demand/` beside its file.
std::filesystem::path demand_file(const std::string& given, const std::filesystem::path& city_file,
                                  const config::City& city);

/// Fails when an option or a file is wrong; each mistake within a file has then been said on
/// standard error.
base::Result<StudySetup> set_up_study(const SimulateOptions& options);

}  // namespace offpeak
