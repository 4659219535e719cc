#include "loadtest/simulation/visitors/choice.hpp"

#include <numeric>

namespace offpeak::loadtest {

Choice::Choice(std::span<const double> weights) {
  const double whole = std::accumulate(weights.begin(), weights.end(), 0.0);
  double sum = 0;
  ends_.clear();
  for (std::size_t at = 0; at < weights.size(); ++at) {
    sum += weights[at];
    ends_.push_back(sum / whole);
    if (weights[at] > 0) last_ = at;
  }
}

}  // namespace offpeak::loadtest
