#include "scheduler/queueing/supply.hpp"

#include <algorithm>

#include "config/periods.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/queueing/lanes.hpp"

namespace offpeak::scheduler {
namespace {

/// A counter that has not opened on time is still expected for this long.
constexpr DayMs late_opening_ms = 10 * 60'000;
/// From the hour at which a counter opens to its first call [D].
constexpr DayMs first_call_ms = 20'000;
/// A counter may open this long before its hour.
constexpr DayMs early_opening_ms = 60 * 60'000;

DayMs ms_of(config::MinuteOfDay minute) { return static_cast<DayMs>(minute.count()) * 60'000; }

/// What remains on average of a lognormal service of mean `mean` and coefficient of variation 0.5
/// after `elapsed`: E[X − t | X > t] = m (1 − 0.86 t/m) at first, and 0.45 m from then on, within
/// 2 % of m.
DayMs remaining_ms(DayMs mean, DayMs elapsed) {
  const DayMs least = mean * 9 / 20;
  const DayMs worked = static_cast<DayMs>(std::uint64_t{elapsed} * 86 / 100);
  return worked + least >= mean ? least : mean - worked;
}

DayMs since(DayMs now, DayMs then) { return now > then ? now - then : 0; }

/// Time until the visitor of this counter goes. `walk_ms` is what the way to it takes.
DayMs busy_ms(const Ticket& ticket, DayMs now_ms, DayMs walk_ms) {
  const DayMs mean = DayMs{ticket.expected_s} * 1000;
  if (ticket.status == TicketStatus::serving) {
    return remaining_ms(mean, since(now_ms, ticket.served_ms));
  }
  const DayMs waited = since(now_ms, ticket.called_ms);
  return mean + (waited < walk_ms ? walk_ms - waited : 0);
}

/// Quantile of the remaining time of services at any moment, in 1/1024 of its mean: the equilibrium
/// distribution of the same lognormal, interpolated by straight lines. The tail is cut off, because
/// the means already show who takes long. `part` is in 1/1024.
std::uint32_t residual_quantile(std::uint32_t part) {
  struct Knot {
    std::uint32_t part;
    std::uint32_t value;
  };
  constexpr std::array knots{Knot{0, 0}, Knot{512, 847}, Knot{768, 1409}, Knot{1024, 1500}};
  std::size_t at = 1;
  while (knots[at].part < part) ++at;
  const auto [x0, y0] = knots[at - 1];
  const auto [x1, y1] = knots[at];
  return y0 + (y1 - y0) * (part - x0) / (x1 - x0);
}

/// Spreads the remaining times of counters with the same lanes. Their order comes from the means;
/// the times come half from the means and half from the distribution.
void spread_alike(std::span<Desk* const> busy, DayMs now_ms) {
  if (busy.size() < 2) return;
  std::uint64_t sum = 0;
  for (const Desk* desk : busy) sum += desk->free_ms - now_ms;
  const std::uint64_t average = sum / busy.size();
  std::uint64_t spread_sum = 0;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    const std::uint64_t mean = (busy[i]->free_ms - now_ms + average) / 2;
    const auto part = static_cast<std::uint32_t>((i + 1) * 1024 / (busy.size() + 1));
    const std::uint64_t value = std::max<std::uint64_t>(mean * residual_quantile(part) / 1024, 1);
    spread_sum += value;
    busy[i]->free_ms = now_ms + static_cast<DayMs>(value);
  }
  for (Desk* desk : busy) {
    const std::uint64_t value = (desk->free_ms - now_ms) * sum / spread_sum;
    desk->free_ms = now_ms + std::max<DayMs>(static_cast<DayMs>(value), 1);
  }
}

/// Calls `visit(from, to)` for each part of the hall's opening in which a counter with these hours
/// works.
template <class Visit>
void for_each_span(std::span<const config::Period> open, std::span<const config::Period> hours,
                   const Visit& visit) {
  config::for_each_staffed(open, hours, [&](const config::Period& period) {
    visit(ms_of(period.from), ms_of(period.to));
  });
}

/// Whether this is the opening in which an open counter works now, or for which it was opened
/// early.
bool is_present(DayMs from, DayMs to, DayMs now_ms) {
  return now_ms < to && from <= now_ms + early_opening_ms;
}

}  // namespace

void WorkClock::add(DayMs from, DayMs to) {
  if (from >= to) return;
  auto at = spans_.begin();
  while (at != spans_.end() && at->to < from) ++at;
  if (at == spans_.end() || to < at->from) {
    if (spans_.size() < spans_max) spans_.insert(at, {from, to});
    return;
  }
  at->from = std::min(at->from, from);
  at->to = std::max(at->to, to);
  while (at + 1 != spans_.end() && (at + 1)->from <= at->to) {
    at->to = std::max(at->to, (at + 1)->to);
    spans_.erase(at + 1);
  }
}

DayMs WorkClock::worked(DayMs from, DayMs to) const {
  DayMs sum = 0;
  for (const auto& span : spans_) {
    const DayMs begin = std::max(span.from, from);
    const DayMs end = std::min(span.to, to);
    if (begin < end) sum += end - begin;
  }
  return sum;
}

DayMs WorkClock::after(DayMs from, DayMs worked_ms) const {
  for (const auto& span : spans_) {
    if (span.to <= from) continue;
    const DayMs begin = std::max(span.from, from);
    if (worked_ms < span.to - begin) return begin + worked_ms;
    worked_ms -= span.to - begin;
  }
  return never_ms;
}

Supply::Supply(const Floor& floor, const config::City& city, const config::Hall& hall,
               LaneCode lane, Instant now, Counters counters)
    : periods_{periods_on(city, hall, config::date_of(now))},
      counters_{counters},
      now_ms_{day_ms(now, config::date_of(now))},
      walk_ms_{static_cast<DayMs>(hall.rules.walk_seconds) * 1000} {
  for (const auto& counter : hall.counters) add_configured(floor, hall, counter);
  if (found_ < floor.counters_of(hall.code).size()) add_others(floor, hall);
  keep_connected(lane);
  spread();
}

bool Supply::is_deserted(LaneCode lane) const {
  for (const Desk& desk : desks_) {
    if ((desk.lanes & lane_bit(lane)) == 0) continue;
    if (desk.open_until_ms != 0 || !desk.hours.empty()) return false;
  }
  return std::ranges::any_of(periods_, [this](const config::Period& period) {
    return now_ms_ >= ms_of(period.from) + late_opening_ms && now_ms_ < ms_of(period.to);
  });
}

template <class Visit>
void Supply::for_each_opening(const Desk& desk, const Visit& visit) const {
  for_each_span(periods_, desk.hours, visit);
}

bool calls_at(const config::City& city, const config::Hall& hall, const CounterDesk& counter,
              Instant now) {
  const int number = counter.number;
  const auto found = std::ranges::find(hall.counters, number, &config::Counter::number);
  const auto hours =
      found == hall.counters.end() ? std::span<const config::Period>{} : std::span{found->hours};
  const Date date = config::date_of(now);
  bool calls = false;
  for_each_span(periods_on(city, hall, date), hours, [&](DayMs from, DayMs to) {
    calls = calls || is_present(from, to, day_ms(now, date));
  });
  return calls;
}

void Supply::add_configured(const Floor& floor, const config::Hall& hall,
                            const config::Counter& counter) {
  const Place place =
      floor.find_counter(hall.code, CounterNumber{static_cast<std::uint16_t>(counter.number)});
  Desk desk{.lanes = lanes_of(counter), .free_ms = now_ms_, .hours = counter.hours};
  if (place != nowhere) {
    ++found_;
    open(desk, floor, floor.counter(place));
  }
  if (counters_ == Counters::all) desk.open_until_ms = closes(desk);
  desks_.push_back(desk);
}

/// Adds counters that left the configuration while they are open.
void Supply::add_others(const Floor& floor, const config::Hall& hall) {
  for (const Place place : floor.counters_of(hall.code)) {
    const CounterDesk& record = floor.counter(place);
    const int number = record.number;
    const bool known =
        std::ranges::find(hall.counters, number, &config::Counter::number) != hall.counters.end();
    if (known || record.status != CounterStatus::open || desks_.size() == desks_.capacity()) {
      continue;
    }
    Desk desk{.lanes = 0, .free_ms = now_ms_, .hours = {}};
    open(desk, floor, record);
    desks_.push_back(desk);
  }
}

void Supply::open(Desk& desk, const Floor& floor, const CounterDesk& record) const {
  if (record.status != CounterStatus::open) return;
  desk.lanes = record.lanes;
  desk.open_until_ms = closes(desk);
  if (record.ticket == nowhere) return;
  desk.free_ms += busy_ms(floor.ticket(record.ticket), now_ms_, walk_ms_);
}

/// An open counter works to the end of its present hours, or of the next ones when it was opened
/// early. After its hours it finishes its visitor and calls nobody.
DayMs Supply::closes(const Desk& desk) const {
  DayMs until = 0;
  for_each_opening(desk, [&](DayMs from, DayMs to) {
    if (until == 0 && is_present(from, to, now_ms_)) until = to;
  });
  return until;
}

DayMs Supply::works_from(const Desk& desk, DayMs from_ms) const {
  if (from_ms < desk.open_until_ms) return from_ms;
  DayMs next = never_ms;
  for_each_opening(desk, [&](DayMs from, DayMs to) {
    if (next != never_ms || !is_to_come(desk, from, to)) return;
    const DayMs first = std::max(std::max(from, now_ms_) + first_call_ms, from_ms);
    if (first < to) next = first;
  });
  return next;
}

/// Whether the opening is still to come: it is not the present one and was not missed.
bool Supply::is_to_come(const Desk& desk, DayMs from, DayMs to) const {
  return from + late_opening_ms > now_ms_ && to > desk.open_until_ms;
}

WorkClock Supply::clock(LaneCode lane) const {
  WorkClock clock;
  for (const auto& desk : desks_) {
    if ((desk.lanes & lane_bit(lane)) == 0) continue;
    clock.add(now_ms_, desk.open_until_ms);
    for_each_opening(desk, [&](DayMs from, DayMs to) {
      if (is_to_come(desk, from, to)) clock.add(std::max(from, now_ms_), to);
    });
  }
  return clock;
}

void Supply::add_tireless(LaneCode lane) {
  lanes_ |= lane_bit(lane);
  desks_.clear();
  desks_.push_back(
      {.lanes = lane_bit(lane), .free_ms = now_ms_, .open_until_ms = never_ms, .hours = {}});
}

/// Keeps the counters that still work today and share a lane with `lane`, directly or through other
/// counters.
void Supply::keep_connected(LaneCode lane) {
  const auto rests = [&](const Desk& desk) { return works_from(desk, now_ms_) == never_ms; };
  desks_.erase(std::remove_if(desks_.begin(), desks_.end(), rests), desks_.end());
  LaneSet before = 0;
  LaneSet connected = lane_bit(lane);
  while (connected != before) {
    before = connected;
    for (const auto& desk : desks_) {
      if ((desk.lanes & connected) != 0) connected |= desk.lanes;
    }
  }
  const auto apart = [&](const Desk& desk) { return (desk.lanes & connected) == 0; };
  desks_.erase(std::remove_if(desks_.begin(), desks_.end(), apart), desks_.end());
  for (const auto& desk : desks_) lanes_ |= desk.lanes;
}

/// Mean remaining times are closer together than real ones: the first of many counters is free long
/// before the mean of any. So counters with the same lanes keep their order and their sum but get
/// the spread of the distribution.
void Supply::spread() {
  using Busy = boost::container::static_vector<Desk*, 2 * config::counters_max>;
  Busy busy;
  for (auto& desk : desks_) {
    if (desk.free_ms > now_ms_) busy.push_back(&desk);
  }
  std::ranges::sort(busy, [](const Desk* one, const Desk* other) {
    if (one->lanes != other->lanes) return one->lanes < other->lanes;
    return one->free_ms != other->free_ms ? one->free_ms < other->free_ms : one < other;
  });
  for (auto first = busy.begin(); first != busy.end();) {
    const auto last = std::find_if(
        first, busy.end(), [&](const Desk* desk) { return desk->lanes != (*first)->lanes; });
    spread_alike({first, last}, now_ms_);
    first = last;
  }
}

}  // namespace offpeak::scheduler
