// The rules of booking in the order in which they are asked. Private to the core: use decide.hpp.
#pragma once

#include <optional>
#include <vector>

#include "scheduler/booking/freed_places.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/booking/pending_offers.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/messages/command.hpp"
#include "scheduler/messages/event.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {

/// Decides one command. Reads the state, never changes it; facts go to `events`.
class Decider {
 public:
  Decider(const State& state, const config::City& city, const Caller& caller, Instant now,
          Events& events)
      : state_{state}, city_{city}, caller_{caller}, now_{now}, events_{events} {}

  // decide_holds.cpp: taking a place
  Receipt operator()(const HoldSlot& command);
  Receipt operator()(const BookSlot& command);
  Receipt operator()(const ConfirmHold& command);
  Receipt operator()(const ReleaseHold& command);
  Receipt operator()(const ExpireHold& command);
  Receipt operator()(const ForgetHold& command);
  // decide_changes.cpp: giving a place up or exchanging it
  Receipt operator()(const Cancel& command);
  Receipt operator()(const Reschedule& command);
  Receipt operator()(const ReturnCapacity& command);
  // decide_companions.cpp: who of a party has come by the own will
  Receipt operator()(const ConfirmCompanion& command);
  // decide_persons.cpp: one person with several documents
  Receipt operator()(const JoinKeys& command);
  Receipt operator()(const SeparateKey& command);
  Receipt operator()(const RenameCitizen& command);
  Receipt operator()(const ForgetCitizen& command);
  Receipt operator()(const DescribeCitizen& command);
  // decide_reserves.cpp: what is released when
  Receipt operator()(const SetReserves& command);
  Receipt operator()(const NoteCompliance& command);
  // decide_forecasts.cpp: what is kept of what was expected
  Receipt operator()(const NoteForecast& command);
  // decide_waitlist.cpp
  Receipt operator()(const JoinWaitlist& command);
  Receipt operator()(const LeaveWaitlist& command);
  Receipt operator()(const OfferReleased& command);
  Receipt operator()(const CloseWaitlist& command);
  Receipt operator()(const ForgetEntry& command);
  // decide_watches.cpp: earlier places
  Receipt operator()(const WatchPlaces& command);
  Receipt operator()(const EndWatch& command);
  Receipt operator()(const OfferPlaces& command);
  Receipt operator()(const CloseWatch& command);
  // decide_closures.cpp: halls that close, and who is displaced
  Receipt operator()(const CloseHalls& command);
  Receipt operator()(const ReopenHalls& command);
  Receipt operator()(const PreviewClosure& command);
  Receipt operator()(const DisplaceBooking& command);
  Receipt operator()(const CarryOver& command);
  Receipt operator()(const OfferDisplaced& command);
  Receipt operator()(const ForgetClosure& command);
  // decide_excuses.cpp: what counts against nobody
  Receipt operator()(const ExcuseNoShow& command);
  Receipt operator()(const LiftSuspension& command);
  Receipt operator()(const NoteOutage& command);
  // decide_notices.cpp: what is told to all
  Receipt operator()(const PostNotice& command);
  Receipt operator()(const WithdrawNotice& command);
  Receipt operator()(const ForgetNotice& command);
  Receipt operator()(const NoteMeaning& command);
  // decide_swaps.cpp: greener places of the day
  Receipt operator()(const OfferSwaps& command);
  // decide_day.cpp: the day of the visit
  Receipt operator()(const SweepNoShows& command);
  Receipt operator()(const CompleteVisits& command);
  // decide_keeping.cpp: what is old enough to be forgotten
  Receipt operator()(const DropDay& command);
  Receipt operator()(const DropTotals& command);
  // decide_announcements.cpp: what other systems are told
  Receipt operator()(const Remind& command);
  Receipt operator()(const SwitchOutbox& command);
  Receipt operator()(const SettleAnnouncement& command);
  Receipt operator()(const AnnounceAgain& command);
  // decide_revocations.cpp: tokens that are refused before they end
  Receipt operator()(const Revoke& command);
  Receipt operator()(const LiftRevocation& command);
  Receipt operator()(const ForgetRevocation& command);
  // What follows once these facts are applied
  /// Offers the places that a command has made free to those who wait and watch for them, first
  /// come first served; who does not fit, or may not book at present, lets the next one pass.
  void pass_on(const std::vector<FreedPlace>& freed);
  /// What is free already of the places for which this watch has begun to watch.
  void offer_at_once(const Watch& newest);

