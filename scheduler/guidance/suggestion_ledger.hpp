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
#include "scheduler/messages/ids.hpp"

namespace offpeak::scheduler {

/// Of one list that was shown: unguessable, and nobody's name.
using SuggestionId = base::Bits128<struct SuggestionTag>;
/// A slot, as 64 bits (`SlotKey::packed`).
using SlotBits = std::uint64_t;
/// To whom lists are shown, as request limits count them: an address or a network.
using SuggestionSubject = std::uint64_t;

inline constexpr std::uint32_t ledger_entries_max = 1U << 24;
inline constexpr std::uint32_t ledger_party_minutes_max = 10'000;

struct LedgerBounds {
  std::uint32_t entries_max = 1;  // lists, 1 at least
  /// Of these, lists of one subject, 1 at least: nobody pushes out what others were shown.
  std::uint32_t share_max = 1;
  std::int64_t lifetime_seconds = 1;  // of a list: above 0
};

/// A list that is shown.
struct SuggestionNote {
  SuggestionId id;
  SuggestionSubject subject = 0;
  std::span<const SlotBits> slots;  // first to last; the first `suggestions_max` count
  SlotBits habit = 0;               // where the person would have gone
  std::uint32_t party_minutes = 0;
};

/// A slot that the person has for some minutes, until the appointment of that id is confirmed.
struct SuggestionHold {
  AppointmentId id;
  SlotBits slot = 0;
  std::int64_t end_seconds = 0;
};

enum class Settled {
  unknown,   // never noted, out of time, or pushed out: nothing is learned
  followed,  // a slot of the list that is not the habit
  ignored,   // the habit, or a slot that was not listed
};

/// What a hold that was confirmed has answered.
struct SettledHold {
  Settled settled = Settled::unknown;
  SuggestionId list{};
};

/// Bounded: when the ledger or a subject's share of it is full, the oldest list there makes room
/// for a new one. Each call takes constant time, but for what has run out, which is looked at once
/// each. One thread at a time. Times are seconds of any clock; one that goes back stands still
/// here.
class SuggestionLedger {
 public:
  explicit SuggestionLedger(const LedgerBounds& bounds);

  /// A list of the same id replaces the one before, and is new; what is held for it stays so.
  void note(const SuggestionNote& list, std::int64_t now_seconds);

  /// The person has booked: the list is dropped, so that one list teaches once.
  Settled settle(const SuggestionId& id, SlotBits booked, std::int64_t now_seconds);

  /// The person holds a slot, which answers nothing yet: until the hold ends the list is expected
  /// to fill nothing, and then it is as if it was just shown. A newer hold replaces an older one.
  void hold(const SuggestionId& id, const SuggestionHold& hold, std::int64_t now_seconds);
  /// The hold has become an appointment: that settles its list.
  SettledHold confirm(const AppointmentId& hold, std::int64_t now_seconds);
  /// The hold was given up.
  void release(const AppointmentId& hold, std::int64_t now_seconds);

  /// Drops what has run out; nothing is learned from it.
  void expire(std::int64_t now_seconds);

  /// Counter-minutes that those who follow are expected to book in the slot, as of the last call
  /// with a time. `compliance`: which part of all follows. Of these, half as many take the second
  /// slot of a list as the first, and so on: what is shown first is taken more. The habit counts
  /// for nothing, for it is no change.
  double expected_minutes(SlotBits slot, double compliance) const;

  std::size_t size() const { return entries_by_id_.size(); }

 private:
  using Number = std::uint32_t;
  static constexpr Number none = 0xFFFFFFFF;

  /// Entries in the order in which they came. Each is in one by age, and in its subject's.
  struct Chain {
    Number oldest = none;
    Number newest = none;
    std::uint32_t size = 0;
  };
  struct Links {
    Number older = none;
    Number newer = none;
  };
  struct Entry {
    SuggestionId id;
    SuggestionSubject subject = 0;
    std::array<SlotBits, suggestions_max> slots{};
    SlotBits habit = 0;
    std::int64_t end_seconds = 0;
    std::uint32_t party_minutes = 0;
    std::uint32_t slots_count = 0;
    bool is_held = false;
    SuggestionHold hold{};  // the last one; of id zero: none
    Links by_age{};
    Links of_subject{};
  };

  Number take_number(SuggestionSubject subject);
  void show(Number number);
  void keep_for(Number number, const SuggestionHold& hold);
  void put_back(Number number);
  void drop(Number number);
  void forget_hold(Number number);
  void count(const Entry& entry, int sign);
  void push(Chain& chain, Links Entry::*links, Number number);
  void unlink(Chain& chain, Links Entry::*links, Number number);

  LedgerBounds bounds_;
  std::int64_t now_seconds_ = INT64_MIN;
  std::vector<Entry> entries_;
  std::vector<Number> free_;
  Chain shown_;  // by their end
  Chain held_;   // by the beginning of the hold
  boost::unordered_flat_map<SuggestionId, Number, base::Bits128Hash> entries_by_id_;
  boost::unordered_flat_map<AppointmentId, Number, base::Bits128Hash> entries_by_hold_;
  boost::unordered_flat_map<SuggestionSubject, Chain> subjects_;
  /// Parts of minutes, whole numbers, so that what goes is exactly what came.
  boost::unordered_flat_map<SlotBits, std::int64_t> parts_by_slot_;
};

}  // namespace offpeak::scheduler
