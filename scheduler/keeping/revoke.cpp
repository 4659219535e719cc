// Makes revocations true, and forgets them.
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

void State::apply(const Revoked& fact) {
  const Place place = revocations_.find_or_add({.key = fact.key});
  auto record = revocations_.edit(place);
  record->number = sequence_;
  record->at_ms = milliseconds_of(last_at_);
  record->issued_until_ms = milliseconds_of(fact.issued_until);
  record->ends_at_ms = milliseconds_of(fact.ends_at);
  record->kind = fact.kind;
  record->reason = fact.reason;
}

void State::apply(const RevocationEnded& fact) {
  const Place place = revocations_.find(fact.key);
  OFFPEAK_ASSERT(place != nowhere);
  revocations_.drop(place);
}

}  // namespace offpeak::scheduler