  // decide_questions.cpp
  Receipt operator()(const GetAppointment& command);
  Receipt operator()(const GetWaitlist& command);
  Receipt operator()(const ListAppointments& command);
  Receipt operator()(const GetReport& command);
  Receipt operator()(const ListAudit& command);
  Receipt operator()(const ListDeadLetters& command);
  Receipt operator()(const ListRevocations& command);
  Receipt operator()(const ListWaiting& command);
  Receipt operator()(const ListBookings& command);

 private:
  void emit(const Fact& fact) { events_.push_back({now_, fact}); }

  /// A slot as it stands now. `plan` is set unless it is unknown.
  struct Bookable {
    Rejection rejection = Rejection::none;
    SlotPlan plan{};
    Room room{};
  };
  Bookable look_up(SlotKey key) const;
  /// `slot` as it is configured or as it stands.
  Room room_at(const SlotPlan& slot) const;
  const Appointment& asked_about(const Appointment& hold) const;
  void end_hold(Place hold, HoldEnd how);
  /// What the party takes from this slot on; nothing when it has no room there.
  std::optional<SlotSpan> fit(const Bookable& slot, int minutes) const;
  Rejection check_booking(SlotKey key, const Party& party, Claim& claim) const;
  /// Checks what the request alone says: the caller, and the party as such.
  Rejection check_request(const SlotPlan& plan, const Party& party) const;
  /// Checks those of the party whose records answer for this booking.
  Rejection check_people(const SlotPlan& plan, const Party& party) const;
  /// Whether the citizen is to be in another hall at that time, as an applicant. A place offered
  /// instead of a booked one is no visit until it is taken; an offer to who waits is a hold.
  /// `given_up` is a booking that this command ends.
  bool is_elsewhere(Place citizen, const SlotSpan& visit, Place given_up = nowhere) const;
  /// `overlapping_visit` when an applicant of the party is.
  Rejection check_times(const Party& party, const SlotSpan& visit) const;
  /// Calls `visit(Place)` for each applicant who answers for moving this booking: the caller, or
  /// all of them when the caller acts for anyone. The others have to confirm the new time anyway.
  template <class Visit>
  void for_each_mover(const Appointment& booking, const Visit& visit) const;
  /// Whether one of them is elsewhere at the new time.
  bool moves_into_another(Place booking, const SlotSpan& visit) const;
  /// What counts among the holds that came to nothing. A swap, which nobody asked for, never does.
  enum class InVain {
    own,          // holds, and offers to who waited: one of these may be next
    watched_too,  // and places that were offered to who watched: another watch may be next
  };
  /// When the citizen may hold again, after the holds and offers of the last day that came to
  /// nothing; nothing when those are too many.
  std::optional<Instant> next_hold_at(const config::Rules& rules, const Citizen& citizen,
                                      Place place, InVain in_vain = InVain::own) const;
  bool acts_for_anyone() const {
    return caller_.role == Role::hotline || caller_.role == Role::admin;
  }
  bool may_book_for(const Party& party) const;
  bool is_companion(const Applicant& applicant) const {
    return !acts_for_anyone() && applicant.citizen != caller_.citizen;
  }
  Members members_of(const Party& party) const;
  /// Whether the key names somebody: the caller, one who has confirmed to come with the caller
  /// before, or, for who acts for anyone, a citizen there is.
  bool is_known(CitizenKey citizen) const;
  /// Whether the citizen has named this companion for the service in another open booking. What
  /// others have booked for the companion is not looked at: it is none of the caller's business.
  bool has_named(Place citizen, Place companion, ServiceCode service) const {
    return open_booking(citizen, companion, service) != nowhere;
  }
  /// The open booking in which `who` comes for the service, and to which the citizen belongs
  /// by the own will; nowhere: none.
  Place open_booking(Place citizen, Place who, ServiceCode service) const;
  /// `already_booked` or, when that booking is a hold yet, `already_held`: what to do differs.
  Rejection already(Place booking) const;
  /// `check_citizen`, with the two told apart.
  Rejection check_one(const config::Rules& rules, Place citizen, ServiceCode service) const;
  Rejection check_companions(const Party& party) const;
  /// Whether a booking or waitlist entry says that these are two people, or needs them to be.
  bool have_come_together(Place one, Place other) const;
  /// Whether the caller may still cancel or exchange this booking.
  Rejection check_change(Place booking) const;
  /// The same for another place instead of one that may have been taken away.
  Rejection check_move(Place booking) const;
  Receipt move_displaced(Place displaced, const Reschedule& command);
  /// Why the people of a displaced booking cannot come then: a service is closed, or is booked by
  /// now, or they are elsewhere.
  Rejection check_instead(Place displaced, const SlotSpan& visit) const;
  /// Whether the caller is a citizen among the members and no companion, or acts for anyone.
  template <class Booking>
  bool may_change(const Booking& booking) const;
  /// Whether the citizen has ended, in the same way, another booking of the visit: at that hall on
  /// that day, for another service.
  template <class Ended>
  bool has_ended_visit(Place citizen, const Appointment& booking, const Ended& ended) const;
  /// In whose ledger the caller's giving up of this booking is noted: the caller's own, once for a
  /// visit.
  MemberSet marked_by_caller(const Appointment& booking) const;
  /// The caller among the members: one of them, or none.
  MemberSet member_set_of_caller(const Appointment& booking) const;
  /// Those who are companions once the caller has moved it: nobody else of the party was asked
  /// whether the new time suits.
  MemberSet companions_after_move(const Appointment& booking) const;
  /// The members who are not the caller.
  MemberSet others_of(const Appointment& booking) const;
  Rejection check_ledgers(const config::Rules& rules, const Appointment& booking) const;
  Claim claim_of(const Bookable& slot, const SlotSpan& span) const;
  const config::Rules& rules_of(HallCode hall) const;
  Date today() const { return config::date_of(now_); }

