#include "loadtest/simulation/study/counter_change.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "config/periods.hpp"
#include "config/read_counters.hpp"
#include "config/read_hours.hpp"

namespace offpeak::loadtest {
namespace {

using base::Fault;
using base::Result;
using config::Counter;
using config::Hall;
using config::LaneCode;
using config::MinuteOfDay;
using config::Period;
using Periods = std::vector<Period>;

/// The part of `periods` within `piece`.
Periods within(std::span<const Period> periods, const Period& piece) {
  Periods shared;
  config::for_each_shared(periods, {&piece, 1},
                          [&](const Period& period) { shared.push_back(period); });
  return shared;
}

Periods staffed_hours(std::span<const Period> open, const Counter& counter) {
  Periods hours;
  config::for_each_staffed(open, counter.hours,
                           [&](const Period& period) { hours.push_back(period); });
  return hours;
}

bool covers(const Periods& periods, const Period& piece) {
  return std::ranges::any_of(periods, [&](const Period& period) {
    return period.from <= piece.from && piece.to <= period.to;
  });
}

/// The periods and a further piece that overlaps none of them; adjacent periods are joined.
Periods with(Periods periods, const Period& piece) {
  periods.push_back(piece);
  std::ranges::sort(periods, {}, &Period::from);
  Periods joined;
  for (const Period& period : periods) {
    if (!joined.empty() && joined.back().to == period.from) {
      joined.back().to = period.to;
    } else {
      joined.push_back(period);
    }
  }
  return joined;
}

/// The periods without a piece that one of them covers.
Periods without(const Periods& periods, const Period& piece) {
  Periods left;
  for (const Period& period : periods) {
    if (piece.from < period.from || period.to < piece.to) {
      left.push_back(period);
      continue;
    }
    if (period.from < piece.from) left.push_back({period.from, piece.from});
    if (piece.to < period.to) left.push_back({piece.to, period.to});
  }
  return left;
}

bool same(const Periods& left, std::span<const Period> right) {
  return std::ranges::equal(left, right, [](const Period& a, const Period& b) {
    return a.from == b.from && a.to == b.to;
  });
}

/// The counters of one hall while they change: each with the hours it is staffed.
class Staff {
 public:
  Staff(const Hall& hall, std::span<const Period> open, LaneCode lane)
      : counters_{hall.counters}, open_{open}, lane_{lane} {
    for (Counter& counter : counters_) counter.hours = staffed_hours(open, counter);
  }

  Result<void> change(const CounterChange& wanted) {
    const Periods span = within(open_, wanted.span);
    if (span.empty()) return Fault{"the hall is not open then"};
    for (const Period& piece : pieces(span)) {
      const int now = staffed(piece);
      const int then = wanted.relative ? now + wanted.count : wanted.count;
      if (then < 0) return Fault{"only " + std::to_string(now) + " are open then"};
      for (int at = now; at < then; ++at) {
        if (!open_one(piece)) {
          return Fault{"a hall has at most " + std::to_string(config::counters_max) + " counters"};
        }
      }
      for (int at = now; at > then; --at) {
        if (!close_one(piece)) {
          return Fault{std::to_string(at) +
                       " of the counters open then are shared with other lanes"};
        }
      }
    }
    return {};
  }

  /// Puts the counters into the hall.
  Result<void> finish(Hall& hall) {
    std::erase_if(counters_, [](const Counter& counter) { return counter.hours.empty(); });
    for (Counter& counter : counters_) {
      if (counter.hours.size() > config::periods_max) {
        return Fault{"counter " + std::to_string(counter.number) + " would open more than " +
                     std::to_string(config::periods_max) + " times a day"};
      }
      if (same(counter.hours, open_)) counter.hours.clear();
    }
    const auto percent = config::lane_percent_of(counters_);
    if (percent[static_cast<std::size_t>(lane_)] == 0) return Fault{"no counter would be left"};
    std::ranges::sort(counters_, {}, &Counter::number);
    hall.counters = std::move(counters_);
    hall.lane_percent = percent;
    return {};
  }

 private:
  bool serves(const Counter& counter) const { return counter.share_percent.contains(lane_); }
  bool is_alone(const Counter& counter) const {
    return serves(counter) && counter.share_percent.size() == 1;
  }

  int staffed(const Period& piece) const {
    return static_cast<int>(std::ranges::count_if(counters_, [&](const Counter& counter) {
      return serves(counter) && covers(counter.hours, piece);
    }));
  }

  /// The span, cut into pieces wherever a counter opens or closes.
  Periods pieces(const Periods& span) const {
    std::set<MinuteOfDay> cuts;
    for (const Counter& counter : counters_) {
      for (const Period& period : counter.hours) cuts.insert({period.from, period.to});
    }
    Periods all;
    for (const Period& part : span) {
      MinuteOfDay from = part.from;
      for (auto cut = cuts.upper_bound(from); cut != cuts.end() && *cut < part.to; ++cut) {
        all.push_back({from, *cut});
        from = *cut;
      }
      all.push_back({from, part.to});
    }
    return all;
  }

  /// A counter that is closed then, or a new one.
  bool open_one(const Period& piece) {
    for (Counter& counter : counters_) {
      const bool closed = is_alone(counter) && within(counter.hours, piece).empty();
      if (!closed) continue;
      counter.hours = with(counter.hours, piece);
      return true;
    }
    if (counters_.size() == config::counters_max) return false;
    counters_.push_back({config::free_counter_number(counters_), {{lane_, 100}}, {piece}});
    return true;
  }

  bool close_one(const Period& piece) {
    Counter* last = nullptr;
    for (Counter& counter : counters_) {
      const bool can_close = is_alone(counter) && covers(counter.hours, piece);
      if (can_close && (last == nullptr || last->number < counter.number)) last = &counter;
    }
    if (last == nullptr) return false;
    last->hours = without(last->hours, piece);
    return true;
  }

  std::vector<Counter> counters_;
  std::span<const Period> open_;
  LaneCode lane_;
};

}  // namespace

Result<void> change_counters(Hall& hall, std::span<const Period> open,
                             const CounterChange& change) {
  if (hall.lane_percent[static_cast<std::size_t>(change.lane)] == 0) {
    return Fault{"no counter of the hall serves this lane"};
  }
  Staff staff{hall, open, change.lane};
  const auto changed = staff.change(change);
  return changed ? staff.finish(hall) : changed;
}

}  // namespace offpeak::loadtest
