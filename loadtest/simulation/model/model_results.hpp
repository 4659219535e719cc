// The results of a hall model, for programs and for people.
#pragma once

#include <string>

#include "loadtest/simulation/model/model_study.hpp"

namespace offpeak::loadtest {

/// The JSON of MODEL.md. Only the member "speed" differs between runs of one seed.
std::string model_json(const HallModel& model, const ModelResult& result, int threads);
std::string model_table(const ModelResult& result, int threads);

}  // namespace offpeak::loadtest
