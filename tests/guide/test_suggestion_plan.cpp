#include "guide/suggestion_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/distance.hpp"
#include "scheduler/booking/release.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using doctest::Approx;

const LanePlan& of_documents() { return *plan().find(documents); }

double sum(const scheduler::HalfHours& each) {
  return std::accumulate(each.begin(), each.end(), 0.0);
}

TEST_CASE("every bookable lane has a plan, and machines have none") {
  CHECK(plan().find(documents) != nullptr);
  CHECK(plan().find(business) != nullptr);
  CHECK(plan().find(machines) == nullptr);
}

TEST_CASE("groups are all who still look for an appointment, each once") {
  double amount = 0;
  for (const PlanGroup& group : of_documents().groups) amount += group.amount_minutes;
  double wished = 0;
  for (const auto& day : outlook().days()) {
    for (const LaneOutlook& lane : day->lanes) {
      if (lane.lane == documents)
        wished += sum(lane.wished) * (lane.party_minutes + lane.way_minutes);
    }
  }
  CHECK(amount > 0);
  CHECK(amount <= wished + 1e-6);  // what has begun today has no slots any more
  CHECK(amount > 0.9 * wished);
}

TEST_CASE("everybody is sent somewhere, and nowhere more than may be booked") {
  for (const LanePlan& lane : plan().lanes) {
    for (const PlanGroup& group : lane.groups) {
      double fractions = 0;
      for (auto option = group.options_from; option < group.options_to; ++option) {
        CHECK(lane.plan.fractions[option] >= 0);
        fractions += lane.plan.fractions[option];
      }
      CHECK(fractions <= 1 + 1e-9);
    }
    CHECK(lane.result.cost >= lane.result.bound - 1e-6);
  }
}

TEST_CASE("options are open, within the horizon, and as near as the rules say") {
  const auto& lane = of_documents();
  for (const PlanGroup& group : lane.groups) {
    const auto& home = *town().find(group.wished.hall());
    REQUIRE(group.options_to > group.options_from);
    for (auto option = group.options_from; option < group.options_to; ++option) {
      const auto key = lane.cell_of(option).key;
      REQUIRE(!lane.slots_of(lane.cell_of(option)).empty());
      for (const auto slot : lane.slots_of(lane.cell_of(option))) {
        const auto planned = scheduler::plan_slot(town(), slot);
        REQUIRE(planned.has_value());
        CHECK(scheduler::in_horizon(*planned, monday_noon));
      }
      const auto days = std::chrono::abs(key.date() - group.wished.date()).count();
      const auto shift = std::abs((key.start_minute() - group.wished.start_minute()).count());
      const double km = config::distance_m(config::position_of(home),
                                           config::position_of(*town().find(key.hall()))) /
                        1000;
      CHECK(days <= shift_days_max);
      CHECK(km <= nearby_km_max);
      CHECK(shift <=
            (key.hall() == home.code ? same_day_shift_minutes_max : nearby_shift_minutes_max));
      CHECK(lane.options[option].cost_minutes ==
            Approx(km * minutes_per_km + static_cast<double>(days) * minutes_per_shifted_day +
                   shift * minutes_per_shifted_minute));
    }
  }
}

TEST_CASE("the habit comes first: the wished half-hour, or the nearest with room") {
  Known full = known();
  const auto slots = slots_of(main_hall, saturday);
  full.taken_minutes = [&](scheduler::SlotKey key) {
    return key == slots[2].key || key == slots[3].key ? 100'000U : 0U;
  };
  const auto planned = SuggestionPlanner{}.plan(full, outlook(), {});
  const auto& lane = *planned.find(documents);
  const auto habit = [&](std::size_t slot) {
    const auto group = std::ranges::find(lane.groups, slots[slot].key, &PlanGroup::wished);
    REQUIRE(group != lane.groups.end());
    return lane.cell_of(group->options_from).key;
  };
  CHECK(habit(1) == slots[1].key);
  CHECK(habit(2) == slots[1].key);
  CHECK(habit(3) == slots[4].key);
}

TEST_CASE("the plan is a step from the last one, day by day too") {
  SuggestionPlanner planner;
  SuggestionPlan as_ever = plan();
  for (LanePlan& lane : as_ever.lanes) {
    for (const PlanGroup& group : lane.groups) {
      for (auto option = group.options_from; option < group.options_to; ++option) {
        lane.plan.fractions[option] = option == group.options_from ? 1 : 0;
      }
    }
  }
  const auto next = planner.plan(known(), outlook(), as_ever);
  const auto& before = *as_ever.find(documents);
  const auto& after = *next.find(documents);
  REQUIRE(after.plan.fractions.size() == before.plan.fractions.size());
  // Whose habit is full, as its price says, goes elsewhere at once.
  constexpr double price_of_full = 20;
  double largest = 0;
  for (const PlanGroup& group : after.groups) {
    const auto habit = after.options[group.options_from].cell;
    if (after.plan.prices[habit] >= price_of_full) continue;
    for (auto i = group.options_from; i < group.options_to; ++i) {
      largest = std::max(largest, std::abs(after.plan.fractions[i] - before.plan.fractions[i]));
    }
  }
  CHECK(largest > 0);
  CHECK(largest <= plan_change_max + 1e-9);

  const auto tomorrow = known_at(monday_noon + std::chrono::hours{24});
  const auto moved_outlook = Forecaster{}.outlook(tomorrow, {}, outlook(), 14, 1);
  const auto moved = planner.plan(tomorrow, moved_outlook, next);
  const auto& lane = *moved.find(documents);
  CHECK(lane.groups.front().wished.date() > before.groups.front().wished.date());
  CHECK(lane.plan.fractions.size() == lane.options.size());
}

TEST_CASE("the same outlook gives the same plan") {
  const auto again = SuggestionPlanner{}.plan(known(), outlook(), {});
  CHECK(again.find(documents)->plan.fractions == of_documents().plan.fractions);
}

}  // namespace
}  // namespace offpeak::guide
