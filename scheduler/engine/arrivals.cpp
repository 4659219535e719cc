#include "scheduler/engine/arrivals.hpp"

#include <algorithm>
#include <tuple>

namespace offpeak::engine {
namespace {

namespace s = scheduler;

constexpr auto relaxed = std::memory_order_relaxed;

std::uint32_t day_number(config::Date date) {
  return static_cast<std::uint32_t>(date.time_since_epoch().count());
}

template <class Lanes>
auto* find_in(Lanes& lanes, config::HallCode hall, config::LaneCode lane) {
  const auto key = std::tuple{hall, lane};
  const auto found = std::ranges::lower_bound(lanes, key, {}, [](const auto& one) {
    return std::tuple{one.hall, one.lane};
  });
  const bool is_there = found != lanes.end() && std::tuple{found->hall, found->lane} == key;
  return is_there ? &*found : nullptr;
}

}  // namespace

Arrivals::Arrivals(const config::City& city) {
  for (const auto& hall : city.halls) {
    for (const auto& lane : city.lanes) {
      if (hall.lane_percent[static_cast<std::size_t>(lane.code)] == 0) continue;
      lanes_.push_back({hall.code, lane.code, std::make_unique<std::array<Day, days_kept>>()});
    }
  }
  std::ranges::sort(lanes_, {}, [](const Lane& one) { return std::tuple{one.hall, one.lane}; });
}

Arrivals::Lane* Arrivals::find(config::HallCode hall, config::LaneCode lane) {
  return find_in(lanes_, hall, lane);
}
const Arrivals::Lane* Arrivals::find(config::HallCode hall, config::LaneCode lane) const {
  return find_in(lanes_, hall, lane);
}

ArrivalCounts Arrivals::counts(config::HallCode hall, config::LaneCode lane,
                               config::Date date) const {
  const Lane* found = find(hall, lane);
  if (found == nullptr) return {};
  const Day& day = (*found->days)[day_number(date) % days_kept];
  if (day.date.load(std::memory_order_acquire) != day_number(date)) return {};
  ArrivalCounts counts{.booked = day.booked.load(relaxed), .no_shows = day.no_shows.load(relaxed)};
  for (std::size_t hour = 0; hour < counts.walk_ins.size(); ++hour) {
    counts.walk_ins[hour] = day.walk_ins[hour].load(relaxed);
  }
  return counts;
}

Arrivals::Day* Arrivals::day_of(config::HallCode hall, config::LaneCode lane, config::Date date) {
  Lane* found = find(hall, lane);
  if (found == nullptr) return nullptr;
  Day& day = (*found->days)[day_number(date) % days_kept];
  const std::uint32_t present = day.date.load(relaxed);
  if (present > day_number(date)) return nullptr;
  if (present < day_number(date)) {
    day.date.store(0, std::memory_order_release);  // nobody's while it is emptied
    for (Count& count : day.walk_ins) count.store(0, relaxed);
    day.booked.store(0, relaxed);
    day.no_shows.store(0, relaxed);
    day.date.store(day_number(date), std::memory_order_release);
  }
  return &day;
}

void Arrivals::note_ticket(const s::Ticket& ticket) {
  constexpr s::DayMs hour_ms = 60 * 60 * 1000;
  const s::LaneDayKey visited = ticket.lane_day;
  Day* day = day_of(visited.hall(), config::LaneCode{ticket.number_lane}, visited.date());
  if (day == nullptr) return;
  const std::size_t hour = std::min<std::size_t>(ticket.issued_ms / hour_ms, 23);
  Count& count = ticket.appointment == s::nowhere ? day->walk_ins[hour] : day->booked;
  count.fetch_add(ticket.size, relaxed);
}

void Arrivals::note_no_show(const s::Appointment& booking) {
  Day* day = day_of(booking.slot.hall(), booking.slot.lane(), booking.slot.date());
  if (day != nullptr) day->no_shows.fetch_add(booking.size, relaxed);
}

void Arrivals::publish(const s::State& state, const s::Fact& fact) {
  if (const auto* issued = std::get_if<s::TicketIssued>(&fact)) {
    note_ticket(state.floor().ticket(state.floor().find(issued->id)));
  } else if (const auto* missed = std::get_if<s::NoShowed>(&fact)) {
    note_no_show(state.appointment(state.find(missed->id)));
  }
}

void Arrivals::publish_all(const s::State& state) {
  for (const s::Place place : state.floor().tickets()) note_ticket(state.floor().ticket(place));
  for (const s::Place place : state.appointments()) {
    const s::Appointment& booking = state.appointment(place);
    if (booking.status == s::AppointmentStatus::no_show) note_no_show(booking);
  }
}

}  // namespace offpeak::engine
