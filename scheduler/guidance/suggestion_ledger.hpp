// Suggestions that were shown and not yet answered: what they are expected to fill, and what is
// learned when the person books.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bits.hpp"
#include "scheduler/guidance/suggestion_list.hpp"

namespace offpeak::scheduler {

/// Of one list that was shown: unguessable, and nobody's name.
using SuggestionId = base::Bits128<struct SuggestionTag>;
/// A slot, as 64 bits (`SlotKey::packed`).
using SlotBits = std::uint64_t;

inline constexpr std::uint32_t ledger_entries_max = 1U << 24;
inline constexpr std::uint32_t ledger_party_minutes_max = 10'000;

enum class Settled {
  unknown,   // never noted, out of time, or pushed out: nothing is learned
  followed,  // a slot of the list that is not the habit
  ignored,   // the habit, or a slot that was not listed
};

/// Bounded: when it is full, the oldest list makes room for a new one. Each call takes constant
/// time, but for lists that have run out, which are dropped once each. One thread at a time. Times
/// are seconds of any clock; one that goes back stands still here.
class SuggestionLedger {
 public:
  /// Room for so many lists, 1 at least; each is outstanding for so many seconds.
  SuggestionLedger(std::uint32_t entries_max, std::int64_t lifetime_seconds);

  /// `slots`: what was listed, first to last, of which the first `suggestions_max` count. `habit`:
  /// where the person would have gone. A list of the same id replaces the one before, and is new.
  void note(const SuggestionId& id, std::span<const SlotBits> slots, SlotBits habit,
            std::uint32_t party_minutes, std::int64_t now_seconds);

  /// The person has booked: the list is dropped, so that one list teaches once.
  Settled settle(const SuggestionId& id, SlotBits booked, std::int64_t now_seconds);

  /// Drops what has run out; nothing is learned from it.
  void expire(std::int64_t now_seconds);

  /// Counter-minutes that those who follow are expected to book in the slot, as of the last `note`,
  /// `settle` or `expire`. `compliance`: which part of all follows. Of these, half as many take the
  /// second slot of a list as the first, and so on: what is shown first is taken more. The habit
  /// counts for nothing, for it is no change.
  double expected_minutes(SlotBits slot, double compliance) const;

  std::size_t size() const { return entries_by_id_.size(); }

 private:
  using Number = std::uint32_t;
  static constexpr Number none = 0xFFFFFFFF;

  struct Entry {
    SuggestionId id;
    std::array<SlotBits, suggestions_max> slots{};
    SlotBits habit = 0;
    std::int64_t end_seconds = 0;
    std::uint32_t party_minutes = 0;
    std::uint32_t slots_count = 0;
    Number older = none;
    Number newer = none;
  };

  Number take_number();
  void drop(Number number);
  void count(const Entry& entry, int sign);
  void unlink(const Entry& entry);

  std::int64_t lifetime_seconds_;
  std::int64_t now_seconds_ = INT64_MIN;
  std::uint32_t entries_max_;
  std::vector<Entry> entries_;
  std::vector<Number> free_;
  Number oldest_ = none;
  Number newest_ = none;
  boost::unordered_flat_map<SuggestionId, Number, base::Bits128Hash> entries_by_id_;
  /// Parts of minutes, whole numbers, so that what goes is exactly what came.
  boost::unordered_flat_map<SlotBits, std::int64_t> parts_by_slot_;
};

}  // namespace offpeak::scheduler
