// The facts the core decides. They carry everything a replay needs, so a changed configuration
// never changes history. store/event_codec.cpp writes them; enumerators and field orders are frozen
// there.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include "scheduler/messages/announcement.hpp"
#include "scheduler/messages/audit.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/day_forecast.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

/// What a booking takes of its slots, and how much the one with the most had at that time, so that
/// `apply` can assert that it fits (I1 of docs/architecture.md).
struct Claim {
  SlotKey slot{};
  std::uint32_t capacity_minutes = 0;  // released counter-minutes at that time
  std::uint16_t minutes = 0;           // counter-minutes of the whole party
  std::uint8_t slot_minutes = 0;       // length of the slot
  std::uint8_t further_slots = 0;      // of which it takes equal shares too (slot_span.hpp)
};

/// The people of a booking, without anything that names them.
struct Members {
  std::array<CitizenKey, config::party_max> citizens{};
  std::array<ServiceCode, config::party_max> services{};
  std::uint8_t size = 0;
  MemberSet companions = 0;  // those whom another named and who have not confirmed

  constexpr bool is_companion(std::uint8_t member) const { return (companions >> member & 1) != 0; }
};

struct Held {
  AppointmentId id{};
  Claim claim{};
  Members members{};
  Instant expires_at{};
};

enum class HoldEnd : std::uint8_t { released = 0, expired = 1 };
struct HoldEnded {
  AppointmentId id{};
  HoldEnd reason{};
  bool is_dated = false;  // the record keeps when it ended; not so in journals of before
};

struct Booked {
  AppointmentId id{};
  Claim claim{};
  Members members{};
  KioskCode code{};
};

/// A hold became an appointment.
struct Confirmed {
  AppointmentId id{};
  KioskCode code{};
};

struct Cancelled {
  AppointmentId id{};
  bool late = false;
  Instant capacity_returns_at{};
  MemberSet marked = all_members;  // in whose ledger it is noted: who cancelled
};

struct Rescheduled {
  AppointmentId old_id{};
  bool late = false;
  Instant capacity_returns_at{};  // of the old place
  AppointmentId new_id{};
  Claim claim{};  // of the new place
  KioskCode code{};
  MemberSet marked = all_members;  // as of Cancelled
  /// Who moved it, if the others were not asked about the new time: they are companions, who have
  /// to confirm anew. 0: they were asked; so in journals of before.
  MemberSet moved_by = 0;
};

/// Capacity of a cancelled or rescheduled appointment is bookable again.
struct CapacityReturned {
  AppointmentId id{};
};

struct WaitlistJoined {
  WaitlistId id{};
  AppointmentId offer_id{};
  SlotKey slot{};
  std::uint16_t minutes = 0;
  Members members{};
};

enum class WaitlistEnd : std::uint8_t { left = 0, closed = 1, ineligible = 2 };
struct WaitlistEnded {
  WaitlistId id{};
  WaitlistEnd reason{};
  bool is_dated = false;  // as of HoldEnded
};

/// An exclusive hold for the first in line whom the free capacity fits.
struct OfferMade {
  WaitlistId id{};
  Claim claim{};
  Instant expires_at{};
};

struct CheckedIn {
  AppointmentId id{};
  bool tail = false;  // too late for the slot's place: joins the walk-in tail
};

struct NoShowed {
  AppointmentId id{};
  /// Per member: first day on which booking is open again; the epoch when not suspended by this.
  std::array<Date, config::party_max> suspended_until{};
  /// In whose ledger it is noted: not of those who missed another service of the same visit.
  MemberSet marked = all_members;
};

struct Completed {
  AppointmentId id{};
};

/// The reply to an idempotency key, kept for 24 hours.
struct Remembered {
  IdempotencyKey key{};
  RequestDigest request{};
  Receipt receipt{};
  std::uint32_t owner = 0;  // as of Idempotency
};

// ---- in the hall -------------------------------------------------------------------------------

