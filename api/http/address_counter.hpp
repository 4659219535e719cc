// How many connections each address has, in fixed memory and for all threads.
//
// Progress: wait-free. A count-min sketch (Cormode and Muthukrishnan, 2005) of two rows: an address
// has the lesser of its two cells. A count is never too low. It is too high only when other
// addresses share both cells, and the seed is random, so nobody can choose whom to collide with.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace offpeak::http {

class AddressCounter {
 public:
  explicit AddressCounter(std::uint64_t seed) : seed_{seed} {}

  /// Counts one connection of the address, unless it has `count_max` already.
  bool add(std::uint64_t address_key, std::uint32_t count_max) {
    std::uint32_t least = count_max;
    for (std::size_t row = 0; row < rows; ++row) {
      least = std::min(least, cell(row, address_key).fetch_add(1, std::memory_order_relaxed));
    }
    if (least < count_max) return true;
    remove(address_key);
    return false;
  }

  void remove(std::uint64_t address_key) {
    for (std::size_t row = 0; row < rows; ++row) {
      cell(row, address_key).fetch_sub(1, std::memory_order_relaxed);
    }
  }

 private:
  using Cell = std::atomic<std::uint32_t>;
  static_assert(Cell::is_always_lock_free);

  static constexpr std::size_t rows = 2;
  static constexpr std::size_t cell_bits = 14;

  Cell& cell(std::size_t row, std::uint64_t key) {
    std::uint64_t hash = key ^ seed_;  // then the finalizer of SplitMix64 (Steele et al., 2014)
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    hash ^= hash >> 31;
    return cells_[row][(hash >> (32 * row)) & ((std::size_t{1} << cell_bits) - 1)];
  }

  std::uint64_t seed_;
  std::array<std::array<Cell, std::size_t{1} << cell_bits>, rows> cells_{};
};

}  // namespace offpeak::http
