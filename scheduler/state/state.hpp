// Everything that Offpeak knows. Only `apply` changes it; everything else reads.
//
// One thread owns a State (the writer, the shadow, a simulation). Same events in the same order
// give the same state, bit for bit, and so the same hash.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "scheduler/messages/event.hpp"
#include "scheduler/state/closure_records.hpp"
#include "scheduler/state/floor.hpp"
#include "scheduler/state/kiosk_codes.hpp"
#include "scheduler/state/records.hpp"
#include "scheduler/state/revocation_records.hpp"
#include "scheduler/state/totals.hpp"
#include "scheduler/state/trail.hpp"
#include "scheduler/state/trail_records.hpp"
#include "scheduler/state/watch_records.hpp"
#include "scheduler/table/table.hpp"

namespace offpeak::scheduler {

struct Counts {
  std::uint64_t appointments = 0;  // holds included, whatever their status
  std::uint64_t citizens = 0;
  std::uint64_t slots = 0;
  std::uint64_t waitlist_entries = 0;
  std::uint64_t memories = 0;
  std::uint64_t tickets = 0;
};

/// The records of a hall's day, for forgetting it. Derived from the records.
struct DayRecords {
  std::vector<Place> slots;
  std::vector<Place> waitlist;  // entries, whatever their status
};

/// What a state is made for. The defaults are a server's.
struct StateOptions {
  /// False for days that are played and thrown away; then `hash` must not be called.
  bool is_hashed = true;
  /// A power of two. One shard is best for a few thousand records, because it is quick to clear.
  std::size_t index_shards = index_shards_many;
};

class State {
 public:
  explicit State(const StateOptions& options = {});
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Room for this many appointments and citizens, so that no booking pays for growing an index.
  void reserve(std::size_t records);

  /// Becomes like a new state, but keeps its memory.
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
  /// Bytes in tables and in what is derived from them; trails left out.
  std::size_t bytes() const;

  /// Starts to load what deciding this command will look at first. Changes nothing.
  void prefetch(const CommandBody& body) const;

  Place find(AppointmentId id) const { return appointments_.find(id); }
  Place find(CitizenKey key) const { return citizens_.find(key); }
  Place find(WaitlistId id) const { return waitlist_.find(id); }
  Place find(SlotKey key) const { return slots_.find(key); }
  const Memory* find(IdempotencyKey key) const;
  /// The key under which a person is known who came with this one: the same, unless it was joined.
  CitizenKey person_of(CitizenKey key) const;
  /// How many other keys were joined to the person's.
  std::uint32_t documents_of(CitizenKey person) const;
  /// The appointment with this kiosk code, or `nowhere`.
  Place find(HallCode hall, Date date, KioskCode code) const;

  bool has_appointment(Place place) const { return appointments_.contains(place); }
  const Appointment& appointment(Place place) const { return appointments_[place]; }
  const Citizen& citizen(Place place) const { return citizens_[place]; }
  const Slot& slot(Place place) const { return slots_[place]; }
  const WaitlistEntry& waitlist_entry(Place place) const { return waitlist_[place]; }

  /// The watch of a booking, or `nowhere`.
  Place find_watch(AppointmentId booking) const { return watches_.find(booking); }
  const Watch& watch(Place place) const { return watches_[place]; }
  const Table<Watch>& watches() const { return watches_; }
  /// Those who watch for places of that day, who watches longest first.
  std::span<const Place> watchers(LaneDayKey day) const;

  /// Tickets, lanes and counters.
  const Floor& floor() const { return floor_; }
  /// Daily totals.
  const Totals& totals() const { return totals_; }
  /// Who did what, oldest first.
  const Trail<AuditTrail>& audit() const { return audit_; }
  /// What other systems are to be told, while somebody takes it.
  const Trail<AnnouncementTrail>& announcements() const { return announcements_; }
  const Trail<DeadLetterTrail>& dead_letters() const { return dead_letters_; }
  const Table<Revocation>& revocations() const { return revocations_; }
  const Table<Closure>& closures() const { return closures_; }
  const Table<Notice>& notices() const { return notices_; }
  /// Of a closure or a notice; null: it has none.
  const Wording* wording(WordingId id) const {
    const KeptWording* kept = wordings_.get(id);
    return kept == nullptr ? nullptr : &kept->words;
  }
  const Table<KeptOutage>& outages() const { return outages_; }
  /// 0: nothing is noted.
  std::uint64_t meaning(MeaningOf of, std::uint32_t code) const;
  const Table<Meaning>& meanings() const { return meanings_; }
  /// Bookings that were displaced and are still to be offered another place.
  const std::set<Place>& unsettled() const { return unsettled_; }
  Outbox outbox() const { return outbox_; }
  bool outbox_is_on() const { return outbox_ != Outbox::off; }
  /// All records: a tuple of tables and trails.
  auto tables() const;