/// A place in today's queue of a lane: the numbers `number` to `number + services.size - 1`, which
/// follow the last ones without a gap.
struct TicketIssued {
  TicketId id{};
  AppointmentId appointment{};  // zero: without one
  HallCode hall{};
  LaneCode lane{};
  Date date{};
  std::uint16_t number = 0;
  Services services{};
  PriorityGround ground{};
  Line line{};
  std::uint64_t rank = 0;        // in its line, smallest first
  std::uint32_t since_ms = 0;    // of the day: the wait counts from here
  std::uint16_t expected_s = 0;  // counter time that all of them will take
  std::uint16_t ahead = 0;       // what the visitor was told: calls before this one
  Wait wait{};                   // and the wait
};
struct Called {
  TicketId id{};
  CounterNumber counter{};
  bool was_parked = false;  // journals of before do not say
};
/// In journals of before; now it is CalledAgain.
struct Recalled {
  TicketId id{};
};
struct Served {
  TicketId id{};
};
struct Finished {
  TicketId id{};
  std::uint8_t documents = 0;
  bool by_end_of_day = false;  // no clerk ended it in time: its counter's end is also its own
  /// Its duration says nothing: nobody ended it in time, or it lasted too long to be believed.
  /// Reports count it apart. In journals of before only `by_end_of_day` says so.
  bool has_assumed_end = false;
  Services done{};
  /// The configured mean of each service: where its estimate starts.
  std::array<std::uint32_t, config::party_max> prior_ms{};
};
struct Missed {
  TicketId id{};
  bool returns = false;    // else it is a no-show
  std::uint64_t rank = 0;  // in the line of those who return
};
struct Parked {
  TicketId id{};
};
struct Transferred {
  TicketId id{};
  LaneCode lane{};
  Line line{};
  std::uint64_t rank = 0;
};
/// Persisted: never renumber.
enum class LeaveReason : std::uint8_t { visitor = 0, staff = 1, end_of_day = 2 };
struct TicketLeft {
  TicketId id{};
  LeaveReason reason{};
};
struct CounterOpened {
  HallCode hall{};
  CounterNumber counter{};
  LaneSet lanes = 0;
};
struct CounterPaused {
  HallCode hall{};
  CounterNumber counter{};
  PauseReason reason{};
};
struct CounterClosed {
  HallCode hall{};
  CounterNumber counter{};
};
/// At the end of its day nobody had closed the counter, or ended the visit at it. It is closed, and
/// reports take both to have ended at `ended_at`; the visitor's ticket ends in a fact of its own.
struct CounterLeftOpen {
  HallCode hall{};
  CounterNumber counter{};
  Instant ended_at{};
};
/// A hall's level, or what it leans to, has changed.
struct LevelAssessed {
  HallCode hall{};
  Level level{};
  LevelReason reason{};
  Level leaning{};  // the level it will have if this goes on; same as `level`: none
};
/// The same of one of its lanes.
struct LaneLevelAssessed {
  HallCode hall{};
  LaneCode lane{};
  Level level{};
  LevelReason reason{};
  Level leaning{};
};

// ---- keeping and forgetting --------------------------------------------------------------------

/// Appointments, waitlists, tickets and codes of a hall's day are forgotten, and citizens of whom
/// nothing else is known after `ledger_since`.
struct DayDropped {
  HallCode hall{};
  Date date{};
  Date ledger_since{};
};
struct TotalsDropped {
  Date before{};
};
/// Somebody acted for others; the facts of that action follow.
struct Acted {
  ActorId actor{};
  Role role{};
  HallCode hall{};
  AuditAction action{};
  CounterNumber counter{};
  Bits128<struct SubjectTag> subject{};
  PauseReason paused_for{};  // of pause_counter
};
/// Reminders of an appointment, a bit each.
using ReminderSet = std::uint8_t;
struct ReminderDue {
  AppointmentId id{};
  std::uint8_t reminder = 0;
  std::uint16_t minutes_before = 0;
  ReminderSet passed_over = 0;  // earlier ones that are overdue too, and will not be announced
};
struct OutboxSwitched {
  Outbox to{};
};
struct AnnouncementSettled {
  std::uint64_t number = 0;
  Settlement how{};  // not delivered: it is among the dead letters
};
/// A dead letter is announced once more, under a new number.
struct AnnouncedAgain {
  std::uint64_t dead_letter = 0;
};
/// A companion is one of the party from now on, with all that follows for citizens who book.
struct CompanionConfirmed {
  AppointmentId id{};
  CitizenKey citizen{};
};
struct HoldForgotten {
  AppointmentId id{};
};
/// Tokens are refused from now on. Takes the place of an earlier revocation of the same name.
struct Revoked {
  RevocationKey key{};
  RevocationKind kind{};
  RevocationReason reason{};
  Instant issued_until{};  // by the clock of tokens; of issued_so_far
  Instant ends_at{};       // the epoch: when it is lifted
};
struct RevocationEnded {
  RevocationKey key{};
  RevocationEnd how{};
};
struct EntryForgotten {
  WaitlistId id{};
};
/// Whoever comes with `document` is `person` from now on; what is known of the former is of the
/// latter.
struct KeysJoined {
  CitizenKey person{};
  CitizenKey document{};
};
struct KeySeparated {
  CitizenKey document{};
};
/// A recall, of which the ticket keeps the time.
struct CalledAgain {
  TicketId id{};
};
/// The people of a booking watch for an earlier place.
struct WatchSet {
  AppointmentId id{};        // of the booking
  AppointmentId offer_id{};  // of the first offer; those of the others follow from it
  WatchedPlaces places{};
  LaneCode lane{};
  Instant ends_at{};
};
struct WatchEnded {
  AppointmentId id{};  // of the booking
  WatchEnd reason{};
};
/// An exclusive hold instead of a booking, which stays.
struct PlaceOffered {
  AppointmentId id{};  // of the booking
  AppointmentId offer_id{};
  PlaceOfferKind kind{};
  Claim claim{};
  Instant expires_at{};
};
/// The offer became the appointment, and the booking is given back; nobody's ledger notes that.
struct PlaceTaken {
  AppointmentId id{};  // of the booking
  Instant capacity_returns_at{};
  KioskCode code{};
  MemberSet moved_by = 0;  // as of Rescheduled
};

