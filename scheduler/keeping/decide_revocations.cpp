#include <algorithm>

#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {
namespace {

Receipt about(RevocationKey key, Instant ends_at) {
  return {.subject = {key.words}, .expires_at = ends_at};
}

}  // namespace

/// A revocation only grows: a block stays one until it is lifted, and a clock of tokens that was
/// set back brings none of them back.
Receipt Decider::operator()(const Revoke& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  const auto& revocations = state_.revocations();
  const Revocation* const known = revocations.get(command.key);
  if (known == nullptr && revocations.live() == revocations_max) {
    return rejected(Rejection::revocations_full);
  }
  if (known != nullptr && known->kind == RevocationKind::blocked) return about(command.key, {});
  Revoked fact{.key = command.key, .kind = command.kind, .reason = command.reason};
  if (command.kind == RevocationKind::issued_so_far) {
    fact.issued_until = command.issued_until;
    if (known != nullptr) {
      fact.issued_until = std::max(fact.issued_until, config::instant_of(known->issued_until_ms));
    }
  }
  if (command.kind != RevocationKind::blocked) fact.ends_at = now_ + command.kept;
  emit(fact);
  return about(command.key, fact.ends_at);
}

Receipt Decider::operator()(const LiftRevocation& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  if (state_.revocations().get(command.key) == nullptr) return rejected(Rejection::not_found);
  emit(RevocationEnded{command.key, RevocationEnd::lifted});
  return about(command.key, {});
}

/// Does nothing when it was lifted, or made anew since the timer was set.
Receipt Decider::operator()(const ForgetRevocation& command) {
  const Revocation* const known = state_.revocations().get(command.key);
  if (known == nullptr || known->kind == RevocationKind::blocked) return {};
  if (now_ < config::instant_of(known->ends_at_ms)) return {};
  emit(RevocationEnded{command.key, RevocationEnd::expired});
  return {};
}

}  // namespace offpeak::scheduler
