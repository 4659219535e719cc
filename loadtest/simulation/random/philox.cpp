#include "loadtest/simulation/random/philox.hpp"

namespace offpeak::loadtest {

void Stream::fill(std::uint64_t first, std::span<double, 2 * fill_pairs> into) const {
  std::array<std::array<std::uint32_t, fill_pairs>, 4> blocks;
  for (std::size_t lane = 0; lane < fill_pairs; ++lane) {
    const std::uint64_t address = first + lane;
    blocks[0][lane] = static_cast<std::uint32_t>(address);
    blocks[1][lane] = static_cast<std::uint32_t>(address >> 32);
    blocks[2][lane] = purpose_;
    blocks[3][lane] = replication_;
  }
  philox_lanes(blocks, seed_);
  for (std::size_t lane = 0; lane < fill_pairs; ++lane) {
    into[2 * lane] = open(blocks[0][lane], blocks[1][lane]);
    into[2 * lane + 1] = open(blocks[2][lane], blocks[3][lane]);
  }
}

}  // namespace offpeak::loadtest
