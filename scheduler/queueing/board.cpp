#include "scheduler/queueing/board.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>

#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/queueing/call_rule.hpp"
#include "scheduler/queueing/level.hpp"
#include "scheduler/state/undone_call.hpp"

namespace offpeak::scheduler {
namespace {

TicketNumber number_of(const Ticket& ticket) {
  return {.lane = LaneCode{ticket.number_lane}, .first = ticket.number, .size = ticket.size};
}

/// A copy of the fronts of a lane's lines, on which the call rule is played.
class Rehearsal {
 public:
  Rehearsal(const LaneView& lane, const config::CallRule& rule, DayMs now_ms)
      : record_{lane.record}, rule_{rule}, now_ms_{now_ms} {
    for (std::size_t line = 0; line < lines_count; ++line) {
      const auto waiting = lane.lines[line].all();
      for (const auto& one : waiting.first(std::min(waiting.size(), board_next_max))) {
        lines_[line].insert(one);
      }
    }
  }

  /// The ticket that would be called next after those called here before; `nowhere` when nobody is
  /// left.
  Place call() {
    const auto choice = choose(rule_, {record_, lines_}, now_ms_);
    if (!choice) return nowhere;
    lines_[static_cast<std::size_t>(choice->line)].remove(choice->waiting.rank,
                                                          choice->waiting.ticket);
    if (counts_in_run(choice->line, choice->waiting.rank)) note_calls(record_, choice->line);
    return choice->waiting.ticket;
  }

 private:
  LaneDay record_;
  const config::CallRule& rule_;
  DayMs now_ms_;
  std::array<RankedLine, lines_count> lines_;
};

/// From when of the day the longest wait of a lane counts. Somebody waits in it.
config::milliseconds longest_since(const LaneView& lane) {
  QueueMs since_ms = std::numeric_limits<QueueMs>::max();
  // Those who return stand in another order than that of their waits.
  for (const auto& line : lane.lines) {
    for (const auto& one : line.all()) since_ms = std::min(since_ms, one.since_ms);
  }
  return config::milliseconds{static_cast<std::int64_t>(since_ms)};
}

class BoardMaker {
 public:
  BoardMaker(const State& state, const config::City& city, const config::Hall& hall, Instant now)
      : state_{state}, floor_{state.floor()}, city_{city}, hall_{hall}, now_{now} {
    board_.hall = hall.code;
    board_.as_of = now;
    board_.sequence = state.sequence();
    add_closure();
    add_notices();
    if (board_.closure || !is_open_at(city, hall, now)) {
      board_.next_opening = next_opening(state, city, hall, now);
    }
  }

  Board make() {
    for (std::size_t code = 1; code < hall_.lane_percent.size(); ++code) {
      if (hall_.lane_percent[code] > 0) add_lane(LaneCode{static_cast<std::uint8_t>(code)});
    }
    for (const Place place : floor_.counters_of(hall_.code)) add_desk(floor_.counter(place));
    for (const auto& counter : hall_.counters) add_unopened(counter);
    std::ranges::sort(board_.counters, {}, &Board::Counter::number);
    std::ranges::stable_sort(board_.calling, std::ranges::greater{}, &Board::Call::called_at);
    return std::move(board_);
  }

 private:
  ShownLevel shown(LaneCode kept_of, const LevelNow& present) const {
    const KeptLevel* const kept = floor_.level(hall_.code, kept_of);
    const auto [level, reason] = shown_level(kept, present);
    const bool is_kept = kept != nullptr && kept->level == level && kept->reason == reason;
    return {.level = level,
            .reason = reason,
            .since = is_kept ? config::instant_of(kept->since_ms) : Instant{}};
  }

