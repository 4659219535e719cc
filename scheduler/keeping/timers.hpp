// What has to happen at some moment. The driver keeps it beside the state, from which it is
// derived; it is never journaled. A due timer becomes a command; `decide` checks again whether it
// still applies.
#pragma once

#include <array>
#include <optional>
#include <queue>
#include <set>
#include <tuple>
#include <variant>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// A reminder whose time has passed by less than this is still given at once: for a booking made
/// just after it, and after a crash while many were due.
inline constexpr config::minutes reminder_grace{10};

/// So often those who wait for a slot are looked at again: who could not take what was free may do
/// so by now, and the configuration may give a slot more than it did.
inline constexpr config::minutes offers_every{10};

class Timers {
 public:
  explicit Timers(const config::City& city) : city_{city} {}

  /// Sets what follows from an event. Call after the state has applied it.
  void observe(const State& state, const Event& event);

  /// Sets everything anew from the state, after a replay. What was missed is due at once.
  void rebuild(const State& state);

  /// When the next timer is due, if any is set.
  std::optional<Instant> next() const;

  /// Takes one timer that is due at `now`, earliest first. Ties are broken by kind, then by name,
  /// so that the order is the same after a rebuild.
  std::optional<Command> pop_due(Instant now);

  /// All timers. Of what is due at one moment, the earlier kind comes first.
  using Body = std::variant<ExpireHold, ForgetHold, ForgetEntry, ReturnCapacity, OfferReleased,
                            OfferPlaces, OfferSwaps, CloseWatch, CloseWaitlist, SweepNoShows,
                            EndDay, CompleteVisits, AssessLevel, Remind, DropDay, DropTotals,
                            ForgetRevocation, OfferDisplaced, ForgetClosure, ForgetNotice>;

 private:
  struct Timer {
    Instant due;
    Body body;

    std::tuple<Instant, std::size_t, std::array<std::uint64_t, 2>> rank() const;
    bool operator>(const Timer& other) const { return rank() > other.rank(); }
  };
  void set(Instant due, const Body& body) { queue_.push({due, body}); }
  void watch_visits(SlotKey slot);
  void watch_waitlist(SlotKey slot, Instant now);
  void offer_again(SlotKey slot, Instant due, Instant now);
  void watch_places(const Watch& watch, Instant now);
  void watch_swaps(HallCode hall, LaneCode lane, Level level, Instant now);
  void look_again(LaneDayKey day, Instant due, Instant now);
  void swap_again(const OfferSwaps& look, Instant due, Instant now);
  void look_at_displaced(Instant due);
  void watch_closure(const State& state, ClosureId id);
  void watch_notice(const State& state, NoticeId id);
  void watch_reminders(const State& state, const Appointment& booking, Instant now);
  void watch_all_reminders(const State& state, Instant now);
  void watch_hall(HallCode hall, Date date, Instant now);
  void assess_again(HallCode hall, Instant now);
  void watch_kept(HallCode hall, Date date);
  void watch_totals(Date date);
  void rebuild_slot(const State& state, const Slot& slot);
  void rebuild_halls(const State& state);
  void rebuild_kept(const State& state);

  const config::City& city_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> queue_;
  boost::unordered_flat_set<SlotKey, KeyHash> watched_;  // slots whose visits have timers
  /// Slots whose waitlists have timers, and when the next look at them is due.
  boost::unordered_flat_map<SlotKey, Instant, KeyHash> waited_for_;
  /// The same of days of which places are watched for.
  boost::unordered_flat_map<LaneDayKey, Instant, KeyHash> watched_for_;
  /// Lanes that are red, and when the next look at them is due.
  boost::unordered_flat_map<HallKey<LaneCode>, Instant, KeyHash> red_lanes_;
  std::optional<Instant> displaced_look_;  // when who was displaced is looked at next
  bool has_displaced_ = false;             // whether anybody of them is to be offered a place
  boost::unordered_flat_set<HallDayKey, KeyHash> busy_halls_;  // days of halls that have timers
  boost::unordered_flat_set<HallDayKey, KeyHash>
      kept_days_;               // days of halls that will be forgotten
  std::set<Date> kept_totals_;  // days whose totals will be
};

}  // namespace offpeak::scheduler
