#include "loadtest/simulation/plan/search.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t rough_days = 16;  // of the first passes, and the first look of a race
constexpr int rough_passes_max = 24;
constexpr double unused_share = 0.3;  // of what the target allows: then a counter is too many
constexpr int passes_alone = 4;       // then what misses raises the next half-hour too
constexpr double slack_from = 0.65;   // of what the target allows: with more used nothing is taken
constexpr std::size_t half_hours_apart = 3;  // of counters that are tried together
constexpr double clear_errors = 1;           // standard errors from the target, in a race

}  // namespace

StaffingSearch::StaffingSearch(const StaffingShape& shape, const SearchLimits& limits,
                               const Trial& trial)
    : shape_{shape}, limits_{limits}, trial_{trial}, offsets_(shape.cells.size()) {}

SearchResult StaffingSearch::find(Staffing start) {
  counters_ = std::move(start);
  restaff_roughly();
  return settle(places(true));
}

SearchResult StaffingSearch::refine(Staffing raised, const std::vector<double>& fresh_excess,
                                    const std::vector<bool>& missed) {
  for (std::size_t at = 0; at < offsets_.size(); ++at) {
    const double off = fresh_excess[at] - incumbent_.cells[at].excess.mean();
    // What has missed must not meet its goal any more, or the same would be found again.
    const double least = offsets_[at] - std::min(above_goal(incumbent_, at), 0.0);
    offsets_[at] = missed[at] ? std::max(off, least) : off;
  }
  // Where one counter has been added, one of another kind may now be too much.
  Places open = places(false);
  for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
    const auto has_more = [&](const auto& before, const auto& after) {
      return after[half_hour] > before[half_hour];
    };
    const bool is_raised = !std::ranges::equal(counters_, raised, std::not_fn(has_more));
    for (auto& of_kind : open) of_kind[half_hour] = is_raised;
  }
  counters_ = std::move(raised);
  return settle(std::move(open));
}

SearchResult StaffingSearch::settle(Places open) {
  incumbent_ = {};
  raise_until_met();
  const bool complete = lower(std::move(open));
  return {counters_, days_, complete};
}

StaffingSearch::Places StaffingSearch::places(bool are_open) const {
  return Places(shape_.serves.size(), std::vector<bool>(shape_.half_hours, are_open));
}

void StaffingSearch::play(const Staffing& counters, std::uint32_t until, Played& into) {
  into.cells.resize(shape_.cells.size());
  for (; into.days < until && has_days(); ++into.days, ++days_) {
    const auto cells = trial_(counters, into.days);
    for (std::size_t at = 0; at < cells.size(); ++at) {
      into.cells[at].parties += cells[at].parties;
      into.cells[at].excess.add(cells[at].excess);
      into.cells[at].excess_by_day.push_back(cells[at].excess);
    }
  }
}

StaffingSearch::Played StaffingSearch::play(const Staffing& counters, std::uint32_t days) {
  Played played;
  play(counters, days, played);
  return played;
}

/// By how much a day's excess is too high, on average; below 0 where the cell meets the target.
double StaffingSearch::above_goal(const Played& played, std::size_t cell) const {
  const Score& score = played.cells[cell];
  const double above = score.excess.mean() + offsets_[cell];
  if (limits_.decided_days == 0 || played.days == 0) return above;
  // A schedule looks better on the days that it was chosen by than on others.
  const double flattery = std::sqrt(score.excess.variance() / limits_.days);
  return above + flattery +
         decision_margin(score.excess, score.parties / played.days, shape_.tolerance, plan_error,
                         limits_.decided_days);
}

bool StaffingSearch::meets(const Played& played, std::size_t cell) const {
  return played.cells[cell].parties == 0 || above_goal(played, cell) < 0;
}

std::vector<bool> StaffingSearch::misses(const Played& played) const {
  std::vector<bool> all;
  for (std::size_t at = 0; at < played.cells.size(); ++at) all.push_back(!meets(played, at));
  return all;
}

/// The share of what the goal allows that is used.
double StaffingSearch::used(const Played& played, std::size_t cell) const {
  const Score& score = played.cells[cell];
  if (score.parties == 0) return 0;
  const double parties_per_day = score.parties / played.days;
  return 1 + above_goal(played, cell) / (parties_per_day * shape_.allowed);
}

/// The most that a cell uses which a counter of this kind serves in this half-hour.
double StaffingSearch::used(const Played& played, std::size_t kind, std::size_t half_hour) const {
  double most = 0;
  for (std::size_t at = 0; at < shape_.cells.size(); ++at) {
    const LaneCell& cell = shape_.cells[at];
    const bool touches =
        shape_.serves[kind][cell.lane] && cell.first <= half_hour && half_hour <= cell.last;
    if (touches) most = std::max(most, used(played, at));
  }
  return most;
}

bool StaffingSearch::may_lose(std::size_t kind, std::size_t half_hour) const {
  if (counters_[kind][half_hour] == 0) return false;
  Staffing fewer = counters_;
  --fewer[kind][half_hour];
  return shape_.serves_all(fewer, half_hour);
}

