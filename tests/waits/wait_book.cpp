#include "tests/waits/wait_book.hpp"

#include <algorithm>
#include <numeric>
#include <variant>

namespace offpeak::waits {

using namespace scheduler;  // NOLINT: everything here is the core's

WaitBook::Lane& WaitBook::lane_of(HallCode hall, LaneCode code, Date date) {
  Lane& lane = lanes_[{hall, code}];
  if (lane.date != date) {
    lane.date = date;
    lane.last_waits_s.clear();
  }
  return lane;
}

void WaitBook::watch(const State& state, const Event& event) {
  if (const auto* fact = std::get_if<TicketIssued>(&event.fact)) issued(state, *fact);
  if (const auto* fact = std::get_if<Called>(&event.fact)) called(state, *fact);
}

/// QL with what a hall's display would know: who waits in the lane, and the share that the lane has
/// of the counters open now.
double WaitBook::queue_length_s(const State& state, const TicketIssued& fact) {
  const auto& floor = state.floor();
  double counters = 0;
  const auto& hall = *city_.find(fact.hall);
  for (const auto& counter : hall.counters) {
    const CounterNumber number{static_cast<std::uint16_t>(counter.number)};
    const Place place = floor.find_counter(fact.hall, number);
    if (place == nowhere || floor.counter(place).status != CounterStatus::open) continue;
    const auto share = counter.share_percent.find(fact.lane);
    if (share != counter.share_percent.end()) counters += share->second / 100.0;
  }
  if (counters == 0) return -1;
  std::size_t ahead = 0;
  for (const auto& line : floor.lane(floor.find_lane(fact.hall, fact.lane, fact.date)).lines) {
    ahead += line.size();
  }
  // The ticket itself is among those who wait: n + 1.
  return static_cast<double>(ahead) * lane_of(fact.hall, fact.lane, fact.date).mean_s / counters;
}

void WaitBook::issued(const State& state, const TicketIssued& fact) {
  Lane& lane = lane_of(fact.hall, fact.lane, fact.date);
  ++lane.tickets;
  lane.mean_s += (fact.expected_s - lane.mean_s) / static_cast<double>(lane.tickets);
  if (!counts_) return;
  Told told{.hall = fact.hall, .lane = fact.lane, .line = fact.line, .wait = fact.wait};
  told.queue_length_s = queue_length_s(state, fact);
  if (!lane.last_waits_s.empty()) {
    told.last_ten_s = std::accumulate(lane.last_waits_s.begin(), lane.last_waits_s.end(), 0.0) /
                      static_cast<double>(lane.last_waits_s.size());
  }
  open_[fact.id] = told_.size();
  told_.push_back(told);
}

void WaitBook::called(const State& state, const Called& fact) {
  constexpr std::size_t last_waits = 10;
  const Ticket& ticket = state.floor().ticket(state.floor().find(fact.id));
  if (ticket.misses > 0) return;  // not its first call
  const LaneDayKey key = ticket.lane_day;
  const std::uint32_t waited_s = (ticket.called_ms - ticket.issued_ms) / 1000;
  auto& waits = lane_of(key.hall(), LaneCode{ticket.number_lane}, key.date()).last_waits_s;
  waits.push_back(waited_s);
  if (waits.size() > last_waits) waits.pop_front();
  const auto found = open_.find(fact.id);
  if (found == open_.end()) return;
  told_[found->second].was_called = true;
  told_[found->second].waited_s = waited_s;
  open_.erase(found);
}

void Coverage::add(const Told& told) {
  if (!told.wait.is_known()) {
    ++unknown;
    return;
  }
  if (told.wait.p90_s == 0) {
    ++at_once;
    if (!told.was_called || told.waited_s > 0) ++at_once_waited;
    return;
  }
  ++visitors;
  if (!told.was_called) {
    ++not_called;
    return;
  }
  if (told.waited_s <= told.wait.p50_s) ++within_p50;
  if (told.waited_s <= told.wait.p90_s) ++within_p90;
}

namespace {

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double squared_minutes(double told_s, double waited_s) {
  return (told_s - waited_s) * (told_s - waited_s) / 3600;
}

}  // namespace

double Coverage::p50_percent() const { return percent(within_p50, visitors); }
double Coverage::p90_percent() const { return percent(within_p90, visitors); }

void Errors::add(const Told& told) {
  const bool all_say = told.wait.is_known() && told.queue_length_s >= 0 && told.last_ten_s >= 0;
  if (!all_say || !told.was_called) return;
  ++visitors;
  const double weight = 1.0 / static_cast<double>(visitors);
  const double waited_s = told.waited_s;
  ours += (squared_minutes(told.wait.p50_s, waited_s) - ours) * weight;
  queue_length += (squared_minutes(told.queue_length_s, waited_s) - queue_length) * weight;
  last_ten += (squared_minutes(told.last_ten_s, waited_s) - last_ten) * weight;
}

}  // namespace offpeak::waits
