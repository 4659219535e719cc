// The tables and plots of docs/guidance.md that the study makes.
#pragma once

#include <string>
#include <vector>

#include "bench/guidance_study/study_measures.hpp"

namespace offpeak::bench {

/// `with_gain`: what each arm has of what the best one gains, and the load by its bound.
std::string levers_table(const std::vector<ArmMeasures>& arms, bool with_gain);
std::string fairness_table(const std::vector<ArmMeasures>& arms);
/// The change of each class in each hall, and the load of each half-hour of the average day, whole.
std::string classes_csv(const std::vector<ArmMeasures>& arms);
std::string loads_csv(const std::vector<ArmMeasures>& arms);
std::string swing_table(const std::vector<ArmMeasures>& arms);

/// One line of a plot.
struct PlotLine {
  std::string name;
  std::string colour;
  std::vector<std::pair<double, double>> points;
};

/// An SVG picture: x is a share in percent, y from 0.
std::string plot(const std::string& title, const std::string& unit,
                 const std::vector<PlotLine>& lines);

/// `page` with `text` between its two marks of this key: "<!-- measured: KEY -->" and
/// "<!-- end: KEY -->". Ends the program when they are not there.
std::string with_measured(std::string page, const std::string& key, const std::string& text);

}  // namespace offpeak::bench
