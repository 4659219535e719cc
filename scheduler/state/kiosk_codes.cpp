#include "scheduler/state/kiosk_codes.hpp"

#include "scheduler/messages/keys.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::uint32_t mask = kiosk_codes_max - 1;
constexpr std::uint32_t spread = 0x1A7C4E5;  // odd, so that multiplying modulo 2^25 is one-to-one
constexpr int fold_bits = 13;                // more than half of 25: folding twice is the identity

/// Inverse of an odd number modulo 2^32, by Newton's iteration (each step doubles the good bits).
constexpr std::uint32_t inverse(std::uint32_t odd) {
  std::uint32_t x = odd;
  for (int step = 0; step < 5; ++step) x *= 2 - odd * x;
  return x;
}
static_assert(spread * inverse(spread) == 1);

constexpr std::uint32_t fold(std::uint32_t x) { return x ^ x >> fold_bits; }

std::uint32_t offset_of(HallCode hall, Date date) {
  const std::uint64_t key = HallDayKey{hall, date}.packed();
  return static_cast<std::uint32_t>(key * 0x9E3779B97F4A7C15ULL >> 32) & mask;
}

}  // namespace

KioskCode nth_code(HallCode hall, Date date, std::uint32_t n) {
  const std::uint32_t scattered = fold((n + offset_of(hall, date)) & mask) * spread & mask;
  return KioskCode{fold(scattered)};
}

std::uint32_t ordinal_of(HallCode hall, Date date, KioskCode code) {
  const std::uint32_t scattered = fold(static_cast<std::uint32_t>(code));
  return (fold(scattered * inverse(spread) & mask) - offset_of(hall, date)) & mask;
}

}  // namespace offpeak::scheduler
