#include "scheduler/guidance/suggestion_ledger.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace offpeak::scheduler {
namespace {

/// Of a minute: enough for the last slot of a list.
constexpr std::int64_t parts_per_minute = 1 << 16;

}  // namespace

SuggestionLedger::SuggestionLedger(const LedgerBounds& bounds) : bounds_{bounds} {
  OFFPEAK_ASSERT(bounds.entries_max >= 1);
  OFFPEAK_ASSERT(bounds.entries_max <= ledger_entries_max);
  OFFPEAK_ASSERT(bounds.share_max >= 1);
  OFFPEAK_ASSERT(bounds.lifetime_seconds > 0);
}

void SuggestionLedger::note(const SuggestionNote& list, std::int64_t now_seconds) {
  expire(now_seconds);
  SuggestionHold held;
  if (const auto found = entries_by_id_.find(list.id); found != entries_by_id_.end()) {
    held = entries_[found->second].hold;
    drop(found->second);
  }
  const Number number = take_number(list.subject);
  Entry& entry = entries_[number];
  entry = {.id = list.id,
           .subject = list.subject,
           .habit = list.habit,
           .party_minutes = std::min(list.party_minutes, ledger_party_minutes_max),
           .slots_count = static_cast<std::uint32_t>(std::min(list.slots.size(), suggestions_max))};
  std::copy_n(list.slots.begin(), entry.slots_count, entry.slots.begin());
  push(subjects_[list.subject], &Entry::of_subject, number);
  entries_by_id_.emplace(list.id, number);
  show(number);
  if (!held.id.is_zero()) keep_for(number, held);
}

Settled SuggestionLedger::settle(const SuggestionId& id, SlotBits booked,
                                 std::int64_t now_seconds) {
  expire(now_seconds);
  const auto found = entries_by_id_.find(id);
  if (found == entries_by_id_.end()) return Settled::unknown;
  const Entry& entry = entries_[found->second];
  const auto* const end = entry.slots.begin() + entry.slots_count;
  const bool is_listed = std::find(entry.slots.begin(), end, booked) != end;
  const bool follows = is_listed && booked != entry.habit;
  drop(found->second);
  return follows ? Settled::followed : Settled::ignored;
}

// ---- holds --------------------------------------------------------------------------------------

void SuggestionLedger::hold(const SuggestionId& id, const SuggestionHold& hold,
                            std::int64_t now_seconds) {
  expire(now_seconds);
  const auto found = entries_by_id_.find(id);
  if (found != entries_by_id_.end()) keep_for(found->second, hold);
}

SettledHold SuggestionLedger::confirm(const AppointmentId& hold, std::int64_t now_seconds) {
  const auto found = entries_by_hold_.find(hold);
  if (found == entries_by_hold_.end()) return {};
  const Entry& entry = entries_[found->second];
  const SuggestionId list = entry.id;
  return {.settled = settle(list, entry.hold.slot, now_seconds), .list = list};
}

void SuggestionLedger::release(const AppointmentId& hold, std::int64_t now_seconds) {
  expire(now_seconds);
  const auto found = entries_by_hold_.find(hold);
  if (found == entries_by_hold_.end()) return;
  const Number number = found->second;
  if (entries_[number].is_held) put_back(number);
  forget_hold(number);
}

/// From now on it is as if it was just shown.
void SuggestionLedger::show(Number number) {
  Entry& entry = entries_[number];
  entry.end_seconds = now_seconds_ + bounds_.lifetime_seconds;
  push(shown_, &Entry::by_age, number);
  count(entry, 1);
}

/// A hold that has ended already changes nothing.
void SuggestionLedger::keep_for(Number number, const SuggestionHold& hold) {
  if (hold.end_seconds <= now_seconds_) return;
  Entry& entry = entries_[number];
  forget_hold(number);
  entry.hold = hold;
  entries_by_hold_.insert_or_assign(hold.id, number);
  if (!entry.is_held) count(entry, -1);
  unlink(entry.is_held ? held_ : shown_, &Entry::by_age, number);
  entry.is_held = true;
  push(held_, &Entry::by_age, number);
}

