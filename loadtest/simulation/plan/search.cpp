#include "loadtest/simulation/plan/search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t rough_days = 16;  // of the first passes, and the first look of a race
constexpr int rough_passes_max = 12;
constexpr int lowering_passes = 6;    // of those: then they only raise, and so come to an end
constexpr double unused_share = 0.3;  // of what the target allows: then a counter is too many
constexpr int passes_alone = 4;       // then what misses raises the next half-hour too
constexpr double slack_from = 0.65;   // of what the target allows: with more used nothing is taken
constexpr double clear_errors = 2;    // standard errors from the target, in a race

/// What a cell came to on the days played so far.
struct Score {
  double parties = 0;
  MeanOf excess;

  bool meets() const { return parties == 0 || excess.mean() < 0; }
  double clearance() const {
    return clear_errors * std::sqrt(excess.variance() / static_cast<double>(excess.count()));
  }
  bool clearly_misses() const { return excess.mean() - clearance() > 0; }
  bool clearly_meets() const { return parties == 0 || excess.mean() + clearance() < 0; }
};

struct Played {
  std::vector<Score> cells;
  std::uint32_t days = 0;
};

class Search {
 public:
  Search(const StaffingShape& shape, Staffing start, const SearchLimits& limits, const Trial& trial)
      : shape_{shape}, limits_{limits}, trial_{trial}, counters_{std::move(start)} {}

  SearchResult run() {
    restaff_roughly();
    raise_until_met();
    const bool complete = lower();
    raise_until_met();  // what a race took for clear after a few days
    return {std::move(counters_), days_, complete};
  }

 private:
  bool has_days() const { return days_ < limits_.days_max; }

  void play(const Staffing& counters, std::uint32_t until, Played& into) {
    into.cells.resize(shape_.cells.size());
    for (; into.days < until && has_days(); ++into.days, ++days_) {
      const auto cells = trial_(counters, into.days);
      for (std::size_t at = 0; at < cells.size(); ++at) {
        into.cells[at].parties += cells[at].parties;
        into.cells[at].excess.add(cells[at].excess);
      }
    }
  }

  Played play(const Staffing& counters, std::uint32_t days) {
    Played played;
    play(counters, days, played);
    return played;
  }

  std::vector<bool> misses(const Played& played) const {
    std::vector<bool> all;
    for (const Score& cell : played.cells) all.push_back(!cell.meets());
    return all;
  }

  /// The share of what the target allows that is used.
  double used(const Score& cell) const {
    return cell.parties == 0 ? 0
                             : 1 + cell.excess.mean() * static_cast<double>(cell.excess.count()) /
                                       cell.parties / shape_.allowed;
  }

  /// The most that a cell uses which a counter of this kind serves in this half-hour or whose last
  /// parties it serves.
  double used(const Played& played, std::size_t kind, std::size_t half_hour) const {
    double most = 0;
    for (std::size_t at = 0; at < shape_.cells.size(); ++at) {
      const LaneCell& cell = shape_.cells[at];
      const bool touches =
          shape_.serves[kind][cell.lane] && cell.first <= half_hour && half_hour <= cell.last;
      if (touches) most = std::max(most, used(played.cells[at]));
    }
    return most;
  }

  bool may_lose(std::size_t kind, std::size_t half_hour) const {
    if (counters_[kind][half_hour] == 0) return false;
    Staffing fewer = counters_;
    --fewer[kind][half_hour];
    return shape_.serves_all(fewer, half_hour);
  }

  void restaff_roughly() {
    const auto days = std::min(rough_days, limits_.days);
    for (int pass = 0; pass < rough_passes_max && has_days(); ++pass) {
      const Played played = play(counters_, days);
      bool changed = pass < lowering_passes && lower_unused(played);
      changed = raise(shape_, misses(played), pass >= lowering_passes, counters_) || changed;
      if (!changed) return;
    }
  }

  /// One counter less in each half-hour with much slack.
  bool lower_unused(const Played& played) {
    bool changed = false;
    for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
      for (std::size_t kind = 0; kind < shape_.serves.size(); ++kind) {
        if (!may_lose(kind, half_hour) || used(played, kind, half_hour) > unused_share) continue;
        --counters_[kind][half_hour];
        changed = true;
        break;
      }
    }
    return changed;
  }

  void raise_until_met() {
    for (int pass = 0; has_days(); ++pass) {
      incumbent_ = play(counters_, limits_.days);
      if (!raise(shape_, misses(incumbent_), pass >= passes_alone, counters_)) return;
    }
  }

  /// False when the days are used up. A cell that misses the target even with all counters may go
  /// on missing it; the others must keep meeting it. Taking a counter lengthens waits elsewhere
  /// too, so a half-hour that could not lose one is not tried again.
  bool lower() {
    std::vector<std::vector<bool>> tried(counters_.size(), std::vector<bool>(shape_.half_hours));
    for (auto at = most_slack(tried); at; at = most_slack(tried)) {
      if (!has_days()) return false;
      if (!take_one(at->first, at->second)) tried[at->first][at->second] = true;
    }
    return true;
  }

  using Place = std::pair<std::size_t, std::size_t>;  // kind and half-hour

  std::optional<Place> most_slack(const std::vector<std::vector<bool>>& tried) const {
    std::optional<Place> best;
    double least = slack_from;
    for (std::size_t kind = 0; kind < tried.size(); ++kind) {
      for (std::size_t half_hour = 0; half_hour < shape_.half_hours; ++half_hour) {
        if (tried[kind][half_hour] || !may_lose(kind, half_hour)) continue;
        const double share = used(incumbent_, kind, half_hour);
        if (share >= least) continue;
        least = share;
        best = Place{kind, half_hour};
      }
    }
    return best;
  }

  bool take_one(std::size_t kind, std::size_t half_hour) {
    Staffing fewer = counters_;
    --fewer[kind][half_hour];
    auto played = race(fewer);
    if (!played) return false;
    counters_ = std::move(fewer);
    incumbent_ = std::move(*played);
    return true;
  }

  /// Nothing when a cell misses that has met the target so far. Looks after 16, 32, 64, … days.
  std::optional<Played> race(const Staffing& counters) {
    Played played;
    for (std::uint32_t days = std::min(rough_days, limits_.days);;
         days = std::min(2 * days, limits_.days)) {
      play(counters, days, played);
      const bool is_last = played.days < days || days == limits_.days;
      bool is_clear = true;
      for (std::size_t at = 0; at < played.cells.size(); ++at) {
        const Score& cell = played.cells[at];
        if (!incumbent_.cells[at].meets()) continue;
        if (is_last ? !cell.meets() : cell.clearly_misses()) return std::nullopt;
        is_clear = is_clear && cell.clearly_meets();
      }
      if (is_last || is_clear) return played;
    }
  }

  const StaffingShape& shape_;
  const SearchLimits& limits_;
  const Trial& trial_;
  Staffing counters_;
  Played incumbent_;  // the days of `counters_`
  std::uint32_t days_ = 0;
};

}  // namespace

SearchResult search_staffing(const StaffingShape& shape, Staffing start, const SearchLimits& limits,
                             const Trial& trial) {
  return Search{shape, std::move(start), limits, trial}.run();
}

}  // namespace offpeak::loadtest
