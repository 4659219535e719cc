#include "guide/suggestion_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/distance.hpp"
#include "demand/expected_arrivals.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/guidance/counter_pool.hpp"
#include "tests/guide/town.hpp"

namespace offpeak::guide {
namespace {

using namespace tests;
using doctest::Approx;
using scheduler::SlotKey;

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

/// The lanes of the counters that serve documents.
scheduler::LaneSet documents_pool(const config::Hall& hall) {
  for (const auto& pool : scheduler::counter_pools(hall)) {
    if ((pool.lanes & scheduler::lane_bit(documents)) != 0) return pool.lanes;
  }
  return 0;
}

double visits(const LaneOutlook& lane, double parties) {
  return parties * (lane.party_minutes + lane.way_minutes);
}

/// Everybody follows, and nothing is known of who has booked, so that all are still to come.
Known all_follow() {
  Known known = known_at(monday_noon);
  known.taken_minutes = {};
  known.compliance = 1;
  return known;
}

/// As many mean to come as on the highest day, when few find an appointment.
const Outlook& high_saturday() {
  constexpr double meant = 9500;
  static const Outlook made =
      Outlook::of_day(Forecaster{}.day(all_follow(), {}, saturday, meant), monday_noon);
  return made;
}
const DayOutlook& the_saturday() { return *high_saturday().days().front(); }

TEST_CASE("who looks for an appointment in vain is counted once, as the walk-in that remains") {
  const auto arrivals = demand::expected_arrivals(town_demand(), town(), saturday,
                                                  the_saturday().meant_people, nullptr);
  const auto here =
      std::ranges::find(arrivals, town().find(main_hall), &demand::HallArrivals::hall);
  REQUIRE(here != arrivals.end());
  const auto pool = documents_pool(*here->hall);
  double expected = 0;
  double in_vain = 0;
  for (const demand::LaneArrivals& lane : here->lanes) {
    if ((pool & scheduler::lane_bit(lane.meant.lane)) == 0) continue;
    double parties = sum(lane.walk_ins);
    for (const auto& slot : lane.booked)
      parties += slot.parties * (1 - town_demand().no_show_share);
    expected += visits(*the_saturday().find(main_hall, lane.meant.lane), parties);
    in_vain += sum(lane.unplaced_to_come);
  }
  CHECK(in_vain > 5);
  CHECK(sum(minutes_beside(the_saturday(), main_hall, pool, {})) == Approx(expected));
  // Of the lane itself those who are still to book are left out, with an appointment or without.
  const auto& own = *the_saturday().find(main_hall, documents);
  CHECK(sum(minutes_beside(the_saturday(), main_hall, pool, documents)) ==
        Approx(expected - visits(own, sum(own.walk_ins_unplaced) + sum(own.booked))));
}

TEST_CASE("a hall whose own people need its room takes in nobody from elsewhere") {
  const auto planned = SuggestionPlanner{}.plan(all_follow(), high_saturday(), {});
  const auto& lane = *planned.find(documents);
  const auto& own = *the_saturday().find(main_hall, documents);
  double room_minutes = 0;
  for (const auto& slot : slots_of(main_hall, saturday)) {
    room_minutes += slot.capacity_minutes * own.show_rate;
  }
  REQUIRE(sum(own.wished) * own.party_minutes > room_minutes);
  double from_elsewhere = 0;
  for (const PlanGroup& group : lane.groups) {
    for (auto option = group.options_from; option < group.options_to; ++option) {
      const auto to = lane.cell_of(option).key;
      if (to.hall() != main_hall || group.wished.hall() == main_hall) {
        continue;
      }
      from_elsewhere += group.amount_minutes * lane.plan.fractions[option];
    }
  }
  CHECK(from_elsewhere == 0);
}

TEST_CASE("guests leave a quiet hall quiet") {
  const auto planned = SuggestionPlanner{}.plan(all_follow(), high_saturday(), {});
  const auto& lane = *planned.find(documents);
  std::vector<double> guests(lane.cells.size());
  std::vector<double> own(lane.cells.size());
  for (const PlanGroup& group : lane.groups) {
    const auto wished = std::ranges::find(lane.cells, group.wished, &PlanCell::key);
    own[static_cast<std::size_t>(wished - lane.cells.begin())] = group.amount_minutes;
    for (auto option = group.options_from; option < group.options_to; ++option) {
      // Of the half-hour's two cells the first one.
      const auto found = std::ranges::find(lane.cells, lane.cell_of(option).key, &PlanCell::key);
      const auto cell = static_cast<std::size_t>(found - lane.cells.begin());
      const double minutes = group.amount_minutes * lane.plan.fractions[option];
      if (lane.cells[cell].key.hall() != group.wished.hall()) guests[cell] += minutes;
    }
  }
  double all_guests = 0;
  for (std::size_t i = 0; i < lane.cells.size(); ++i) {
    all_guests += guests[i];
    if (guests[i] <= 0) continue;
    const SlotKey key = lane.cells[i].key;
    const auto& hall = *town().find(key.hall());
    for (const auto& pool : scheduler::counter_pools(hall)) {
      if ((pool.lanes & scheduler::lane_bit(documents)) == 0) continue;
      const auto& here = *the_saturday().find(key.hall(), documents);
      const auto open = scheduler::periods_on(town(), hall, key.date());
      const double minute = key.start_minute().count() + 15;
      const double quiet = quiet_minutes(
          {.counters = static_cast<double>(scheduler::staffed_counters(pool, open, minute)),
           .minutes = scheduler::half_hour_minutes,
           .service_minutes = here.party_minutes + here.way_minutes,
           .fixed_minutes = 0});
      const double fixed = minutes_beside(
          the_saturday(), key.hall(), pool.lanes,
          documents)[scheduler::half_hour_of(static_cast<double>(key.start_minute().count()))];
      CHECK(guests[i] + own[i] + fixed <= quiet + 0.01);
    }
  }
  CHECK(all_guests > 0);
}

TEST_CASE("the same outlook gives the same plan") {
  const auto again = SuggestionPlanner{}.plan(known(), outlook(), {});
  CHECK(again.find(documents)->plan.fractions == of_documents().plan.fractions);
}

}  // namespace
}  // namespace offpeak::guide
