// What the files of docs/monitoring/ ask of Prometheus.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace offpeak::monitoring {

struct Alert {
  std::string name;
  std::string expression;
  std::string severity;
  std::string description;
  std::string runbook;
};

std::vector<Alert> alerts();
/// Of every panel of the board, and of the lists that it chooses from.
std::vector<std::string> board_expressions();

/// The metrics that an expression reads.
std::set<std::string> metrics_in(const std::string& expression);

}  // namespace offpeak::monitoring
