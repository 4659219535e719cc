#include "loadtest/simulation/plan/search.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace offpeak::loadtest {
namespace {

/// From this pass on, a half-hour that misses the target also raises the next one, in which its
/// last visitors are served.
constexpr int passes_alone = 4;

class Search {
 public:
  Search(Staffing start, const Target& target, const SearchLimits& limits, const Trial& trial)
      : target_{target}, limits_{limits}, trial_{trial} {
    for (int& counters : start) {
      counters = std::clamp(counters, limits.counters_min, limits.counters_max);
    }
    result_.counters = std::move(start);
  }

  SearchResult run() {
    result_.waits = play(result_.counters);
    for (int pass = 0; has_room() && raise(pass); ++pass) result_.waits = play(result_.counters);
    result_.complete = lower();
    return std::move(result_);
  }

 private:
  bool has_room() const { return result_.iterations < limits_.iterations_max; }

  std::vector<SpanWaits> play(const Staffing& counters) {
    ++result_.iterations;
    return trial_(counters);
  }

  /// False when nothing can be raised.
  bool raise(int pass) {
    Staffing next = result_.counters;
    for (std::size_t at = 0; at < next.size(); ++at) {
      if (result_.waits[at].meets(target_)) continue;
      ++next[at];
      if (pass >= passes_alone && at + 1 < next.size()) ++next[at + 1];
    }
    for (int& counters : next) counters = std::min(counters, limits_.counters_max);
    const bool changed = next != result_.counters;
    result_.counters = std::move(next);
    return changed;
  }

  /// False when the trials are used up. A half-hour that misses the target even with all counters
  /// may go on missing it; the others must keep meeting it. Taking a counter lengthens waits
  /// elsewhere too, so half-hours that could not lose one are tried again only at the end.
  bool lower() {
    for (bool lowered = true; lowered;) {
      lowered = false;
      std::vector<bool> tried(result_.counters.size());
      for (auto at = most_slack(tried); at; at = most_slack(tried)) {
        if (!has_room()) return false;
        if (take_one(*at)) {
          lowered = true;
        } else {
          tried[*at] = true;
        }
      }
    }
    return true;
  }

  /// The half-hour with the most slack among those that may lose a counter and were not tried.
  std::optional<std::size_t> most_slack(const std::vector<bool>& tried) const {
    std::optional<std::size_t> most;
    for (std::size_t at = 0; at < tried.size(); ++at) {
      const bool may_lose = !tried[at] && result_.counters[at] > limits_.counters_min &&
                            result_.waits[at].meets(target_);
      if (may_lose && (!most || used(at) < used(*most))) most = at;
    }
    return most;
  }

  /// The share of what the target allows that is used.
  double used(std::size_t at) const {
    const SpanWaits& span = result_.waits[at];
    return target_.kind == Target::Kind::mean ? span.mean_minutes / target_.minutes
                                              : span.share_over / target_.over_share;
  }

  bool take_one(std::size_t at) {
    Staffing fewer = result_.counters;
    --fewer[at];
    auto waits = play(fewer);
    for (std::size_t other = 0; other < waits.size(); ++other) {
      if (result_.waits[other].meets(target_) && !waits[other].meets(target_)) return false;
    }
    result_.counters = std::move(fewer);
    result_.waits = std::move(waits);
    return true;
  }

  const Target& target_;
  const SearchLimits& limits_;
  const Trial& trial_;
  SearchResult result_;
};

}  // namespace

SearchResult search_staffing(Staffing start, const Target& target, const SearchLimits& limits,
                             const Trial& trial) {
  return Search{std::move(start), target, limits, trial}.run();
}

}  // namespace offpeak::loadtest
