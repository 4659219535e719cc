#include "scheduler/reports/waiting_page.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

Services services_of(const Ticket& ticket) {
  Services services;
  services.size = ticket.size;
  for (std::uint8_t i = 0; i < ticket.size; ++i) {
    services.codes[i] = ServiceCode{ticket.services[i]};
  }
  return services;
}

WaitingView view_of(const State& state, const Ticket& ticket) {
  WaitingView view{.id = ticket.id,
                   .lane = ticket.lane_day.lane(),
                   .number_lane = LaneCode{ticket.number_lane},
                   .number = ticket.number,
                   .services = services_of(ticket),
                   .ground = ticket.ground,
                   .line = ticket.line,
                   .is_parked = ticket.status == TicketStatus::parked,
                   .since = moment_of(ticket, ticket.since_ms)};
  if (ticket.appointment != nowhere) {
    view.booked_start = state.appointment(ticket.appointment).slot.start();
  }
  return view;
}

void add_waiting(const State& state, HallCode hall, Date date, WaitingPage& page) {
  const Floor& floor = state.floor();
  for (std::uint8_t code = 1; code <= config::lanes_max; ++code) {
    const Place lane = floor.find_lane(hall, LaneCode{code}, date);
    if (lane == nowhere) continue;
    for (const Place place : floor.issued(lane)) {
      const Ticket& ticket = floor.ticket(place);
      const bool waits =
          ticket.status == TicketStatus::waiting || ticket.status == TicketStatus::parked;
      if (waits) page.waiting.push_back(view_of(state, ticket));
    }
  }
  std::ranges::stable_sort(page.waiting, {}, [](const WaitingView& one) {
    return std::pair{!one.is_parked, one.since};
  });
  if (page.waiting.size() > waiting_listed_max) {
    page.not_listed = static_cast<std::uint32_t>(page.waiting.size() - waiting_listed_max);
    page.waiting.resize(waiting_listed_max);
  }
}

void add_at_counters(const State& state, HallCode hall, WaitingPage& page) {
  const Floor& floor = state.floor();
  for (const Place place : floor.counters_of(hall)) {
    const CounterDesk& desk = floor.counter(place);
    if (desk.ticket == nowhere) continue;
    const Ticket& ticket = floor.ticket(desk.ticket);
    const bool is_served = ticket.status == TicketStatus::serving;
    page.at_counters.push_back(
        {.counter = CounterNumber{desk.number},
         .id = ticket.id,
         .lane = ticket.lane_day.lane(),
         .number_lane = LaneCode{ticket.number_lane},
         .number = ticket.number,
         .services = services_of(ticket),
         .called_at = moment_of(ticket, ticket.called_ms),
         .served_at = is_served ? moment_of(ticket, ticket.served_ms) : Instant{}});
  }
  std::ranges::sort(page.at_counters, {}, &AtCounterView::counter);
}

/// One person may come for several services.
std::uint32_t people_of(const Appointment& booking) {
  std::uint32_t people = 0;
  for_each_citizen(booking, [&people](Place) { ++people; });
  return people;
}

void add_coming(const State& state, HallCode hall, Date date, WaitingPage& page) {
  std::map<std::pair<Instant, LaneCode>, ComingView> coming;
  const auto day = state.days().find({hall, date});
  if (day == state.days().end()) return;
  for (const Place slot : day->second.slots) {
    const SlotKey key = state.slot(slot).key;
    for (Place at = state.slot(slot).newest; at != nowhere;
         at = state.appointment(at).next_in_slot) {
      const Appointment& booking = state.appointment(at);
      if (booking.status != AppointmentStatus::booked) continue;
      auto& here = coming[{key.start(), key.lane()}];
      here.start = key.start();
      here.lane = key.lane();
      ++here.parties;
      here.people += people_of(booking);
    }
  }
  for (const auto& [when, here] : coming) page.coming.push_back(here);
}

}  // namespace

std::unique_ptr<WaitingPage> collect_waiting(const State& state, const Receipt& question) {
  const auto hall = static_cast<HallCode>(question.subject.words[0]);
  const Date date =
      config::date_of(config::instant_of(static_cast<std::int64_t>(question.subject.words[1])));
  auto page = std::make_unique<WaitingPage>();
  add_waiting(state, hall, date, *page);
  add_at_counters(state, hall, *page);
  add_coming(state, hall, date, *page);
  return page;
}

Receipt receipt_of(const ListWaiting& question, Instant now) {
  return {.kind = ReceiptKind::waiting,
          .subject = {{static_cast<std::uint64_t>(question.hall),
                       static_cast<std::uint64_t>(now.time_since_epoch().count())}}};
}

}  // namespace offpeak::scheduler
