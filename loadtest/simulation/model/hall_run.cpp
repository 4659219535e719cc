#include "loadtest/simulation/model/hall_run.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <optional>
#include <queue>

#include "loadtest/simulation/model/arrivals.hpp"
#include "scheduler/queueing/call_rule.hpp"

namespace offpeak::loadtest {
namespace {

using scheduler::Line;
using scheduler::Place;
using scheduler::PriorityGround;
using scheduler::QueueMs;
using scheduler::RankedLine;

constexpr double ms_per_minute = 60'000;

QueueMs ms_of(double minute) { return static_cast<QueueMs>(minute * ms_per_minute); }

/// Counters that are open and free, the lowest number first.
class FreeCounters {
 public:
  explicit FreeCounters(std::size_t counters) : words_((counters + 63) / 64) {}
  bool none() const { return count_ == 0; }
  void add(std::uint32_t counter) {
    words_[counter / 64] |= std::uint64_t{1} << counter % 64;
    ++count_;
  }
  void remove(std::uint32_t counter) {
    words_[counter / 64] &= ~(std::uint64_t{1} << counter % 64);
    --count_;
  }
  std::uint32_t take_lowest() {
    std::size_t word = 0;
    while (words_[word] == 0) ++word;
    const auto bit = static_cast<std::uint32_t>(std::countr_zero(words_[word]));
    words_[word] &= words_[word] - 1;
    --count_;
    return static_cast<std::uint32_t>(word * 64) + bit;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t count_ = 0;
};

/// The services under way, in an array sorted so that the next to end is last: for few counters
/// that is faster than a heap.
class Services {
 public:
  struct Ending {
    double at_min;
    std::uint32_t counter;
  };
  Services() { list_.push_back({never, 0}); }
  bool empty() const { return list_.size() == 1; }
  double next_min() const { return list_.back().at_min; }
  std::uint32_t take_next() {
    const auto counter = list_.back().counter;
    list_.pop_back();
    return counter;
  }
  void add(double at_min, std::uint32_t counter) {
    list_.push_back({at_min, counter});
    std::size_t at = list_.size() - 1;
    for (; list_[at - 1].at_min <= at_min; --at) list_[at] = list_[at - 1];
    list_[at] = {at_min, counter};
  }

 private:
  std::vector<Ending> list_;  // its first element never ends
};

struct Visitor {
  double arrival_min = 0;
  double service_min = 0;
  std::uint64_t rank = 0;
  std::uint64_t number = 0;  // from 0, of all
  VisitorClass of{};
  Line line{};
};

struct Leaving {
  double at_min = 0;
  Place place = 0;
  std::uint64_t number = 0;  // tells whether the slot still belongs to this visitor

  friend bool operator>(const Leaving& one, const Leaving& other) {
    return one.at_min != other.at_min ? one.at_min > other.at_min : one.number > other.number;
  }
};

struct Counter {
  bool open = false;
  bool busy = false;
  double end_min = 0;
};

class Hall {
 public:
  Hall(const HallModel& model, std::uint64_t seed, std::uint32_t replication)
      : model_{model}, free_{ids(model)}, counters_(ids(model)) {
    for (std::size_t at = 0; at < classes_count; ++at) {
      const auto lane = static_cast<std::uint16_t>(at);
      services_drawn_.emplace_back(model.service[at],
                                   Stream{seed, replication, Purpose::service_time, lane});
      arrivals_.emplace_back(model, static_cast<VisitorClass>(at), seed, replication);
      lines_of_[at] = line_of(static_cast<VisitorClass>(at));
      if (model.patience) {
        patience_drawn_.emplace_back(*model.patience,
                                     Stream{seed, replication, Purpose::patience, lane});
      }
    }
    if (model.is_trace) run_.visits.resize(model.trace.size());
    find_next_arrival();
  }

  HallRun run() {
    while (true) {
      const double change = next_change_min();
      const double end = under_way_.next_min();
      const double leave = next_leave_min();
      if (arrival_min_ == never && under_way_.empty() && waiting_ == 0) break;
      if (change <= end && change <= arrival_min_ && change <= leave) {
        now_min_ = change;
        change_counters();
      } else if (end <= arrival_min_ && end <= leave) {
        now_min_ = end;
        end_service();
      } else if (arrival_min_ <= leave) {
        now_min_ = arrival_min_;
        arrive();
      } else {
        now_min_ = leave;
        leave_line();
        continue;
      }
      while (waiting_ > 0 && !free_.none()) call_next();
    }
    run_.overtime_min = std::max(0.0, last_end_min_ - model_.minutes);
    run_.all_visitors = number_;
    add_open_minutes();
    return std::move(run_);
  }

