#include "scheduler/engine/publish.hpp"

namespace offpeak::engine {
namespace {

namespace s = scheduler;

/// The slot whose taken minutes the fact changed; a zero key when there is none.
s::SlotKey slot_changed_by(const s::State& state, const s::Fact& fact) {
  const auto slot_of = [&](s::AppointmentId id) { return state.appointment(state.find(id)).slot; };
  if (const auto* held = std::get_if<s::Held>(&fact)) return held->claim.slot;
  if (const auto* booked = std::get_if<s::Booked>(&fact)) return booked->claim.slot;
  if (const auto* moved = std::get_if<s::Rescheduled>(&fact)) return moved->claim.slot;
  if (const auto* offer = std::get_if<s::OfferMade>(&fact)) return offer->claim.slot;
  if (const auto* ended = std::get_if<s::HoldEnded>(&fact)) return slot_of(ended->id);
  if (const auto* returned = std::get_if<s::CapacityReturned>(&fact)) return slot_of(returned->id);
  return {};
}

}  // namespace

void publish_change(Published& published, const s::State& state, const s::Fact& fact) {
  const auto slot = slot_changed_by(state, fact);
  if (slot != s::SlotKey{}) published.availability.publish(slot, state.taken_minutes(slot));
  if (const auto* revoked = std::get_if<s::Revoked>(&fact)) {
    published.revocations.publish(state, revoked->key);
  } else if (const auto* ended = std::get_if<s::RevocationEnded>(&fact)) {
    published.revocations.publish(state, ended->key);
  }
}

void publish_all(Published& published, const s::State& state, config::Date today) {
  for (const s::Place place : state.slots()) {
    const auto& slot = state.slot(place);
    const auto key = slot.key;
    if (key.date() >= today) published.availability.publish(key, slot.taken_minutes);
  }
  published.revocations.publish_all(state);
}

}  // namespace offpeak::engine
