// Two keys become one person: what is known under the one goes over to the other.
#include <algorithm>
#include <functional>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

/// The newest days of both, newest first.
LedgerDays newest_of(const LedgerDays& one, const LedgerDays& other) {
  std::array<ShortDate, 2 * config::ledger_max> all{};
  const auto middle = std::ranges::copy(one, all.begin()).out;
  std::ranges::copy(other, middle);
  std::ranges::sort(all, std::greater{});
  LedgerDays newest{};
  std::ranges::copy(std::span{all}.first(newest.size()), newest.begin());
  return newest;
}

template <class Booking>
void rename_member(Booking& booking, Place from, Place into) {
  std::ranges::replace(booking.citizens, from, into);
}

}  // namespace

CitizenKey State::person_of(CitizenKey key) const {
  if (aliases_.live() == 0) return key;
  const Alias* alias = aliases_.get(key);
  return alias == nullptr ? key : alias->person;
}

/// Documents that led to the one who is joined lead to the other directly, so that a key is one
/// step away from its person, however many were joined.
void State::apply(const KeysJoined& fact) {
  for (const Place place : aliases_.places()) {
    if (aliases_[place].person == fact.document) aliases_.edit(place)->person = fact.person;
  }
  aliases_.add({.key = fact.document, .person = fact.person});
  const Place from = find(fact.document);
  if (from == nowhere) return;
  const Place into = citizen_at(fact.person);
  join_appointments(into, from);
  join_waitlist(into, from);
  join_records(into, from);
}

void State::apply(const KeySeparated& fact) { aliases_.drop(aliases_.find(fact.document)); }

/// Both lists are ordered by place, the newest first, and have no appointment in common.
void State::join_appointments(Place into, Place from) {
  const auto older_of = [this](Place appointment, Place citizen) {
    const Appointment& record = appointments_[appointment];
    return record.older[member_of(record, citizen)];
  };
  Place own = citizens_[into].newest;
  Place other = citizens_[from].newest;
  Place newer = nowhere;
  while (own != nowhere || other != nowhere) {
    const bool takes_own = other == nowhere || (own != nowhere && own > other);
    const Place next = takes_own ? own : other;
    if (takes_own) {
      own = older_of(own, into);
    } else {
      other = older_of(other, from);
      rename_member(*appointments_.edit(next), from, into);
    }
    if (newer == nowhere) {
      citizens_.edit(into)->newest = next;
    } else {
      appointments_.edit(newer)->older[member_of(appointments_[newer], into)] = next;
    }
    newer = next;
  }
}

/// No list leads from a citizen to the places on waitlists, of which there are few.
void State::join_waitlist(Place into, Place from) {
  if (citizens_[from].entries == 0) return;
  for (const Place place : waitlist_.places()) {
    const WaitlistEntry& entry = waitlist_[place];
    if (member_of(entry, from) < entry.size) rename_member(*waitlist_.edit(place), from, into);
  }
}

void State::join_records(Place into, Place from) {
  const Citizen other = citizens_[from];
  {
    auto record = citizens_.edit(into);
    OFFPEAK_ASSERT((record->active_services & other.active_services) == 0);
    record->active_services |= other.active_services;
    record->open_holds = static_cast<std::uint8_t>(record->open_holds + other.open_holds);
    record->waiting = static_cast<std::uint8_t>(record->waiting + other.waiting);
    record->entries += other.entries;
    record->suspended_until = std::max(record->suspended_until, other.suspended_until);
    record->cancellations = newest_of(record->cancellations, other.cancellations);
    record->no_shows = newest_of(record->no_shows, other.no_shows);
  }
  citizens_.drop(from);
}

}  // namespace offpeak::scheduler
