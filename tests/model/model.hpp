// A slow, plain model of booking: what the rules say, with nothing clever in it. Properties run it
// beside the core. It shares the words (commands, rejections, receipts) and the configuration's
// data with the core, and no code.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/one_of.hpp"
#include "scheduler/keeping/timers.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/words.hpp"
#include "tests/model/slots.hpp"

namespace offpeak::model {

using scheduler::AppointmentId;
using scheduler::AppointmentStatus;
using scheduler::Caller;
using scheduler::CitizenKey;
using scheduler::Command;
using scheduler::KioskCode;
using scheduler::Receipt;
using scheduler::Rejection;
using scheduler::WaitlistId;
using scheduler::WaitlistStatus;

struct Member {
  CitizenKey citizen{};
  ServiceCode service{};
  bool is_companion = false;  // named by another, and has not confirmed
};
using Members = std::vector<Member>;

/// A hold, an offer or an appointment. None is ever removed, but an ended hold is forgotten.
struct Booking {
  AppointmentId id{};
  SlotKey slot{};  // the first one
  Members members{};
  int minutes = 0;  // counter-minutes of the party
  int slots = 1;    // adjacent ones that it takes
  AppointmentStatus status = AppointmentStatus::held;
  Instant expires_at{};           // while held
  bool is_offer = false;          // to somebody who waits
  bool is_instead = false;        // offered instead of another one, whatever came of it
  bool is_swap = false;           // offered because the hall is crowded: nobody asked for it
  bool is_for_displaced = false;  // nor for this: theirs is closed
  AppointmentId instead_of{};     // the booking instead of which it is, or was, offered
  bool takes_capacity = true;
  std::optional<KioskCode> code{};  // told by `set_code`
  bool tail = false;
  int places_offered = 0;            // displaced: so far
  scheduler::ClosureId closed_by{};  // displaced; zero: by no closure
  AppointmentId earlier{};           // that it replaced; held: that stays until this one is taken
  AppointmentId later{};             // that replaced it
  bool had_swap = false;             // it was offered one, or came of one
  bool was_swapped = false;          // given back for a place that the city offered: in no ledger
  scheduler::TicketId ticket{};      // of its check-in
  Instant ended_at{};                // of a hold that came to nothing
  bool forgotten = false;            // a day after that
};

/// A place in line.
struct Waiter {
  WaitlistId id{};
  AppointmentId offer_id{};
  SlotKey slot{};
  Members members{};
  int minutes = 0;
  WaitlistStatus status = WaitlistStatus::waiting;
  bool forgotten = false;  // a day after it ended without a booking
};

/// A booking whose people watch for an earlier place.
struct Watch {
  AppointmentId booking{};
  AppointmentId first_offer{};  // the ids of the others follow from it
  std::vector<HallCode> halls{};
  LaneCode lane{};
  Date from{};  // the first day and the last one
  Date to{};
  int from_minute = 0;  // the first start, and the first that is too late
  int to_minute = 0;
  Instant ends_at{};
  std::vector<SlotKey> offered{};  // so far
  int lapses = 0;                  // the last of them that nobody answered, in a row
};

/// What does not open as planned.
struct Closure {
  scheduler::ClosureId id{};
  scheduler::ClosedTimes closed{};
  std::optional<Instant> ended{};  // reopened then
  std::uint32_t displaced = 0;
};

/// Whom a closure would touch.
struct Preview {
  std::size_t bookings = 0;
  std::size_t people = 0;
  std::size_t holds = 0;
  std::size_t waiting = 0;
};

struct Outcome {
  Receipt receipt{};
  bool remembered = false;  // the reply kept for the command's idempotency key
};

class Model {
 public:
  explicit Model(const City& city) : city_{city} {}

  /// What the command of a person comes to at `now`; timers that are due do not run.
  Outcome execute(const Command& command, Instant now);
  /// Runs every timer that is due at `now`, all of them at `now`, in order of due time. Ties go by
  /// kind, then by name, so that the order does not depend on when a timer was set.
  void advance(Instant now);
  /// The same of those that come before a level which was assessed when that was `due`.
  void advance_to_level(Instant now, Instant due);
  /// After a stop; `last_event` is the moment of the last one before it.
  void start_again(Instant last_event);
  std::optional<Instant> next_timer() const;
  /// Timers that are due at `now` and did not run yet.
  std::size_t overdue(Instant now) const;

