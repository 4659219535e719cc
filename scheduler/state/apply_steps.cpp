// What several facts do to the state, and the records that they find or make.
#include "scheduler/messages/slot_span.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

// ---- records ------------------------------------------------------------------------------------

Place State::existing(AppointmentId id) const {
  const Place place = find(id);
  OFFPEAK_ASSERT(place != nowhere);
  return place;
}

Place State::existing(WaitlistId id) const {
  const Place place = find(id);
  OFFPEAK_ASSERT(place != nowhere);
  return place;
}

Place State::citizen_at(CitizenKey key) { return citizens_.find_or_add({.key = key}); }

Place State::slot_at(SlotKey key) {
  const Place known = find(key);
  if (known != nowhere) return known;
  const Place place = slots_.add({.key = key});
  note_slot(place);
  return place;
}

std::array<Place, config::party_max> State::places_of(const Members& members) {
  OFFPEAK_ASSERT(members.size >= 1 && members.size <= config::party_max);
  std::array<Place, config::party_max> places{nowhere, nowhere, nowhere, nowhere};
  for (std::uint8_t i = 0; i < members.size; ++i) places[i] = citizen_at(members.citizens[i]);
  return places;
}

// ---- steps that several facts share -------------------------------------------------------------

/// Takes the claim's minutes and lists the appointment in its first slot. Asserts I1
/// (docs/architecture.md).
void State::take(const Claim& claim, Place appointment) {
  for_each_share(span_of(claim), [&](SlotKey key, std::uint32_t minutes) {
    auto slot = slots_.edit(slot_at(key));
    OFFPEAK_ASSERT(slot->taken_minutes + slot->carried_minutes + minutes <= claim.capacity_minutes);
    slot->taken_minutes += minutes;
  });
  auto slot = slots_.edit(find(claim.slot));
  auto record = appointments_.edit(appointment);
  record->next_in_slot = slot->newest;
  slot->newest = appointment;
}

void State::give_back(Place appointment) {
  auto record = appointments_.edit(appointment);
  OFFPEAK_ASSERT(record->capacity_held == 1);
  record->capacity_held = 0;
  record->until_ms = 0;
  for_each_share(span_of(*record), [&](SlotKey key, std::uint32_t minutes) {
    auto slot = slots_.edit(find(key));
    OFFPEAK_ASSERT(slot->taken_minutes >= minutes);
    slot->taken_minutes -= minutes;
  });
}

/// Makes the appointment the newest of each of its citizens and marks the services of those who
/// come by their own will active: those of the booking already are where this is offered instead of
/// it. Asserts I3 (docs/architecture.md).
void State::link_citizens(Place appointment) {
  auto record = appointments_.edit(appointment);
  const bool is_instead = is_place_offer(*record);
  for (std::uint8_t i = 0; i < record->size; ++i) {
    auto citizen = citizens_.edit(record->citizens[i]);
    const MemberService service = record->services[i];
    if (!service.is_companion() && !is_instead) {
      OFFPEAK_ASSERT((citizen->active_services & service.active_bit()) == 0);
      citizen->active_services |= service.active_bit();
    }
    if (citizen->newest == appointment) continue;  // the same person for a second service
    record->older[i] = citizen->newest;
    citizen->newest = appointment;
  }
}

void State::start_services(const Appointment& record) {
  for (std::uint8_t i = 0; i < record.size; ++i) {
    const MemberService service = record.services[i];
    if (service.is_companion()) continue;
    auto citizen = citizens_.edit(record.citizens[i]);
    OFFPEAK_ASSERT((citizen->active_services & service.active_bit()) == 0);
    citizen->active_services |= service.active_bit();
  }
}

void State::end_services(const Appointment& record) {
  for (std::uint8_t i = 0; i < record.size; ++i) {
    const MemberService service = record.services[i];
    if (service.is_companion()) continue;
    citizens_.edit(record.citizens[i])->active_services &= ~service.active_bit();
  }
}

void State::give_code(Place appointment, KioskCode code) {
  auto record = appointments_.edit(appointment);
  const SlotKey slot = record->slot;
  record->code = static_cast<std::uint32_t>(code);
  OFFPEAK_ASSERT(unmarked(code) == unmarked(next_code(slot.hall(), slot.date())));

  const Place day = code_days_.find_or_add({.key = HallDayKey{slot.hall(), slot.date()}});
  ++code_days_.edit(day)->codes;
  if (day >= by_code_.size()) by_code_.resize(day + 1);
  auto& codes = by_code_[day];
  code_bytes_ -= codes.capacity() * sizeof(Place);
  codes.push_back(appointment);
  code_bytes_ += codes.capacity() * sizeof(Place);
}

}  // namespace offpeak::scheduler
