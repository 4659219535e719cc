#include "guide/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <span>
#include <tuple>

#include "scheduler/booking/opening.hpp"

namespace offpeak::guide {
namespace {

using scheduler::SlotKey;
using HasRoom = std::function<bool(SlotKey)>;

constexpr double metres_per_km = 1000;

bool has_slots(const config::City& city, const config::Hall& hall, config::LaneCode lane) {
  const config::Lane* known = city.find(lane);
  return known != nullptr && known->bookable &&
         scheduler::booking_capacity_minutes(hall, lane, 0) > 0;
}

const config::Hall* nearest_hall(const config::City& city, config::LaneCode lane,
                                 const config::Position& position) {
  const config::Hall* nearest = nullptr;
  double least = 0;
  for (const config::Hall& hall : city.halls) {
    if (!has_slots(city, hall, lane)) continue;
    const double away = config::distance_m(position, config::position_of(hall));
    if (nearest != nullptr && away >= least) continue;
    nearest = &hall;
    least = away;
  }
  return nearest;
}

/// Null when there is none.
const config::Hall* home_of(const config::City& city, const Wish& wish) {
  if (const auto* hall = wish.hall ? city.find(*wish.hall) : nullptr) {
    return has_slots(city, *hall, wish.lane)
               ? hall
               : nearest_hall(city, wish.lane, wish.position.value_or(config::position_of(*hall)));
  }
  return wish.position ? nearest_hall(city, wish.lane, *wish.position) : nullptr;
}

/// The groups of the hall that wish for a day of the range.
std::span<const PlanGroup> groups_of(const LanePlan& lane, config::HallCode home,
                                     const Wish& wish) {
  const SlotKey from{home, lane.lane, wish.from, config::MinuteOfDay{0}};
  const SlotKey to{home, lane.lane, wish.to, config::MinuteOfDay{24 * 60 - 1}};
  const auto begin = std::ranges::lower_bound(lane.groups, from, {}, &PlanGroup::wished);
  const auto end = std::ranges::upper_bound(lane.groups, to, {}, &PlanGroup::wished);
  if (begin >= end) return {};
  return {begin, end};
}

int away_minutes(SlotKey slot, int wished_minute) {
  return std::abs(slot.start_minute().count() - wished_minute);
}

/// Those whose half-hour is the nearest of their day to the wished time.
std::vector<const PlanGroup*> at_time(std::span<const PlanGroup> groups,
                                      std::optional<config::MinuteOfDay> at) {
  std::vector<const PlanGroup*> nearest;
  for (const PlanGroup& group : groups) {
    const bool same_day =
        at && !nearest.empty() && nearest.back()->wished.date() == group.wished.date();
    if (!same_day) {
      nearest.push_back(&group);
      continue;
    }
    const int wished =
        static_cast<int>(scheduler::half_hour_of(at->count())) * scheduler::half_hour_minutes;
    if (away_minutes(group.wished, wished) < away_minutes(nearest.back()->wished, wished)) {
      nearest.back() = &group;
    }
  }
  return nearest;
}

/// Drawn by how many are expected in each. Ids are turned round, so that the draw of a group says
/// nothing about that of the slot with the same name.
const PlanGroup* draw_group(std::span<const PlanGroup* const> groups, std::uint64_t seed) {
  std::vector<scheduler::Suggestible> each;
  for (const PlanGroup* group : groups) {
    each.push_back({.id = ~group->wished.packed(), .fraction = group->amount_minutes});
  }
  std::uint32_t drawn = 0;
  if (scheduler::draw_suggestions(each, seed, {&drawn, 1}) == 0) return nullptr;
  return groups[drawn];
}

/// One person.
class Person {
 public:
  Person(const config::City& city, const Outlook& outlook, const LanePlan& lane, const Wish& wish,
         const config::Hall& home, const PlanGroup& group, const HasRoom& has_room)
      : city_{city},
        outlook_{outlook},
        lane_{lane},
        wish_{wish},
        home_{home},
        group_{group},
        has_room_{has_room},
        wished_minute_{wish.at.value_or(group.wished.start_minute()).count()},
        habit_{find_habit()},
        habit_cell_{habit_ ? outlook.at(*habit_) : nullptr} {}

  Suggested list() {
    std::vector<SuggestedSlot> items;
    std::vector<scheduler::Suggestible> places;
    for (std::uint32_t option = group_.options_from; option < group_.options_to; ++option) {
      const auto item = item_of(option);
      if (!item) continue;
      const auto& to = lane_.options[option];
      items.push_back(*item);
      places.push_back({.id = item->slot.packed(),
                        .fraction = lane_.plan.fractions[option],
                        .cost_minutes = to.cost_minutes + lane_.plan.prices[to.cell]});
    }
    std::array<std::uint32_t, scheduler::suggestions_max> shown{};
    const std::size_t count = scheduler::draw_suggestions(
        places, wish_.seed, std::span{shown}.first(std::min(wish_.limit, shown.size())));
    Suggested suggested{
        .items = {}, .home = home_.code, .habit = habit_, .has_uncalled = has_uncalled_};
    for (std::size_t i = 0; i < count; ++i) suggested.items.push_back(items[shown[i]]);
    return suggested;
  }

