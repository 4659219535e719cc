#include "loadtest/simulation/days/absence.hpp"

#include "loadtest/simulation/random/philox.hpp"
#include "scheduler/queueing/lanes.hpp"

namespace offpeak::loadtest {
namespace {

constexpr int counter_bits = 12;
constexpr int hall_bits = 20;
static_assert(config::counter_number_max < 1 << counter_bits);

std::uint64_t address(const config::Hall& hall, config::Date date, int counter) {
  const auto day = static_cast<std::uint64_t>(date.time_since_epoch().count());
  const auto code = static_cast<std::uint64_t>(hall.code);
  return day << (hall_bits + counter_bits) | code << counter_bits |
         static_cast<std::uint64_t>(counter);
}

/// The lanes that the hall's counters serve without these and one more.
scheduler::LaneSet lanes_without(const config::Hall& hall, const std::set<int>& absent,
                                 int number) {
  scheduler::LaneSet lanes = 0;
  for (const auto& counter : hall.counters) {
    if (counter.number != number && !absent.contains(counter.number)) {
      lanes |= scheduler::lanes_of(counter);
    }
  }
  return lanes;
}

}  // namespace

std::set<int> absent_counters(const config::Hall& hall, config::Date date,
                              scheduler::LaneSet machines, double share, const Draws& draws) {
  std::set<int> absent;
  if (share <= 0) return absent;
  const Stream stream{draws.seed, draws.replication, Purpose::absence, 0, draws.antithetic};
  for (const auto& counter : hall.counters) {
    const auto lanes = scheduler::lanes_of(counter);
    if ((lanes & ~machines) == 0) continue;
    if (stream.uniform(address(hall, date, counter.number)) >= share) continue;
    const bool others_serve = (lanes & ~lanes_without(hall, absent, counter.number)) == 0;
    if (others_serve) absent.insert(counter.number);
  }
  return absent;
}

}  // namespace offpeak::loadtest
