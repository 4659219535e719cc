// The durations of visitors, by their number, made a block at a time so that the processor works on
// several draws at once.
#pragma once

#include <array>
#include <cstdint>

#include "loadtest/simulation/model/hall_model.hpp"
#include "loadtest/simulation/random/philox.hpp"

namespace offpeak::loadtest {

/// Values of one distribution in the order of the visitors of a class.
class Draws {
 public:
  /// `distribution` must outlive it.
  Draws(const Distribution& distribution, Stream stream)
      : distribution_{&distribution}, stream_{stream} {}

  double next() {
    if (at_ == block_.size()) fill();
    return block_[at_++];
  }

 private:
  void fill();
  void fill_exponential();
  double value(std::uint64_t visitor) const;

  static constexpr std::size_t block_size = 256;

  const Distribution* distribution_;
  Stream stream_;
  std::uint64_t visitor_ = 0;  // the first one that is not drawn yet
  std::array<double, block_size> block_{};
  std::size_t at_ = block_size;
};

}  // namespace offpeak::loadtest
