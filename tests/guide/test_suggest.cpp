#include "guide/suggest.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "scheduler/booking/release.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using scheduler::SlotKey;

constexpr config::MinuteOfDay ten{10 * 60};

Wish wish_for_saturday() {
  return {.lane = documents, .hall = main_hall, .from = saturday, .to = saturday, .at = ten};
}

bool everywhere(SlotKey) { return true; }

Suggested suggested(const Wish& wish) {
  return suggest(town(), outlook(), plan(), wish, everywhere);
}

std::vector<SlotKey> slots(const Suggested& list) {
  std::vector<SlotKey> keys;
  for (const auto& each : list.items) keys.push_back(each.slot);
  return keys;
}

TEST_CASE("the first suggestions of a thousand people spread as the plan says") {
  // Half of all follow, so that the plan is no single best place.
  Known many = known();
  many.compliance = 0.5;
  const auto spread = SuggestionPlanner{}.plan(many, outlook(), {});
  const auto& lane = *spread.find(documents);
  const auto group = std::ranges::find(lane.groups, SlotKey{main_hall, documents, saturday, ten},
                                       &PlanGroup::wished);
  REQUIRE(group != lane.groups.end());
  constexpr int people = 1000;
  std::map<SlotKey, int> firsts;
  std::set<SlotKey> shown;
  Wish wish = wish_for_saturday();
  for (int person = 0; person < people; ++person) {
    wish.seed = static_cast<std::uint64_t>(person);
    const auto list = suggest(town(), outlook(), spread, wish, everywhere);
    REQUIRE(!list.items.empty());
    ++firsts[list.items.front().slot];
    for (const auto& each : list.items) shown.insert(each.slot);
  }
  double of_plan = 0;
  for (auto option = group->options_from; option < group->options_to; ++option) {
    if (shown.contains(lane.cell_of(option).key)) of_plan += lane.plan.fractions[option];
  }
  for (auto option = group->options_from; option < group->options_to; ++option) {
    const SlotKey slot = lane.cell_of(option).key;
    if (!shown.contains(slot)) continue;
    const double share = lane.plan.fractions[option] / of_plan;
    const double off = 4 * std::sqrt(people * share * (1 - share)) + 1;
    CHECK(std::abs(firsts[slot] - people * share) <= off);
  }
}

TEST_CASE("the same seed shows the same, and another one may not") {
  Wish wish = wish_for_saturday();
  wish.at.reset();
  std::set<std::vector<SlotKey>> lists;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    wish.seed = seed;
    const auto once = slots(suggested(wish));
    CHECK(once == slots(suggested(wish)));
    lists.insert(once);
  }
  CHECK(lists.size() > 5);
}

TEST_CASE("what is shown is open, within the horizon and the range, and has a reason") {
  Wish wish = wish_for_saturday();
  wish.to = saturday + std::chrono::days{1};
  wish.at.reset();
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    wish.seed = seed;
    const auto list = suggested(wish);
    CHECK(list.items.size() <= wish.limit);
    const auto keys = slots(list);
    CHECK(std::set<SlotKey>(keys.begin(), keys.end()).size() == keys.size());
    for (const auto& each : list.items) {
      const auto planned = scheduler::plan_slot(town(), each.slot);
      REQUIRE(planned.has_value());
      CHECK(scheduler::in_horizon(*planned, monday_noon));
      CHECK(each.slot.date() >= wish.from);
      CHECK(each.slot.date() <= wish.to);
      CHECK(each.level != scheduler::Level::grey);
      CHECK(each.wait_p90_minutes >= each.wait_p50_minutes);
      if (each.slot.hall() == main_hall) CHECK(each.distance_km == 0);
      if (each.why == Why::same_as_wished) CHECK(each.slot.hall() == main_hall);
    }
  }
}

TEST_CASE("a slot without room is not shown, and the habit is the nearest one that has some") {
  const SlotKey wished{main_hall, documents, saturday, ten};
  const auto list = suggest(town(), outlook(), plan(), wish_for_saturday(),
                            [&](SlotKey slot) { return slot != wished; });
  CHECK(std::ranges::find(list.items, wished, &SuggestedSlot::slot) == list.items.end());
  CHECK(list.habit == SlotKey{main_hall, documents, saturday, ten + config::MinuteOfDay{30}});
  CHECK(suggested(wish_for_saturday()).habit == wished);
  const auto nothing =
      suggest(town(), outlook(), plan(), wish_for_saturday(), [](SlotKey) { return false; });
  CHECK(nothing.items.empty());
  CHECK(!nothing.habit);
}

TEST_CASE(
    "where the own hall has no room that day, the same day elsewhere and other days there are") {
  Wish wish = wish_for_saturday();
  wish.from -= std::chrono::days{1};
  wish.to += std::chrono::days{1};
  const auto list = suggest(town(), outlook(), plan(), wish, [](SlotKey slot) {
    return slot.hall() != main_hall || slot.date() != saturday;
  });
  for (const auto& each : list.items) {
    CHECK((each.slot.hall() != main_hall || each.slot.date() != saturday));
  }
}

TEST_CASE("a person without a hall has the nearest one that offers the lane") {
  const auto* far = town().find(config::HallCode{330122});
  REQUIRE(far != nullptr);
  Wish wish = wish_for_saturday();
  wish.hall.reset();
  wish.position = config::position_of(*far);
  const auto list = suggested(wish);
  REQUIRE(list.habit);
  CHECK(list.habit->hall() == far->code);
}

TEST_CASE("nobody is sent anywhere for what no hall offers, or outside the plan's days") {
  Wish wish = wish_for_saturday();
  wish.lane = machines;
  CHECK(suggested(wish).items.empty());
  wish = wish_for_saturday();
  wish.hall = config::HallCode{999999};
  CHECK(suggested(wish).items.empty());
  wish = wish_for_saturday();
  wish.from = wish.to = saturday + std::chrono::days{40};
  CHECK(suggested(wish).items.empty());
  wish.to = wish.from - std::chrono::days{1};
  CHECK(suggested(wish).items.empty());
  wish = wish_for_saturday();
  wish.limit = 2;
  CHECK(suggested(wish).items.size() <= 2);
}

}  // namespace
}  // namespace offpeak::guide
