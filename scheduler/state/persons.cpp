// Two keys become one person: what is known under the one goes over to the other, and what was in
// its ledger comes back when they are separated.
#include <algorithm>
#include <functional>
#include <span>

#include "base/mutant.hpp"
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

/// `all` without those of `some`, each as often as it is there.
LedgerDays without(LedgerDays all, const LedgerDays& some) {
  for (const ShortDate day : some) {
    const auto found = day == 0 ? all.end() : std::ranges::find(all, day);
    if (found == all.end()) continue;
    std::ranges::copy(found + 1, all.end(), found);
    all.back() = 0;
  }
  return all;
}

/// Puts `into` in the place of `from`. Who is named twice then stays once: as the one who comes by
/// the own will, if either is. Only of a booking that is over.
template <class Booking>
void rename_member(Booking& booking, Place from, Place into) {
  const std::uint8_t first = member_of(booking, from);
  const std::uint8_t other = member_of(booking, into);
  std::ranges::replace(booking.citizens, from, into);
  if (other == booking.size) return;
  const std::uint8_t gone = booking.services[first].is_companion() ? first : other;
  for (std::uint8_t i = gone; i + 1 < booking.size; ++i) {
    booking.citizens[i] = booking.citizens[i + 1];
    booking.services[i] = booking.services[i + 1];
    if constexpr (requires { booking.older; }) booking.older[i] = booking.older[i + 1];
  }
  --booking.size;
  booking.citizens[booking.size] = nowhere;
  booking.services[booking.size] = {};
  if constexpr (requires { booking.older; }) booking.older[booking.size] = nowhere;
}

}  // namespace

CitizenKey State::person_of(CitizenKey key) const {
  if (aliases_.live() == 0) return key;
  const Alias* alias = aliases_.get(key);
  return alias == nullptr ? key : alias->person;
}

std::uint32_t State::documents_of(CitizenKey person) const {
  std::uint32_t documents = 0;
  for (const Place place : aliases_.places()) documents += aliases_[place].person == person ? 1 : 0;
  return documents;
}

/// Documents that led to the one who is joined lead to the other directly, so that a key is one
/// step away from its person, however many were joined.
void State::apply(const KeysJoined& fact) {
  for (const Place place : aliases_.places()) {
    if (aliases_[place].person == fact.document) aliases_.edit(place)->person = fact.person;
  }
  const Place from = find(fact.document);
  Alias alias{
      .key = fact.document, .person = fact.person, .since = short_date(config::date_of(last_at_))};
  if (from != nowhere) {
    const Place into = citizen_at(fact.person);
    alias.cancellations = citizens_[from].cancellations;
    alias.no_shows = citizens_[from].no_shows;
    alias.suspended_until = citizens_[from].suspended_until;
    alias.person_suspended_until = citizens_[into].suspended_until;
    join_appointments(into, from);
    const std::uint32_t shared = join_waitlist(into, from);
    join_records(into, from, shared);
  }
  aliases_.add(alias);
}

/// What either did meanwhile was done as one person, and stays there.
void State::apply(const KeySeparated& fact) {
  const Place place = aliases_.find(fact.document);
  const Alias alias = aliases_[place];
  aliases_.drop(place);
  const bool has_ledger = alias.cancellations[0] != 0 || alias.no_shows[0] != 0;
  if (!has_ledger && alias.suspended_until == 0) return;
  if (base::mutated(base::Mutant::separate_clean)) return;
  const Place person = find(alias.person);
  if (person != nowhere) {
    auto record = citizens_.edit(person);
    record->cancellations = without(record->cancellations, alias.cancellations);
    record->no_shows = without(record->no_shows, alias.no_shows);
    const auto then = std::max(alias.suspended_until, alias.person_suspended_until);
    if (record->suspended_until == then) record->suspended_until = alias.person_suspended_until;
  }
  auto record = citizens_.edit(citizen_at(alias.key));
  record->cancellations = alias.cancellations;
  record->no_shows = alias.no_shows;
  record->suspended_until = alias.suspended_until;
}

