#include "loadtest/simulation/days/shown_places.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "loadtest/simulation/days/hall_play.hpp"
#include "loadtest/simulation/days/own_draws.hpp"
#include "loadtest/simulation/days/walk_in_halls.hpp"

namespace offpeak::loadtest {
namespace {

using scheduler::SlotKey;

guide::Wish wish_of(const Guest& guest, config::HallCode hall, config::Date date) {
  return {.lane = guest.lane,
          .hall = hall,
          .from = date,
          .to = date,
          .at = config::MinuteOfDay{static_cast<int>(guest.visitor->wished_minute)},
          .seed = guest.visitor->number};
}

/// The group of the hall whose half-hour is the nearest to the wished time.
const guide::PlanGroup* group_of(const guide::LanePlan& lane, const guide::Wish& wish) {
  const guide::PlanGroup* nearest = nullptr;
  const auto away = [&wish](const guide::PlanGroup& group) {
    return std::abs((group.wished.start_minute() - *wish.at).count());
  };
  for (const auto& group : lane.groups) {
    if (group.wished.hall() != *wish.hall) continue;
    if (nearest == nullptr || away(group) < away(*nearest)) nearest = &group;
  }
  return nearest;
}

}  // namespace

/// Nobody who wants an appointment moves by itself, so this stream has no other use for them.
double follow_draw(const Draws& draws, config::Date date, const Visitor& visitor) {
  return own_draws(draws, Purpose::moving, date, visitor)[0];
}

void ShownPlaces::begin(const PlayedHall& city, std::span<HallPlay* const> halls) {
  city_ = &city;
  halls_.assign(halls.begin(), halls.end());
  looks_.clear();
  const Scenario& scenario = city.scenario;
  meant_people_ =
      loadtest::meant_people(scenario.demand, scenario.city, city.date, scenario.change);
  if (scenario.following.rule != PlaceRule::most_level) return;
  level_.resize(halls_.size());
  for (std::size_t hall = 0; hall < halls_.size(); ++hall) level_[hall].begin(halls_[hall]->day());
}

bool ShownPlaces::follows(const Visitor& visitor) const {
  return follow_draw(city_->draws, city_->date, visitor) < city_->scenario.following.compliance;
}

std::optional<SlotKey> ShownPlaces::place_for(const Guest& guest, config::HallCode hall,
                                              DayTime at) {
  if (city_->scenario.following.rule == PlaceRule::most_level) {
    return level_[number_of(hall)].place_of(*guest.visitor);
  }
  const Look* shown = look_at(at);
  if (shown == nullptr) return std::nullopt;
  const auto wish = wish_of(guest, hall, city_->date);
  return city_->scenario.following.rule == PlaceRule::plan ? planned(*shown, wish, guest, at)
                                                           : least(*shown, wish, guest, at);
}

bool ShownPlaces::book_elsewhere(const Visitor& visitor, SlotKey slot, DayTime at) {
  return play_of(slot.hall()).citizens().book_from_elsewhere(visitor, slot, at);
}

const ShownPlaces::Look* ShownPlaces::look_at(DayTime at) {
  const Following& following = city_->scenario.following;
  if (looks_.empty() || at - looks_.back().at >= following.look_minutes * minute_ms) look(at);
  const DayTime newest = at - following.age_minutes * minute_ms;
  while (looks_.size() > 1 && looks_[1].at <= newest) looks_.pop_front();
  return looks_.front().at <= newest ? &looks_.front() : nullptr;
}

void ShownPlaces::look(DayTime at) {
  const auto known = known_at(at);
  Look next;
  next.at = at;
  next.outlook =
      guide::Outlook::of_day(forecaster_.day(known, {}, city_->date, meant_people_), known.now);
  next.plan = planner_.plan(known, next.outlook,
                            looks_.empty() ? guide::SuggestionPlan{} : looks_.back().plan);
  if (city_->scenario.following.rule == PlaceRule::emptiest) {
    for (const auto& lane : next.plan.lanes) {
      for (const SlotKey slot : lane.slots) {
        next.taken_minutes[slot.packed()] =
            play_of(slot.hall()).world().state().taken_minutes(slot);
      }
    }
  }
  looks_.push_back(std::move(next));
}

guide::Known ShownPlaces::known_at(DayTime at) const {
  const Scenario& scenario = city_->scenario;
  const Following& following = scenario.following;
  return {
      .city = scenario.city,
      .model = scenario.demand,
      .now = halls_.front()->world().instant(at),
      .taken_minutes =
          [this](SlotKey slot) { return play_of(slot.hall()).world().state().taken_minutes(slot); },
      .reserve_percent =
          [this](SlotKey slot) {
            const int configured =
                city_->scenario.city.find(slot.hall())->rules.walk_in_reserve_percent;
            return play_of(slot.hall()).world().state().reserve_percent(slot, configured);
          },
      .compliance = following.assumed_compliance.value_or(following.compliance)};
}

std::size_t ShownPlaces::number_of(config::HallCode hall) const {
  const config::City& city = city_->scenario.city;
  return static_cast<std::size_t>(city.find(hall) - city.halls.data());
}

HallPlay& ShownPlaces::play_of(config::HallCode hall) const { return *halls_[number_of(hall)]; }

/// A walk-in who looks first has to get there, too.
bool ShownPlaces::has_room(SlotKey slot, const Visitor& visitor, DayTime at) const {
  if (!visitor.wants_appointment) {
    const DayTime way = looks_before + way_ms(city_->scenario.city, visitor.hall, slot.hall());
    if (halls_.front()->world().day_time(slot.start()) < at + way) return false;
  }
  return play_of(slot.hall()).citizens().has_room(slot, visitor, at);
}

std::optional<SlotKey> ShownPlaces::planned(const Look& look, const guide::Wish& wish,
                                            const Guest& guest, DayTime at) const {
  const auto suggested =
      guide::suggest(city_->scenario.city, look.outlook, look.plan, wish,
                     [&](SlotKey slot) { return has_room(slot, *guest.visitor, at); });
  if (suggested.items.empty()) return std::nullopt;
  return suggested.items.front().slot;
}

/// Of the places where the plan may send the group, the one with the least load, the first of
/// several.
std::optional<SlotKey> ShownPlaces::least(const Look& look, const guide::Wish& wish,
                                          const Guest& guest, DayTime at) const {
  const auto* lane = look.plan.find(wish.lane);
  const auto* group = lane == nullptr ? nullptr : group_of(*lane, wish);
  if (group == nullptr) return std::nullopt;
  std::optional<SlotKey> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t option = group->options_from; option < group->options_to; ++option) {
    for (const SlotKey slot : lane->slots_of(lane->cell_of(option))) {
      const double load = load_of(look, slot);
      if (load >= least || !has_room(slot, *guest.visitor, at)) continue;
      least = load;
      best = slot;
    }
  }
  return best;
}

/// Counter-minutes by those that the slot's counters have: what was taken at the look, or what is
/// taken now and who is expected without an appointment.
double ShownPlaces::load_of(const Look& look, SlotKey slot) const {
  const auto plan = *scheduler::plan_slot(city_->scenario.city, slot);
  const double all = scheduler::booking_capacity_minutes(*plan.hall, slot.lane(), 0);
  if (city_->scenario.following.rule == PlaceRule::emptiest) {
    return look.taken_minutes.at(slot.packed()) / all;
  }
  const auto* lane = look.outlook.find(slot);
  const double walk_ins = lane == nullptr ? 0 : guide::walk_in_minutes(plan, *lane);
  return (play_of(slot.hall()).world().state().taken_minutes(slot) + walk_ins) / all;
}

}  // namespace offpeak::loadtest
