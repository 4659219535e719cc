#include "api/security/rate_limit.hpp"

#include <algorithm>
#include <bit>

#include "api/security/random.hpp"

namespace offpeak::security {

namespace {

// A cell: tag:21 | theoretical arrival time:43, in ticks of 1/8 ms, fine enough for the highest
// rate.
constexpr int time_bits = 43;
constexpr std::uint64_t time_mask = (std::uint64_t{1} << time_bits) - 1;
constexpr std::uint64_t ticks_per_ms = 8;
constexpr std::uint64_t ticks_per_second = 1000 * ticks_per_ms;
static_assert(ticks_per_second / RateLimiter::rate_max >= 1);

constexpr std::uint64_t time_of(std::uint64_t cell) { return cell & time_mask; }
constexpr std::uint64_t tag_of(std::uint64_t cell) { return cell & ~time_mask; }

// How far ahead of now a key's time may be, in bursts: one that was allowed and one that was
// overspent.
constexpr std::uint64_t bursts_ahead_max = 2;

// The time of the latest request that fits, with room for the longest bursts after it.
constexpr std::uint64_t now_max =
    time_mask - (bursts_ahead_max * RateLimiter::burst_max + 1) * ticks_per_second;

// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every input bit moves every output bit.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::size_t sets_for(std::size_t cells, std::size_t ways) {
  return std::bit_ceil(std::clamp(cells, ways, RateLimiter::cells_max)) / ways;
}

}  // namespace

RateLimiter::RateLimiter(std::size_t cells, config::Instant origin)
    : sets_(sets_for(cells, ways)), origin_{origin}, seed_{random_words()} {}

std::uint64_t RateLimiter::Found::arrival(std::uint64_t now_ticks) const {
  return is_known ? std::max(time_of(value), now_ticks) : now_ticks;
}

std::uint64_t RateLimiter::hash(std::uint64_t key) const {
  return mix(mix(key ^ seed_[0]) ^ seed_[1]);
}

std::uint64_t RateLimiter::ticks_at(config::Instant now) const {
  const auto since = std::max<std::int64_t>((now - origin_).count(), 0);
  return std::min(static_cast<std::uint64_t>(since), now_max / ticks_per_ms) * ticks_per_ms;
}

RateLimiter::Pace RateLimiter::pace_of(Allowance allowance) {
  const auto rate = static_cast<std::uint64_t>(std::clamp(allowance.per_second, 1, rate_max));
  const auto burst = static_cast<std::uint64_t>(std::clamp(allowance.burst, 1, burst_max));
  return {(ticks_per_second + rate - 1) / rate, burst};  // up: never above the rate
}

RateLimiter::Found RateLimiter::find(std::uint64_t hashed) {
  Found found;
  for (Cell& cell : sets_[hashed & (sets_.size() - 1)].cells) {
    const std::uint64_t value = cell.load();
    found.is_known = value != 0 && tag_of(value) == tag_of(hashed);
    if (found.is_known || found.cell == nullptr || time_of(value) < time_of(found.value)) {
      found.cell = &cell;
      found.value = value;
    }
    if (found.is_known) break;
  }
  return found;
}

Decision RateLimiter::decide(std::uint64_t ahead, Pace pace) {
  const std::uint64_t ahead_max = (pace.burst - 1) * pace.interval;
  if (ahead <= ahead_max) return {true, {}};
  return {false, config::milliseconds{(ahead - ahead_max + ticks_per_ms - 1) / ticks_per_ms}};
}

Decision RateLimiter::ask(std::uint64_t key, config::Instant now, Allowance allowance) {
  const std::uint64_t now_ticks = ticks_at(now);
  return decide(find(hash(key)).arrival(now_ticks) - now_ticks, pace_of(allowance));
}

Decision RateLimiter::admit(std::uint64_t key, config::Instant now, Allowance allowance) {
  const Pace pace = pace_of(allowance);
  const std::uint64_t hashed = hash(key);
  const std::uint64_t now_ticks = ticks_at(now);
  for (;;) {
    Found found = find(hashed);
    const std::uint64_t arrival = found.arrival(now_ticks);
    const Decision decision = decide(arrival - now_ticks, pace);
    if (!decision.allowed) return decision;
    if (found.replace(tag_of(hashed) | (arrival + pace.interval))) return decision;
  }
}

void RateLimiter::spend(std::uint64_t key, config::Instant now, Allowance allowance,
                        std::uint64_t units) {
  const auto [interval, burst] = pace_of(allowance);
  const std::uint64_t hashed = hash(key);
  const std::uint64_t now_ticks = ticks_at(now);
  const std::uint64_t cost = std::min(units, bursts_ahead_max * burst) * interval;
  const std::uint64_t arrival_max = now_ticks + bursts_ahead_max * burst * interval;
  for (;;) {
    Found found = find(hashed);
    const std::uint64_t arrival = found.arrival(now_ticks);
    if (arrival >= arrival_max) return;
    if (found.replace(tag_of(hashed) | std::min(arrival + cost, arrival_max))) return;
  }
}

}  // namespace offpeak::security
