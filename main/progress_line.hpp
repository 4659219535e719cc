// The progress of a study, on standard error.
#pragma once

#include <chrono>

#include "loadtest/simulation/study/study.hpp"

namespace offpeak {

/// A bar with the time left when standard error is a terminal, lines of JSON when a program asks
/// for them, otherwise nothing.
class ProgressLine {
 public:
  explicit ProgressLine(bool for_programs);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const loadtest::Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;

  void show_bar(const loadtest::Progress& progress) const;

  bool for_programs_;
  bool is_terminal_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point shown_{};
};

}  // namespace offpeak
