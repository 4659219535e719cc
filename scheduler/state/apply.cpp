// Makes facts true, with one function for each. Nothing here reads the configuration or chooses:
// every choice is in the event.
#include "scheduler/state/new_appointment.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

void State::apply(const Event& event) {
  OFFPEAK_ASSERT(event.at >= last_at_);
  last_at_ = event.at;
  ++sequence_;
  totals_.note(event, *this);
  std::visit([this](const auto& fact) { apply(fact); }, event.fact);
  if (outbox_is_on()) announce(event);
}

namespace {

MemberServices services_of(const Members& members) {
  MemberServices services{};
  for (std::uint8_t i = 0; i < members.size; ++i) {
    services[i] = {members.services[i], members.is_companion(i)};
  }
  return services;
}

void note_day(LedgerDays& days, ShortDate day) {
  for (std::size_t i = days.size() - 1; i > 0; --i) days[i] = days[i - 1];
  days[0] = day;
}

}  // namespace

// ---- holds and appointments ---------------------------------------------------------------------

/// A replay waits for memory more than for anything else: where the index will have the appointment
/// is loaded while the citizens are looked up.
Appointment State::record_for(AppointmentId id, const Claim& claim, const Members& members) {
  appointments_.prefetch(id);
  return new_appointment(id, claim, places_of(members), services_of(members), members.size);
}

void State::apply(const Held& fact) {
  auto record = record_for(fact.id, fact.claim, fact.members);
  record.until_ms = milliseconds_of(fact.expires_at);
  const Place place = appointments_.add(record);
  take(fact.claim, place);
  link_citizens(place);
  for_each_applicant(record, [this](Place citizen) { ++citizens_.edit(citizen)->open_holds; });
}

void State::apply(const HoldEnded& fact) {
  const Place place = existing(fact.id);
  const bool is_instead = is_place_offer(appointments_[place]);
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::held);
    record->status =
        fact.reason == HoldEnd::released ? AppointmentStatus::released : AppointmentStatus::expired;
  }
  give_back(place);
  if (fact.is_dated) appointments_.edit(place)->until_ms = milliseconds_of(last_at_);
  if (is_instead) return end_place_offer(place);
  const Appointment& record = appointments_[place];
  end_services(record);
  close_offer(record,
              fact.reason == HoldEnd::released ? WaitlistStatus::left : WaitlistStatus::lapsed);
}

void State::apply(const Booked& fact) {
  auto record = record_for(fact.id, fact.claim, fact.members);
  record.status = AppointmentStatus::booked;
  const Place place = appointments_.add(record);
  take(fact.claim, place);
  link_citizens(place);
  give_code(place, fact.code);
}

void State::apply(const Confirmed& fact) {
  const Place place = existing(fact.id);
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::held);
    record->status = AppointmentStatus::booked;
    record->until_ms = 0;
  }
  give_code(place, fact.code);
  close_offer(appointments_[place], WaitlistStatus::accepted);
}

/// A hold has ended: it no longer counts as an open hold, and if it was an offer, its waitlist
/// entry ends too.
void State::close_offer(const Appointment& record, WaitlistStatus status) {
  if (record.offer_of == nowhere) {
    for_each_applicant(record, [this](Place citizen) { --citizens_.edit(citizen)->open_holds; });
  } else {
    end_waiting(record.offer_of, status);
  }
}

/// Gives the place up and notes that in the ledger of those who did; its capacity stays taken until
/// it is returned.
void State::retire(Place appointment, Instant capacity_returns_at, AppointmentStatus status,
                   MemberSet marked) {
  auto record = appointments_.edit(appointment);
  OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
  record->status = status;
  record->until_ms = milliseconds_of(capacity_returns_at);
  const Appointment& booking = appointments_[appointment];
  for_each_citizen(booking, [&](Place citizen) {
    if ((marked >> member_of(booking, citizen) & 1) == 0) return;
    note_day(citizens_.edit(citizen)->cancellations, short_date(config::date_of(last_at_)));
  });
}

