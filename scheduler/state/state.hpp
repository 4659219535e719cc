// Everything Offpeak knows. `apply` is the only way to change it; the rest reads.
//
// One thread owns a State (the writer, the shadow, a simulation). Same events in the same order
// give the same state, bit for bit, and so the same hash.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/floor.hpp"
#include "scheduler/state/kiosk_codes.hpp"
#include "scheduler/state/records.hpp"
#include "scheduler/state/totals.hpp"
#include "scheduler/state/trail.hpp"
#include "scheduler/state/trail_records.hpp"
#include "scheduler/table/index.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// How long a reply is kept for its idempotency key (I6).
inline constexpr std::chrono::hours idempotency_kept{24};
/// Bound on replies kept.
inline constexpr std::size_t memories_max = std::size_t{1} << 22;

struct Counts {
  std::uint64_t appointments = 0;  // holds included, whatever their status
  std::uint64_t citizens = 0;
  std::uint64_t slots = 0;
  std::uint64_t waitlist_entries = 0;
  std::uint64_t memories = 0;
  std::uint64_t tickets = 0;
};

struct ImageHead;
struct StateImage;

/// What a day of a hall has: for forgetting it. Derived from the records.
struct DayRecords {
  std::vector<Place> slots;
  std::vector<Place> waitlist;  // entries, whatever their status
};

/// What a state is made for. The defaults are a server's.
struct StateOptions {
  /// Without, `hash` may not be asked: for days that are played and thrown away.
  bool is_hashed = true;
  /// A power of two. One is best for some thousands of records: a cleared state is then as quick
  /// as a new one is slow.
  std::size_t index_shards = index_shards_many;
};

class State {
 public:
  explicit State(const StateOptions& options = {});
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Room for this many appointments and citizens, so that no booking pays for growing an index.
  void reserve(std::size_t records);

  /// Becomes as a new one, and keeps its memory.
  void clear();

  /// Becomes a copy of `other`, whatever it was before: as fast as memory is copied.
  void copy_from(const State& other);

  /// Makes the fact true. A fact that cannot follow from the state stops the process.
  void apply(const Event& event);

  /// Events applied so far.
  std::uint64_t sequence() const { return sequence_; }
  /// Time of the last event; time never runs backwards in a journal.
  Instant last_at() const { return last_at_; }
  /// Hash over all records, kept up with each event: costs nothing to ask.
  std::uint64_t hash() const;
  /// The same, computed from nothing but the records. Takes time; for checks.
  std::uint64_t compute_hash() const;
  Counts counts() const;
  /// Bytes in records and indexes, replies for idempotency keys left out.
  std::size_t bytes() const;

  /// Starts to load what deciding this command will look at first. Changes nothing.
  void prefetch(const CommandBody& body) const;

  Place find(AppointmentId id) const { return appointment_index_.find(id); }
  Place find(CitizenKey key) const { return citizen_index_.find(key); }
  Place find(WaitlistId id) const { return waitlist_index_.find(id); }
  Place find(SlotKey key) const { return slot_index_.find(key.packed()); }
  const Memory* find(IdempotencyKey key) const;
  /// The appointment with this kiosk code, or `nowhere`.
  Place find(HallCode hall, Date date, KioskCode code) const;

  bool has_appointment(Place place) const { return appointments_.contains(place); }
  const Appointment& appointment(Place place) const { return appointments_[place]; }
  const Citizen& citizen(Place place) const { return citizens_[place]; }
  const Slot& slot(Place place) const { return slots_[place]; }
  const WaitlistEntry& waitlist_entry(Place place) const { return waitlist_[place]; }

  /// Tickets, lanes and counters.
  const Floor& floor() const { return floor_; }
  /// Daily totals.
  const Totals& totals() const { return totals_; }
  /// Who did what, oldest first.
  const Trail<AuditEntry>& audit() const { return audit_; }
  /// What other systems are to be told, while somebody takes it.
  const Trail<Announcement>& announcements() const { return announcements_; }
  const Trail<Announcement>& dead_letters() const { return dead_letters_; }
  bool outbox_is_on() const { return outbox_on_; }

