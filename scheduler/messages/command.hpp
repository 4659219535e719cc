// What may be asked of the core. Fixed-size and trivially copyable, so that a command lies in a
// ring slot as it is. Randomness and identity arrive inside; the time is the argument of `decide`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>

#include "scheduler/messages/announcement.hpp"
#include "scheduler/messages/audit.hpp"
#include "scheduler/messages/closure.hpp"
#include "scheduler/messages/day_forecast.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/meaning.hpp"
#include "scheduler/messages/notice.hpp"
#include "scheduler/messages/revocation.hpp"
#include "scheduler/messages/watch.hpp"
#include "scheduler/messages/wording.hpp"
#include "scheduler/messages/words.hpp"

namespace offpeak::scheduler {

enum class Role : std::uint8_t {
  anyone = 0,
  citizen,
  staff,
  kiosk,
  display,
  planner,
  admin,
  hotline,  // books, moves and cancels for anyone who calls
  /// The simulator, which plays a hall in simulated time. No token has this role. It may do what
  /// staff may, is not audited, and is told no waits.
  player,
};
/// The last role that the audit names: a player is in no journal.
inline constexpr Role last_audited_role = Role::hotline;

/// Who asks. `citizen` is set for Role::citizen, `hall` for roles bound to one.
struct Caller {
  Role role = Role::anyone;
  CitizenKey citizen{};
  HallCode hall{};
  ActorId actor{};  // of roles other than citizen
};

struct Applicant {
  CitizenKey citizen{};
  ServiceCode service{};
  bool minor = false;         // under the guardian age on the day of the visit
  bool named_by_key = false;  // by the citizen key alone: no document was shown
};

/// One to four people who come together, all or nothing.
struct Party {
  std::array<Applicant, config::party_max> applicants{};
  std::uint8_t size = 0;

  const Applicant* begin() const { return applicants.data(); }
  const Applicant* end() const { return applicants.data() + size; }
};

// ---- from people -------------------------------------------------------------------------------

/// Take capacity for some minutes while the form is filled in.
struct HoldSlot {
  AppointmentId id{};  // fresh
  SlotKey slot{};
  Party party{};
};
/// Give a hold back.
struct ReleaseHold {
  AppointmentId id{};
};
/// Turn a hold (or an offer) into an appointment. A place offered instead of another one takes its
/// place.
struct ConfirmHold {
  AppointmentId id{};
  RandomBits random{};  // draws the return delay of the other place
};
/// Book at once.
struct BookSlot {
  AppointmentId id{};  // fresh
  SlotKey slot{};
  Party party{};
};
struct Cancel {
  AppointmentId id{};
  RandomBits random{};  // draws the return delay
};
/// Take the new place, then give the old one back, as one fact.
struct Reschedule {
  AppointmentId id{};
  AppointmentId new_id{};  // fresh
  SlotKey slot{};
  RandomBits random{};
};
struct JoinWaitlist {
  WaitlistId id{};           // fresh
  AppointmentId offer_id{};  // fresh: the id an offer will have, should one be made
  SlotKey slot{};
  Party party{};
};
struct LeaveWaitlist {
  WaitlistId id{};
};
/// Be offered places that are earlier than the booked one, which stays until one is taken.
struct WatchPlaces {
  AppointmentId id{};        // of the booking
  AppointmentId offer_id{};  // fresh: the ids of the offers follow from it
  WatchedPlaces places{};    // without a hall: in the booking's own
};
struct EndWatch {
  AppointmentId id{};  // of the booking
};
/// A companion says to come with the party; for somebody else, staff that have seen the document.
struct ConfirmCompanion {
  AppointmentId id{};
  CitizenKey citizen{};
};

// ---- those who have seen the documents ----------------------------------------------------------

/// Both keys are of one person, who is known by the first from now on.
struct JoinKeys {
  CitizenKey person{};
  CitizenKey document{};
};
/// The key is of somebody else again. What was known under it stays with the person.
struct SeparateKey {
  CitizenKey document{};
};

// ---- in the hall: kiosks and clerks ------------------------------------------------------------

/// Why somebody goes first. Persisted: never renumber.
enum class PriorityGround : std::uint8_t {
  none = 0,
  senior = 1,  // 65 and older
  pregnant = 2,
  disabled = 3,
  infant = 4,
  urgent = 5,  // illness, bereavement, expiring visa, school, document lost abroad
};

/// The services of one to four people who come together and are called together.
struct Services {
  std::array<ServiceCode, config::party_max> codes{};
  std::uint8_t size = 0;

