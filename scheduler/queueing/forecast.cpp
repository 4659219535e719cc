#include "scheduler/queueing/forecast.hpp"

#include <algorithm>
#include <functional>

#include "scheduler/queueing/call_fronts.hpp"
#include "scheduler/queueing/coming.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::size_t at(Line line) { return static_cast<std::size_t>(line); }

/// A lane of the forecast: how far its lines are called.
class LanePlay {
 public:
  LanePlay(const State& state, const config::City& city, const config::Hall& hall, LaneCode lane,
           const Supply& supply, const Standing& standing, Instant now)
      : lane_{lane},
        rule_{hall.rules.call},
        walk_s_{static_cast<std::uint32_t>(hall.rules.walk_seconds)},
        coming_{state, city, hall, lane, now, supply.periods()} {
    const auto& floor = state.floor();
    const Place place = floor.find_lane(hall.code, lane, config::date_of(now));
    if (place != nowhere) read(floor, place, standing);
    if (standing.lane != lane) return;
    wanted_ = standing.line;
    is_wanted_ = true;
    front_of_wanted_ = {.is_there = true,
                        .since_ms = standing.since_ms,
                        .came_ms = standing.came_ms,
                        .due_calls = static_cast<std::uint32_t>(standing.rank >> 16),
                        .expected_s = standing.expected_s};
    show_front(standing.line);
  }

  LaneCode lane() const { return lane_; }
  std::size_t waiting() const {
    std::size_t sum = 0;
    for (const auto& line : lines_) sum += line.size();
    return sum;
  }

  std::optional<NextCall> next(DayMs now_ms) {
    const Front real = fronts_.lines[at(Line::booked)];
    comes_ = coming_.left() > 0 && coming_.since_ms() <= now_ms &&
             (!real.is_there || coming_.since_ms() < real.since_ms);
    if (!comes_) return next_call(rule_, fronts_, now_ms);
    fronts_.lines[at(Line::booked)] = {.is_there = true,
                                       .since_ms = coming_.since_ms(),
                                       .came_ms = coming_.since_ms(),
                                       .expected_s = coming_.expected_s()};
    const auto call = next_call(rule_, fronts_, now_ms);
    fronts_.lines[at(Line::booked)] = real;
    return call;
  }

  /// Whether this call is the one that the forecast is about.
  bool is_wanted(const NextCall& call) const {
    return is_wanted_ && call.line == wanted_ && lines_[at(call.line)].empty() &&
           !takes_coming(call);
  }

  /// When the next visitor who is not there yet comes, if later than `now_ms`.
  DayMs next_arrival_ms(DayMs now_ms) const {
    return coming_.left() > 0 && coming_.since_ms() > now_ms ? coming_.since_ms() : never_ms;
  }

  struct Taken {
    std::uint32_t calls = 0;
    std::uint32_t there = 0;  // those of them who are in the hall already
    std::uint64_t work_s = 0;
  };
  /// Takes up to `calls_max` visitors from the front of that line. To be called after `next`.
  Taken take(const NextCall& call, std::uint32_t calls_max) {
    Taken taken;
    if (takes_coming(call)) {
      taken.calls = std::min(calls_max, coming_.left());
      taken.work_s = std::uint64_t{taken.calls} * coming_.expected_s();
      coming_.take(taken.calls);
    } else {
      auto& line = lines_[at(call.line)];
      taken.calls = static_cast<std::uint32_t>(std::min<std::size_t>(calls_max, line.size()));
      taken.there = taken.calls;
      for (const auto& one : line.first(taken.calls)) taken.work_s += one.expected_s;
      line = line.subspan(taken.calls);
      show_front(call.line);
    }
    note_calls(fronts_, call.line, taken.calls);
    taken.work_s += std::uint64_t{taken.calls} * walk_s_;
    return taken;
  }

  /// How many of `stride` calls fall to this line before the rule looks at the others.
  std::uint32_t share(const NextCall& call, std::uint32_t stride, DayMs now_ms) const {
    if (stride == 1 || call.claimed != Claimed::turn) return stride;
    const auto waits = [&](Line line) {
      const auto& front = fronts_.lines[at(line)];
      return front.is_there && front.since_ms <= now_ms;
    };
    if (waits(Line::priority)) stride /= static_cast<std::uint32_t>(rule_.priority_run_max);
    const bool booked_wait = waits(Line::booked) || comes_;
    if (call.line == Line::walk_in && booked_wait) {
      stride /= static_cast<std::uint32_t>(rule_.booked_per_walk_in);
    }
    return std::max<std::uint32_t>(stride, 1);
  }

 private:
  void read(const Floor& floor, Place place, const Standing& standing) {
    const auto& record = floor.lane_day(place);
    fronts_.calls = record.calls;
    fronts_.priority_run = record.priority_run;
    fronts_.booked_run = record.booked_run;
    for (std::size_t i = 0; i < lines_count; ++i) {
      const Line line{static_cast<std::uint8_t>(i)};
      const auto& all = floor.line(place, line);
      lines_[i] = all.all();
      if (standing.lane == lane_ && standing.line == line) {
        lines_[i] = lines_[i].first(all.ahead_of(standing.rank, standing.ticket));
      }
      show_front(line);
    }
  }

