#include "loadtest/simulation/days/agenda.hpp"

#include <algorithm>
#include <functional>

#include "base/assert.hpp"

namespace offpeak::loadtest {
namespace {

// 35 bits of time, from a year before the day on, then 5 of rank and 24 of number.
constexpr DayTime first_moment = -365 * day_end;
constexpr int rank_bits = 5;
constexpr int number_bits = 24;
constexpr int time_bits = 64 - rank_bits - number_bits;

DayTime time_of(std::uint64_t packed) {
  return static_cast<DayTime>(packed >> (rank_bits + number_bits)) + first_moment;
}

}  // namespace

void Agenda::clear() {
  planned_.clear();
  taken_ = 0;
  has_begun_ = false;
  heap_.clear();
}

void Agenda::put(DayTime at, Rank rank, std::uint32_t number) {
  const auto time = static_cast<std::uint64_t>(at - first_moment);
  OFFPEAK_ASSERT(time < std::uint64_t{1} << time_bits && number < 1U << number_bits);
  const std::uint64_t packed =
      (time << rank_bits | static_cast<std::uint64_t>(rank)) << number_bits | number;
  if (!has_begun_) {
    planned_.push_back(packed);
    return;
  }
  heap_.push_back(packed);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

void Agenda::begin() {
  if (!has_begun_) std::ranges::sort(planned_);
  has_begun_ = true;
}

bool Agenda::next_is_planned() const {
  return taken_ < planned_.size() && (heap_.empty() || planned_[taken_] < heap_.front());
}

DayTime Agenda::next_at() {
  begin();
  return time_of(next_is_planned() ? planned_[taken_] : heap_.front());
}

std::uint64_t Agenda::take_packed() {
  begin();
  if (next_is_planned()) return planned_[taken_++];
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
  const std::uint64_t packed = heap_.back();
  heap_.pop_back();
  return packed;
}

Happening Agenda::take() {
  const std::uint64_t packed = take_packed();
  constexpr std::uint64_t numbers = (1U << number_bits) - 1;
  constexpr std::uint64_t ranks = (1U << rank_bits) - 1;
  return {.at = time_of(packed),
          .rank = static_cast<Rank>(packed >> number_bits & ranks),
          .number = static_cast<std::uint32_t>(packed & numbers)};
}

}  // namespace offpeak::loadtest
