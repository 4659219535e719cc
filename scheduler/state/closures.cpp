// What befalls the city: closures, who is displaced by them, outages, and what is taken back of a
// ledger.
#include <algorithm>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// Takes one entry of that day out, if there is one.
void take_out(LedgerDays& days, ShortDate day) {
  const auto found = std::ranges::find(days, day);
  if (found == days.end()) return;
  std::ranges::copy(found + 1, days.end(), found);
  days.back() = 0;
}

}  // namespace

void State::apply(const ClosureMade& fact) {
  closures_.add({.id = fact.id,
                 .from_ms = milliseconds_of(fact.closed.from),
                 .to_ms = milliseconds_of(fact.closed.to),
                 .made_ms = milliseconds_of(last_at_),
                 .hall = static_cast<std::uint32_t>(fact.closed.hall),
                 .service = static_cast<std::uint8_t>(fact.closed.service),
                 .reason = fact.reason});
}

void State::apply(const ClosureEnded& fact) {
  const Place place = closures_.find(fact.id);
  OFFPEAK_ASSERT(place != nowhere);
  if (fact.how == ClosureEnd::reopened) {
    closures_.edit(place)->ended_ms = milliseconds_of(last_at_);
    return;
  }
  closures_.drop(place);
  if (const Place words = wordings_.find({fact.id.words}); words != nowhere) wordings_.drop(words);
}

void State::apply(const Displaced& fact) {
  const Place place = existing(fact.id);
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
    OFFPEAK_ASSERT(record->later == nowhere);
    record->status = AppointmentStatus::displaced;
  }
  give_back(place);
  end_services(appointments_[place]);
  note_settled(place);
  if (const Place closure = closures_.find(fact.by); closure != nowhere) {
    ++closures_.edit(closure)->displaced;
  }
}

/// It has another place now, which nobody's ledger notes.
void State::leave_displaced(Place booking) {
  {
    auto record = appointments_.edit(booking);
    record->status = AppointmentStatus::rescheduled;
    record->until_ms = 0;
    record->marks |= instead_mark;
  }
  unsettled_.erase(booking);
}

/// Keeps the list of who is to be offered a place.
void State::note_settled(Place booking) {
  if (is_unsettled(appointments_[booking])) {
    unsettled_.insert(booking);
  } else {
    unsettled_.erase(booking);
  }
}

void State::apply(const Excused& fact) {
  const Place place = existing(fact.id);
  const AppointmentStatus before = appointments_[place].status;
  OFFPEAK_ASSERT(before == AppointmentStatus::booked || before == AppointmentStatus::no_show);
  OFFPEAK_ASSERT(!has_place_offer(appointments_[place]));
  appointments_.edit(place)->status = AppointmentStatus::excused;
  const Appointment& record = appointments_[place];
  if (before == AppointmentStatus::booked) return end_services(record);
  for (std::uint8_t i = 0; i < record.size; ++i) {
    if ((fact.unmarked >> i & 1) == 0) continue;
    auto citizen = citizens_.edit(record.citizens[i]);
    take_out(citizen->no_shows, short_date(record.slot.date()));
    citizen->suspended_until = short_date(fact.suspended_until[i]);
  }
}

void State::apply(const SuspensionLifted& fact) {
  const Place place = find(fact.citizen);
  OFFPEAK_ASSERT(place != nowhere);
  citizens_.edit(place)->suspended_until = 0;
}

/// As many as are kept: the oldest one makes room.
void State::apply(const OutageNoted& fact) {
  if (outages_.live() == outages_max) {
    const auto places = outages_.places();
    Place oldest = nowhere;
    for (const Place place : places) {
      if (oldest == nowhere || outages_[place].number < outages_[oldest].number) oldest = place;
    }
    outages_.drop(oldest);
  }
  outages_.add({.number = sequence_,
                .from_ms = milliseconds_of(fact.from),
                .to_ms = milliseconds_of(last_at_)});
}

}  // namespace offpeak::scheduler