 private:
  static std::size_t ids(const HallModel& model) {
    std::size_t most = 0, all = 0;
    for (const auto& step : model.counters) {
      most = std::max(most, static_cast<std::size_t>(step.open));
      all += static_cast<std::size_t>(step.open);
    }
    return std::max<std::size_t>(1, model.shifts ? all : most);
  }

  Line line_of(VisitorClass of) const {
    const auto ground =
        of == VisitorClass::priority ? PriorityGround::senior : PriorityGround::none;
    return scheduler::line_for(model_.rule, of == VisitorClass::appointment, ground);
  }

  double next_change_min() const {
    return step_ < model_.counters.size() ? model_.counters[step_].from_min : never;
  }
  double next_leave_min() {
    while (!leavings_.empty() && !is_waiting(leavings_.top())) leavings_.pop();
    return leavings_.empty() ? never : leavings_.top().at_min;
  }
  bool is_waiting(const Leaving& one) const { return visitors_[one.place].number == one.number; }

  void find_next_arrival() {
    if (model_.is_trace) {
      arrival_min_ = number_ < model_.trace.size() ? model_.trace[number_].arrival_min : never;
      if (arrival_min_ != never) arrival_of_ = model_.trace[number_].of;
      return;
    }
    std::size_t first = 0;
    for (std::size_t at = 1; at < classes_count; ++at) {
      if (arrivals_[at].next_min() < arrivals_[first].next_min()) first = at;
    }
    arrival_min_ = arrivals_[first].next_min();
    arrival_of_ = static_cast<VisitorClass>(first);
  }

  /// The part of a time that counts: after the warm-up, while doors are open.
  double counted(double from_min, double to_min) const {
    return std::max(0.0,
                    std::min(to_min, model_.minutes) - std::max(from_min, model_.warm_up_minutes));
  }

  void change_counters() {
    const auto& step = model_.counters[step_++];
    const std::uint32_t first = model_.shifts ? first_open_ + open_ : 0;
    const std::uint32_t count = static_cast<std::uint32_t>(step.open);
    const auto stays = [&](std::uint32_t id) { return id >= first && id < first + count; };
    for (std::uint32_t id = first_open_; id < first_open_ + open_; ++id) {
      if (!stays(id)) close(id);
    }
    for (std::uint32_t id = first; id < first + count; ++id) {
      if (!counters_[id].open) open(id);
    }
    first_open_ = first;
    open_ = count;
  }

  // A counter that still finishes a visitor counts as staffed until then.
  void close(std::uint32_t id) {
    Counter& counter = counters_[id];
    counter.open = false;
    if (counter.busy) {
      run_.staffed_min += counted(now_min_, counter.end_min);
    } else {
      free_.remove(id);
    }
    if (model_.is_trace) {
      run_.counter_overtime_min.push_back(counter.busy ? counter.end_min - now_min_ : 0);
    }
  }

  void open(std::uint32_t id) {
    Counter& counter = counters_[id];
    counter.open = true;
    if (counter.busy) {
      run_.staffed_min -= counted(now_min_, counter.end_min);
    } else {
      free_.add(id);
    }
  }

  void end_service() {
    const std::uint32_t id = under_way_.take_next();
    counters_[id].busy = false;
    if (counters_[id].open) free_.add(id);
    last_end_min_ = now_min_;
  }

  Place new_place() {
    if (!unused_.empty()) {
      const Place place = unused_.back();
      unused_.pop_back();
      return place;
    }
    visitors_.emplace_back();
    return static_cast<Place>(visitors_.size() - 1);
  }

  void arrive() {
    const auto of = static_cast<std::size_t>(arrival_of_);
    const Place place = new_place();
    Visitor& visitor = visitors_[place];
    const QueueMs since_ms = ms_of(now_min_);
    visitor.arrival_min = now_min_;
    // A trace has one value for each visitor, whatever the class.
    visitor.service_min = services_drawn_[model_.is_trace ? 0 : of].next();
    visitor.of = arrival_of_;
    visitor.line = lines_of_[of];
    visitor.number = number_;
    visitor.rank = scheduler::rank_of(since_ms, static_cast<std::uint16_t>(number_));
    line(visitor.line)
        .insert({.rank = visitor.rank, .ticket = place, .expected_s = 0, .since_ms = since_ms});
    ++waiting_;
    if (model_.patience) {
      const double patience_min = patience_drawn_[model_.is_trace ? 0 : of].next();
      leavings_.push({.at_min = now_min_ + patience_min, .place = place, .number = number_});
    }
    ++number_;
    if (!model_.is_trace) arrivals_[of].advance();
    find_next_arrival();
  }