  /// Offers the free minutes of these slots to those who wait for them, then to those who watch.
  void make_offers(const SlotSpan& around, PendingOffers& pending);
  void make_offers_in(SlotKey slot, PendingOffers& pending);
  /// Whether all may book at present.
  bool is_eligible(const WaitlistEntry& entry, const SlotSpan& visit) const;
  /// Whether an offer that this command has made bars the entry from one.
  bool clashes_with(const PendingOffers& pending, const WaitlistEntry& entry) const;
  /// Whether this command has offered an applicant who waited a place in another hall at that time.
  template <class Record>
  bool is_offered_elsewhere(const PendingOffers& pending, const Record& record,
                            const SlotSpan& visit) const;
  /// The room of a slot after what this command has offered.
  Room room_with(const SlotPlan& slot, const PendingOffers& pending) const;
  /// Those who wait for the slot, in the order in which they are asked.
  std::vector<Place> line_of(Place slot) const;
  /// Whether a place that comes free today goes to this entry before others: an applicant of it is
  /// booked later today in a lane that is red.
  bool is_booked_in_red(const WaitlistEntry& entry) const;

  /// `unknown_slot` when one of the halls is none, or is named twice; `unknown_service` when it has
  /// no such lane.
  Rejection check_halls(const WatchedPlaces& places, LaneCode lane) const;
  /// Watches of bookings of which the citizen is an applicant.
  int watches_of(Place citizen) const;
  /// Whether the citizen may have one more.
  Receipt check_watcher(const config::Rules& rules, Place citizen) const;
  /// The free minutes of the slot, to those who watch for it, who watches longest first.
  void offer_to_watchers(SlotKey slot, PendingOffers& pending);
  /// Whether others may be asked after this one.
  bool offer_to(const Watch& watch, const Bookable& slot, PendingOffers& pending);
  /// Whether the party may come there, and its applicants have time.
  bool may_move_to(Place booking, const SlotPlan& slot, const SlotSpan& span) const;
  void end_place_offer(const Appointment& offer, HoldEnd how);
  /// Why the booking may not become what is offered instead of it. Much may have been booked since
  /// the offer was made, as it barred nothing.
  Rejection check_taking(const Appointment& offer) const;
  Receipt take_place(const Appointment& offer, RandomBits random);
  void give_up(const Appointment& booking, RandomBits random);
  void emit_words(WordingId id, const Wording* words);
  void displace(Place booking, ClosureId by);
  void close_hold(Place hold, const std::vector<Place>& displaced);
  std::vector<Bookable> places_of_lane(LaneCode lane) const;
  /// Whether the party of a displaced booking may come there, and its applicants have time.
  bool may_come_instead(Place displaced, const SlotPlan& slot, const SlotSpan& span) const;
  /// What the party would take from this slot on, beside what this command has offered; nothing
  /// when it has no room there.
  std::optional<SlotSpan> span_with(const Bookable& slot, int minutes,
                                    const PendingOffers& pending) const;
  /// The nearest of these places; false: none fits.
  bool offer_instead_of(Place displaced, const std::vector<Bookable>& places,
                        PendingOffers& pending);
  /// Whether an applicant's service is closed at that time.
  bool has_closed_service(const Party& party, const SlotSpan& visit) const;
  bool has_closed_service(const Appointment& booking, const SlotSpan& visit) const;
  bool works_in(HallCode hall) const {
    const bool is_staff = caller_.role == Role::staff && caller_.hall == hall && hall != HallCode{};
    return is_staff || caller_.role == Role::admin;
  }
  std::vector<Bookable> places_for_swaps(const config::Hall& hall, LaneCode lane) const;
  /// What a party takes that makes one slot there: it fits.
  static SlotSpan one_slot(const Bookable& place, const Appointment& booking);
  /// Null: none is greener than the present one.
  Bookable* greenest(std::vector<Bookable>& places, Place booking) const;
  bool waits_for(const Party& party, SlotKey slot) const;
  /// Whether the citizen has left as many places in line within a day as there may be holds.
  bool left_too_many(const config::Rules& rules, Place citizen) const;
  std::uint32_t position_of(Place entry) const;