/// Both lists are ordered by place, the newest first; what names both is in both.
void State::join_appointments(Place into, Place from) {
  const auto older_of = [this](Place appointment, Place citizen) {
    const Appointment& record = appointments_[appointment];
    return record.older[member_of(record, citizen)];
  };
  Place own = citizens_[into].newest;
  Place other = citizens_[from].newest;
  Place newer = nowhere;
  while (own != nowhere || other != nowhere) {
    const bool is_other = own == nowhere || (other != nowhere && other >= own);
    const Place next = is_other ? other : own;
    if (next == own) own = older_of(own, into);
    if (is_other) {
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
  if (newer != nowhere) {
    appointments_.edit(newer)->older[member_of(appointments_[newer], into)] = nowhere;
  }
}

/// Returns how many entries named both. No list leads from a citizen to the places on waitlists, of
/// which there are few.
std::uint32_t State::join_waitlist(Place into, Place from) {
  std::uint32_t shared = 0;
  if (citizens_[from].entries == 0) return shared;
  for (const Place place : waitlist_.places()) {
    const WaitlistEntry& entry = waitlist_[place];
    if (member_of(entry, from) == entry.size) continue;
    if (member_of(entry, into) < entry.size) ++shared;
    rename_member(*waitlist_.edit(place), from, into);
  }
  return shared;
}

void State::join_records(Place into, Place from, std::uint32_t shared_entries) {
  const Citizen other = citizens_[from];
  {
    auto record = citizens_.edit(into);
    OFFPEAK_ASSERT((record->active_services & other.active_services) == 0);
    record->active_services |= other.active_services;
    record->open_holds = static_cast<std::uint8_t>(record->open_holds + other.open_holds);
    record->waiting = static_cast<std::uint8_t>(record->waiting + other.waiting);
    record->entries += other.entries - shared_entries;
    record->suspended_until = std::max(record->suspended_until, other.suspended_until);
    record->cancellations = newest_of(record->cancellations, other.cancellations);
    record->no_shows = newest_of(record->no_shows, other.no_shows);
  }
  citizens_.drop(from);
}

/// Returns where the citizen is now; nowhere when nothing was known under the key. The new key is
/// not known yet.
Place State::rename(CitizenKey from, CitizenKey to) {
  for (const Place place : aliases_.places()) {
    if (aliases_[place].person == from) aliases_.edit(place)->person = to;
  }
  const Place old = find(from);
  if (old == nowhere) return nowhere;
  OFFPEAK_ASSERT(find(to) == nowhere);
  const Place citizen = citizen_at(to);
  join_appointments(citizen, old);
  const std::uint32_t shared = join_waitlist(citizen, old);
  join_records(citizen, old, shared);
  return citizen;
}

/// A document that is of somebody else goes by its new key too.
void State::apply(const CitizenRenamed& fact) {
  rename(fact.from, fact.to);
  const Place place = aliases_.find(fact.from);
  if (place == nowhere) return;
  Alias alias = aliases_[place];
  aliases_.drop(place);
  alias.key = fact.to;
  aliases_.add(alias);
}

void State::apply(const CitizenForgotten& fact) {
  const Place citizen = rename(fact.citizen, fact.as);
  for (const Place place : aliases_.places()) {
    if (aliases_[place].person == fact.as) aliases_.drop(place);
  }
  if (citizen == nowhere) return;
  // Nobody is left to be asked about another place.
  for (Place at = citizens_[citizen].newest; at != nowhere;) {
    const Appointment& booking = appointments_[at];
    const Place place = at;
    at = booking.older[member_of(booking, citizen)];
    if (!is_unsettled(booking) || !comes_alone(booking)) continue;
    appointments_.edit(place)->until_ms = displaced_offers_max;
    note_settled(place);
  }
  {
    auto record = citizens_.edit(citizen);
    record->suspended_until = 0;
    record->cancellations = {};
    record->no_shows = {};
  }
  forget_citizen_if_idle(citizen, Date{});
}

/// A join of which nothing is known any more, and that was made before those visits, is forgotten.
void State::forget_old_aliases(Date date) {
  for (const Place place : aliases_.places()) {
    const Alias& alias = aliases_[place];
    if (find(alias.person) == nowhere && long_date(alias.since) <= date) aliases_.drop(place);
  }
}

}  // namespace offpeak::scheduler