void State::apply(const Cancelled& fact) {
  const Place place = existing(fact.id);
  OFFPEAK_ASSERT(appointments_[place].later == nowhere);
  retire(place, fact.capacity_returns_at,
         fact.late ? AppointmentStatus::late_cancelled : AppointmentStatus::cancelled, fact.marked);
  end_services(appointments_[place]);
}

void State::apply(const Rescheduled& fact) {
  const Place old_place = existing(fact.old_id);
  OFFPEAK_ASSERT(appointments_[old_place].later == nowhere);
  if (appointments_[old_place].status == AppointmentStatus::displaced) {
    leave_displaced(old_place);
  } else {
    retire(old_place, fact.capacity_returns_at, AppointmentStatus::rescheduled, fact.marked);
    end_services(appointments_[old_place]);
  }

  const Appointment& old = appointments_[old_place];
  const auto services = services_after_move(old, fact.moved_by);
  auto record = new_appointment(fact.new_id, fact.claim, old.citizens, services, old.size);
  record.status = AppointmentStatus::booked;
  record.earlier = old_place;
  const Place place = appointments_.add(record);
  appointments_.edit(old_place)->later = place;
  take(fact.claim, place);
  link_citizens(place);
  give_code(place, fact.code);
}

void State::apply(const CapacityReturned& fact) { give_back(existing(fact.id)); }

void State::apply(const CompanionConfirmed& fact) {
  const Place citizen = find(fact.citizen);
  auto record = appointments_.edit(existing(fact.id));
  auto edit = citizens_.edit(citizen);
  for (std::uint8_t i = 0; i < record->size; ++i) {
    if (record->citizens[i] != citizen) continue;
    MemberService& service = record->services[i];
    OFFPEAK_ASSERT(service.is_companion());
    OFFPEAK_ASSERT((edit->active_services & service.active_bit()) == 0);
    service = {service.code(), false};
    edit->active_services |= service.active_bit();
  }
}

// ---- the day ------------------------------------------------------------------------------------

void State::apply(const CheckedIn& fact) {
  auto record = appointments_.edit(existing(fact.id));
  OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
  OFFPEAK_ASSERT(record->later == nowhere);
  record->status = AppointmentStatus::checked_in;
  if (fact.tail) record->marks |= tail_mark;
}

void State::apply(const NoShowed& fact) {
  const Place place = existing(fact.id);
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::booked);
    OFFPEAK_ASSERT(record->later == nowhere);
    record->status = AppointmentStatus::no_show;
  }
  const Appointment& record = appointments_[place];
  end_services(record);
  // No-shows count on the day of the visit, however late the sweep runs.
  const auto visit = short_date(record.slot.date());
  for_each_applicant(record, [&](Place place_of_citizen) {
    const std::uint8_t member = member_of(record, place_of_citizen);
    if ((fact.marked >> member & 1) == 0) return;
    auto citizen = citizens_.edit(place_of_citizen);
    note_day(citizen->no_shows, visit);
    const auto until = short_date(fact.suspended_until[member]);
    if (until > citizen->suspended_until) citizen->suspended_until = until;
  });
}

void State::apply(const Completed& fact) {
  const Place place = existing(fact.id);
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::checked_in);
    record->status = AppointmentStatus::done;
  }
  end_services(appointments_[place]);
}

// ---- in the hall --------------------------------------------------------------------------------

/// A ticket has ended, and with it the visit it was given out for.
void State::end_visit(TicketId ticket, AppointmentStatus status) {
  const Place place = floor_.ticket(floor_.find(ticket)).appointment;
  if (place == nowhere) return;
  {
    auto record = appointments_.edit(place);
    OFFPEAK_ASSERT(record->status == AppointmentStatus::checked_in);
    record->status = status;
  }
  end_services(appointments_[place]);
}

void State::apply(const TicketIssued& fact) {
  const Place appointment = fact.appointment.is_zero() ? nowhere : existing(fact.appointment);
  floor_.apply(fact, last_at_, appointment);
}

