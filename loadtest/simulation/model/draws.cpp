#include "loadtest/simulation/model/draws.hpp"

#include <cmath>
#include <span>

namespace offpeak::loadtest {

// An exponential by the logarithm of 1 - u: exact in u, which has 52 bits.
void Draws::fill_exponential() {
  constexpr std::size_t step = 2 * Stream::fill_pairs;
  static_assert(block_size % step == 0);
  for (std::size_t at = 0; at < block_size; at += step) {
    stream_.fill((visitor_ + at) / 2, std::span<double, step>{&block_[at], step});
  }
  const double mean = distribution_->mean;
  for (double& value : block_) value = -mean * std::log(1 - value);
}

double Draws::value(std::uint64_t visitor) const {
  const Distribution& of = *distribution_;
  if (of.shape == Shape::constant) {
    return of.values.empty() ? of.mean : of.values[visitor % of.values.size()];
  }
  if (of.shape == Shape::hyperexponential) {
    const auto [which, u] = stream_.pair(visitor);
    return of.mixture(which, u);
  }
  const double u = stream_.pair(visitor / 2)[visitor % 2];
  switch (of.shape) {
    case Shape::lognormal:
      return lognormal(u, of.mean, of.cv);
    case Shape::gamma:
      return gamma(u, of.mean, of.cv);
    case Shape::uniform:
      return of.min + u * (of.max - of.min);
    default:
      return exponential(u, of.mean);
  }
}

void Draws::fill() {
  if (distribution_->shape == Shape::exponential) {
    fill_exponential();
  } else {
    for (std::size_t at = 0; at < block_size; ++at) block_[at] = value(visitor_ + at);
  }
  visitor_ += block_size;
  at_ = 0;
}

}  // namespace offpeak::loadtest