 private:
  /// The nearest slot to the wished time that has room, the later of two.
  std::optional<SlotKey> nearest_with_room(std::span<const SlotKey> slots) const {
    std::optional<SlotKey> nearest;
    for (const SlotKey slot : slots) {
      if (nearest && away_minutes(slot, wished_minute_) > away_minutes(*nearest, wished_minute_)) {
        continue;
      }
      if (has_room_(slot)) nearest = slot;
    }
    return nearest;
  }

  std::optional<SlotKey> find_habit() const {
    const auto day = [](SlotKey key) { return std::tuple{key.hall(), key.date()}; };
    const auto same_day = std::ranges::equal_range(lane_.slots, day(group_.wished), {}, day);
    return nearest_with_room(same_day);
  }

  std::optional<SuggestedSlot> item_of(std::uint32_t option) {
    const PlanCell& cell = lane_.cell_of(option);
    if (cell.key.date() < wish_.from || cell.key.date() > wish_.to) return std::nullopt;
    const auto slot = nearest_with_room(lane_.slots_of(cell));
    if (!slot) return std::nullopt;
    const auto* wait = outlook_.at(*slot);
    // Where one in ten is not called that day, nobody is sent.
    if (wait == nullptr) return std::nullopt;
    if (!std::isfinite(wait->wait_p90_minutes)) {
      has_uncalled_ = true;
      return std::nullopt;
    }
    const auto why = why_of(cell, *slot, *wait);
    if (!why) return std::nullopt;
    return SuggestedSlot{.slot = *slot,
                         .wait_p50_minutes = wait->wait_p50_minutes,
                         .wait_p90_minutes = wait->wait_p90_minutes,
                         .saves_minutes = saved(&scheduler::LaneHalfHour::wait_p50_minutes, *wait),
                         .distance_km = distance_km(slot->hall()),
                         .level = wait->level,
                         .why = *why};
  }

  /// Of a wait, against the habit; 0 where that has none that could be told.
  double saved(double scheduler::LaneHalfHour::*quantile,
               const scheduler::LaneHalfHour& wait) const {
    if (habit_cell_ == nullptr || !std::isfinite(habit_cell_->*quantile)) return 0;
    return habit_cell_->*quantile - wait.*quantile;
  }

  /// Whether the wished time lies in the half-hour in which the slot begins.
  static bool is_at(SlotKey slot, config::MinuteOfDay wished) {
    return scheduler::half_hour_of(wished.count()) ==
           scheduler::half_hour_of(slot.start_minute().count());
  }

  std::optional<Why> why_of(const PlanCell& cell, SlotKey slot,
                            const scheduler::LaneHalfHour& wait) const {
    if (cell.key == group_.wished) {
      if (!wish_.at) return Why::nearer_hall;
      return is_at(slot, *wish_.at) ? Why::same_as_wished : Why::nearer_time;
    }
    const bool is_shorter =
        saved(&scheduler::LaneHalfHour::wait_p50_minutes, wait) >= saved_minutes_min ||
        saved(&scheduler::LaneHalfHour::wait_p90_minutes, wait) >= saved_minutes_min;
    if (is_shorter) return Why::shorter_wait;
    const bool same_date = slot.date() == group_.wished.date();
    const bool is_nearer =
        !habit_ || slot == *habit_ ||
        away_minutes(slot, wished_minute_) < away_minutes(*habit_, wished_minute_);
    if (same_date && is_nearer) return Why::nearer_time;
    if (!habit_ && slot.hall() == home_.code) return Why::nearer_hall;
    return std::nullopt;
  }

  double distance_km(config::HallCode hall) const {
    const auto from = wish_.position.value_or(config::position_of(home_));
    return config::distance_m(from, config::position_of(*city_.find(hall))) / metres_per_km;
  }

  const config::City& city_;
  const Outlook& outlook_;
  const LanePlan& lane_;
  const Wish& wish_;
  const config::Hall& home_;
  const PlanGroup& group_;
  const HasRoom& has_room_;
  int wished_minute_;
  std::optional<SlotKey> habit_;
  const scheduler::LaneHalfHour* habit_cell_;
  bool has_uncalled_ = false;
};

}  // namespace

Suggested suggest(const config::City& city, const Outlook& outlook, const SuggestionPlan& plan,
                  const Wish& wish, const HasRoom& has_room) {
  const config::Hall* home = home_of(city, wish);
  if (home == nullptr) return {};
  const Suggested nothing{.items = {}, .home = home->code, .habit = {}};
  const LanePlan* lane = plan.find(wish.lane);
  if (lane == nullptr || !scheduler::has_keys(wish.from) || !scheduler::has_keys(wish.to)) {
    return nothing;
  }
  const auto groups = at_time(groups_of(*lane, home->code, wish), wish.at);
  const PlanGroup* group = draw_group(groups, wish.seed);
  if (group == nullptr) return nothing;
  return Person{city, outlook, *lane, wish, *home, *group, has_room}.list();
}

}  // namespace offpeak::guide
