#include "scheduler/guidance/suggestion_ledger.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace offpeak::scheduler {
namespace {

/// Of a minute: enough for the last slot of a list.
constexpr std::int64_t parts_per_minute = 1 << 16;

}  // namespace

SuggestionLedger::SuggestionLedger(std::uint32_t entries_max, std::int64_t lifetime_seconds)
    : lifetime_seconds_{lifetime_seconds}, entries_max_{entries_max} {
  OFFPEAK_ASSERT(entries_max >= 1);
  OFFPEAK_ASSERT(entries_max <= ledger_entries_max);
  OFFPEAK_ASSERT(lifetime_seconds > 0);
}

void SuggestionLedger::note(const SuggestionId& id, std::span<const SlotBits> slots, SlotBits habit,
                            std::uint32_t party_minutes, std::int64_t now_seconds) {
  expire(now_seconds);
  if (const auto found = entries_by_id_.find(id); found != entries_by_id_.end()) {
    drop(found->second);
  }
  const Number number = take_number();
  Entry& entry = entries_[number];
  entry = {.id = id,
           .habit = habit,
           .end_seconds = now_seconds_ + lifetime_seconds_,
           .party_minutes = std::min(party_minutes, ledger_party_minutes_max),
           .slots_count = static_cast<std::uint32_t>(std::min(slots.size(), suggestions_max)),
           .older = newest_};
  std::copy_n(slots.begin(), entry.slots_count, entry.slots.begin());
  (newest_ == none ? oldest_ : entries_[newest_].newer) = number;
  newest_ = number;
  entries_by_id_.emplace(id, number);
  count(entry, 1);
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

void SuggestionLedger::expire(std::int64_t now_seconds) {
  now_seconds_ = std::max(now_seconds_, now_seconds);
  // All live equally long, so the oldest runs out first.
  while (oldest_ != none && entries_[oldest_].end_seconds <= now_seconds_) drop(oldest_);
}

double SuggestionLedger::expected_minutes(SlotBits slot, double compliance) const {
  const auto found = parts_by_slot_.find(slot);
  if (found == parts_by_slot_.end()) return 0;
  return static_cast<double>(found->second) / parts_per_minute * compliance;
}

SuggestionLedger::Number SuggestionLedger::take_number() {
  if (entries_by_id_.size() == entries_max_) drop(oldest_);
  if (free_.empty()) {
    entries_.emplace_back();
    return static_cast<Number>(entries_.size() - 1);
  }
  const Number number = free_.back();
  free_.pop_back();
  return number;
}

void SuggestionLedger::drop(Number number) {
  const Entry& entry = entries_[number];
  count(entry, -1);
  unlink(entry);
  entries_by_id_.erase(entry.id);
  entries_[number] = {};
  free_.push_back(number);
}

void SuggestionLedger::unlink(const Entry& entry) {
  (entry.older == none ? oldest_ : entries_[entry.older].newer) = entry.newer;
  (entry.newer == none ? newest_ : entries_[entry.newer].older) = entry.older;
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