  /// Those that are there, in the order in which they were made (appointments, waitlist entries) or
  /// in any order (slots, citizens). What was forgotten is in none of them.
  auto appointments() const { return appointments_.places(); }
  auto waitlist() const { return waitlist_.places(); }
  auto slots() const { return slots_.places(); }
  auto citizens() const { return citizens_.places(); }
  std::uint32_t appointment_count() const { return appointments_.live(); }
  std::uint32_t slot_count() const { return slots_.live(); }
  std::uint32_t citizen_count() const { return citizens_.live(); }
  std::uint32_t waitlist_count() const { return waitlist_.live(); }

  /// Days of halls with slots, by the name of the day: SlotKey of (hall, lane 0, date, 0).
  const boost::unordered_flat_map<std::uint64_t, DayRecords>& days() const { return days_; }

  /// Counter-minutes taken in a slot, 0 for one never touched.
  std::uint32_t taken_minutes(SlotKey key) const;
  /// The code the next appointment of this hall and day gets.
  KioskCode next_code(HallCode hall, Date date) const;
  /// No room for what one command may add: booking is refused before a bound is broken.
  bool is_full() const;
  /// No room for another idempotency key at `now`.
  bool has_full_memory(Instant now) const;

 private:
  struct AppointmentKeyOf {
    AppointmentId operator()(const Appointment& record) const { return record.id; }
  };
  struct CitizenKeyOf {
    CitizenKey operator()(const Citizen& record) const { return record.key; }
  };
  struct WaitlistKeyOf {
    WaitlistId operator()(const WaitlistEntry& record) const { return record.id; }
  };
  struct SlotKeyOf {
    std::uint64_t operator()(const Slot& record) const { return record.key; }
  };
  struct HallDayKeyOf {
    std::uint64_t operator()(const HallDay& record) const { return record.key; }
  };

  // An image is these records as they lie in memory (image.hpp).
  friend ImageHead image_head(const State& state);
  friend struct StateImage;
  friend class ImageLoader;
  friend class ImageLinks;

  // Each makes one kind of fact true (apply.cpp).
  void apply(const Held& fact);
  void apply(const HoldEnded& fact);
  void apply(const Booked& fact);
  void apply(const Confirmed& fact);
  void apply(const Cancelled& fact);
  void apply(const Rescheduled& fact);
  void apply(const CapacityReturned& fact);
  void apply(const WaitlistJoined& fact);
  void apply(const WaitlistEnded& fact);
  void apply(const OfferMade& fact);
  void apply(const CheckedIn& fact);
  void apply(const NoShowed& fact);
  void apply(const Completed& fact);
  void apply(const Remembered& fact);
  void apply(const TicketIssued& fact);
  void apply(const Called& fact);
  void apply(const Recalled& fact);
  void apply(const Served& fact);
  void apply(const Finished& fact);
  void apply(const Missed& fact);
  void apply(const Parked& fact);
  void apply(const Transferred& fact);
  void apply(const TicketLeft& fact);
  void apply(const CounterOpened& fact);
  void apply(const CounterPaused& fact);
  void apply(const CounterClosed& fact);
  void apply(const LevelAssessed& fact);
  void apply(const DayDropped& fact);
  void apply(const TotalsDropped& fact);
  void apply(const Acted& fact);
  void apply(const ReminderDue& fact);
  void apply(const OutboxSwitched& fact);
  void apply(const AnnouncementSettled& fact);

  Edit<Appointment> edit_appointment(Place place);
  Edit<Citizen> edit_citizen(Place place);
  Edit<Slot> edit_slot(Place place);
  Edit<WaitlistEntry> edit_waitlist(Place place);

