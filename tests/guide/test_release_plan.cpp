#include "guide/release_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "scheduler/booking/release.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using scheduler::SetReserves;
using scheduler::SlotKey;

const LaneOutlook& lane() { return *outlook().find(main_hall, documents, saturday); }

/// The town after these commands, as the core would set its slots.
class Reserves {
 public:
  void take(const std::vector<SetReserves>& commands) {
    for (const SetReserves& command : commands) {
      CHECK(command.size >= 1);
      CHECK(command.size <= scheduler::wanted_reserves_max);
      for (std::size_t i = 0; i < command.size; ++i) {
        const auto& slot = command.slots[i];
        percents_[SlotKey{command.hall, command.lane, command.date,
                          config::MinuteOfDay{slot.start_minute}}] = slot.percent;
      }
    }
  }
  Known known() const {
    Known known = tests::known();
    known.reserve_percent = [this](SlotKey key) { return percent(key); };
    return known;
  }
  std::optional<int> percent(SlotKey key) const {
    const auto found = percents_.find(key);
    return found == percents_.end() ? std::nullopt : std::optional{found->second};
  }
  int capacity_minutes() const {
    int minutes = 0;
    for (const auto& slot : slots_of(main_hall, saturday)) {
      minutes += scheduler::with_reserve(slot, percent(slot.key)).capacity_minutes;
    }
    return minutes;
  }

 private:
  std::map<SlotKey, int> percents_;
};

TEST_CASE("a hall that is closed to bookings is not opened by a forecast") {
  config::City closed = known().city;
  for (auto& hall : closed.halls) hall.rules.walk_in_reserve_percent = 100;
  const Known all_kept{.city = closed, .model = known().model, .now = known().now};
  CHECK(release_plan(all_kept, lane(), saturday).empty());
}

TEST_CASE("the last slot before a break keeps more for who came earlier, the last of the day not") {
  LaneOutlook even = lane();
  even.walk_ins.fill(10);
  const auto slots = slots_of(main_hall, saturday);
  const auto commands = release_plan(known(), even, saturday);
  std::map<int, int> wanted;
  for (const SetReserves& command : commands) {
    for (std::size_t i = 0; i < command.size; ++i) {
      wanted[command.slots[i].start_minute] = command.slots[i].percent;
    }
  }
  const int configured = slots.front().rules().walk_in_reserve_percent;
  const auto reserve_at = [&](int minute) {
    const auto found = wanted.find(minute);
    return found == wanted.end() ? configured : found->second;
  };
  constexpr int before_lunch = 11 * 60 + 30;
  CHECK(reserve_at(before_lunch) == configured + scheduler::reserve_step_percent_max);
  CHECK(reserve_at(before_lunch - 30) <= configured);
  CHECK(reserve_at(slots.back().key.start_minute().count()) <= configured);
}

TEST_CASE("reserves follow the walk-ins, and the day offers what it did") {
  Reserves reserves;
  const int before = reserves.capacity_minutes();
  int rounds = 0;
  for (; rounds < 20; ++rounds) {
    const auto commands = release_plan(reserves.known(), lane(), saturday);
    if (commands.empty()) break;
    reserves.take(commands);
  }
  CHECK(rounds >= 1);
  CHECK(rounds < 10);  // it comes to rest
  CHECK(std::abs(reserves.capacity_minutes() - before) <=
        static_cast<int>(slots_of(main_hall, saturday).size()));

  const auto slots = slots_of(main_hall, saturday);
  const auto walk_ins = [](const scheduler::SlotPlan& slot) {
    return lane().walk_ins[scheduler::half_hour_of(slot.key.start_minute().count())];
  };
  const auto [few, many] = std::ranges::minmax_element(slots, {}, walk_ins);
  const int flat = town().find(main_hall)->rules.walk_in_reserve_percent;
  CHECK(reserves.percent(few->key).value_or(flat) < reserves.percent(many->key).value_or(flat));
}

TEST_CASE("a command moves a slot by the core's step at most, and never beyond its bounds") {
  Reserves reserves;
  for (int round = 0; round < 5; ++round) {
    const auto known = reserves.known();
    for (const auto& command : release_plan(known, outlook())) {
      const int flat = town().find(command.hall)->rules.walk_in_reserve_percent;
      for (std::size_t i = 0; i < command.size; ++i) {
        const SlotKey key{command.hall, command.lane, command.date,
                          config::MinuteOfDay{command.slots[i].start_minute}};
        const int step = std::abs(command.slots[i].percent - reserves.percent(key).value_or(flat));
        CHECK(step >= 1);
        CHECK(step <= scheduler::reserve_step_percent_max);
        CHECK(command.slots[i].percent <= scheduler::reserve_percent_max);
        CHECK(scheduler::in_horizon(*scheduler::plan_slot(town(), key), known.now));
      }
    }
    reserves.take(release_plan(known, outlook()));
  }
}

TEST_CASE("what is booked stays bookable") {
  Reserves reserves;
  Known full = reserves.known();
  full.taken_minutes = [](SlotKey key) {
    return static_cast<std::uint32_t>(scheduler::plan_slot(town(), key)->capacity_minutes);
  };
  for (const auto& command : release_plan(full, lane(), saturday)) {
    for (std::size_t i = 0; i < command.size; ++i) {
      const SlotKey key{command.hall, command.lane, command.date,
                        config::MinuteOfDay{command.slots[i].start_minute}};
      const auto slot = *scheduler::plan_slot(town(), key);
      CHECK(scheduler::with_reserve(slot, command.slots[i].percent).capacity_minutes >=
            slot.capacity_minutes);
    }
  }
}

TEST_CASE("no reserve is moved where it is flat, on a day that has begun, or beyond the horizon") {
  config::City flat = town();
  for (auto& hall : flat.halls) hall.rules.walk_in_reserve = config::ReserveKind::flat;
  const Known of_flat{.city = flat, .model = town_demand(), .now = monday_noon};
  CHECK(release_plan(of_flat, outlook()).empty());
  const auto ten = config::instant_at(saturday, config::MinuteOfDay{10 * 60});
  CHECK(release_plan(known_at(ten), lane(), saturday).empty());
  const auto early = monday_noon - std::chrono::hours{24 * 40};
  CHECK(release_plan(known_at(early), lane(), saturday).empty());
  CHECK_FALSE(release_plan(known(), lane(), saturday).empty());
}

}  // namespace
}  // namespace offpeak::guide