  void call_next() {
    const auto choice =
        scheduler::choose(model_.rule, {.record = record_, .lines = lines_}, ms_of(now_min_));
    scheduler::note_calls(record_, choice->line);
    Visitor& visitor = visitors_[choice->waiting.ticket];
    const std::uint32_t id = free_.take_lowest();
    const double end_min = now_min_ + visitor.service_min;
    counters_[id].busy = true;
    counters_[id].end_min = end_min;
    under_way_.add(end_min, id);
    run_.busy_min += counted(now_min_, end_min);
    if (model_.is_trace) {
      run_.visits[visitor.number] = {.arrival_min = visitor.arrival_min,
                                     .start_min = now_min_,
                                     .end_min = end_min,
                                     .counter = static_cast<int>(id) + 1};
    }
    end_wait(choice->waiting.ticket);
  }

  void leave_line() {
    const Place place = leavings_.top().place;
    leavings_.pop();
    const Visitor& visitor = visitors_[place];
    if (model_.is_trace) {
      run_.visits[visitor.number] = {.arrival_min = visitor.arrival_min,
                                     .start_min = now_min_,
                                     .end_min = now_min_,
                                     .counter = 0};
    }
    if (visitor.arrival_min >= model_.warm_up_minutes) {
      ClassSums& sums = run_.classes[static_cast<std::size_t>(visitor.of)];
      ++sums.abandoned;
      sums.abandoned_wait_min += now_min_ - visitor.arrival_min;
    }
    end_wait(place);
  }

  void end_wait(Place place) {
    Visitor& visitor = visitors_[place];
    line(visitor.line).remove(visitor.rank, place);
    --waiting_;
    if (visitor.arrival_min >= model_.warm_up_minutes) {
      note_wait(run_.classes[static_cast<std::size_t>(visitor.of)], now_min_ - visitor.arrival_min);
    }
    visitor.number = ~std::uint64_t{0};
    unused_.push_back(place);
  }

  static void note_wait(ClassSums& sums, double wait_min) {
    ++sums.visitors;
    sums.wait_min += wait_min;
    sums.waited += wait_min > 0 ? 1 : 0;
    sums.waits.add(wait_min);
    if (wait_min <= wait_limits_min.front()) return;
    for (std::size_t at = 0; at < wait_limits_min.size(); ++at) {
      sums.over[at] += wait_min > wait_limits_min[at] ? 1 : 0;
    }
  }

  void add_open_minutes() {
    for (std::size_t at = 0; at < model_.counters.size(); ++at) {
      const double until =
          at + 1 < model_.counters.size() ? model_.counters[at + 1].from_min : model_.minutes;
      run_.staffed_min += model_.counters[at].open * counted(model_.counters[at].from_min, until);
    }
  }

  RankedLine& line(Line of) { return lines_[static_cast<std::size_t>(of)]; }

  const HallModel& model_;
  HallRun run_;
  std::vector<Draws> services_drawn_;  // by class
  std::vector<Draws> patience_drawn_;
  std::vector<Arrivals> arrivals_;
  std::array<Line, classes_count> lines_of_{};

  double now_min_ = 0;
  double arrival_min_ = never;
  VisitorClass arrival_of_{};
  double last_end_min_ = 0;
  std::uint64_t number_ = 0;  // visitors who have come

  scheduler::LaneDay record_;
  std::array<RankedLine, scheduler::lines_count> lines_;
  std::size_t waiting_ = 0;
  std::vector<Visitor> visitors_;  // who wait, by place
  std::vector<Place> unused_;
  std::priority_queue<Leaving, std::vector<Leaving>, std::greater<>> leavings_;

  Services under_way_;
  FreeCounters free_;
  std::vector<Counter> counters_;
  std::size_t step_ = 0;
  std::uint32_t first_open_ = 0;
  std::uint32_t open_ = 0;
};

}  // namespace

HallRun run_hall(const HallModel& model, std::uint64_t seed, std::uint32_t replication) {
  return Hall{model, seed, replication}.run();
}

}  // namespace offpeak::loadtest