  void add_lane(LaneCode code) {
    auto& lane = board_.lanes.emplace_back();
    lane.lane = code;
    lane.wait = predict_arrival(state_, city_, hall_.code, code, now_).wait;
    const LevelNow present = level_now(state_, city_, hall_, code, lane.wait, now_);
    lane.level = shown(code, present);
    if (code == hall_.level_lane) board_.level = shown(whole_hall, present);
    const Date today = config::date_of(now_);
    if (lane.wait.is_not_today()) lane.next_opening = next_opening_after(city_, hall_, today);
    const Place place = floor_.find_lane(hall_.code, code, today);
    if (place == nowhere) return;
    const LaneView view = floor_.lane(place);
    for (const auto& line : view.lines) lane.waiting += static_cast<std::uint32_t>(line.size());
    if (lane.waiting == 0) return;
    lane.waiting_since = config::instant_at(today, MinuteOfDay{0}) + longest_since(view);
    Rehearsal rehearsal{view, hall_.rules.call, day_ms(now_, today)};
    for (std::size_t i = 0; i < board_next_max; ++i) {
      const Place next = rehearsal.call();
      if (next == nowhere) return;
      board_.next.push_back({.lane = code, .ticket = number_of(floor_.ticket(next))});
    }
  }

  void add_closure() {
    const Instant moment = now_ + config::milliseconds{1};
    const Closure* closure = closure_over(state_, hall_.code, now_, moment);
    if (closure == nullptr) return;
    const ClosedTimes times = closed_times(*closure);
    board_.closure = {
        .id = {closure->id.words}, .from = times.from, .to = times.to, .reason = closure->reason};
    add_words(*board_.closure);
  }

  void add_notices() {
    std::vector<const Notice*> shown;
    for (const Place place : state_.notices().places()) {
      const Notice& notice = state_.notices()[place];
      const bool is_for_hall = notice.hall == 0 || HallCode{notice.hall} == hall_.code;
      const bool is_now = notice.ended_ms == 0 && config::instant_of(notice.from_ms) <= now_ &&
                          now_ < config::instant_of(notice.to_ms);
      if (is_for_hall && is_now && (notice.audience & to_waiting) != 0) shown.push_back(&notice);
    }
    std::ranges::sort(shown, std::ranges::greater{}, [](const Notice* notice) {
      return std::tuple{notice->posted_ms, notice->id};
    });
    if (shown.size() > notices_shown_max) shown.resize(notices_shown_max);
    for (const Notice* notice : shown) {
      auto& told = board_.notices.emplace_back();
      told.id = {notice->id.words};
      told.from = config::instant_of(notice->from_ms);
      told.to = config::instant_of(notice->to_ms);
      add_words(told);
    }
  }

  void add_words(BoardNotice& told) const {
    const Wording* words = state_.wording({told.id.words});
    if (words == nullptr) return;
    told.zh = words->text(Language::zh);
    told.en = words->text(Language::en);
  }

  bool is_configured(const CounterDesk& desk) const {
    return std::ranges::find(hall_.counters, desk.number, &config::Counter::number) !=
           hall_.counters.end();
  }

  void add_desk(const CounterDesk& desk) {
    const CounterNumber number{desk.number};
    const bool idle = desk.status == CounterStatus::closed && desk.ticket == nowhere;
    if (idle && !is_configured(desk)) return;  // a counter that left the configuration
    auto& counter = board_.counters.emplace_back();
    counter.number = number;
    counter.status = desk.status;
    counter.paused_for = desk.paused_for;
    if (desk.status != CounterStatus::closed) counter.lanes = desk.lanes;
    if (desk.ticket == nowhere) return;
    const Ticket& ticket = floor_.ticket(desk.ticket);
    counter.ticket = number_of(ticket);
    counter.serving = ticket.status == TicketStatus::serving;
    counter.called_at = moment_of(ticket, ticket.called_ms);
    if (counter.serving) counter.served_at = moment_of(ticket, ticket.served_ms);
    if (ticket.status != TicketStatus::called) return;
    board_.calling.push_back({.ticket = counter.ticket,
                              .counter = number,
                              .called_at = counter.called_at,
                              .recalls = ticket.recalls});
  }

  void add_unopened(const config::Counter& configured) {
    const CounterNumber number{static_cast<std::uint16_t>(configured.number)};
    if (floor_.find_counter(hall_.code, number) != nowhere) return;
    board_.counters.push_back({.number = number, .status = CounterStatus::closed});
  }

  const State& state_;
  const Floor& floor_;
  const config::City& city_;
  const config::Hall& hall_;
  const Instant now_;
  Board board_;
};

}  // namespace

Board make_board(const State& state, const config::City& city, const config::Hall& hall,
                 Instant now) {
  return BoardMaker{state, city, hall, now}.make();
}

}  // namespace offpeak::scheduler
