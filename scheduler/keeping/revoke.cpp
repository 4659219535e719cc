// Makes revocations true, and forgets them.
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

void State::apply(const Revoked& fact) {
  const Place place = revocations_.find_or_add({.key = fact.key});
  auto record = revocations_.edit(place);
  record->number = sequence_;
  record->at_ms = last_at_.time_since_epoch().count();
  record->issued_until_ms = fact.issued_until.time_since_epoch().count();
  record->ends_at_ms = fact.ends_at.time_since_epoch().count();
  record->kind = fact.kind;
  record->reason = fact.reason;
}

void State::apply(const RevocationEnded& fact) {
  const Place place = revocations_.find(fact.key);
  OFFPEAK_ASSERT(place != nowhere);
  revocations_.drop(place);
}

}  // namespace offpeak::scheduler
