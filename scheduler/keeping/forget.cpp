// Forgets what is old enough, so that nothing of it is left and no record refers to it.
#include <algorithm>

#include "scheduler/messages/kiosk_code.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// Citizens of whom only a ledger is left are examined once in this many days of visits, a share of
/// them with each day that is forgotten.
constexpr std::uint32_t sweep_days = 32;

bool has_since(const LedgerDays& days, ShortDate since) {
  return std::ranges::any_of(days, [since](ShortDate day) { return day != 0 && day >= since; });
}

}  // namespace

void State::apply(const DayDropped& fact) {
  forget_old_memories();  // those of that day are among them
  floor_.apply(fact);
  const HallDayKey name{fact.hall, fact.date};
  if (const auto found = days_.find(name); found != days_.end()) {
    std::vector<Place> citizens;
    for (const Place entry : found->second.waitlist) forget_waitlist_entry(entry, citizens);
    for (const Place slot : found->second.slots) forget_slot(slot, citizens);
    days_.erase(found);
    for (const Place citizen : citizens) forget_citizen_if_idle(citizen, fact.ledger_since);
  }
  forget_codes(name);
  sweep_citizens(fact.date, fact.ledger_since);
  forget_old_aliases(fact.date);
  appointments_.free_front();
  waitlist_.free_front();
}

void State::apply(const HoldForgotten& fact) {
  forget_old_memories();  // the reply about it is among them
  const Place place = existing(fact.id);
  const Appointment& hold = appointments_[place];
  if (hold.offer_of != nowhere) waitlist_.edit(hold.offer_of)->offer = nowhere;
  unlink_from_slot(place);
  std::vector<Place> citizens;
  forget_appointment(place, citizens);
  // With any ledger at all they wait for the sweep, which knows what still counts.
  for (const Place citizen : citizens) forget_citizen_if_idle(citizen, Date{});
  appointments_.free_front();
}

void State::apply(const EntryForgotten& fact) {
  forget_old_memories();
  const Place place = existing(fact.id);
  const SlotKey slot = waitlist_[place].slot;
  const auto day = days_.find(HallDayKey{slot.hall(), slot.date()});
  std::erase(day->second.waitlist, place);
  std::vector<Place> citizens;
  forget_waitlist_entry(place, citizens);
  for (const Place citizen : citizens) forget_citizen_if_idle(citizen, Date{});
  waitlist_.free_front();
}

void State::unlink_from_slot(Place appointment) {
  const Appointment& record = appointments_[appointment];
  const Place slot = find(record.slot);
  if (slots_[slot].newest == appointment) {
    slots_.edit(slot)->newest = record.next_in_slot;
    return;
  }
  Place newer = slots_[slot].newest;
  while (appointments_[newer].next_in_slot != appointment) {
    newer = appointments_[newer].next_in_slot;
  }
  appointments_.edit(newer)->next_in_slot = record.next_in_slot;
}

void State::apply(const TotalsDropped& fact) { totals_.drop_before(fact.before); }

void State::forget_slot(Place slot, std::vector<Place>& citizens) {
  OFFPEAK_ASSERT(slots_[slot].waiting == 0);
  for (Place at = slots_[slot].newest; at != nowhere;) {
    const Place next = appointments_[at].next_in_slot;
    forget_appointment(at, citizens);
    at = next;
  }
  slots_.drop(slot);
}

/// Removes an appointment from its citizens' lists and from the rescheduling it was part of.
void State::forget_appointment(Place place, std::vector<Place>& citizens) {
  const Appointment record = appointments_[place];
  OFFPEAK_ASSERT(record.status != AppointmentStatus::held &&
                 record.status != AppointmentStatus::booked &&
                 record.status != AppointmentStatus::checked_in);
  for_each_citizen(record, [&](Place citizen) {
    citizens.push_back(citizen);
    const Place older = record.older[member_of(record, citizen)];
    if (citizens_[citizen].newest == place) {
      citizens_.edit(citizen)->newest = older;
      return;
    }
    Place newer = citizens_[citizen].newest;
    for (;;) {
      const std::uint8_t member = member_of(appointments_[newer], citizen);
      if (appointments_[newer].older[member] == place) {
        appointments_.edit(newer)->older[member] = older;
        return;
      }
      newer = appointments_[newer].older[member];
    }
  });
  if (record.earlier != nowhere) appointments_.edit(record.earlier)->later = nowhere;
  if (record.later != nowhere) appointments_.edit(record.later)->earlier = nowhere;
  unsettled_.erase(place);
  appointments_.drop(place);
}

void State::forget_waitlist_entry(Place place, std::vector<Place>& citizens) {
  const WaitlistEntry record = waitlist_[place];
  OFFPEAK_ASSERT(record.status != WaitlistStatus::waiting &&
                 record.status != WaitlistStatus::offered);
  for_each_citizen(record, [&](Place citizen) {
    citizens.push_back(citizen);
    --citizens_.edit(citizen)->entries;
  });
  waitlist_.drop(place);
}

void State::forget_codes(HallDayKey day) {
  const Place place = code_days_.find(day);
  if (place == nowhere) return;
  code_days_.drop(place);
  code_bytes_ -= by_code_[place].capacity() * sizeof(Place);
  by_code_[place] = {};
}

/// Whether the citizen has no booking, no waitlist entry, no ledger entry that still counts, and no
/// suspension.
void State::forget_citizen_if_idle(Place place, Date ledger_since) {
  const Citizen& record = citizens_[place];
  if (is_dropped(record) || record.newest != nowhere || record.entries != 0) return;
  const ShortDate since = short_date(ledger_since);
  if (has_since(record.cancellations, since) || has_since(record.no_shows, since)) return;
  if (short_date(config::date_of(last_at_)) < record.suspended_until) return;
  citizens_.drop(place);
}

/// No appointment refers to such a citizen any more, so only this sweep finds that the ledger is
/// too old.
void State::sweep_citizens(Date date, Date ledger_since) {
  constexpr std::uint32_t chunk = table_chunk_records;
  constexpr std::uint32_t stride = chunk * sweep_days;
  const std::uint32_t turn = short_date(date) % sweep_days;
  for (Place first = turn * chunk; first < citizens_.end(); first += stride) {
    const Place end = std::min(first + chunk, citizens_.end());
    for (Place place = first; place < end; ++place) forget_citizen_if_idle(place, ledger_since);
  }
}

}  // namespace offpeak::scheduler
