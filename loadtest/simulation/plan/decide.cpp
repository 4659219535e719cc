#include "loadtest/simulation/plan/decide.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t days_between_looks = 10;
constexpr double hopeless_errors = 1;
constexpr int rounds_refined_max = 4;
constexpr int rounds_alone = 3;  // then what misses raises the next half-hour too

class Decider {
 public:
  Decider(const StaffingShape& shape, const DecideLimits& limits, const Trial& trial,
          Decided& decided)
      : shape_{shape}, limits_{limits}, trial_{trial}, decided_{decided} {}

  /// Until all cells are decided, one misses or will stay undecided, or the days are used up.
  void play_round(int round) {
    const double share = 6 / (std::numbers::pi * std::numbers::pi * round * round);
    tests_.assign(shape_.cells.size(), TargetTest{shape_.tolerance, plan_error * share});
    decided_.round_days = 0;
    do {
      for (std::uint32_t day = 0; day < days_between_looks; ++day) play_day();
      decided_.cells.clear();
      for (const TargetTest& test : tests_) decided_.cells.push_back(test.verdict());
    } while (!is_over());
  }

  /// Cells that need a counter after the round: those that miss or, if none does, those that would
  /// stay undecided.
  std::vector<bool> wanting() const {
    const bool misses = std::ranges::find(decided_.cells, Verdict::missed) != decided_.cells.end();
    std::vector<bool> cells;
    for (std::size_t at = 0; at < tests_.size(); ++at) {
      cells.push_back(misses ? decided_.cells[at] == Verdict::missed : stays_undecided(at, 0));
    }
    return cells;
  }

  /// By cell, of a day of the round, on average.
  std::vector<double> excess() const {
    std::vector<double> excess;
    for (const TargetTest& test : tests_) excess.push_back(test.excess().mean());
    return excess;
  }

 private:
  void play_day() {
    const auto cells = trial_(decided_.staffed, decided_.days++);
    ++decided_.round_days;
    for (std::size_t at = 0; at < cells.size(); ++at) tests_[at].add(cells[at]);
  }

  bool is_over() const {
    if (decided_.round_days >= limits_.round_days_max) return true;
    if (std::ranges::find(decided_.cells, Verdict::missed) != decided_.cells.end()) return true;
    bool is_undecided = false;
    for (std::size_t at = 0; at < tests_.size(); ++at) {
      if (stays_undecided(at, hopeless_errors)) return true;
      is_undecided = is_undecided || decided_.cells[at] == Verdict::undecided;
    }
    return !is_undecided;
  }

  /// Even if the mean is by so many standard errors better than what has been seen.
  bool stays_undecided(std::size_t cell, double errors) const {
    if (decided_.cells[cell] != Verdict::undecided) return false;
    return decided_.round_days >= limits_.round_days_max ||
           !tests_[cell].may_be_met(limits_.round_days_max, errors);
  }

  const StaffingShape& shape_;
  const DecideLimits& limits_;
  const Trial& trial_;
  Decided& decided_;
  std::vector<TargetTest> tests_;  // of the round
};

/// Needs a counter more than is staffed in the half-hours of these cells. False when none can be.
bool need_more(const StaffingShape& shape, const std::vector<bool>& cells, bool beyond,
               Decided& decided) {
  Staffing more = decided.staffed;
  const bool changed = raise(shape, cells, beyond, more);
  for (std::size_t kind = 0; kind < more.size(); ++kind) {
    for (std::size_t at = 0; at < shape.half_hours; ++at) {
      if (more[kind][at] > decided.staffed[kind][at]) decided.needed[kind][at] = more[kind][at];
    }
  }
  return changed;
}

}  // namespace

Decided decide_staffing(const StaffingShape& shape, Staffing needed, const DecideLimits& limits,
                        const StaffedFor& staffed_for, const Trial& trial,
                        const std::function<void()>& begin_round, const Refine& refine) {
  Decided decided{.needed = std::move(needed), .staffed = {}, .cells = {}};
  Decider decider{shape, limits, trial, decided};
  for (int round = 1;; ++round) {
    decided.staffed = staffed_for(decided.needed);
    begin_round();
    decider.play_round(round);
    const auto raised = decider.wanting();
    const bool all_met = std::ranges::find(raised, true) == raised.end();
    if (all_met || round == limits.rounds_max ||
        !need_more(shape, raised, round > rounds_alone, decided)) {
      return decided;
    }
    if (refine && round <= rounds_refined_max) {
      decided.needed = refine(decided.needed, decider.excess(), raised);
    }
  }
}

}  // namespace offpeak::loadtest
