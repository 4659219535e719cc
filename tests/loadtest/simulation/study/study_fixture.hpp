// A study whose days are made of a few draws instead of the core, so that tests can say what comes
// of them and run in milliseconds.
#pragma once

#include <string>

#include "loadtest/simulation/study/frame.hpp"
#include "loadtest/simulation/study/study.hpp"

namespace offpeak::loadtest {

/// The city of config/hangzhou.yaml.
const config::City& hangzhou();

/// A scenario of that city on 2026-06-13.
Scenario scenario(std::string name, double people = 800);

/// Waits that follow from the draws and grow with the scenario's people.
DayResult played(const Scenario& scenario, const Draws& draws);

/// Runs to the end in the calling thread's sight, with nothing said.
StudyResult run_quietly(const StudySpec& spec, const Play& play = played);

/// results.json of a study that runs in this process.
std::string results_of(const StudySpec& spec);

}  // namespace offpeak::loadtest