  void show_front(Line line) {
    const auto& left = lines_[at(line)];
    auto& front = fronts_.lines[at(line)];
    if (!left.empty()) {
      front = {.is_there = true,
               .since_ms = left.front().since_ms,
               .came_ms = left.front().came_ms,
               .due_calls = static_cast<std::uint32_t>(left.front().rank >> 16),
               .expected_s = left.front().expected_s};
    } else if (is_wanted_ && line == wanted_) {
      front = front_of_wanted_;
    } else {
      front = {};
    }
  }

  /// Whether the front of the booked line that `next` chose is somebody who has yet to come.
  bool takes_coming(const NextCall& call) const { return comes_ && call.line == Line::booked; }

  LaneCode lane_;
  const config::CallRule& rule_;
  std::uint32_t walk_s_;
  Coming coming_;
  Fronts fronts_;
  std::array<std::span<const RankedLine::Waiting>, lines_count> lines_;
  bool comes_ = false;
  bool is_wanted_ = false;
  Line wanted_{};
  Front front_of_wanted_{};
};

using Plays = boost::container::static_vector<LanePlay, config::lanes_max>;

struct Turn {
  LanePlay* lane = nullptr;
  NextCall call{};
};

/// The call that this counter makes.
Turn next_turn(Plays& plays, const Desk& desk, config::LaneTies ties, DayMs now_ms) {
  Turn best;
  for (auto& play : plays) {
    if ((desk.lanes & lane_bit(play.lane())) == 0) continue;
    const auto call = play.next(now_ms);
    if (!call) continue;
    const bool is_first =
        best.lane == nullptr || goes_before(ties, claim_of(play.lane(), *call),
                                            claim_of(best.lane->lane(), best.call), desk.last);
    if (is_first) best = {&play, *call};
  }
  return best;
}

/// When a counter with these lanes, which has nobody to call, gets somebody.
DayMs next_arrival(const Plays& plays, LaneSet lanes, DayMs now_ms) {
  DayMs next = never_ms;
  for (const auto& play : plays) {
    if ((lanes & lane_bit(play.lane())) != 0) next = std::min(next, play.next_arrival_ms(now_ms));
  }
  return next;
}

/// The desks by the time at which they are free; ties go by their order in the list. A heap, so
/// that a call takes a few nanoseconds however many desks there are.
class FreeDesks {
 public:
  explicit FreeDesks(std::span<const Desk> desks) {
    for (std::size_t i = 0; i < desks.size(); ++i) heap_.push_back(entry(desks[i].free_ms, i));
    std::ranges::make_heap(heap_, std::greater<>{});
  }
  bool any() const { return !heap_.empty() && free_ms() != never_ms; }
  std::size_t first() const { return heap_.front() & index_mask; }
  DayMs free_ms() const { return static_cast<DayMs>(heap_.front() >> index_bits); }

  /// Makes the first desk free again at that time.
  void put_off(DayMs free_ms) {
    const std::uint64_t moved = entry(free_ms, first());
    std::size_t hole = 0;
    for (std::size_t child = 1; child < heap_.size(); child = 2 * hole + 1) {
      if (child + 1 < heap_.size() && heap_[child + 1] < heap_[child]) ++child;
      if (moved < heap_[child]) break;
      heap_[hole] = heap_[child];
      hole = child;
    }
    heap_[hole] = moved;
  }

 private:
  static constexpr int index_bits = 16;
  static constexpr std::uint64_t index_mask = (1U << index_bits) - 1;
  static std::uint64_t entry(DayMs free_ms, std::size_t index) {
    return std::uint64_t{free_ms} << index_bits | index;
  }

  boost::container::static_vector<std::uint64_t, 2 * config::counters_max> heap_;
};

}  // namespace

Forecast forecast_call(const State& state, const config::City& city, const config::Hall& hall,
                       Supply& supply, const Standing& standing, Instant now) {
  Plays plays;
  std::size_t waiting = 0;
  for (LaneSet left = supply.lanes(); left != 0; left &= left - 1) {
    const LaneCode lane{static_cast<std::uint8_t>(__builtin_ctz(left))};
    waiting += plays.emplace_back(state, city, hall, lane, supply, standing, now).waiting();
  }
  const auto stride = 1 + static_cast<std::uint32_t>(waiting / forecast_steps_max);
  const auto desks = supply.desks();
  for (auto& desk : desks) desk.free_ms = supply.works_from(desk, desk.free_ms);
  FreeDesks free{desks};

  Forecast forecast;
  while (free.any()) {
    Desk& desk = desks[free.first()];
    const DayMs at_ms = free.free_ms();
    const Turn turn = next_turn(plays, desk, hall.rules.call.ties, at_ms);
    if (turn.lane == nullptr) {
      const DayMs next_ms = next_arrival(plays, desk.lanes, at_ms);
      free.put_off(next_ms == never_ms ? never_ms : supply.works_from(desk, next_ms));
      continue;
    }
    if (turn.lane->is_wanted(turn.call)) {
      forecast.call_ms = at_ms;
      break;
    }
    const auto taken = turn.lane->take(turn.call, turn.lane->share(turn.call, stride, at_ms));
    desk.last = turn.lane->lane();
    if (turn.lane->lane() == standing.lane) forecast.ahead += taken.there;
    if ((desk.lanes & lane_bit(standing.lane)) != 0) forecast.calls += taken.calls;
    if (desk.open_until_ms == never_ms) continue;  // tireless: only the order counts
    const std::uint64_t free_ms = at_ms + taken.work_s * 1000;
    free.put_off(free_ms < day_ms_max ? supply.works_from(desk, static_cast<DayMs>(free_ms))
                                      : never_ms);
  }
  return forecast;
}

}  // namespace offpeak::scheduler
