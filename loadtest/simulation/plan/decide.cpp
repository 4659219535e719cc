#include "loadtest/simulation/plan/decide.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

namespace offpeak::loadtest {
namespace {

constexpr std::uint32_t days_between_looks = 10;
constexpr int rounds_alone = 3;  // then what misses raises the next half-hour too

class Decider {
 public:
  Decider(const StaffingShape& shape, const DecideLimits& limits, const Trial& trial,
          Decided& decided)
      : shape_{shape}, limits_{limits}, trial_{trial}, decided_{decided} {}

  /// Until all cells are decided, one misses, or the round's days are used up.
  void play_round(int round) {
    const double share = 6 / (std::numbers::pi * std::numbers::pi * round * round);
    std::vector<TargetTest> tests(shape_.cells.size(),
                                  TargetTest{shape_.tolerance, plan_error * share});
    decided_.round_days = 0;
    do {
      for (std::uint32_t day = 0; day < days_between_looks; ++day) play_day(tests);
      decided_.cells.clear();
      for (const TargetTest& test : tests) decided_.cells.push_back(test.verdict());
    } while (!is_over());
  }

 private:
  void play_day(std::vector<TargetTest>& tests) {
    const auto cells = trial_(decided_.staffed, decided_.days++);
    ++decided_.round_days;
    for (std::size_t at = 0; at < cells.size(); ++at) tests[at].add(cells[at]);
  }

  bool is_over() const {
    const auto count = [this](Verdict verdict) {
      return std::ranges::count(decided_.cells, verdict);
    };
    return count(Verdict::missed) > 0 || count(Verdict::undecided) == 0 ||
           decided_.round_days >= limits_.round_days_max;
  }

  const StaffingShape& shape_;
  const DecideLimits& limits_;
  const Trial& trial_;
  Decided& decided_;
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
                        const std::function<void()>& begin_round) {
  Decided decided{.needed = std::move(needed), .staffed = {}, .cells = {}};
  Decider decider{shape, limits, trial, decided};
  for (int round = 1;; ++round) {
    decided.staffed = staffed_for(decided.needed);
    begin_round();
    decider.play_round(round);
    const bool misses = std::ranges::find(decided.cells, Verdict::missed) != decided.cells.end();
    // A round that a miss has ended says nothing of those still undecided.
    const Verdict wanting = misses ? Verdict::missed : Verdict::undecided;
    std::vector<bool> raised;
    for (const Verdict verdict : decided.cells) raised.push_back(verdict == wanting);
    const bool all_met = std::ranges::find(raised, true) == raised.end();
    if (all_met || round == limits.rounds_max ||
        !need_more(shape, raised, round > rounds_alone, decided)) {
      return decided;
    }
  }
}

}  // namespace offpeak::loadtest