  // What is drawn outside the rules is told to the model. Each returns false when it breaks a rule.
  /// When the capacity of a booking given up at `now` comes back.
  bool set_return(AppointmentId id, Instant returns_at, Instant now);
  /// Codes of one hall and day are all different.
  bool set_code(AppointmentId id, KioskCode code);
  /// The day in the hall, which is another model's (queue_model.hpp), has given a lane this level.
  void set_level(HallCode hall, LaneCode lane, scheduler::Level level, Instant now);

  const std::vector<Booking>& bookings() const { return bookings_; }
  const std::vector<Waiter>& waiters() const { return waiters_; }
  /// In the order in which they were made.
  const std::vector<Closure>& closures() const { return closures_; }
  bool is_touched(const scheduler::ClosedTimes& closed, const Booking& booking) const;
  Preview preview(const scheduler::ClosedTimes& closed) const;
  /// Who watches longest comes first.
  const std::vector<Watch>& watches() const { return watches_; }
  /// Why watches have ended, by booking.
  const std::multiset<std::pair<AppointmentId, scheduler::WatchEnd>>& ended_watches() const {
    return ended_watches_;
  }
  const Booking* find(AppointmentId id) const;
  const Waiter* find(WaitlistId id) const;
  const Watch* watch_of(AppointmentId booking) const;
  /// The place that is offered instead of the booking; null: none.
  const Booking* offer_instead_of(AppointmentId booking) const;
  int taken_minutes(SlotKey slot) const;
  /// The slot so many further on in its lane.
  SlotKey slot_after(SlotKey slot, int count) const;
  /// What is released at that time of the slot of these with the most.
  int released_of(SlotKey slot, int slots, Instant now) const;
  /// In line from 1; 0 when not waiting.
  std::uint32_t position(const Waiter& waiter) const;
  /// First day on which the citizen may book again, if ever suspended.
  std::optional<Date> suspended_until(CitizenKey citizen) const;
  /// Days that the ledgers name, oldest first.
  std::vector<Date> cancellations(CitizenKey citizen) const;
  std::vector<Date> no_shows(CitizenKey citizen) const;
  /// Those that count for `holds_max`.
  int open_holds(CitizenKey citizen) const;
  /// Moments after `now` at which a rule changes its answer, in order.
  std::vector<Instant> moments(Instant now) const;

 private:
  struct Memory {
    scheduler::RequestDigest request{};
    Receipt receipt{};
    Instant at{};
  };
  enum class TimerKind {
    expire,
    forget,
    forget_waiter,
    give_back,
    offer,
    look_at_day,
    look_for_swaps,
    close_watch,
    close,
    sweep,
    complete,
    offer_displaced
  };
  struct Timer {
    Instant due{};
    TimerKind kind{};
    AppointmentId booking{};
    SlotKey slot{};  // of a day of a lane: its first minute
    WaitlistId waiter{};
    int rush = 0;  // of a look for swaps: as of LaneLevel
    friend auto operator<=>(const Timer&, const Timer&) = default;
  };
  struct LedgerEntry {
    CitizenKey citizen{};
    Date day{};
  };
  struct Outage {
    Instant from{};
    Instant to{};
  };
  /// A lane's level since it changed.
  struct LaneLevel {
    scheduler::Level level{};
    Instant since{};
    int rush = 0;  // how often a lane had become red by then
  };
  /// A slot of today that may be offered to those who are booked in a red lane.
  struct SwapPlace {
    SlotKey slot{};
    int released = 0;
    int taken = 0;
    double distance_m = 0;
  };
  /// A slot as a caller finds it; `facts` is empty when unknown or outside the horizon.
  struct View {
    Rejection rejection = Rejection::none;
    std::optional<SlotFacts> facts{};
    int free_minutes = 0;
  };

