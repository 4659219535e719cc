// Counter-based random numbers: every draw has an address and no draw depends on another one, so a
// visitor keeps the same draws in every scenario and in any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace offpeak::loadtest {

/// Philox4x32 with 10 rounds: Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1,
/// 2, 3" (SC 2011). Works on several counters side by side, one in each lane, so that the processor
/// handles them at once: `counters[word][lane]`.
template <std::size_t lanes>
constexpr void philox_lanes(std::array<std::array<std::uint32_t, lanes>, 4>& counters,
                            std::uint64_t key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53;
  constexpr std::uint64_t multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9;
  constexpr std::uint32_t weyl_1 = 0xBB67AE85;
  constexpr int rounds = 10;
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::uint64_t product_0 = multiplier_0 * counters[0][lane];
      const std::uint64_t product_1 = multiplier_1 * counters[2][lane];
      counters[0][lane] = static_cast<std::uint32_t>(product_1 >> 32) ^ counters[1][lane] ^ key_0;
      counters[1][lane] = static_cast<std::uint32_t>(product_1);
      counters[2][lane] = static_cast<std::uint32_t>(product_0 >> 32) ^ counters[3][lane] ^ key_1;
      counters[3][lane] = static_cast<std::uint32_t>(product_0);
    }
    key_0 += weyl_0;
    key_1 += weyl_1;
  }
}

/// Of one counter.
constexpr std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                              std::uint64_t key) {
  std::array<std::array<std::uint32_t, 1>, 4> lane{
      {{counter[0]}, {counter[1]}, {counter[2]}, {counter[3]}}};
  philox_lanes(lane, key);
  return {lane[0][0], lane[1][0], lane[2][0], lane[3][0]};
}

/// What draws are for. Part of their address: a new purpose changes no other one's numbers. Frozen:
/// results of a seed depend on them.
enum class Purpose : std::uint16_t {
  arrival = 0,  // gaps of a Poisson process; unit exponentials
  service_time = 1,
  patience = 2,
  show = 3,  // shows up or not
  day_size = 4,
  hall = 5,
  service = 6,
  party = 7,
  lead = 8,  // how long before the visit it is booked
  wish = 9,  // the time at which a visitor would like to come
  punctuality = 10,
  cancellation = 11,
  priority = 12,
  balking = 13,
  walk = 14,     // from the seat to the counter
  booking = 15,  // wants an appointment or not
  online = 16,   // would do without a visit, when told
  moving = 17,   // follows an off-peak suggestion
  absence = 18,  // of a counter's clerk
  looking = 19,  // looks at the halls before setting out
};

/// The draws of one purpose in one replication, addressed by a number, such as the visitor's.
class Stream {
 public:
  /// `antithetic`: every number u is 1 - u instead.
  constexpr Stream(std::uint64_t seed, std::uint32_t replication, Purpose purpose,
                   std::uint16_t lane = 0, bool antithetic = false)
      : seed_{seed},
        replication_{replication},
        purpose_{static_cast<std::uint32_t>(purpose) | std::uint32_t{lane} << 16},
        antithetic_{antithetic} {}

  /// Two independent numbers above 0 and below 1, of 52 random bits each.
  constexpr std::array<double, 2> pair(std::uint64_t address) const {
    const auto block = at(address);
    return {open(block[0], block[1]), open(block[2], block[3])};
  }
  constexpr double uniform(std::uint64_t address) const { return pair(address)[0]; }
  /// The pairs of `fill_pairs` successive addresses from `first` on: faster than one by one.
  static constexpr std::size_t fill_pairs = 16;
  void fill(std::uint64_t first, std::span<double, 2 * fill_pairs> into) const;

  /// Four independent numbers above 0 and below 1, of 32 random bits each, at the price of a pair;
  /// an address is used for one or the other.
  constexpr std::array<double, 4> quad(std::uint64_t address) const {
    const auto block = at(address);
    return {open(block[0]), open(block[1]), open(block[2]), open(block[3])};
  }

 private:
  constexpr std::array<std::uint32_t, 4> at(std::uint64_t address) const {
    return philox({static_cast<std::uint32_t>(address), static_cast<std::uint32_t>(address >> 32),
                   purpose_, replication_},
                  seed_);
  }
  constexpr double open(std::uint32_t bits) const {
    const double u = (static_cast<double>(bits) + 0.5) * 0x1p-32;
    return antithetic_ ? 1 - u : u;
  }
  /// The middle of one of 2^52 equal parts: never 0, never 1, and 1 - u is one as well.
  constexpr double open(std::uint32_t high, std::uint32_t low) const {
    const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
    const double u = (static_cast<double>(bits) + 0.5) * 0x1p-52;
    return antithetic_ ? 1 - u : u;
  }

  std::uint64_t seed_;
  std::uint32_t replication_;
  std::uint32_t purpose_;
  bool antithetic_;
};

}  // namespace offpeak::loadtest