  Place add_appointment(const Appointment& record);
  Place citizen_at(CitizenKey key);
  Place slot_at(SlotKey key);
  Place existing(AppointmentId id) const;
  Place existing(WaitlistId id) const;

  std::array<Place, config::party_max> places_of(const Members& members);
  void take(const Claim& claim, Place appointment);
  void give_back(Place appointment);
  void link_citizens(Place appointment);
  void give_code(Place appointment, KioskCode code);
  void end_services(const Appointment& record);
  /// Puts down what other systems want to know of the fact (announce.cpp).
  void announce(const Event& event);
  void end_visit(TicketId ticket, AppointmentStatus status);
  void close_offer(const Appointment& record, WaitlistStatus status);
  void leave_line(Place entry);
  void end_waiting(Place entry, WaitlistStatus status);
  void retire(Place appointment, Instant capacity_returns_at, AppointmentStatus status);
  void forget_old_memories();
  std::uint64_t hash_with(std::uint64_t records_hash) const;
  void note_slot(Place slot);
  void note_waitlist(Place entry);

  // What is old enough to be forgotten (forget.cpp).
  void forget_slot(Place slot, std::vector<Place>& citizens);
  void forget_appointment(Place appointment, std::vector<Place>& citizens);
  void forget_waitlist_entry(Place entry, std::vector<Place>& citizens);
  void forget_codes(std::uint64_t day);
  void forget_citizen_if_idle(Place citizen, Date ledger_since);
  void sweep_citizens(Date date, Date ledger_since);

  Slab<Appointment> appointments_;
  Slab<Citizen> citizens_;
  Slab<Slot> slots_;
  Slab<WaitlistEntry> waitlist_;
  Slab<HallDay> hall_days_;
  Index<Appointment, AppointmentId, AppointmentKeyOf, Bits128Hash> appointment_index_;
  Index<Citizen, CitizenKey, CitizenKeyOf, Bits128Hash> citizen_index_;
  Index<WaitlistEntry, WaitlistId, WaitlistKeyOf, Bits128Hash> waitlist_index_;
  Index<Slot, std::uint64_t, SlotKeyOf, PackedHash> slot_index_;
  Index<HallDay, std::uint64_t, HallDayKeyOf, PackedHash> hall_day_index_;
  std::vector<std::vector<Place>> by_code_;  // per hall-day: appointment of the n-th code; derived
  std::size_t code_bytes_ = 0;
  boost::unordered_flat_map<std::uint64_t, DayRecords> days_;  // derived

  std::deque<Memory> memories_;
  std::uint64_t first_memory_ = 0;  // number of memories_.front(); numbers are never reused
  boost::unordered_flat_map<IdempotencyKey, std::uint64_t, Bits128Hash> memory_index_;

  std::uint64_t sequence_ = 0;
  Instant last_at_{};
  HashSum records_hash_;
  Floor floor_;
  Totals totals_;
  Trail<AuditEntry> audit_{records_hash_, RecordKind::audit};
  Trail<Announcement> announcements_{records_hash_, RecordKind::announcement};
  Trail<Announcement> dead_letters_{records_hash_, RecordKind::dead_letter};
  bool outbox_on_ = false;
};

/// Calls `visit(Place)` for each different citizen of a booking: one person may come for two
/// services.
template <class Booking, class Visit>
void for_each_citizen(const Booking& booking, const Visit& visit) {
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    bool seen = false;
    for (std::uint8_t j = 0; j < i; ++j) seen = seen || booking.citizens[j] == booking.citizens[i];
    if (!seen) visit(booking.citizens[i]);
  }
}

/// Where `citizen` stands among the citizens of a booking (first occurrence), or its size.
template <class Booking>
std::uint8_t member_of(const Booking& booking, Place citizen) {
  std::uint8_t i = 0;
  while (i < booking.size && booking.citizens[i] != citizen) ++i;
  return i;
}

}  // namespace offpeak::scheduler
