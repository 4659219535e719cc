// The reserve of each slot: as level as can be, within its bounds, of the same total.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "scheduler/guidance/levelled_release.hpp"

namespace offpeak::scheduler {
namespace {

struct Row {
  std::string name;
  std::vector<ReleaseSlot> slots;
  ReleaseRules rules;
  std::vector<int> reserves;
};

/// Of 100 counter-minutes, so that a percent is a minute.
ReleaseSlot slot(double walk_ins, int taken = 0, int reserve = 30, int capacity_minutes = 100) {
  return {capacity_minutes * 100, walk_ins, taken, reserve};
}

std::vector<int> reserves_of(const std::vector<ReleaseSlot>& slots, const ReleaseRules& rules) {
  std::vector<int> reserves(slots.size());
  REQUIRE(levelled_release(slots, rules, reserves).has_value());
  return reserves;
}

TEST_CASE("reserves follow the walk-ins, within what bounds and bookings allow") {
  const std::vector<Row> rows{
      {"equal walk-ins stay flat", {slot(30), slot(30)}, {}, {30, 30}},
      {"a valley of walk-ins is filled", {slot(50), slot(10)}, {}, {50, 10}},
      {"bookings that do not show fill less, so more of them",
       {slot(40), slot(20)},
       {.show_rate = 0.5},
       {50, 10}},
      {"an odd percent is left, to the earlier slot",
       {slot(31), slot(30), slot(30)},
       {},
       {30, 30, 30}},
      {"a step is kept", {slot(50), slot(10)}, {.step_percent_max = 5}, {35, 25}},
      {"the least and the largest reserve are kept",
       {slot(50), slot(10)},
       {.reserve_percent_min = 20, .reserve_percent_max = 45},
       {40, 20}},
      {"booked minutes stay bookable", {slot(50, 65), slot(10)}, {}, {35, 25}},
      {"a part of a percent that is booked is a percent",
       {{9'950, 50, 65, 30}, slot(10)},
       {},
       {34, 27}},
      {"more booked than is bookable: nothing is lowered", {slot(50, 90), slot(10)}, {}, {30, 30}},
      {"a reserve outside its bounds comes nearer by a step",
       {slot(0, 0, 80), slot(0, 0, 80)},
       {.reserve_percent_max = 40, .step_percent_max = 10},
       {70, 70}},
      {"booked minutes are stronger than the least reserve",
       {slot(0, 95, 5), slot(0, 0, 30)},
       {.reserve_percent_min = 20},
       {5, 55}},
      {"large slots weigh more", {slot(60, 0, 30, 200), slot(10)}, {}, {37, 17}},
      {"a closed slot keeps its reserve",
       {slot(9, 0, 17, 0), slot(30), slot(30)},
       {},
       {17, 30, 30}},
      {"walk-ins beyond the capacity take all of it",
       {slot(300), slot(0)},
       {.flat_percent = 60},
       {100, 20}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(reserves_of(row.slots, row.rules) == row.reserves);
  }
}

/// A day drawn from a number.
struct Drawn {
  std::vector<ReleaseSlot> slots;
  ReleaseRules rules;
};

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : drawn_{seed} {}
  int below(int limit) {
    drawn_ = drawn_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((drawn_ >> 33) % static_cast<std::uint64_t>(limit));
  }
  Drawn day() {
    Drawn drawn;
    const int slots = 2 + below(14);
    for (int i = 0; i < slots; ++i) {
      const int capacity = below(8) == 0 ? 0 : 30 * (1 + below(12));
      const int reserve = below(101);
      const int bookable = capacity * (100 - reserve) / 100;
      drawn.slots.push_back(
          slot(below(200), bookable == 0 ? 0 : below(bookable), reserve, capacity));
    }
    drawn.rules = {.flat_percent = below(101),
                   .show_rate = (1 + below(100)) / 100.0,
                   .reserve_percent_min = below(40),
                   .reserve_percent_max = 60 + below(41),
                   .step_percent_max = below(101)};
    return drawn;
  }

 private:
  std::uint64_t drawn_;
};

double level(const ReleaseSlot& slot, int reserve, double show_rate) {
  return show_rate * (100 - reserve) + slot.walk_in_minutes * 10'000 / slot.capacity_hundredths;
}

bool may_have(const ReleaseSlot& slot, int reserve, const ReleaseRules& rules) {
  const int bookable = slot.capacity_hundredths * (100 - reserve) / 10'000;
  return reserve >= rules.reserve_percent_min && reserve <= rules.reserve_percent_max &&
         std::abs(reserve - slot.reserve_percent) <= rules.step_percent_max &&
         bookable >= slot.taken_minutes;
}

TEST_CASE(
    "no exchange of a percent makes a day more level; its total is that of the flat reserve") {
  Draws draws{16};
  for (int run = 0; run < 500; ++run) {
    CAPTURE(run);
    const auto [slots, rules] = draws.day();
    const auto reserves = reserves_of(slots, rules);
    std::int64_t left = 0;
    std::int64_t largest = 0;
    bool all_highest = true;
    bool all_lowest = true;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto& one = slots[i];
      if (one.capacity_hundredths == 0) continue;
      left += std::int64_t{one.capacity_hundredths} * (reserves[i] - rules.flat_percent);
      largest = std::max<std::int64_t>(largest, one.capacity_hundredths);
      CHECK(std::abs(reserves[i] - one.reserve_percent) <= rules.step_percent_max);
      CHECK(one.capacity_hundredths * (100 - reserves[i]) / 10'000 >= one.taken_minutes);
      const bool has_less = may_have(one, reserves[i] + 1, rules);
      all_lowest = all_lowest && !has_less;
      all_highest = all_highest && !may_have(one, reserves[i] - 1, rules);
      if (!has_less) continue;
      for (std::size_t j = 0; j < slots.size(); ++j) {
        const auto& other = slots[j];
        if (other.capacity_hundredths == 0 || !may_have(other, reserves[j] - 1, rules)) continue;
        CHECK(level(one, reserves[i], rules.show_rate) <=
              level(other, reserves[j] - 1, rules.show_rate) + 1e-9);
      }
    }
    CHECK((left >= 0 || all_lowest));
    CHECK((left < largest || all_highest));
  }
}

TEST_CASE("more walk-ins in a slot never lower its reserve, nor raise that of another") {
  Draws draws{17};
  for (int run = 0; run < 500; ++run) {
    CAPTURE(run);
    auto [slots, rules] = draws.day();
    const auto before = reserves_of(slots, rules);
    const auto more = static_cast<std::size_t>(draws.below(static_cast<int>(slots.size())));
    slots[more].walk_in_minutes += 1 + draws.below(50);
    const auto after = reserves_of(slots, rules);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      CHECK((i == more ? after[i] >= before[i] : after[i] <= before[i]));
    }
  }
}

TEST_CASE("small steps come to what one large step gives, and stay there") {
  Draws draws{18};
  for (int run = 0; run < 100; ++run) {
    CAPTURE(run);
    auto [slots, rules] = draws.day();
    for (auto& each : slots) {
      each.taken_minutes = 0;
      each.reserve_percent = rules.flat_percent;
    }
    rules.reserve_percent_min = 0;
    rules.reserve_percent_max = 100;
    rules.step_percent_max = 100;
    const auto wanted = reserves_of(slots, rules);
    rules.step_percent_max = 3;
    for (int step = 0; step < 100; ++step) {
      const auto reserves = reserves_of(slots, rules);
      for (std::size_t i = 0; i < slots.size(); ++i) slots[i].reserve_percent = reserves[i];
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (slots[i].capacity_hundredths > 0) CHECK(slots[i].reserve_percent == wanted[i]);
    }
  }
}

TEST_CASE("what is no day of a lane is refused") {
  std::vector<int> reserves(1);
  const auto fault = [&](const ReleaseSlot& one, const ReleaseRules& rules) {
    return levelled_release(std::vector{one}, rules, reserves).has_error();
  };
  CHECK_FALSE(fault(slot(1), {}));
  CHECK(fault(slot(-1), {}));
  CHECK(fault(slot(std::nan("")), {}));
  CHECK(fault(slot(1, -1), {}));
  CHECK(fault(slot(1, 0, 101), {}));
  CHECK(fault(slot(1, 0, 0, -1), {}));
  CHECK(fault(slot(1), {.flat_percent = -1}));
  CHECK(fault(slot(1), {.show_rate = 0}));
  CHECK(fault(slot(1), {.show_rate = 1.1}));
  CHECK(fault(slot(1), {.reserve_percent_min = 50, .reserve_percent_max = 40}));
  CHECK(fault(slot(1), {.step_percent_max = -1}));
  CHECK(levelled_release(std::vector{slot(1), slot(2)}, {}, reserves).error() ==
        ReleaseFault::wrong_room);
}

}  // namespace
}  // namespace offpeak::scheduler
