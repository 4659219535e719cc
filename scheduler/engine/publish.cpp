#include "scheduler/engine/publish.hpp"

#include <optional>

#include "scheduler/messages/slot_span.hpp"

namespace offpeak::engine {
namespace {

namespace s = scheduler;

/// A closure tells how many it displaced.
bool is_of_closures(const s::Fact& fact) {
  const auto* displaced = std::get_if<s::Displaced>(&fact);
  return std::holds_alternative<s::ClosureMade>(fact) ||
         std::holds_alternative<s::ClosureEnded>(fact) ||
         (displaced != nullptr && !displaced->by.is_zero());
}

bool is_of_notices(const s::Fact& fact) {
  return std::holds_alternative<s::NoticePosted>(fact) ||
         std::holds_alternative<s::NoticeEnded>(fact);
}

/// The slots whose taken minutes the fact changed; nothing when there are none.
std::optional<s::SlotSpan> slots_changed_by(const s::State& state, const s::Fact& fact) {
  const auto span_of_id = [&](s::AppointmentId id) {
    return s::span_of(state.appointment(state.find(id)));
  };
  if (const auto* held = std::get_if<s::Held>(&fact)) return s::span_of(held->claim);
  if (const auto* booked = std::get_if<s::Booked>(&fact)) return s::span_of(booked->claim);
  if (const auto* moved = std::get_if<s::Rescheduled>(&fact)) return s::span_of(moved->claim);
  if (const auto* offer = std::get_if<s::OfferMade>(&fact)) return s::span_of(offer->claim);
  if (const auto* offer = std::get_if<s::PlaceOffered>(&fact)) return s::span_of(offer->claim);
  if (const auto* ended = std::get_if<s::HoldEnded>(&fact)) return span_of_id(ended->id);
  if (const auto* returned = std::get_if<s::CapacityReturned>(&fact)) {
    return span_of_id(returned->id);
  }
  if (const auto* displaced = std::get_if<s::Displaced>(&fact)) return span_of_id(displaced->id);
  return std::nullopt;
}

void publish_slot(Availability& availability, const s::State& state, s::SlotKey key) {
  const int configured = availability.configured_reserve_percent(key.hall());
  availability.publish(key, state.taken_minutes(key), state.reserve_percent(key, configured));
}

}  // namespace

void publish_change(Published& published, const s::State& state, const s::Fact& fact) {
  if (const auto changed = slots_changed_by(state, fact)) {
    s::for_each_share(*changed, [&](s::SlotKey key, std::uint32_t) {
      publish_slot(published.availability, state, key);
    });
  }
  if (const auto* reserve = std::get_if<s::ReserveSet>(&fact)) {
    publish_slot(published.availability, state, reserve->slot);
  }
  if (const auto* carried = std::get_if<s::CarriedOver>(&fact)) {
    publish_slot(published.availability, state, carried->slot);
  }
  if (is_of_closures(fact)) published.closures_changed = published.news_changed = true;
  if (is_of_notices(fact)) published.news_changed = true;
  published.arrivals.publish(state, fact);
  if (const auto* noted = std::get_if<s::MeaningNoted>(&fact);
      noted != nullptr && noted->of == s::MeaningOf::configuration) {
    published.configuration.store(noted->digest, std::memory_order_release);
  }
  if (const auto* revoked = std::get_if<s::Revoked>(&fact)) {
    published.revocations.publish(state, revoked->key);
  } else if (const auto* ended = std::get_if<s::RevocationEnded>(&fact)) {
    published.revocations.publish(state, ended->key);
  }
}

void publish_news(Published& published, const s::State& state) {
  if (!published.news_changed) return;
  published.bulletin.publish(state);
  // After the news: what is made from the slots again is made with them.
  if (published.closures_changed) published.availability.touch();
  published.news_changed = published.closures_changed = false;
}

void publish_all(Published& published, const s::State& state, config::Date today) {
  published.bulletin.publish(state);
  for (const s::Place place : state.slots()) {
    const auto key = state.slot(place).key;
    if (key.date() >= today) publish_slot(published.availability, state, key);
  }
  published.arrivals.publish_all(state);
  published.revocations.publish_all(state);
  published.configuration.store(state.meaning(s::MeaningOf::configuration, 0),
                                std::memory_order_release);
}

}  // namespace offpeak::engine
