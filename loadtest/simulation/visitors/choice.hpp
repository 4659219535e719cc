// One of several things, drawn with their shares.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace offpeak::loadtest {

/// Inversion of a discrete distribution.
class Choice {
 public:
  /// What was chosen, and where in its part of the unit interval the number was. The latter is
  /// uniform as well, and independent of the choice.
  struct Chosen {
    std::size_t at = 0;
    double rest = 0;
  };

  /// There is only one thing to choose.
  Choice() = default;
  /// Any weights of 0 or more, at least one above 0.
  explicit Choice(std::span<const double> weights);

  /// `u` is above 0 and below 1; nothing of weight 0 is ever chosen.
  Chosen operator()(double u) const {
    std::size_t at = 0;
    while (at < last_ && u >= ends_[at]) ++at;
    const double begin = at == 0 ? 0 : ends_[at - 1];
    return {at, (u - begin) / (ends_[at] - begin)};
  }

 private:
  std::vector<double> ends_{1.0};  // of each part of the unit interval
  std::size_t last_ = 0;           // with a weight
};

}  // namespace offpeak::loadtest