  // model_commands.cpp: one per command of a person.
  Receipt run(const scheduler::HoldSlot& command);
  Receipt run(const scheduler::BookSlot& command);
  Receipt run(const scheduler::ConfirmHold& command);
  Receipt run(const scheduler::ReleaseHold& command);
  Receipt run(const scheduler::Cancel& command);
  Receipt run(const scheduler::Reschedule& command);
  Receipt run(const scheduler::JoinWaitlist& command);
  Receipt run(const scheduler::LeaveWaitlist& command);
  Receipt run(const scheduler::WatchPlaces& command);
  Receipt run(const scheduler::EndWatch& command);
  Receipt run(const scheduler::ConfirmCompanion& command);
  Receipt run(const scheduler::SetReserves& command);
  Receipt run(const scheduler::CheckIn& command);
  Receipt run(const scheduler::ExcuseNoShow& command);
  Receipt run(const scheduler::LiftSuspension& command);
  Receipt run(const scheduler::NoteOutage& command);
  Receipt run(const scheduler::CloseHalls& command);
  Receipt run(const scheduler::ReopenHalls& command);
  Receipt run(const scheduler::PreviewClosure& command);
  Receipt run(const scheduler::DisplaceBooking& command);
  Receipt run(const scheduler::GetAppointment& command);
  Receipt run(const scheduler::GetWaitlist& command);
  Receipt run(const scheduler::ListAppointments& command);
  /// Timers are the model's own; the day in a hall has another model (queue_model.hpp).
  template <class Other>
  Receipt run(const Other&) {
    namespace s = scheduler;
    static_assert(
        base::is_alternative<Other, s::Timers::Body> ||
            base::is_one_of<Other, s::CheckInCitizen, s::TakeTicket, s::OpenCounter,
                            s::PauseCounter, s::CloseCounter, s::CallNext, s::Recall, s::UndoCall,
                            s::Serve, s::Finish, s::Miss, s::Park, s::Transfer, s::Leave,
                            s::AnnounceAgain, s::JoinKeys, s::Revoke, s::LiftRevocation,
                            s::SeparateKey, s::GetTicket, s::GetReport, s::ListAudit,
                            s::ListDeadLetters, s::ListRevocations, s::ListWaiting, s::SwitchOutbox,
                            s::SettleAnnouncement, s::NoteCompliance, s::NoteForecast,
                            s::PostNotice, s::WithdrawNotice, s::ForgetCitizen, s::ListBookings,
                            s::DescribeCitizen, s::NoteMeaning, s::CarryOver, s::RenameCitizen>,
        "a command has its counterpart in this model, or says that it has none");
    return {};
  }

  // model_rules.cpp: the rules they ask.
  std::optional<SlotFacts> facts_of(SlotKey slot) const;
  View view(SlotKey slot) const;
  /// How many slots in a row a party takes from this one on, full or not; 0: it never fits there.
  int slots_for(SlotKey slot, int room_minutes, int minutes) const;
  /// The same, 0 when it does not fit at present.
  int fit(SlotKey slot, int minutes) const;
  Instant end_of(SlotKey slot, int slots) const;
  /// Whether the booking, or the hold, is a place offered instead of a booked one.
  static bool is_place_offer(const Booking& booking);
  /// Whether it keeps its people from being in another hall meanwhile; not so what is given up for
  /// the new place.
  static bool keeps_from_elsewhere(const Booking& booking, AppointmentId given_up);
  /// Whether the citizen is to be in another hall during those slots; `except` does not count.
  bool is_elsewhere(CitizenKey citizen, SlotKey slot, int slots, AppointmentId except = {}) const;
  Rejection check_times(const Members& members, SlotKey slot, int slots,
                        AppointmentId except = {}) const;
  /// Whether what ended so already was of the same visit, and for other services.
  template <class Ended>
  bool has_ended_visit(CitizenKey citizen, const Booking& booking, const Ended& ended) const;
  bool has_missed(CitizenKey citizen, const Booking& booking) const;
  /// The same of those that count, in earlier slots.
  template <class Counts>
  bool has_missed_before(CitizenKey citizen, const Booking& booking, const Counts& counts) const;
  Rejection check_place(SlotKey slot, const scheduler::Party& party, int& minutes) const;
  Rejection check_people(const Hall& hall, const Members& members) const;
  Rejection check_party(const Hall& hall, LaneCode lane, const Members& members) const;
  Rejection check_citizen(const Rules& rules, const Member& member) const;
  /// Whether the citizen has the service booked, or held, already.
  Rejection check_active(const Member& member) const;
  /// Who books may not name the same companion twice for a service.
  Rejection check_companions(const Members& members) const;
  /// The open booking of the citizen that has this companion; null: none.
  const Booking* naming(CitizenKey citizen, const Member& companion) const;
  /// After so many holds and offers that came to nothing within a day: `hold_limit`, or
  /// `hold_pause` with the moment at which another is possible. `open_max`: holds that may be open.
  /// Of watches, what lapses counts for the next watch alone: `watched_too`.
  Receipt check_holds(const Rules& rules, CitizenKey citizen, int open_max,
                      bool watched_too = false) const;
  /// The party with those marked whom the caller names without being them.
  Members named_by_caller(const scheduler::Party& party) const;
  /// Whoever gives a place up has it in the ledger, once for a visit; the hotline has none.
  void note_cancellation(const Booking& booking);
  Rejection check_ledgers(const Rules& rules, const Members& members) const;
  Rejection check_given_up(const Booking* booking) const;
  bool acts_for_anyone() const;
  bool is_among(const Members& members) const;
  bool is_suspended(CitizenKey citizen) const;
  int count(const std::vector<LedgerEntry>& ledger, CitizenKey citizen, Date last_day,
            int window_days) const;
  bool is_late(const Booking& booking) const;
  const Rules& rules_of(SlotKey slot) const;