  const State& state_;
  const config::City& city_;
  const Caller& caller_;
  Instant now_;
  Events& events_;
};

template <class Booking>
bool Decider::may_change(const Booking& booking) const {
  if (acts_for_anyone()) return true;
  if (caller_.role != Role::citizen) return false;
  const Place citizen = state_.find(caller_.citizen);
  if (citizen == nowhere) return false;
  const std::uint8_t member = member_of(booking, citizen);
  return member < booking.size && !booking.services[member].is_companion();
}

template <class Visit>
void Decider::for_each_mover(const Appointment& booking, const Visit& visit) const {
  for_each_applicant(booking, [&](Place citizen) {
    if (acts_for_anyone() || state_.citizen(citizen).key == caller_.citizen) visit(citizen);
  });
}

template <class Record>
bool Decider::is_offered_elsewhere(const PendingOffers& pending, const Record& record,
                                   const SlotSpan& visit) const {
  return std::ranges::any_of(pending.entries(), [&](const PendingOffers::Offered& one) {
    if (one.span.first.hall() == visit.first.hall() || !overlap(one.span, visit)) return false;
    const WaitlistEntry& entry = state_.waitlist_entry(one.entry);
    bool is_shared = false;
    for_each_applicant(record, [&](Place citizen) {
      const std::uint8_t member = member_of(entry, citizen);
      const bool is_in_it = member < entry.size && !entry.services[member].is_companion();
      is_shared = is_shared || is_in_it;
    });
    return is_shared;
  });
}

template <class Ended>
bool Decider::has_ended_visit(Place citizen, const Appointment& booking, const Ended& ended) const {
  const auto own_services = [citizen](const Appointment& one) {
    std::uint32_t services = 0;
    for (std::uint8_t i = 0; i < one.size; ++i) {
      if (one.citizens[i] == citizen) services |= one.services[i].active_bit();
    }
    return services;
  };
  bool has_other = false;
  for (Place at = state_.citizen(citizen).newest; at != nowhere;) {
    const Appointment& other = state_.appointment(at);
    const std::uint8_t member = member_of(other, citizen);
    at = other.older[member];
    const bool is_same_visit = HallDayKey{other.slot.hall(), other.slot.date()} ==
                               HallDayKey{booking.slot.hall(), booking.slot.date()};
    if (!is_same_visit || !ended(other) || other.services[member].is_companion()) continue;
    // Who takes a place again and again for one service gives it up each time.
    if ((own_services(other) & own_services(booking)) != 0) return false;
    has_other = true;
  }
  return has_other;
}

/// The people of a booking as a party. Who is a minor is not known any more; the booking's own
/// minutes include them.
Party party_of(const State& state, const Appointment& booking);

/// `again_at`: when the same would be allowed, where that is known.
inline Receipt rejected(Rejection rejection, Instant again_at = {}) {
  return {.rejection = rejection, .expires_at = again_at};
}

inline Receipt about(AppointmentId id, AppointmentStatus status, MemberSet companions,
                     Instant expires_at = {}) {
  return {.kind = ReceiptKind::appointment,
          .status = static_cast<std::uint8_t>(status),
          .position = companions,
          .subject = {id.words},
          .expires_at = expires_at};
}

inline Receipt about(WaitlistId id, WaitlistStatus status, std::uint32_t position = 0,
                     Instant expires_at = {}) {
  return {.kind = ReceiptKind::waitlist,
          .status = static_cast<std::uint8_t>(status),
          .position = position,
          .subject = {id.words},
          .expires_at = expires_at};
}

inline Instant until_of(const Appointment& record) { return config::instant_of(record.until_ms); }

/// As it stands now.
inline Receipt about(const Appointment& record) {
  const bool held = record.status == AppointmentStatus::held;
  return about(record.id, record.status, companions_of(record.services),
               held ? until_of(record) : Instant{});
}

}  // namespace offpeak::scheduler
