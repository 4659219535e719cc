#include "scheduler/image/links.hpp"

#include <algorithm>

#include <boost/unordered/unordered_flat_set.hpp>

#include "scheduler/image/records.hpp"
#include "scheduler/messages/appointment_chain.hpp"
#include "scheduler/messages/slot_span.hpp"

namespace offpeak::scheduler {
namespace {

/// Records that are far enough ahead for memory to arrive in time.
constexpr Place prefetch_ahead = 12;

template <class One, class Other>
bool same_members(const One& one, const Other& other) {
  // A companion may have confirmed to one of them.
  const auto same_code = [](MemberService a, MemberService b) { return a.code() == b.code(); };
  return one.size == other.size && one.citizens == other.citizens &&
         std::ranges::equal(one.services, other.services, same_code);
}

/// Whether an offer's waitlist entry and its hold agree about its end.
bool agree(WaitlistStatus entry, AppointmentStatus offer) {
  switch (entry) {
    case WaitlistStatus::offered:
      return offer == AppointmentStatus::held;
    case WaitlistStatus::accepted:
      return has_code(offer);
    case WaitlistStatus::lapsed:
      return offer == AppointmentStatus::expired;
    case WaitlistStatus::left:
    case WaitlistStatus::closed:  // the hall, while they were asked
      return offer == AppointmentStatus::released;
    case WaitlistStatus::waiting:
    case WaitlistStatus::ineligible:
      return false;
  }
  return false;
}

}  // namespace

ImageLinks::ImageLinks(State& state)
    : state_{state}, citizens_(state.citizens_.end()), slots_(state.slots_.end()) {}

base::Result<void> ImageLinks::restore() {
  if (auto made = make_codes(); !made) return made;
  trace_days();
  if (auto followed = follow_appointments(); !followed) return followed;
  if (codes_missing_ != 0) return base::Fault{"a code given out has no appointment"};
  if (auto followed = follow_waitlist(); !followed) return followed;
  if (auto followed = follow_aliases(); !followed) return followed;
  if (auto followed = follow_watches(); !followed) return followed;
  if (auto compared = compare_citizens(); !compared) return compared;
  if (auto compared = compare_slots(); !compared) return compared;
  return follow_memories();
}

/// Room for every code that was given out; there are no more of them than appointments.
base::Result<void> ImageLinks::make_codes() {
  const auto& days = state_.code_days_;
  for (const Place place : days.places()) codes_missing_ += days[place].codes;
  if (codes_missing_ > state_.appointments_.live()) {
    return base::Fault{"there are more codes than appointments"};
  }
  state_.by_code_.resize(days.end());
  for (const Place place : days.places()) {
    auto& codes = state_.by_code_[place];
    codes.assign(days[place].codes, nowhere);
    state_.code_bytes_ += codes.capacity() * sizeof(Place);
  }
  return {};
}

void ImageLinks::trace_days() {
  for (const Place place : state_.slots()) {
    const SlotKey key = state_.slots_[place].key;
    slots_[place].code_day = state_.code_days_.find(HallDayKey{key.hall(), key.date()});
    state_.note_slot(place);
  }
  for (const Place place : state_.waitlist()) state_.note_waitlist(place);
}

base::Result<void> ImageLinks::follow_appointments() {
  const auto& appointments = state_.appointments_;
  for (const Place place : appointments.places()) {
    if (place + prefetch_ahead < appointments.end()) {
      const Place citizen = appointments[place + prefetch_ahead].citizens[0];
      if (citizen < citizens_.size()) __builtin_prefetch(&citizens_[citizen], 1);
    }
    if (const auto followed = follow(place, appointments[place]); !followed) {
      return named<Appointment>(place, followed.error());
    }
  }
  return {};
}

RecordCheck ImageLinks::follow(Place place, const Appointment& record) {
  const Place slot_place = state_.find(record.slot);
  if (slot_place == nowhere) return RecordFault{"is in a slot that is not there"};
  SlotTrace& slot = slots_[slot_place];
  if (record.next_in_slot != slot.newest) {
    return RecordFault{"does not lead to the one before it in its slot"};
  }
  slot.newest = place;
  if (const auto checked = follow_span(record); !checked) return checked;
  if (const auto checked = follow_citizens(place, record); !checked) return checked;
  if (const auto checked = follow_code(place, record, slot); !checked) return checked;
  if (const auto checked = check_change(place, record); !checked) return checked;
  if (is_unsettled(record)) state_.unsettled_.insert(state_.unsettled_.end(), place);
  return check_offer(place, record);
}

RecordCheck ImageLinks::follow_span(const Appointment& record) {
  if (record.capacity_held == 0) return {};
  const SlotSpan span = span_of(record);
  for (int i = 0; i < span.slots; ++i) {
    const Place slot = state_.find(span.key(i));
    if (slot == nowhere) return RecordFault{"takes of a slot that is not there"};
    slots_[slot].taken_minutes += span.share(i);
  }
  return {};
}

RecordCheck ImageLinks::follow_citizens(Place place, const Appointment& record) {
  const bool active = is_active(record.status);
  const bool is_instead = is_place_offer(record);  // of one that is active already
  const bool open_hold =
      record.status == AppointmentStatus::held && record.offer_of == nowhere && !is_instead;
  for (std::uint8_t i = 0; i < config::party_max; ++i) {
    if (i >= record.size) {
      if (record.older[i] != nowhere) return RecordFault{"has members behind its last"};
      continue;
    }
    if (!state_.citizens_.contains(record.citizens[i])) {
      return RecordFault{"is for a citizen who is not there"};
    }
    CitizenTrace& citizen = citizens_[record.citizens[i]];
    const bool companion = record.services[i].is_companion();
    const bool makes_active = active && !companion && !is_instead;
    const std::uint32_t service = makes_active ? record.services[i].active_bit() : 0;
    if ((citizen.active_services & service) != 0) {
      return RecordFault{"is a second one for a service"};
    }
    citizen.active_services |= service;

    const bool again = citizen.newest == place;  // the same person for a second service
    if (record.older[i] != (again ? nowhere : citizen.newest)) {
      return RecordFault{"does not lead to the citizen's one before it"};
    }
    citizen.newest = place;
    if (open_hold && !companion && !again) ++citizen.open_holds;
  }
  return {};
}

RecordCheck ImageLinks::follow_code(Place place, const Appointment& record, const SlotTrace& slot) {
  if (!has_code(record.status)) return {};
  if (slot.code_day == nowhere) return RecordFault{"has a code of a day that gave none"};
  const SlotKey key = record.slot;
  const KioskCode code = unmarked(KioskCode{record.code});
  const std::uint32_t ordinal = ordinal_of(key.hall(), key.date(), code);
  auto& codes = state_.by_code_[slot.code_day];
  // The code itself may have bits that its ordinal has not.
  if (ordinal >= codes.size() || static_cast<std::uint32_t>(code) >= kiosk_codes_max) {
    return RecordFault{"has a code never given out"};
  }
  if (codes[ordinal] != nowhere) return RecordFault{"has the code of another"};
  codes[ordinal] = place;
  --codes_missing_;
  return {};
}

/// Checks that an appointment and the one that replaced it name each other.
RecordCheck ImageLinks::check_change(Place place, const Appointment& record) const {
  const auto& appointments = state_.appointments_;
  if (record.later != nowhere) {
    if (!appointments.contains(record.later) || appointments[record.later].earlier != place) {
      return RecordFault{"was replaced by one that does not name it"};
    }
    const bool is_offered = is_place_offer(appointments[record.later]);
    if (is_offered != has_place_offer(record)) {
      return RecordFault{"was replaced by one that is not booked"};
    }
  }
  if (record.earlier == nowhere) return {};
  if (record.earlier >= place || !appointments.contains(record.earlier) ||
      appointments[record.earlier].later != place) {
    return RecordFault{"replaces one that does not name it"};
  }
  return require(same_members(record, appointments[record.earlier]),
                 "replaces one of another party");
}

RecordCheck ImageLinks::check_offer(Place place, const Appointment& record) const {
  if (record.offer_of == nowhere) return {};
  if (!state_.waitlist_.contains(record.offer_of)) return RecordFault{"is an offer to nobody"};
  const bool mutual = state_.waitlist_[record.offer_of].offer == place;
  return require(mutual, "is an offer that its entry does not name");
}

base::Result<void> ImageLinks::follow_waitlist() {
  const auto& waitlist = state_.waitlist_;
  boost::unordered_flat_set<AppointmentId, Bits128Hash> promised;  // names of offers to come
  for (const Place place : waitlist.places()) {
    const WaitlistEntry& record = waitlist[place];
    if (const auto followed = follow(place, record); !followed) {
      return named<WaitlistEntry>(place, followed.error());
    }
    if (record.status != WaitlistStatus::waiting) continue;
    const bool taken = state_.find(record.offer_id) != nowhere;
    if (taken || !promised.insert(record.offer_id).second) {
      return named<WaitlistEntry>(place, {"would make a second offer"});
    }
  }
  return {};
}

RecordCheck ImageLinks::follow(Place place, const WaitlistEntry& record) {
  const Place slot_place = state_.find(record.slot);
  if (slot_place == nowhere) return RecordFault{"is in a slot that is not there"};
  for (std::uint8_t i = 0; i < record.size; ++i) {
    if (!state_.citizens_.contains(record.citizens[i])) {
      return RecordFault{"is for a citizen who is not there"};
    }
  }
  if (const auto checked = check_offer(place, record); !checked) return checked;

  const bool waits =
      record.status == WaitlistStatus::waiting || record.status == WaitlistStatus::offered;
  for_each_citizen(record, [&](Place citizen) { ++citizens_[citizen].entries; });
  if (waits) for_each_applicant(record, [&](Place citizen) { ++citizens_[citizen].waiting; });
  if (record.status != WaitlistStatus::waiting) {
    const bool is_dated = record.next != nowhere;
    return require(!is_dated || has_ended_alone(record), "has left the line and leads on");
  }
  // Whoever waits longer stands in front: the line leads from one place to a larger one.
  SlotTrace& slot = slots_[slot_place];
  if (slot.last_waiting == nowhere) {
    slot.first_waiting = place;
  } else if (state_.waitlist_[slot.last_waiting].next != place) {
    return RecordFault{"is not next after the one before it in line"};
  }
  slot.last_waiting = place;
  ++slot.waiting;
  return {};
}

RecordCheck ImageLinks::check_offer(Place place, const WaitlistEntry& record) const {
  if (record.offer == nowhere) return {};
  if (!state_.appointments_.contains(record.offer)) {
    return RecordFault{"has an offer that is not there"};
  }
  const Appointment& offer = state_.appointments_[record.offer];
  if (offer.id != record.offer_id || offer.offer_of != place) {
    return RecordFault{"has an offer that is another's"};
  }
  if (offer.slot != record.slot || !same_members(offer, record)) {
    return RecordFault{"has an offer of another slot or party"};
  }
  return require(agree(record.status, offer.status), "and its offer have contradictory statuses");
}

/// A key that was joined is one step from its person, and nothing is known under it any more.
base::Result<void> ImageLinks::follow_aliases() const {
  const auto& aliases = state_.aliases_;
  for (const Place place : aliases.places()) {
    const Alias& alias = aliases[place];
    if (aliases.find(alias.person) != nowhere) return named<Alias>(place, {"leads to another"});
    if (state_.find(alias.key) != nowhere) {
      return named<Alias>(place, {"is of a citizen who is there"});
    }
  }
  return {};
}

/// Watches are asked in the order in which they were set.
base::Result<void> ImageLinks::follow_watches() {
  const auto& watches = state_.watches_;
  std::vector<Place> in_order;
  boost::unordered_flat_set<std::uint64_t> numbers;
  for (const Place place : watches.places()) {
    const Watch& watch = watches[place];
    const Place booking = state_.find(watch.booking);
    if (booking == nowhere || state_.appointments_[booking].status != AppointmentStatus::booked) {
      return named<Watch>(place, {"is of an appointment that is not booked"});
    }
    if (watch.number > state_.sequence() || !numbers.insert(watch.number).second) {
      return named<Watch>(place, {"was set by no event, or by that of another"});
    }
    const AppointmentId next_offer = alternative_id(watch.offer_id, watch.offers);
    if (watch.offers < watch_offers_max && state_.find(next_offer) != nowhere) {
      return named<Watch>(place, {"would make a second offer"});
    }
    in_order.push_back(place);
  }
  std::ranges::sort(in_order, {}, [&](Place place) { return watches[place].number; });
  for (const Place place : in_order) state_.note_watch(place);
  return {};
}

base::Result<void> ImageLinks::compare_citizens() const {
  for (const Place place : state_.citizens()) {
    const auto compared = compare(state_.citizens_[place], citizens_[place]);
    if (!compared) return named<Citizen>(place, compared.error());
  }
  return {};
}

RecordCheck ImageLinks::compare(const Citizen& record, const CitizenTrace& trace) {
  if (record.entries != trace.entries) {
    return RecordFault{"is named by a wrong number of waitlist entries"};
  }
  if (record.waiting != trace.waiting) return RecordFault{"waits in a wrong number of places"};
  if (record.open_holds != trace.open_holds) return RecordFault{"has a wrong number of holds"};
  if (record.active_services != trace.active_services) {
    return RecordFault{"has the wrong active services"};
  }
  return require(record.newest == trace.newest, "does not lead to the newest appointment");
}

base::Result<void> ImageLinks::compare_slots() const {
  for (const Place place : state_.slots()) {
    const auto compared = compare(state_.slots_[place], slots_[place]);
    if (!compared) return named<Slot>(place, compared.error());
  }
  return {};
}

RecordCheck ImageLinks::compare(const Slot& record, const SlotTrace& trace) const {
  const bool ends =
      trace.last_waiting == nowhere || state_.waitlist_[trace.last_waiting].next == nowhere;
  if (!ends) return RecordFault{"has a line that does not end"};
  if (record.waiting != trace.waiting) return RecordFault{"has a line of the wrong length"};
  if (record.last_waiting != trace.last_waiting) return RecordFault{"has the wrong last in line"};
  if (record.first_waiting != trace.first_waiting) {
    return RecordFault{"has the wrong first in line"};
  }
  if (record.taken_minutes != trace.taken_minutes) {
    return RecordFault{"has the wrong minutes taken"};
  }
  return require(record.newest == trace.newest, "does not lead to its newest appointment");
}

base::Result<void> ImageLinks::follow_memories() {
  const auto& memories = state_.memories_;
  state_.memory_numbers_.reserve(memories.size());
  std::int64_t before_ms = 0;
  for (std::uint64_t number = memories.first(); number < memories.end(); ++number) {
    const Memory& record = memories[number];
    const bool is_new = state_.memory_numbers_.emplace(record.key, number).second;
    if (!is_new) return named<Memory>(number, {"has the id of another"});
    if (record.at_ms < before_ms) return named<Memory>(number, {"is older than the one before"});
    before_ms = record.at_ms;
    state_.count_memory(record);
    if (const auto checked = check(record); !checked) {
      return named<Memory>(number, checked.error());
    }
  }
  return {};
}

/// A reply that is kept is about something that is there.
RecordCheck ImageLinks::check(const Memory& record) const {
  switch (record.kind) {
    case ReceiptKind::appointment: {
      const Place place = state_.find(AppointmentId{record.subject.words});
      if (place == nowhere) return RecordFault{"is about an appointment that is not there"};
      const bool moved = AppointmentStatus{record.status} == AppointmentStatus::rescheduled;
      return require(!moved || state_.appointments_[place].later != nowhere,
                     "is about a change that was not made");
    }
    case ReceiptKind::waitlist:
      return require(state_.find(WaitlistId{record.subject.words}) != nowhere,
                     "is about a waitlist entry that is not there");
    case ReceiptKind::ticket:
      return require(state_.floor_.find(TicketId{record.subject.words}) != nowhere,
                     "is about a ticket that is not there");
    default:
      return {};
  }
}

}  // namespace offpeak::scheduler