  // model_excuses.cpp: what counts against nobody.
  bool was_kept_out(SlotKey slot) const;
  void forget_old_no_shows(CitizenKey citizen);
  std::ptrdiff_t no_shows_without(CitizenKey citizen, const Booking& excused) const;

  // model_closures.cpp: halls that close, and who is displaced
  Rejection check_closing(scheduler::ClosedTimes& closed) const;
  bool is_shut(SlotKey slot) const;
  bool has_closed_service(const Members& members, SlotKey slot, int slots) const;
  /// Whether the hall was at any time of those.
  bool was_closed(HallCode hall, Instant from, Instant to) const;
  bool is_touched(const scheduler::ClosedTimes& closed, const Waiter& waiter) const;
  std::vector<AppointmentId> touched(const scheduler::ClosedTimes& closed,
                                     AppointmentStatus status) const;
  /// These two add what comes free by it.
  void displace(AppointmentId id, scheduler::ClosureId by, std::vector<Booking>& freed);
  void close_hold(AppointmentId id, std::vector<Booking>& freed);
  void pass_on(const std::vector<Booking>& freed);
  /// Whether a displaced booking is to be offered another place.
  bool is_unsettled(const Booking& booking) const;
  bool has_unsettled() const;
  void look_at_displaced(Instant due);
  void look_soon(Instant after);
  void look_again_at_displaced(Instant due);
  void look_for_displaced();
  std::optional<SlotKey> nearest_place(const Booking& old) const;
  bool was_offered(const Booking& displaced, SlotKey slot) const;
  /// Why the people of a displaced booking cannot come there instead.
  Rejection check_instead(const Booking& displaced, SlotKey slot, int slots) const;
  Receipt move_displaced(const scheduler::Reschedule& command);
  /// The booking becomes another one.
  Receipt replace(const scheduler::Reschedule& command, int slots);

  // model_watches.cpp: places offered instead of booked ones.
  static bool watches(const Watch& watch, SlotKey day);
  /// Whether anybody watches for a place of that day.
  bool is_watched(SlotKey day) const;
  /// `unknown_slot` or `unknown_service` where a hall is none, is named twice, or lacks the lane.
  Rejection check_halls(const std::vector<HallCode>& halls, LaneCode lane) const;
  Receipt check_watcher(const Rules& rules, CitizenKey citizen) const;
  /// The watch that the booking's people wish for; nothing when no place could be earlier.
  std::optional<Watch> watch_for(const Booking& booking,
                                 const scheduler::WatchPlaces& command) const;
  /// Whether a place that begins then is far enough away for people to change their way.
  bool is_time_to_offer(Instant start) const;
  void offer_to_watchers(SlotKey slot, const std::vector<AppointmentId>& pass_over);
  void offer_at_once(const Watch& watch);
  Rejection check_taking(const Booking& offer) const;
  bool may_move_to(const Booking& booking, SlotKey slot, int slots) const;
  void offer_place(AppointmentId booking, Booking offer);
  /// The days of which places are watched for are looked at, now and again.
  void look_at_days_of(const Watch& watch, Instant from);
  void look_at_day(SlotKey day);
  void look_at_day_again(SlotKey day, Instant due);
  Receipt take_place(AppointmentId offer);
  /// Without looking for somebody else who may have it.
  void withdraw(Booking& offer, AppointmentStatus how);
  void end_place_offer(AppointmentId offer, AppointmentStatus how);
  void end_watch(AppointmentId booking, scheduler::WatchEnd why);
  /// Of a booking that is given up, moved or used: the place that was offered instead of it, if one
  /// was.
  std::optional<Booking> end_prospects(AppointmentId booking);
  /// To others, once the command has done what it does.
  void pass_on(const std::optional<Booking>& offer);
  // model_swaps.cpp: greener places of the day.
  scheduler::Level level_today(HallCode hall, LaneCode lane) const;
  bool is_booked_in_red(CitizenKey citizen) const;
  std::vector<SwapPlace> swap_places(const Hall& hall, LaneCode lane) const;
  void look_for_swaps(HallCode hall, LaneCode lane);
  void look_for_swaps_again(const Timer& timer);
  void begin_rush(HallCode hall, LaneCode lane, Instant from);