/// The share of a slot that is never released to booking, from now on.
struct ReserveSet {
  SlotKey slot{};
  std::uint8_t percent = 0;
  /// The configured share, of which it is this slot's part; nothing in journals of before.
  std::optional<std::uint8_t> configured_percent{};
};
/// Called by mistake: the ticket is parked again or, if it was not, waits to be called next.
struct CallUndone {
  TicketId id{};
  bool is_parked = false;
  std::uint64_t rank = 0;  // among those who return; 0 when it is parked
};
/// As of NoteCompliance.
struct ComplianceNoted {
  HallCode hall{};
  std::uint32_t followed = 0;
  std::uint32_t ignored = 0;
};
/// As of NoteForecast.
struct ForecastNoted {
  HallCode hall{};
  LaneCode lane{};
  Date date{};
  DayForecast forecast{};
};

// ---- what befalls the city ---------------------------------------------------------------------

/// The next part of a text: the whole of it is there when the fact it belongs to comes.
struct WordingNoted {
  WordingId id{};  // of the closure or the notice
  Language language{};
  std::uint8_t bytes = 0;
  std::array<char, wording_part_bytes_max> text{};
};
struct ClosureMade {
  ClosureId id{};
  ClosedTimes closed{};
  ClosureReason reason{};
};
struct ClosureEnded {
  ClosureId id{};
  ClosureEnd how{};
};
/// A booking is over because its place is gone. Its minutes are free again, and no ledger notes it.
struct Displaced {
  AppointmentId id{};
  ClosureId by{};  // zero: another configuration
};
/// A visit did not take place, and that counts against nobody.
struct Excused {
  AppointmentId id{};
  ExcuseReason reason{};
  /// Whose ledger no longer notes it as a no-show, and until when each of them is suspended now.
  MemberSet unmarked = 0;
  std::array<Date, config::party_max> suspended_until{};
};
struct SuspensionLifted {
  CitizenKey citizen{};
};
struct NoticePosted {
  NoticeId id{};
  HallCode hall{};  // 0: all
  Instant from{};
  Instant to{};
  Audience audience{};
};
struct NoticeEnded {
  NoticeId id{};
  NoticeEnd how{};
};
/// Until now there was no server.
struct OutageNoted {
  Instant from{};
};
/// As of NoteMeaning.
struct MeaningNoted {
  MeaningOf of{};
  std::uint32_t code = 0;
  std::uint64_t digest = 0;
};
/// As of CarryOver.
struct CarriedOver {
  SlotKey slot{};
  std::uint16_t minutes = 0;
};
/// Whoever was known under the one key is known under the other, and nothing under the first.
struct CitizenRenamed {
  CitizenKey from{};
  CitizenKey to{};
};
/// The same, and the ledger is empty: nobody can tell any more who it was.
struct CitizenForgotten {
  CitizenKey citizen{};
  CitizenKey as{};
};

using Fact = std::variant<
    Held, HoldEnded, Booked, Confirmed, Cancelled, Rescheduled, CapacityReturned, WaitlistJoined,
    WaitlistEnded, OfferMade, CheckedIn, NoShowed, Completed, Remembered, TicketIssued, Called,
    Recalled, Served, Finished, Missed, Parked, Transferred, TicketLeft, CounterOpened,
    CounterPaused, CounterClosed, LevelAssessed, DayDropped, TotalsDropped, Acted, ReminderDue,
    OutboxSwitched, AnnouncementSettled, CompanionConfirmed, HoldForgotten, AnnouncedAgain, Revoked,
    RevocationEnded, EntryForgotten, KeysJoined, KeySeparated, CalledAgain, CounterLeftOpen,
    LaneLevelAssessed, ReserveSet, ComplianceNoted, WatchSet, WatchEnded, PlaceOffered, PlaceTaken,
    CallUndone, ForecastNoted, WordingNoted, ClosureMade, ClosureEnded, Displaced, Excused,
    SuspensionLifted, NoticePosted, NoticeEnded, OutageNoted, MeaningNoted, CarriedOver,
    CitizenRenamed, CitizenForgotten>;

struct Event {
  Instant at{};
  Fact fact{};
};

static_assert(std::is_trivially_copyable_v<Event>);

/// What one command made true, in order.
using Events = std::vector<Event>;

}  // namespace offpeak::scheduler