  /// The records there are, in the order in which they were made (appointments, waitlist entries)
  /// or in any order (slots, citizens). None of them has forgotten records.
  auto appointments() const { return appointments_.places(); }
  auto waitlist() const { return waitlist_.places(); }
  auto slots() const { return slots_.places(); }
  auto citizens() const { return citizens_.places(); }
  std::uint32_t appointment_count() const { return appointments_.live(); }
  std::uint32_t slot_count() const { return slots_.live(); }
  std::uint32_t citizen_count() const { return citizens_.live(); }
  std::uint32_t waitlist_count() const { return waitlist_.live(); }
  std::uint32_t alias_count() const { return aliases_.live(); }

  /// Days of halls with slots.
  const boost::unordered_flat_map<HallDayKey, DayRecords, KeyHash>& days() const { return days_; }

  /// Counter-minutes taken in a slot, 0 for one never touched.
  std::uint32_t taken_minutes(SlotKey key) const;
  /// The share of the slot that a forecast has set aside for walk-ins, in percent; nothing: none
  /// has since `configured_percent` is the hall's.
  std::optional<int> reserve_percent(SlotKey key, int configured_percent) const;
  /// Null: nobody of the hall has answered a suggestion.
  const KeptCompliance* compliance(HallCode hall) const {
    return compliance_.get(HallKey<LaneCode>{hall, {}});
  }
  /// The code, with its mark, that the next appointment of this hall and day gets.
  KioskCode next_code(HallCode hall, Date date) const;
  /// Whether there is no room for what one command may add: booking is refused before a bound is
  /// broken.
  bool is_full() const;
  /// Replies kept in all and for one owner at `now`, those left out that may be forgotten.
  std::size_t memory_count(Instant now) const;
  std::uint32_t memory_count(std::uint32_t owner, Instant now) const;

 private:
  // An image is these records as they lie in memory (image.hpp).
  friend class ImageLoader;
  friend class ImageLinks;

  /// A record that is in none of these is in no hash, copy or image: checked where `hash` is made.
  /// The numbers of the first records enter the hash in the order of this list.
  template <class Self>
  static auto tables_of(Self& self) {
    return std::tuple_cat(
        std::tie(self.appointments_, self.citizens_, self.slots_, self.waitlist_, self.code_days_,
                 self.memories_),
        Floor::tables_of(self.floor_), Totals::tables_of(self.totals_),
        std::tie(self.announcements_, self.dead_letters_, self.audit_, self.revocations_,
                 self.aliases_, self.compliance_, self.watches_, self.closures_, self.notices_,
                 self.wordings_, self.outages_, self.meanings_));
  }

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
  void apply(const CallUndone& fact);
  void apply(const Transferred& fact);
  void apply(const TicketLeft& fact);
  void apply(const CounterOpened& fact);
  void apply(const CounterPaused& fact);
  void apply(const CounterClosed& fact);
  void apply(const CounterLeftOpen& fact);
  void apply(const LevelAssessed& fact);
  void apply(const LaneLevelAssessed& fact);
  void apply(const DayDropped& fact);
  void apply(const TotalsDropped& fact);
  void apply(const Acted& fact);
  void apply(const ReminderDue& fact);
  void apply(const OutboxSwitched& fact);
  void apply(const AnnouncementSettled& fact);
  void apply(const CompanionConfirmed& fact);
  void apply(const HoldForgotten& fact);
  void apply(const AnnouncedAgain& fact);
  void apply(const Revoked& fact);
  void apply(const RevocationEnded& fact);
  void apply(const EntryForgotten& fact);
  void apply(const KeysJoined& fact);
  void apply(const KeySeparated& fact);
  void apply(const CalledAgain& fact);
  void apply(const ReserveSet& fact);
  void apply(const ComplianceNoted& fact);
  void apply(const ForecastNoted& fact);
  void apply(const WatchSet& fact);
  void apply(const WatchEnded& fact);
  void apply(const PlaceOffered& fact);
  void apply(const PlaceTaken& fact);
  void apply(const WordingNoted& fact);
  void apply(const ClosureMade& fact);
  void apply(const ClosureEnded& fact);
  void apply(const Displaced& fact);
  void apply(const Excused& fact);
  void apply(const SuspensionLifted& fact);
  void apply(const NoticePosted& fact);
  void apply(const NoticeEnded& fact);
  void apply(const OutageNoted& fact);
  void apply(const MeaningNoted& fact);
  void apply(const CarriedOver& fact);
  void apply(const CitizenRenamed& fact);
  void apply(const CitizenForgotten& fact);

  Place citizen_at(CitizenKey key);
  Place slot_at(SlotKey key);
  Place existing(AppointmentId id) const;
  Place existing(WaitlistId id) const;