void State::apply(const Called& fact) { floor_.apply(fact, last_at_); }
void State::apply(const Recalled& fact) { floor_.apply(fact); }
void State::apply(const CalledAgain& fact) { floor_.apply(fact, last_at_); }
void State::apply(const Served& fact) { floor_.apply(fact, last_at_); }

void State::apply(const Finished& fact) {
  floor_.apply(fact, last_at_);
  end_visit(fact.id, AppointmentStatus::done);
}

void State::apply(const Missed& fact) {
  floor_.apply(fact, last_at_);
  if (!fact.returns) end_visit(fact.id, AppointmentStatus::left);
}

void State::apply(const Parked& fact) { floor_.apply(fact); }
void State::apply(const CallUndone& fact) { floor_.apply(fact); }
void State::apply(const Transferred& fact) { floor_.apply(fact); }

void State::apply(const TicketLeft& fact) {
  floor_.apply(fact, last_at_);
  end_visit(fact.id, AppointmentStatus::left);
}

void State::apply(const CounterOpened& fact) { floor_.apply(fact, last_at_); }
void State::apply(const CounterPaused& fact) { floor_.apply(fact, last_at_); }
void State::apply(const CounterClosed& fact) { floor_.apply(fact, last_at_); }
void State::apply(const CounterLeftOpen& fact) { floor_.apply(fact, last_at_); }
void State::apply(const LevelAssessed& fact) { floor_.apply(fact, last_at_); }
void State::apply(const LaneLevelAssessed& fact) { floor_.apply(fact, last_at_); }

// ---- release and guidance -----------------------------------------------------------------------

void State::apply(const ReserveSet& fact) {
  auto slot = slots_.edit(slot_at(fact.slot));
  slot->reserve = static_cast<std::uint8_t>(fact.percent + 1);
  slot->reserve_of =
      fact.configured_percent ? static_cast<std::uint8_t>(*fact.configured_percent + 1) : 0;
}

void State::apply(const ComplianceNoted& fact) {
  auto record =
      compliance_.edit(compliance_.find_or_add({.hall = static_cast<std::uint32_t>(fact.hall)}));
  record->counts = with_seen(record->counts, {fact.followed, fact.ignored});
}

void State::apply(const ForecastNoted& fact) { totals_.keep(fact, last_at_); }

// ---- keeping and forgetting ---------------------------------------------------------------------

void State::apply(const Acted& fact) {
  AuditEntry entry;
  entry.at_ms = milliseconds_of(last_at_);
  entry.actor = static_cast<std::uint64_t>(fact.actor);
  entry.subject = fact.subject;
  entry.hall = static_cast<std::uint32_t>(fact.hall);
  entry.counter = {fact.counter, fact.paused_for};
  entry.role = fact.role;
  entry.action = fact.action;
  if (audit_.is_full()) audit_.drop_first();
  audit_.add(entry);
}

// ---- waitlist -----------------------------------------------------------------------------------

void State::apply(const WaitlistJoined& fact) {
  WaitlistEntry record;
  record.id = fact.id;
  record.offer_id = fact.offer_id;
  record.slot = fact.slot;
  record.citizens = places_of(fact.members);
  record.services = services_of(fact.members);
  record.minutes = fact.minutes;
  record.size = fact.members.size;
  const Place place = waitlist_.add(record);
  note_waitlist(place);

  auto slot = slots_.edit(slot_at(fact.slot));
  if (slot->last_waiting == nowhere) {
    slot->first_waiting = place;
  } else {
    waitlist_.edit(slot->last_waiting)->next = place;
  }
  slot->last_waiting = place;
  ++slot->waiting;
  for_each_citizen(record, [this](Place citizen) { ++citizens_.edit(citizen)->entries; });
  for_each_applicant(record, [this](Place citizen) { ++citizens_.edit(citizen)->waiting; });
}