  // model_timers.cpp: what happens by itself, and what a change sets going.
  void run_next_timer();
  void fire(const Timer& timer);
  void end_hold(AppointmentId id, AppointmentStatus how, WaitlistStatus offer_becomes);
  /// To those who wait for one of these slots, or for an earlier one and need several.
  /// Then to those who watch for one of them, but not for these bookings.
  void make_offers(SlotKey slot, int slots = 1, const std::vector<AppointmentId>& pass_over = {});
  void make_offers_in(SlotKey slot);
  /// Those who wait for the slot, in the order in which they are asked.
  std::vector<WaitlistId> line_of(SlotKey slot) const;
  static Instant next_look(Instant after);
  void look_again(SlotKey slot, Instant after);
  /// Whether the slot, or any, has a line that is not closed yet.
  bool has_line(SlotKey slot) const;
  bool has_lines() const;
  void close_line(SlotKey slot);
  void sweep(SlotKey slot);
  void complete(SlotKey slot);
  void watch_visits(SlotKey slot);
  void add_timer(const Timer& timer) { timers_.insert(timer); }

  Booking* find_booking(AppointmentId id);
  Waiter* find_waiter(WaitlistId id);
  /// Without an offer.
  void end_waiting(Waiter& waiter, WaitlistStatus how);
  Waiter* waiter_of_offer(AppointmentId id);
  Watch* find_watch(AppointmentId booking);

  const City& city_;
  Instant now_{};
  Caller caller_{};
  std::vector<Booking> bookings_;  // in the order they were made
  std::vector<Waiter> waiters_;    // in the order they joined
  std::vector<Watch> watches_;     // in the order they were set
  std::multiset<std::pair<AppointmentId, scheduler::WatchEnd>> ended_watches_;
  std::map<std::pair<HallCode, LaneCode>, LaneLevel> levels_;
  int rushes_ = 0;  // lanes that became red so far
  /// Days of which places are, or were, watched for, and when they are looked at next.
  std::map<SlotKey, Instant> looked_at_;
  std::vector<LedgerEntry> cancellations_;
  std::vector<LedgerEntry> no_shows_;
  std::map<CitizenKey, Date> suspended_until_;
  std::vector<Closure> closures_;
  std::optional<Instant> displaced_look_;  // when who was displaced is looked at next
  bool may_look_soon_ = false;             // the command may have led to a place for them
  std::vector<Outage> outages_;            // the oldest first
  std::map<SlotKey, int> reserves_;        // in percent, that a forecast has set
  std::map<scheduler::IdempotencyKey, Memory> memories_;
  std::set<Timer> timers_;  // in the order in which they run
};

/// The different citizens of a booking, in order, and those who are no companions.
std::vector<CitizenKey> people(const Members& members);
std::vector<CitizenKey> applicants(const Members& members);
Members members_of(const scheduler::Party& party);

template <class Ended>
bool Model::has_ended_visit(CitizenKey citizen, const Booking& booking, const Ended& ended) const {
  std::set<ServiceCode> services;
  bool has_other = false;
  const auto note_services = [&](const Booking& one) {
    bool is_new = true;
    for (const auto& member : one.members) {
      if (member.citizen == citizen && !services.insert(member.service).second) is_new = false;
    }
    return is_new;
  };
  note_services(booking);
  const auto own_services = services;
  for (const auto& other : bookings_) {
    const auto own = applicants(other.members);
    if (other.id == booking.id || !ended(other)) continue;
    if (std::ranges::find(own, citizen) == own.end()) continue;
    if (other.slot.hall() != booking.slot.hall() || other.slot.date() != booking.slot.date()) {
      continue;
    }
    services = own_services;
    if (!note_services(other)) return false;
    has_other = true;
  }
  return has_other;
}

template <class Counts>
bool Model::has_missed_before(CitizenKey citizen, const Booking& booking,
                              const Counts& counts) const {
  const Instant start = slot_facts(city_, booking.slot)->start;
  return has_ended_visit(citizen, booking, [&](const Booking& other) {
    return counts(other) && slot_facts(city_, other.slot)->start < start;
  });
}

}  // namespace offpeak::model
