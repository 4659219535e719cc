#include "scheduler/engine/revocation_list.hpp"

namespace offpeak::engine {

namespace s = scheduler;

RevocationList::Entry RevocationList::entry_of(const s::Revocation& record) {
  return {record.kind, config::instant_of(record.issued_until_ms)};
}

bool RevocationList::refuses_by(s::RevocationKey name, s::Instant issued_at) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return false;
  const Entry& entry = found->second;
  return entry.kind != s::RevocationKind::issued_so_far || issued_at <= entry.issued_until;
}

bool RevocationList::refuses(const s::TokenNames& token) const {
  const std::lock_guard lock{mutex_};
  return refuses_by(token.id, token.issued_at) || refuses_by(token.subject, token.issued_at) ||
         refuses_by(token.actor, token.issued_at);
}

void RevocationList::publish(const s::State& state, s::RevocationKey key) {
  const s::Revocation* const record = state.revocations().get(key);
  const std::lock_guard lock{mutex_};
  if (record == nullptr) {
    entries_.erase(key);
  } else {
    entries_.insert_or_assign(key, entry_of(*record));
  }
  generation_.fetch_add(1, std::memory_order_release);
}

void RevocationList::publish_all(const s::State& state) {
  const auto& revocations = state.revocations();
  const std::lock_guard lock{mutex_};
  if (entries_.empty() && revocations.live() == 0) return;
  entries_.clear();
  for (const s::Place place : revocations.places()) {
    const s::Revocation& record = revocations[place];
    entries_.insert_or_assign(record.key, entry_of(record));
  }
  generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace offpeak::engine