  std::array<Place, config::party_max> places_of(const Members& members);
  Appointment record_for(AppointmentId id, const Claim& claim, const Members& members);
  void take(const Claim& claim, Place appointment);
  void give_back(Place appointment);
  void link_citizens(Place appointment);
  void give_code(Place appointment, KioskCode code);
  void start_services(const Appointment& record);
  void end_services(const Appointment& record);
  /// Notes what other systems are told about the fact (announce.cpp).
  void announce(const Event& event);
  void put_in_line(const Announcement& announcement);
  void end_visit(TicketId ticket, AppointmentStatus status);
  void close_offer(const Appointment& record, WaitlistStatus status);
  void leave_line(Place entry);
  void end_waiting(Place entry, WaitlistStatus status);
  void retire(Place appointment, Instant capacity_returns_at, AppointmentStatus status,
              MemberSet marked);
  void count_memory(const Memory& record);
  void forget_old_memories();
  std::uint64_t hash_with(std::uint64_t records_hash) const;
  void note_slot(Place slot);
  void note_waitlist(Place entry);

  // What is old enough to be forgotten (forget.cpp).
  void unlink_from_slot(Place appointment);
  void forget_slot(Place slot, std::vector<Place>& citizens);
  void forget_appointment(Place appointment, std::vector<Place>& citizens);
  void forget_waitlist_entry(Place entry, std::vector<Place>& citizens);
  void forget_codes(HallDayKey day);
  void forget_citizen_if_idle(Place citizen, Date ledger_since);
  void sweep_citizens(Date date, Date ledger_since);

  // Two keys become one person (persons.cpp).
  void join_appointments(Place into, Place from);
  std::uint32_t join_waitlist(Place into, Place from);
  void join_records(Place into, Place from, std::uint32_t shared_entries);
  void forget_old_aliases(Date date);
  Place rename(CitizenKey from, CitizenKey to);

  // Places offered instead of others (watches.cpp).
  void end_place_offer(Place offer);
  void leave_displaced(Place booking);
  void note_settled(Place booking);
  void note_watch(Place watch);
  void drop_watch(Place watch);

  HashSum records_hash_;
  Table<Appointment> appointments_;
  Table<Citizen> citizens_;
  Table<Slot> slots_;
  Table<WaitlistEntry> waitlist_;
  Table<CodeDay> code_days_;
  Table<Alias> aliases_;
  Table<KeptCompliance> compliance_;
  Trail<MemoryTrail> memories_{records_hash_};
  Floor floor_;
  Totals totals_;
  Trail<AnnouncementTrail> announcements_{records_hash_};
  Trail<DeadLetterTrail> dead_letters_{records_hash_};
  Trail<AuditTrail> audit_{records_hash_};
  Table<Revocation> revocations_;
  Table<Watch> watches_;
  Table<Closure> closures_;
  Table<Notice> notices_;
  Table<KeptWording> wordings_;
  Table<KeptOutage> outages_;
  Table<Meaning> meanings_;

  std::uint64_t sequence_ = 0;
  Instant last_at_{};
  Outbox outbox_{};

  // Derived.
  std::vector<std::vector<Place>> by_code_;  // per code day: appointment of the n-th code
  std::size_t code_bytes_ = 0;
  boost::unordered_flat_map<HallDayKey, DayRecords, KeyHash> days_;
  boost::unordered_flat_map<LaneDayKey, std::vector<Place>, KeyHash> watched_days_;
  std::set<Place> unsettled_;
  boost::unordered_flat_map<IdempotencyKey, std::uint64_t, Bits128Hash> memory_numbers_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> memories_by_owner_;
};

inline auto State::tables() const { return tables_of(*this); }

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

/// Whether nobody else comes: one person may come for several services.
template <class Booking>
bool comes_alone(const Booking& booking) {
  return std::all_of(booking.citizens.begin(), booking.citizens.begin() + booking.size,
                     [&](Place citizen) { return citizen == booking.citizens[0]; });
}

/// Where `citizen` stands among the citizens of a booking (first occurrence), or its size.
template <class Booking>
std::uint8_t member_of(const Booking& booking, Place citizen) {
  std::uint8_t i = 0;
  while (i < booking.size && booking.citizens[i] != citizen) ++i;
  return i;
}

/// Calls `visit(Place)` for each different citizen of a booking who is no companion. What a booking
/// does to the records of citizens it does to theirs alone.
template <class Booking, class Visit>
void for_each_applicant(const Booking& booking, const Visit& visit) {
  for_each_citizen(booking, [&](Place citizen) {
    if (!booking.services[member_of(booking, citizen)].is_companion()) visit(citizen);
  });
}

}  // namespace offpeak::scheduler