  const ServiceCode* begin() const { return codes.data(); }
  const ServiceCode* end() const { return codes.data() + size; }
};

/// Lanes as bits: bit n is LaneCode n.
using LaneSet = std::uint32_t;
constexpr LaneSet lane_bit(LaneCode lane) { return LaneSet{1} << static_cast<unsigned>(lane); }

/// Arrival at the hall, by the code typed at a kiosk.
struct CheckIn {
  HallCode hall{};
  KioskCode code{};                // what the text means through the installation's key
  KioskCode code_as_typed = code;  // what it means on an appointment booked before there was one
  TicketId ticket{};               // fresh
  PriorityGround ground{};
};
/// The same without a code: whose document was read.
struct CheckInCitizen {
  HallCode hall{};
  CitizenKey citizen{};
  TicketId ticket{};  // fresh
  PriorityGround ground{};
};
/// A number for somebody who comes without an appointment; all services of one lane.
struct TakeTicket {
  TicketId ticket{};  // fresh
  HallCode hall{};
  Services services{};
  PriorityGround ground{};
};
/// `lanes` empty: those that the configuration gives the counter. Also ends a pause, and changes
/// the lanes of an open counter.
struct OpenCounter {
  HallCode hall{};
  CounterNumber counter{};
  LaneSet lanes = 0;
};
/// Calls nobody for a while; the visitor who is there is served to the end. Of a counter that is
/// paused: another reason, if one is said.
struct PauseCounter {
  HallCode hall{};
  CounterNumber counter{};
  PauseReason reason{};
};
struct CloseCounter {
  HallCode hall{};
  CounterNumber counter{};
};
/// Calls whom the hall's rule puts first, or a parked ticket by its name.
struct CallNext {
  HallCode hall{};
  CounterNumber counter{};
  TicketId parked{};  // zero: by the rule
};
struct Recall {
  HallCode hall{};
  CounterNumber counter{};
};
/// The visitor was called by mistake, and has not come yet.
struct UndoCall {
  HallCode hall{};
  CounterNumber counter{};
};
/// The visitor has come to the counter.
struct Serve {
  HallCode hall{};
  CounterNumber counter{};
};
struct Finish {
  HallCode hall{};
  CounterNumber counter{};
  Services done{};             // what was done; size 0: what was asked for
  std::uint8_t documents = 0;  // applied for or handed out
};
/// The visitor has not come, after all recalls.
struct Miss {
  HallCode hall{};
  CounterNumber counter{};
};
/// The visitor does something else first (a photo, a form) and is called again by name.
struct Park {
  HallCode hall{};
  CounterNumber counter{};
};
/// To another lane of the hall, keeping the place earned by waiting.
struct Transfer {
  HallCode hall{};
  CounterNumber counter{};
  LaneCode lane{};
};
/// The visitor gives the ticket up.
struct Leave {
  TicketId ticket{};
};

// ---- administrators ---------------------------------------------------------------------------

/// Has a dead letter sent once more.
struct AnnounceAgain {
  std::uint64_t dead_letter = 0;
};
/// Has tokens refused before they end.
struct Revoke {
  RevocationKey key{};
  RevocationKind kind{};
  RevocationReason reason{};
  Instant issued_until{};       // by the clock of tokens; of issued_so_far
  config::milliseconds kept{};  // so long such a token may still be valid; unused by blocked
};
struct LiftRevocation {
  RevocationKey key{};
};
/// Closes halls for some time: who is booked there is displaced, and offered another place.
struct CloseHalls {
  ClosureId id{};  // fresh
  ClosedTimes closed{};
  ClosureReason reason{};
  const Wording* words = nullptr;  // null: the reason says it all
};
/// The halls are as planned again. Who was displaced and has no other place is offered one anew.
struct ReopenHalls {
  ClosureId id{};
};
struct PostNotice {
  NoticeId id{};    // fresh
  HallCode hall{};  // 0: all halls of the city
  Instant from{};
  Instant to{};
  Audience audience = to_everybody;
  const Wording* words = nullptr;
};
struct WithdrawNotice {
  NoticeId id{};
};
/// Whatever is known under the key is from now on known under another, of which nobody knows whose
/// it is; bookings that are open are given up, and the ledger is emptied.
struct ForgetCitizen {
  CitizenKey citizen{};
  CitizenKey as{};  // fresh
};

// ---- staff of a hall, for who was wronged -------------------------------------------------------

/// A no-show counts against nobody.
struct ExcuseNoShow {
  AppointmentId id{};
};
/// Booking is open again.
struct LiftSuspension {
  CitizenKey citizen{};
};

// ---- questions: answered in order with everything else, never journaled ------------------------

struct GetAppointment {
  AppointmentId id{};
  /// Asks for the one that it was rescheduled to, by however many steps, as far as it is known.
  bool newest = false;
};
struct GetWaitlist {
  WaitlistId id{};
};
struct ListAppointments {
  CitizenKey citizen{};
};
struct GetTicket {
  TicketId id{};
};
/// Daily totals of some days, the first and the last included; hall 0: of all halls.
struct GetReport {
  Date from{};
  Date to{};
  HallCode hall{};
};
/// Who did what between two times, the second one excluded, newest first. An administrator's
/// question.
struct ListAudit {
  Instant from{};
  Instant to{};
  HallCode hall{};                      // 0: any
  ActorId actor{};                      // 0: any
  std::optional<AuditAction> action{};  // none: any
  std::uint64_t before = 0;             // entries numbered below; 0: from the newest on
  std::uint16_t limit = 0;              // at most audit_page_entries_max
};
/// Announcements that were given up, newest first. An administrator's question.
struct ListDeadLetters {
  std::uint64_t before = 0;  // those numbered below; 0: from the newest on
  std::uint16_t limit = 0;   // at most dead_letters_page_max
};
/// Revocations, newest first. An administrator's question.
struct ListRevocations {
  std::uint64_t before = 0;  // those numbered below; 0: from the newest on
  std::uint16_t limit = 0;   // at most revocations_page_max
};

/// Who waits in the hall, and who is booked there today and has not come. A question of its staff.
struct ListWaiting {
  HallCode hall{};
};

/// Whom a closure would touch. An administrator's question.
struct PreviewClosure {
  ClosedTimes closed{};
};
/// A hall's bookings of a day, by time. A question of its staff.
struct ListBookings {
  HallCode hall{};
  Date date{};
  std::uint32_t skipped = 0;  // of those, so many come before
  std::uint16_t limit = 0;    // at most bookings_page_max
};
/// All that is known of a person. An administrator's question.
struct DescribeCitizen {
  CitizenKey citizen{};
};

using Question = std::variant<GetAppointment, GetWaitlist, ListAppointments, GetTicket, GetReport,
                              ListAudit, ListDeadLetters, ListRevocations, ListWaiting,
                              PreviewClosure, ListBookings, DescribeCitizen>;

// ---- timers: commands the driver issues when `Timers` says they are due ------------------------

/// A hold or an offer has reached its end.
struct ExpireHold {
  AppointmentId id{};
};
/// A hold that ended a day ago is forgotten.
struct ForgetHold {
  AppointmentId id{};
};
/// A waitlist entry that ended a day ago is forgotten.
struct ForgetEntry {
  WaitlistId id{};
};
/// Cancelled capacity comes back.
struct ReturnCapacity {
  AppointmentId id{};
};
/// Capacity of a waited-for slot is released: make offers.
struct OfferReleased {
  SlotKey slot{};
};
/// Look again whether a place of that day can be offered to those who watch for it.
struct OfferPlaces {
  LaneDayKey day{};
};
/// No place that is watched for can come any more.
struct CloseWatch {
  AppointmentId id{};  // of the booking
};
/// A lane is red: offer greener places to those who are booked there later today.
struct OfferSwaps {
  HallCode hall{};
  LaneCode lane{};
};
/// The slot begins: nobody waits for it any more.
struct CloseWaitlist {
  SlotKey slot{};
};
/// The check-in window of the slot has passed: booked appointments become no-shows.
struct SweepNoShows {
  SlotKey slot{};
};
/// The day is over: checked-in appointments of the slot are done.
struct CompleteVisits {
  SlotKey slot{};
};

/// The day is over in a hall: tickets and counters that are open are closed.
struct EndDay {
  HallCode hall{};
  Date date{};
};
/// Once a minute while a hall is open: has its level changed?
struct AssessLevel {
  HallCode hall{};
};
/// An appointment comes near: the n-th reminder of the configuration.
struct Remind {
  AppointmentId id{};
  std::uint8_t reminder = 0;
};
/// The visits of a day are old enough to be forgotten.
struct DropDay {
  HallCode hall{};
  Date date{};
};
/// The daily totals before a day are old enough to be forgotten.
struct DropTotals {
  Date before{};
};
/// No token that is revoked so can be valid any more.
struct ForgetRevocation {
  RevocationKey key{};
};

/// Who was displaced is offered another place.
struct OfferDisplaced {};
/// A closure is over, and so is every visit that it touched.
struct ForgetClosure {
  ClosureId id{};
};
/// A notice is over.
struct ForgetNotice {
  NoticeId id{};
};

// ---- from the process itself -------------------------------------------------------------------

/// Whether announcements are kept for delivery.
struct SwitchOutbox {
  bool on = false;
};
/// An announcement has arrived or was given up.
struct SettleAnnouncement {
  std::uint64_t number = 0;
  Settlement how{};
};

/// A slot of a lane's day by its start, and the share of it that walk-ins shall have.
struct WantedReserve {
  std::uint16_t start_minute = 0;
  std::uint8_t percent = 0;
};
inline constexpr std::size_t wanted_reserves_max = 16;
/// Levelled release: the walk-in reserve of these slots shall follow a forecast, which the sender
/// has made. What is booked stays, and each slot moves by `reserve_step_percent_max` at most.
struct SetReserves {
  HallCode hall{};
  LaneCode lane{};
  Date date{};
  std::array<WantedReserve, wanted_reserves_max> slots{};
  std::uint8_t size = 0;
};
/// How citizens who were shown better times have answered since the last of these: they booked one
/// of them, or what they would have booked anyway.
struct NoteCompliance {
  HallCode hall{};  // for which they asked
  std::uint32_t followed = 0;
  std::uint32_t ignored = 0;
};
/// What is expected of today in a lane, for the report of the day: kept once, and only before the
/// hall opens.
struct NoteForecast {
  HallCode hall{};
  LaneCode lane{};
  Date date{};
  DayForecast forecast{};
};

/// No server was there from then until now: nobody is to be punished for what fell into it.
struct NoteOutage {
  Instant from{};
};
/// What a code, the configuration or a key is from now on.
struct NoteMeaning {
  MeaningOf of{};
  std::uint32_t code = 0;
  std::uint64_t digest = 0;
};
/// The configuration has no such place any more: who is booked there is displaced.
struct DisplaceBooking {
  AppointmentId id{};
};
/// So much of the slot is taken by bookings of slots that the configuration does not have any more.
struct CarryOver {
  SlotKey slot{};
  std::uint16_t minutes = 0;
};
/// Citizens' keys are made with another key of the installation now: who came under the one comes
/// under the other.
struct RenameCitizen {
  CitizenKey from{};
  CitizenKey to{};
};

using CommandBody = std::variant<
    HoldSlot, ReleaseHold, ConfirmHold, BookSlot, Cancel, Reschedule, JoinWaitlist, LeaveWaitlist,
    WatchPlaces, EndWatch, ConfirmCompanion, JoinKeys, SeparateKey, CheckIn, CheckInCitizen,
    TakeTicket, OpenCounter, PauseCounter, CloseCounter, CallNext, Recall, UndoCall, Serve, Finish,
    Miss, Park, Transfer, Leave, AnnounceAgain, Revoke, LiftRevocation, CloseHalls, ReopenHalls,
    PostNotice, WithdrawNotice, ForgetCitizen, ExcuseNoShow, LiftSuspension, GetAppointment,
    GetWaitlist, ListAppointments, GetTicket, GetReport, ListAudit, ListDeadLetters,
    ListRevocations, ListWaiting, PreviewClosure, ListBookings, DescribeCitizen, ExpireHold,
    ForgetHold, ForgetEntry, ReturnCapacity, OfferReleased, OfferPlaces, OfferSwaps, CloseWatch,
    CloseWaitlist, SweepNoShows, EndDay, CompleteVisits, AssessLevel, Remind, DropDay, DropTotals,
    ForgetRevocation, OfferDisplaced, ForgetClosure, ForgetNotice, SwitchOutbox, SettleAnnouncement,
    SetReserves, NoteCompliance, NoteForecast, NoteOutage, NoteMeaning, DisplaceBooking, CarryOver,
    RenameCitizen>;

/// `key` zero: the request carried no idempotency key.
struct Idempotency {
  IdempotencyKey key{};
  RequestDigest request{};
  std::uint32_t owner = 0;  // who asks, for the limit on kept replies; 0: not counted
};

struct Command {
  Caller caller{};
  Idempotency idempotency{};
  CommandBody body{};
};

static_assert(std::is_trivially_copyable_v<Command>,
              "commands are copied through the ring as bytes");

}  // namespace offpeak::scheduler
