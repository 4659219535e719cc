#include "loadtest/simulation/days/level_places.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <vector>

#include "guide/release_plan.hpp"
#include "guide/suggestion_plan.hpp"
#include "loadtest/simulation/days/day_result.hpp"
#include "scheduler/guidance/level_bound.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double seconds_per_minute = 60;

/// A half-hour in which counters are staffed.
struct Step {
  int half_hour = 0;
  double capacity = 0;  // counter-minutes
  double walk_ins = 0;
  double target = 0;
};

struct Party {
  const Guest* guest = nullptr;
  double minutes = 0;
  std::size_t first = 0;  // step
  std::size_t last = 0;
};

int half_hour_of(double minute) { return static_cast<int>(minute) / cell_minutes; }

/// Of staffed counters. What is kept before a break is none, as in a levelled release.
std::vector<Step> steps_of(const HallDay& day) {
  std::vector<double> minutes(cells_per_day);
  for (const Span& span : day.spans()) {
    if (day.is_machine(day.hall().counters[span.clerk])) continue;
    const bool ends_in_break = span.to < day.closes_at();
    const DayTime to =
        span.to - (ends_in_break ? guide::kept_before_break_minutes * minute_ms : DayTime{0});
    for (DayTime at = span.from; at < to; at += minute_ms) {
      minutes[static_cast<std::size_t>(at / minute_ms / cell_minutes)] += 1;
    }
  }
  std::vector<Step> steps;
  for (std::size_t at = 0; at < minutes.size(); ++at) {
    if (minutes[at] > 0)
      steps.push_back({.half_hour = static_cast<int>(at), .capacity = minutes[at]});
  }
  return steps;
}

double minutes_of(const HallDay& day, const Guest& guest) {
  const auto& service = *day.city().find(guest.visitor->service);
  return service.mean_minutes * guest.people + day.hall().rules.walk_seconds / seconds_per_minute;
}

/// Of the steps from `from` to `to`, both included; nothing when the hall is closed then.
std::optional<Party> party_of(const HallDay& day, const Guest& guest,
                              const std::vector<Step>& steps) {
  const Visitor& visitor = *guest.visitor;
  constexpr int shift = guide::same_day_shift_minutes_max / cell_minutes;
  const int wished = half_hour_of(visitor.wished_minute);
  // Who books on the day does so before the wished time.
  const int from = visitor.lead_days == 0 ? wished : wished - shift;
  const auto first = std::ranges::lower_bound(steps, from, {}, &Step::half_hour);
  const auto end = std::ranges::upper_bound(steps, wished + shift, {}, &Step::half_hour);
  if (first >= end) return std::nullopt;
  return Party{.guest = &guest,
               .minutes = minutes_of(day, guest),
               .first = static_cast<std::size_t>(first - steps.begin()),
               .last = static_cast<std::size_t>(end - steps.begin()) - 1};
}

void set_targets(std::vector<Step>& steps, const std::vector<Party>& parties) {
  std::vector<scheduler::LevelStep> level;
  for (const Step& step : steps)
    level.push_back({.capacity = step.capacity, .fixed = step.walk_ins});
  std::vector<scheduler::MovableLoad> movables;
  for (const Party& party : parties) movables.push_back({party.minutes, party.first, party.last});
  std::vector<double> loads(steps.size());
  scheduler::levelled_profile(level, movables, loads);
  for (std::size_t at = 0; at < steps.size(); ++at) steps[at].target = loads[at];
}

/// The slot of the lane that begins in the half-hour.
std::optional<scheduler::SlotKey> slot_in(const HallDay& day, config::LaneCode lane,
                                          int half_hour) {
  for (const auto& slot : day.slots(lane)) {
    if (half_hour_of(slot.key.start_minute().count()) == half_hour) return slot.key;
  }
  return std::nullopt;
}

}  // namespace

void LevelPlaces::begin(const HallDay& day) {
  places_.clear();
  auto steps = steps_of(day);
  if (steps.empty()) return;
  std::vector<Party> parties;
  for (const Guest& guest : day.guests()) {
    const Visitor& visitor = *guest.visitor;
    if (guest.at_machine || visitor.goes_online) continue;
    if (!visitor.wants_appointment) {
      const auto step = std::ranges::lower_bound(steps, half_hour_of(visitor.wished_minute), {},
                                                 &Step::half_hour);
      if (step != steps.end()) step->walk_ins += minutes_of(day, guest);
    } else if (visitor.shows_up && !visitor.cancels) {
      if (const auto party = party_of(day, guest, steps)) parties.push_back(*party);
    }
  }
  set_targets(steps, parties);
  std::ranges::stable_sort(parties, {}, &Party::first);
  const auto later = [](const Party* one, const Party* other) { return one->last > other->last; };
  std::priority_queue<const Party*, std::vector<const Party*>, decltype(later)> waiting{later};
  auto next = parties.begin();
  double carried = 0;  // of the targets so far, what parties in whole numbers have left
  for (std::size_t at = 0; at < steps.size(); ++at) {
    while (next != parties.end() && next->first <= at) waiting.push(&*next++);
    carried += steps[at].target - steps[at].walk_ins;
    while (!waiting.empty() &&
           (waiting.top()->last <= at || carried >= waiting.top()->minutes / 2)) {
      const Party& party = *waiting.top();
      waiting.pop();
      carried -= party.minutes;
      if (const auto slot = slot_in(day, party.guest->lane, steps[at].half_hour)) {
        places_.emplace(party.guest->visitor->number, *slot);
      }
    }
  }
}

std::optional<scheduler::SlotKey> LevelPlaces::place_of(const Visitor& visitor) const {
  const auto found = places_.find(visitor.number);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

}  // namespace offpeak::loadtest