/// On a few days, all half-hours at once. What had to be raised is not lowered again, so the passes
/// come to an end.
void StaffingSearch::restaff_roughly() {
  const auto days = std::min(rough_days, limits_.days);
  Places open = places(true);
  for (int pass = 0; pass < rough_passes_max && has_days(); ++pass) {
    const Played played = play(counters_, days);
    bool changed = lower_unused(played, open);
    const Staffing before = counters_;
    changed = raise(shape_, misses(played), pass >= passes_alone, counters_) || changed;
    if (!changed) return;
    for (std::size_t kind = 0; kind < open.size(); ++kind) {
      for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
        if (counters_[kind][half_hour] > before[kind][half_hour]) open[kind][half_hour] = false;
      }
    }
  }
}

/// One counter less in each half-hour with much slack.
bool StaffingSearch::lower_unused(const Played& played, const Places& open) {
  bool changed = false;
  for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
    for (std::size_t kind = 0; kind < shape_.serves.size(); ++kind) {
      if (!open[kind][half_hour] || !may_lose(kind, half_hour)) continue;
      if (used(played, kind, half_hour) > unused_share) continue;
      --counters_[kind][half_hour];
      changed = true;
      break;
    }
  }
  return changed;
}

void StaffingSearch::raise_until_met() {
  for (int pass = 0; has_days(); ++pass) {
    play(counters_, limits_.days, incumbent_);
    if (!raise(shape_, misses(incumbent_), pass >= passes_alone, counters_)) return;
    incumbent_ = {};
  }
}

/// False when the days are used up. `open`: where a counter may be taken. A cell that misses the
/// target even with all counters may go on missing it; the others must keep meeting it. Taking a
/// counter lengthens waits elsewhere too, so a half-hour that could not lose one is not tried
/// again.
bool StaffingSearch::lower(Places open) {
  if (incumbent_.days < limits_.days) return false;
  for (auto slack = with_slack(open); !slack.empty(); slack = with_slack(open)) {
    if (!has_days()) return false;
    take(apart(slack), open);
  }
  return true;
}

/// Where a counter might be taken, those with most slack first.
std::vector<StaffingSearch::Place> StaffingSearch::with_slack(const Places& open) const {
  std::vector<Place> places;
  for (std::size_t kind = 0; kind < open.size(); ++kind) {
    for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
      if (!open[kind][half_hour] || !may_lose(kind, half_hour)) continue;
      const double share = used(incumbent_, kind, half_hour);
      if (share < slack_from) places.push_back({kind, half_hour, share});
    }
  }
  std::ranges::stable_sort(places, {}, &Place::used);
  return places;
}

/// The first of them, and each further one that is far from those before it.
std::vector<StaffingSearch::Place> StaffingSearch::apart(const std::vector<Place>& places) {
  std::vector<Place> group;
  for (const Place& place : places) {
    const bool is_far = std::ranges::all_of(group, [&](const Place& other) {
      const auto [early, late] = std::minmax(place.half_hour, other.half_hour);
      return late - early >= half_hours_apart;
    });
    if (is_far) group.push_back(place);
  }
  return group;
}

/// A counter that is taken lengthens waits from its half-hour on: the last such place of the group.
const StaffingSearch::Place& StaffingSearch::cause_of(const LaneCell& missed,
                                                      const std::vector<Place>& group) {
  const Place* cause = &group.front();
  for (const Place& place : group) {
    if (place.half_hour > missed.last) continue;
    if (cause->half_hour > missed.last || place.half_hour > cause->half_hour) cause = &place;
  }
  return *cause;
}

/// A counter less in all these places, or no longer open where that was too much.
void StaffingSearch::take(const std::vector<Place>& group, Places& open) {
  Staffing fewer = counters_;
  for (const Place& place : group) --fewer[place.kind][place.half_hour];
  Played played;
  const auto missed = race(fewer, played);
  for (const std::size_t cell : missed) {
    const Place& place = cause_of(shape_.cells[cell], group);
    open[place.kind][place.half_hour] = false;
  }
  if (!missed.empty() || played.days < limits_.days) return;
  counters_ = std::move(fewer);
  incumbent_ = std::move(played);
}

/// Before all days are played: by how much they differ from the same days of the incumbent, whose
/// own excess is known from all of them.
bool StaffingSearch::clearly_misses(const Played& played, std::size_t cell) const {
  MeanOf more;
  for (std::uint32_t day = 0; day < played.days; ++day) {
    more.add(played.cells[cell].excess_by_day[day] - incumbent_.cells[cell].excess_by_day[day]);
  }
  const double error = std::sqrt(more.variance() / static_cast<double>(more.count()));
  return above_goal(incumbent_, cell) + more.mean() - clear_errors * error > 0;
}

/// The cells that miss and have met the target so far. Looks after 16, 32, 64, … days.
std::vector<std::size_t> StaffingSearch::race(const Staffing& counters, Played& played) {
  for (std::uint32_t days = std::min(rough_days, limits_.days);;
       days = std::min(2 * days, limits_.days)) {
    play(counters, days, played);
    const bool is_last = played.days < days || days == limits_.days;
    std::vector<std::size_t> missed;
    for (std::size_t at = 0; at < played.cells.size(); ++at) {
      if (!meets(incumbent_, at)) continue;
      if (is_last ? !meets(played, at) : clearly_misses(played, at)) missed.push_back(at);
    }
    if (is_last || !missed.empty()) return missed;
  }
}

SearchResult search_staffing(const StaffingShape& shape, Staffing start, const SearchLimits& limits,
                             const Trial& trial) {
  return StaffingSearch{shape, limits, trial}.find(std::move(start));
}

}  // namespace offpeak::loadtest