/// Takes an entry out of its slot's line.
void State::leave_line(Place entry) {
  auto record = waitlist_.edit(entry);
  auto slot = slots_.edit(find(record->slot));
  Place before = nowhere;
  for (Place at = slot->first_waiting; at != entry; at = waitlist_[at].next) {
    OFFPEAK_ASSERT(at != nowhere);
    before = at;
  }
  if (before == nowhere) {
    slot->first_waiting = record->next;
  } else {
    waitlist_.edit(before)->next = record->next;
  }
  if (slot->last_waiting == entry) slot->last_waiting = before;
  record->next = nowhere;
  --slot->waiting;
}

void State::end_waiting(Place entry, WaitlistStatus status) {
  auto record = waitlist_.edit(entry);
  record->status = status;
  for_each_applicant(waitlist_[entry],
                     [this](Place citizen) { --citizens_.edit(citizen)->waiting; });
}

void State::apply(const WaitlistEnded& fact) {
  const Place place = existing(fact.id);
  const bool has_lost_offer = fact.reason == WaitlistEnd::closed &&
                              waitlist_[place].status == WaitlistStatus::left &&
                              waitlist_[place].offer != nowhere;
  if (has_lost_offer) {
    // With the hall, before they answered: they have not left the line.
    waitlist_.edit(place)->status = WaitlistStatus::closed;
    return;
  }
  OFFPEAK_ASSERT(waitlist_[place].status == WaitlistStatus::waiting);
  leave_line(place);
  if (fact.is_dated) waitlist_.edit(place)->next = minute_after(last_at_);
  switch (fact.reason) {
    case WaitlistEnd::left:
      return end_waiting(place, WaitlistStatus::left);
    case WaitlistEnd::closed:
      return end_waiting(place, WaitlistStatus::closed);
    case WaitlistEnd::ineligible:
      return end_waiting(place, WaitlistStatus::ineligible);
  }
}

void State::apply(const OfferMade& fact) {
  const Place entry_place = existing(fact.id);
  const WaitlistEntry& entry = waitlist_[entry_place];
  OFFPEAK_ASSERT(entry.status == WaitlistStatus::waiting);
  leave_line(entry_place);

  auto record =
      new_appointment(entry.offer_id, fact.claim, entry.citizens, entry.services, entry.size);
  record.until_ms = milliseconds_of(fact.expires_at);
  record.offer_of = entry_place;
  const Place place = appointments_.add(record);
  {
    auto edit = waitlist_.edit(entry_place);
    edit->status = WaitlistStatus::offered;
    edit->offer = place;
  }
  take(fact.claim, place);
  link_citizens(place);
}

// ---- idempotency --------------------------------------------------------------------------------

void State::apply(const Remembered& fact) {
  forget_old_memories();
  Memory record;
  record.key = fact.key;
  record.request = fact.request;
  record.subject = fact.receipt.subject;
  record.at_ms = milliseconds_of(last_at_);
  record.expires_at_ms = milliseconds_of(fact.receipt.expires_at);
  record.position = fact.receipt.position;
  record.rejection = fact.receipt.rejection;
  record.kind = fact.receipt.kind;
  record.status = fact.receipt.status;
  record.recalls = fact.receipt.recalls;
  record.called_at_ms = milliseconds_of(fact.receipt.called_at);
  record.counter = static_cast<std::uint16_t>(fact.receipt.counter);
  record.lane = static_cast<std::uint8_t>(fact.receipt.lane);
  record.owner = fact.owner;
  const bool inserted = memory_numbers_.emplace(record.key, memories_.add(record)).second;
  OFFPEAK_ASSERT(inserted);
  count_memory(record);
}

void State::count_memory(const Memory& record) {
  if (record.owner != 0) ++memories_by_owner_[record.owner];
}

void State::forget_old_memories() {
  const std::int64_t kept_since = milliseconds_of(last_at_ - idempotency_kept);
  while (!memories_.empty() && memories_.front().at_ms <= kept_since) {
    const Memory& oldest = memories_.front();
    memory_numbers_.erase(oldest.key);
    const auto of_owner = memories_by_owner_.find(oldest.owner);
    if (of_owner != memories_by_owner_.end() && --of_owner->second == 0) {
      memories_by_owner_.erase(of_owner);
    }
    memories_.drop_first();
  }
}

}  // namespace offpeak::scheduler
