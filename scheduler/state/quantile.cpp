#include "scheduler/state/quantile.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::uint64_t one = 65536;

/// The largest number whose square is at most `value`.
std::uint64_t square_root(std::uint64_t value) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 31; bit != 0; bit >>= 1) {
    const std::uint64_t next = root | bit;
    if (next * next <= value) root = next;
  }
  return root;
}

std::uint64_t scaled(std::uint64_t mean_ms, std::uint64_t root) {
  const std::uint64_t cube = root * root / one * root / one;
  return mean_ms * cube / one;
}

}  // namespace

WaitQuantiles wait_quantiles(std::uint64_t mean_ms, std::uint32_t calls) {
  constexpr std::uint64_t z90 = 83'989;  // 1.28155
  const std::uint64_t gaps = std::uint64_t{calls} + 1;
  const std::uint64_t spread = one * 5 / (4 * gaps) + one / 256;  // variance / mean²
  const std::uint64_t ninth = spread / 9;
  const std::uint64_t deviation = square_root(ninth * one);
  return {.p50_ms = scaled(mean_ms, one - ninth),
          .p90_ms = scaled(mean_ms, one - ninth + z90 * deviation / one)};
}

}  // namespace offpeak::scheduler