void SuggestionLedger::put_back(Number number) {
  unlink(held_, &Entry::by_age, number);
  entries_[number].is_held = false;
  show(number);
}

void SuggestionLedger::forget_hold(Number number) {
  SuggestionHold& hold = entries_[number].hold;
  const auto found = entries_by_hold_.find(hold.id);
  // Another list may be held by the same id since.
  if (found != entries_by_hold_.end() && found->second == number) entries_by_hold_.erase(found);
  hold = {};
}

// ---- what is kept -------------------------------------------------------------------------------

/// A hold that has ended is remembered as long as its list: word of its confirmation may come
/// later.
void SuggestionLedger::expire(std::int64_t now_seconds) {
  now_seconds_ = std::max(now_seconds_, now_seconds);
  while (held_.oldest != none && entries_[held_.oldest].hold.end_seconds <= now_seconds_) {
    put_back(held_.oldest);
  }
  while (shown_.oldest != none && entries_[shown_.oldest].end_seconds <= now_seconds_) {
    drop(shown_.oldest);
  }
}

double SuggestionLedger::expected_minutes(SlotBits slot, double compliance) const {
  const auto found = parts_by_slot_.find(slot);
  if (found == parts_by_slot_.end()) return 0;
  return static_cast<double>(found->second) / parts_per_minute * compliance;
}

SuggestionLedger::Number SuggestionLedger::take_number(SuggestionSubject subject) {
  const auto own = subjects_.find(subject);
  if (own != subjects_.end() && own->second.size == bounds_.share_max) {
    drop(own->second.oldest);
  } else if (entries_by_id_.size() == bounds_.entries_max) {
    drop(shown_.oldest != none ? shown_.oldest : held_.oldest);
  }
  if (free_.empty()) {
    entries_.emplace_back();
    return static_cast<Number>(entries_.size() - 1);
  }
  const Number number = free_.back();
  free_.pop_back();
  return number;
}

void SuggestionLedger::drop(Number number) {
  Entry& entry = entries_[number];
  forget_hold(number);
  if (!entry.is_held) count(entry, -1);
  unlink(entry.is_held ? held_ : shown_, &Entry::by_age, number);
  const auto own = subjects_.find(entry.subject);
  unlink(own->second, &Entry::of_subject, number);
  if (own->second.size == 0) subjects_.erase(own);
  entries_by_id_.erase(entry.id);
  entry = {};
  free_.push_back(number);
}

void SuggestionLedger::push(Chain& chain, Links Entry::*links, Number number) {
  entries_[number].*links = {.older = chain.newest};
  (chain.newest == none ? chain.oldest : (entries_[chain.newest].*links).newer) = number;
  chain.newest = number;
  ++chain.size;
}

void SuggestionLedger::unlink(Chain& chain, Links Entry::*links, Number number) {
  const Links own = entries_[number].*links;
  (own.older == none ? chain.oldest : (entries_[own.older].*links).newer) = own.newer;
  (own.newer == none ? chain.newest : (entries_[own.newer].*links).older) = own.older;
  --chain.size;
}

/// Adds the party to the slots of its list, or takes it off: 2^(n-1) parts to the first of n, down
/// to 1 to the last.
void SuggestionLedger::count(const Entry& entry, int sign) {
  std::array<SlotBits, suggestions_max> counted{};
  std::size_t size = 0;
  for (std::size_t i = 0; i < entry.slots_count; ++i) {
    if (entry.slots[i] != entry.habit) counted[size++] = entry.slots[i];
  }
  const std::int64_t weights = (std::int64_t{1} << size) - 1;
  for (std::size_t i = 0; i < size; ++i) {
    const std::int64_t weight = std::int64_t{1} << (size - 1 - i);
    const std::int64_t parts = entry.party_minutes * parts_per_minute * weight / weights;
    const auto slot = parts_by_slot_.try_emplace(counted[i], 0).first;
    slot->second += sign * parts;
    if (slot->second == 0) parts_by_slot_.erase(slot);
  }
}

}  // namespace offpeak::scheduler
