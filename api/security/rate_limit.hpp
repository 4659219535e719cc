// A request limiter that all I/O threads share.
//
// GCRA, the generic cell rate algorithm (ITU-T I.371, 1996, annex A; the virtual scheduling form):
// per key one number, the theoretical arrival time. A request is admitted when that time is not
// further ahead than the burst allows, and moves it on by 1/rate.
//
// Progress: all are lock-free. `ask` loads four atomics. `admit` and `spend` load four atomics and
// do one compare-exchange; that fails only because another thread's in the same set of four took
// effect. A refusal is loads alone. No memory is allocated after construction.
//
// Exactness: while no set of four is full of active keys, a key gets at most burst + rate × t
// admissions in any time t, whatever the number of threads. Two things keep that so. A cell's time
// never goes back, and the cell given to a new key is always the one with the least time of the
// set, the lowest on a tie: so two threads that bring in one key at once compete for one cell. The
// loads and the exchange are sequentially consistent, which that argument needs.
//
// When a fifth key comes to a set full of active keys, the one nearest to idle is forgotten: it may
// then have its burst anew. The limiter fails open, and only under more traffic than it was sized
// for; with four times as many cells as active keys, 0.4 % of the sets have a fifth. Keys share a
// cell when they agree on the set and on 21 further hash bits; the hash is seeded at random, so
// nobody can aim for that.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/civil_time.hpp"

namespace offpeak::security {

/// Sustained requests per second, and how many may come at once.
/// The interval between two is rounded up to 1/8 ms: a rate that does not divide 8000 acts as the
/// next lower one that does.
struct Allowance {
  int per_second = 1;  // 1 to RateLimiter::rate_max
  int burst = 1;       // 1 to RateLimiter::burst_max
};

struct Decision {
  bool allowed = false;
  config::milliseconds retry_after{};  // when refused: the earliest time that can succeed
};

class RateLimiter {
 public:
  static constexpr int rate_max = 8000;
  static constexpr int burst_max = 1'000'000;
  static constexpr std::size_t cells_max = std::size_t{1} << 24;

  /// `cells` is rounded up to a power of two; 8 bytes each. `origin` is about now: times are kept
  /// relative to it, for 34 years.
  RateLimiter(std::size_t cells, config::Instant origin);

  /// Any thread. `key` names who asks (an address, a citizen key's word; it is hashed with the seed
  /// here). Numbers outside the ranges of Allowance are taken as the nearest inside.
  Decision admit(std::uint64_t key, config::Instant now, Allowance allowance);

  /// Any thread. What `admit` would decide; counts nothing.
  Decision ask(std::uint64_t key, config::Instant now, Allowance allowance);

  /// Any thread. Counts `units` more requests, whether they fit or not: for one that was admitted
  /// and turned out to cost more. The key then waits until it has made up for them, at most for the
  /// time of one burst.
  void spend(std::uint64_t key, config::Instant now, Allowance allowance, std::uint64_t units);

 private:
  static constexpr std::size_t ways = 4;
  using Cell = std::atomic<std::uint64_t>;
  static_assert(Cell::is_always_lock_free);

  struct alignas(ways * sizeof(Cell)) Set {
    std::array<Cell, ways> cells{};
  };

  /// What an allowance is in ticks.
  struct Pace {
    std::uint64_t interval = 0;
    std::uint64_t burst = 0;
  };
  static Pace pace_of(Allowance allowance);
  /// Of a key whose time is so many ticks ahead of now.
  static Decision decide(std::uint64_t ahead, Pace pace);

  /// The cell of a key, or the one that it would take, as they were read.
  struct Found {
    Cell* cell = nullptr;
    std::uint64_t value = 0;
    bool is_known = false;

    std::uint64_t arrival(std::uint64_t now_ticks) const;
    bool replace(std::uint64_t by) { return cell->compare_exchange_strong(value, by); }
  };
  Found find(std::uint64_t hashed);

  std::uint64_t hash(std::uint64_t key) const;
  std::uint64_t ticks_at(config::Instant now) const;

  std::vector<Set> sets_;
  config::Instant origin_;
  std::array<std::uint64_t, 2> seed_;
};

}  // namespace offpeak::security
