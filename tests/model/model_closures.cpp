// The city closes halls (临时停办): who is booked there is displaced and offered the nearest
// places, one after the other. The rules are those of docs/operations.md; which place is the
// nearest, the tests of the rule say (tests/scheduler/booking/test_displaced.cpp).
#include <algorithm>
#include <tuple>

#include "config/distance.hpp"
#include "scheduler/messages/appointment_chain.hpp"
#include "tests/model/model.hpp"

namespace offpeak::model {
namespace {

using scheduler::ClosedTimes;
using scheduler::ClosureId;
using scheduler::Role;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr days ahead_max{400};
constexpr days length_max{400};
constexpr int offers_max = 3;
constexpr hours offer_kept{12};
constexpr days asked_after_visit{14};
constexpr milliseconds pause{100};

Receipt no(Rejection rejection) { return {.rejection = rejection}; }

bool lies_over(const ClosedTimes& closed, HallCode hall, Instant from, Instant to) {
  const bool is_there = closed.hall == HallCode{} || closed.hall == hall;
  const bool is_open_ended = closed.to == Instant{};
  return is_there && closed.from < to && (is_open_ended || from < closed.to);
}

bool is_for(const ClosedTimes& closed, const Members& members) {
  return closed.service == ServiceCode{} || std::ranges::any_of(members, [&](const Member& member) {
           return member.service == closed.service;
         });
}

/// The offers to a displaced booking are named after it.
AppointmentId offer_id_of(AppointmentId booking, int number) {
  const auto first = scheduler::id_after(booking, booking.words[1] * 0x9E3779B97F4A7C15ULL);
  return scheduler::alternative_id(first, static_cast<std::uint8_t>(number));
}

}  // namespace

// ---- what is closed -----------------------------------------------------------------------------

/// From now on at the earliest; `unknown_slot` where that is no time to come, or no place.
Rejection Model::check_closing(ClosedTimes& closed) const {
  closed.from = std::max(closed.from, now_);
  const bool has_hall = closed.hall == HallCode{} || hall_of(city_, closed.hall) != nullptr;
  const bool has_service =
      closed.service == ServiceCode{} || service_of(city_, closed.service) != nullptr;
  const bool is_open_ended = closed.to == Instant{};
  const bool is_too_long = !is_open_ended && closed.to > closed.from + length_max;
  const bool is_over = !is_open_ended && closed.to <= closed.from;
  const bool is_too_far = closed.from >= now_ + ahead_max;
  const bool is_possible = has_hall && has_service && !is_too_long && !is_over && !is_too_far;
  return is_possible ? Rejection::none : Rejection::unknown_slot;
}

bool Model::is_shut(SlotKey slot) const {
  return std::ranges::any_of(closures_, [&](const Closure& closure) {
    return !closure.ended && closure.closed.service == ServiceCode{} &&
           lies_over(closure.closed, slot.hall(), end_of(slot, 0), end_of(slot, 1));
  });
}

/// Of any of the party, in any of the slots.
bool Model::has_closed_service(const Members& members, SlotKey slot, int slots) const {
  return std::ranges::any_of(closures_, [&](const Closure& closure) {
    return !closure.ended && is_for(closure.closed, members) &&
           lies_over(closure.closed, slot.hall(), end_of(slot, 0), end_of(slot, slots));
  });
}

bool Model::was_closed(HallCode hall, Instant from, Instant to) const {
  return std::ranges::any_of(closures_, [&](const Closure& closure) {
    ClosedTimes closed = closure.closed;
    const bool is_open_ended = closed.to == Instant{};
    if (closure.ended && (is_open_ended || *closure.ended < closed.to)) closed.to = *closure.ended;
    const bool has_been = closed.to == Instant{} || closed.from < closed.to;
    return has_been && closed.service == ServiceCode{} && lies_over(closed, hall, from, to);
  });
}

bool Model::is_touched(const ClosedTimes& closed, const Booking& booking) const {
  return is_for(closed, booking.members) &&
         lies_over(closed, booking.slot.hall(), end_of(booking.slot, 0),
                   end_of(booking.slot, booking.slots));
}

bool Model::is_touched(const ClosedTimes& closed, const Waiter& waiter) const {
  return waiter.status == WaitlistStatus::waiting && is_for(closed, waiter.members) &&
         lies_over(closed, waiter.slot.hall(), end_of(waiter.slot, 0), end_of(waiter.slot, 1));
}

/// Those in that state, by hall, day and slot, who came first at the head.
std::vector<AppointmentId> Model::touched(const ClosedTimes& closed,
                                          AppointmentStatus status) const {
  std::vector<Booking> found;
  for (const auto& booking : bookings_) {
    if (booking.status == status && is_touched(closed, booking)) found.push_back(booking);
  }
  std::ranges::stable_sort(found, {}, [](const Booking& booking) {
    const SlotKey slot = booking.slot;
    return std::tuple{slot.hall(), slot.date(), slot.lane(), slot.start_minute()};
  });
  std::vector<AppointmentId> ids;
  for (const auto& booking : found) ids.push_back(booking.id);
  return ids;
}

Preview Model::preview(const ClosedTimes& closed) const {
  Preview preview;
  for (const auto id : touched(closed, AppointmentStatus::booked)) {
    ++preview.bookings;
    preview.people += people(find(id)->members).size();
  }
  preview.holds = touched(closed, AppointmentStatus::held).size();
  for (const auto& waiter : waiters_) preview.waiting += is_touched(closed, waiter) ? 1 : 0;
  return preview;
}

// ---- what closing does --------------------------------------------------------------------------

/// All of it at once; then what it leaves free goes to others.
Receipt Model::run(const scheduler::CloseHalls& command) {
  if (caller_.role != Role::admin) return no(Rejection::forbidden);
  ClosedTimes closed = command.closed;
  if (const auto reason = check_closing(closed); reason != Rejection::none) return no(reason);
  const auto bookings = touched(closed, AppointmentStatus::booked);
  const auto holds = touched(closed, AppointmentStatus::held);
  closures_.push_back({.id = command.id,
                       .closed = closed,
                       .displaced = static_cast<std::uint32_t>(bookings.size())});
  std::vector<Booking> freed;
  for (const auto id : bookings) displace(id, command.id, freed);
  for (const auto id : holds) close_hold(id, freed);
  for (auto& waiter : waiters_) {
    if (is_touched(closed, waiter)) end_waiting(waiter, WaitlistStatus::closed);
  }
  pass_on(freed);
  return {.position = static_cast<std::uint32_t>(bookings.size()), .subject = {command.id.words}};
}

/// Who was displaced stays so.
Receipt Model::run(const scheduler::ReopenHalls& command) {
  if (caller_.role != Role::admin) return no(Rejection::forbidden);
  const auto closure = std::ranges::find(closures_, command.id, &Closure::id);
  if (closure == closures_.end()) return no(Rejection::not_found);
  const bool is_over = closure->closed.to != Instant{} && closure->closed.to <= now_;
  if (closure->ended || is_over) return no(Rejection::wrong_state);
  closure->ended = now_;
  may_look_soon_ = true;
  return {.subject = {command.id.words}};
}

Receipt Model::run(const scheduler::PreviewClosure& command) {
  if (caller_.role != Role::admin) return no(Rejection::forbidden);
  ClosedTimes closed = command.closed;
  if (const auto reason = check_closing(closed); reason != Rejection::none) return no(reason);
  return {.kind = scheduler::ReceiptKind::closure,
          .position = static_cast<std::uint32_t>(closed.hall),
          .subject = {{static_cast<std::uint64_t>(closed.service), preview(closed).waiting}},
          .expires_at = closed.from,
          .called_at = closed.to};
}

Receipt Model::run(const scheduler::DisplaceBooking& command) {
  const Booking* booking = find(command.id);
  if (booking == nullptr || booking->status != AppointmentStatus::booked) return {};
  std::vector<Booking> freed;
  displace(command.id, {}, freed);
  pass_on(freed);
  return {};
}

/// Nobody's ledger notes it, and what was offered instead counts not among the holds that came to
/// nothing.
void Model::displace(AppointmentId id, ClosureId by, std::vector<Booking>& freed) {
  if (const auto offer = end_prospects(id)) {
    find_booking(offer->id)->ended_at = {};
    freed.push_back(*offer);
  }
  Booking& booking = *find_booking(id);
  booking.status = AppointmentStatus::displaced;
  booking.takes_capacity = false;
  booking.closed_by = by;
  freed.push_back(booking);
  may_look_soon_ = true;
}

/// It was not its people's doing, and who was offered it has not left the line.
void Model::close_hold(AppointmentId id, std::vector<Booking>& freed) {
  Booking& hold = *find_booking(id);
  if (hold.status != AppointmentStatus::held) return;  // it was offered to who is displaced
  freed.push_back(hold);
  if (Watch* watch = is_place_offer(hold) ? find_watch(hold.earlier) : nullptr) {
    if (!hold.is_swap) watch->lapses = 0;
  }
  withdraw(hold, AppointmentStatus::released);
  hold.ended_at = {};
  if (hold.is_offer) waiter_of_offer(id)->status = WaitlistStatus::closed;
}

/// In the order in which they come free. To whom one of them was offered, no other is.
void Model::pass_on(const std::vector<Booking>& freed) {
  std::vector<AppointmentId> passed_over;
  for (const auto& one : freed) {
    if (is_place_offer(one)) passed_over.push_back(one.earlier);
  }
  for (const auto& one : freed) make_offers(one.slot, one.slots, passed_over);
}

// ---- another place ------------------------------------------------------------------------------

bool Model::is_unsettled(const Booking& booking) const {
  return booking.status == AppointmentStatus::displaced && booking.places_offered < offers_max &&
         offer_instead_of(booking.id) == nullptr;
}

bool Model::has_unsettled() const {
  return std::ranges::any_of(bookings_, [&](const Booking& one) { return is_unsettled(one); });
}

void Model::look_at_displaced(Instant due) {
  due = awake_from(due);
  if (displaced_look_ && *displaced_look_ <= due) return;
  displaced_look_ = due;
  add_timer({.due = due, .kind = TimerKind::offer_displaced});
}

/// After a change that may lead to a place for somebody.
void Model::look_soon(Instant after) {
  if (!has_unsettled()) return;
  const auto since = after.time_since_epoch();
  look_at_displaced(Instant{since - since % pause + pause});
}

/// Every tenth minute while anybody has no place.
void Model::look_again_at_displaced(Instant due) {
  if (displaced_look_ == due) displaced_look_.reset();
  if (has_unsettled()) look_at_displaced(next_look(now_));
}

/// Who booked first comes first; nobody is offered two places at one look.
void Model::look_for_displaced() {
  if (awake_from(now_) != now_) return;
  std::set<CitizenKey> asked;
  const auto bookings = bookings_;
  for (const auto& booking : bookings) {
    if (!is_unsettled(booking)) continue;
    if (day_at(now_) > booking.slot.date() + asked_after_visit) continue;
    const auto own = applicants(booking.members);
    if (std::ranges::any_of(own, [&](CitizenKey one) { return asked.contains(one); })) continue;
    const auto nearest = nearest_place(booking);
    if (!nearest) continue;
    const Instant start = slot_facts(city_, *nearest)->start;
    offer_place(booking.id, {.id = offer_id_of(booking.id, booking.places_offered),
                             .slot = *nearest,
                             .slots = fit(*nearest, booking.minutes),
                             .expires_at = std::min(awake_after(now_, offer_kept), start),
                             .is_for_displaced = true});
    ++find_booking(booking.id)->places_offered;
    may_look_soon_ = true;
    const auto in_it = people(booking.members);
    asked.insert(in_it.begin(), in_it.end());
  }
}

/// Four minutes for each kilometre from the old hall, there and back, an hour for each day, a tenth
/// of the minutes of the day, and half an hour times the share of the slot that is taken.
std::optional<SlotKey> Model::nearest_place(const Booking& old) const {
  constexpr days ahead{8};
  const auto old_at = config::position_of(*hall_of(city_, old.slot.hall()));
  std::optional<SlotKey> nearest;
  double least = 0;
  for (const auto& hall : city_.halls) {
    const double way = config::distance_m(old_at, config::position_of(hall)) / 1000 * 4;
    for (Date date = day_at(now_); date <= day_at(now_) + ahead; date += days{1}) {
      const double later = std::abs((date - old.slot.date()).count()) * 60.0;
      if (nearest && way + later >= least) continue;
      for (const int start : start_minutes(city_, hall, date)) {
        const double minutes = std::abs(start - old.slot.start_minute().count()) / 10.0;
        if (nearest && way + later + minutes >= least) continue;
        const SlotKey slot{hall.code, old.slot.lane(), date, config::MinuteOfDay{start}};
        const View found = view(slot);
        if (found.rejection != Rejection::none || !is_time_to_offer(found.facts->start)) continue;
        if (found.free_minutes <= 0 || was_offered(old, slot)) continue;
        const int taken = taken_minutes(slot);
        const double share = static_cast<double>(taken) / (taken + found.free_minutes);
        const double worse = way + later + minutes + share * 30;
        if (nearest && worse >= least) continue;
        const int slots = fit(slot, old.minutes);
        const bool may_come = slots > 0 &&
                              check_party(hall, slot.lane(), old.members) == Rejection::none &&
                              check_instead(old, slot, slots) == Rejection::none;
        if (!may_come) continue;
        nearest = slot;
        least = worse;
      }
    }
  }
  return nearest;
}

/// As long as it is known.
bool Model::was_offered(const Booking& displaced, SlotKey slot) const {
  return std::ranges::any_of(bookings_, [&](const Booking& one) {
    return one.is_for_displaced && one.instead_of == displaced.id && one.slot == slot &&
           !one.forgotten;
  });
}

/// They had a place: no suspension takes that away.
Rejection Model::check_instead(const Booking& displaced, SlotKey slot, int slots) const {
  if (has_closed_service(displaced.members, slot, slots)) return Rejection::slot_closed;
  for (const auto& member : displaced.members) {
    if (member.is_companion) continue;
    if (const auto reason = check_active(member); reason != Rejection::none) return reason;
    if (is_elsewhere(member.citizen, slot, slots, displaced.id)) {
      return Rejection::overlapping_visit;
    }
  }
  return Rejection::none;
}

/// To a time of their own choice: no ledger is asked, and none notes it.
Receipt Model::move_displaced(const scheduler::Reschedule& command) {
  const Booking& old = *find(command.id);
  if (!is_among(old.members)) return no(Rejection::forbidden);
  const View slot = view(command.slot);
  if (!slot.facts) return no(slot.rejection);
  const auto party = check_party(*slot.facts->hall, command.slot.lane(), old.members);
  if (party != Rejection::none) return no(party);
  if (slot.rejection != Rejection::none) return no(slot.rejection);
  const int slots = fit(command.slot, old.minutes);
  if (slots == 0) return no(Rejection::slot_full);
  const auto reason = check_instead(old, command.slot, slots);
  if (reason != Rejection::none) return no(reason);
  find_booking(command.id)->was_swapped = true;
  return replace(command, slots);
}

}  // namespace offpeak::model
