// The city closes halls (临时停办): who is booked there is displaced, and offered another place.
#include <algorithm>
#include <set>

#include "base/mutant.hpp"
#include "config/distance.hpp"
#include "scheduler/booking/answer_hours.hpp"
#include "scheduler/booking/closed_times.hpp"
#include "scheduler/booking/decider.hpp"
#include "scheduler/booking/end_watch.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/place_lead.hpp"
#include "scheduler/messages/appointment_chain.hpp"

namespace offpeak::scheduler {
namespace {

int apart(int difference) { return std::max(difference, -difference); }

/// How much worse than the old place a new one is, in minutes: four for each kilometre further from
/// the old hall, there and back; an hour for each day; a tenth for each minute of the day; and up
/// to half an hour for a slot that is full already, so that of places alike the emptier one is
/// offered.
double worse_minutes(const Appointment& old, const SlotPlan& slot, const Room& room,
                     double distance_m) {
  const double days = apart((slot.key.date() - old.slot.date()).count());
  const double minutes = apart((slot.key.start_minute() - old.slot.start_minute()).count());
  const double taken = static_cast<double>(room.taken_minutes) / std::max(1, room.released_minutes);
  return distance_m / 1000 * 4 + days * 60 + minutes / 10 + taken * 30;
}

/// The offers of a displaced booking are named after it: no command brings ids for them.
AppointmentId displaced_offer_id(const Appointment& booking, std::int64_t number) {
  constexpr std::uint64_t other_drawn = 0x9E3779B97F4A7C15ULL;
  const AppointmentId first = id_after(booking.id, booking.id.words[1] * other_drawn);
  return alternative_id(first, static_cast<std::uint8_t>(number));
}

/// Whether its people have not taken that place when it was offered.
bool was_offered(const State& state, const Appointment& booking, SlotKey slot) {
  for (std::int64_t number = 0; number < booking.until_ms; ++number) {
    const Place offer = state.find(displaced_offer_id(booking, number));
    if (offer != nowhere && state.appointment(offer).slot == slot) return true;
  }
  return false;
}

}  // namespace

void Decider::emit_words(WordingId id, const Wording* words) {
  if (words == nullptr) return;
  for (const Language language : {Language::zh, Language::en}) {
    for (auto left = words->text(language); !left.empty();) {
      WordingNoted part{.id = id, .language = language};
      part.bytes = static_cast<std::uint8_t>(left.copy(part.text.data(), part.text.size()));
      left.remove_prefix(part.bytes);
      emit(part);
    }
  }
}

Receipt Decider::operator()(const CloseHalls& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  ClosedTimes closed = command.closed;
  closed.from = std::max(closed.from, now_);
  if (!is_possible(closed, city_, now_)) return rejected(Rejection::unknown_slot);
  if (state_.closures().live() >= closures_max) return rejected(Rejection::storage_full);
  emit_words({command.id.words}, command.words);
  emit(ClosureMade{.id = command.id, .closed = closed, .reason = command.reason});
  Touched touched = touched_by(state_, closed);
  for (const Place booking : touched.bookings) displace(booking, command.id);
  std::ranges::sort(touched.bookings);
  for (const Place hold : touched.holds) close_hold(hold, touched.bookings);
  for (const Place entry : waiting_in(state_, city_, closed)) {
    emit(WaitlistEnded{
        .id = state_.waitlist_entry(entry).id, .reason = WaitlistEnd::closed, .is_dated = true});
  }
  return {.position = static_cast<std::uint32_t>(touched.bookings.size()),
          .subject = {command.id.words}};
}

/// What is offered instead of it is offered no more, and it is watched for nothing.
void Decider::displace(Place place, ClosureId by) {
  const Appointment& booking = state_.appointment(place);
  end_watch(state_, booking, now_, events_, ByWhom::city);
  emit(Displaced{.id = booking.id, .by = by});
}

/// An offer to somebody who is displaced has ended with the booking. Without the time of its end a
/// hold does not count among those that came to nothing: it is not its people's doing. Nor have
/// they left the line whose offer it was.
void Decider::close_hold(Place place, const std::vector<Place>& displaced) {
  const Appointment& hold = state_.appointment(place);
  const bool has_ended =
      is_place_offer(hold) && std::ranges::binary_search(displaced, hold.earlier);
  if (!has_ended) emit(HoldEnded{.id = hold.id, .reason = HoldEnd::released});
  if (hold.offer_of == nowhere) return;
  emit(WaitlistEnded{.id = state_.waitlist_entry(hold.offer_of).id, .reason = WaitlistEnd::closed});
}

Receipt Decider::operator()(const ReopenHalls& command) {
  if (caller_.role != Role::admin) return rejected(Rejection::forbidden);
  const Closure* closure = state_.closures().get(command.id);
  if (closure == nullptr) return rejected(Rejection::not_found);
  const bool is_over =
      closure->ended_ms != 0 || (closure->to_ms != 0 && config::instant_of(closure->to_ms) <= now_);
  if (is_over) return rejected(Rejection::wrong_state);
  emit(ClosureEnded{.id = command.id, .how = ClosureEnd::reopened});
  return {.subject = {command.id.words}};
}

Receipt Decider::operator()(const DisplaceBooking& command) {
  const Place place = state_.find(command.id);
  if (place == nowhere) return {};
  if (state_.appointment(place).status != AppointmentStatus::booked) return {};
  displace(place, {});
  return {};
}

Receipt Decider::operator()(const CarryOver& command) {
  const Place slot = state_.find(command.slot);
  const std::uint16_t carried = slot == nowhere ? 0 : state_.slot(slot).carried_minutes;
  if (carried != command.minutes) emit(CarriedOver{command.slot, command.minutes});
  return {};
}

/// All places of the lane that have room now, and come no earlier than people can be there.
std::vector<Decider::Bookable> Decider::places_of_lane(LaneCode lane) const {
  std::vector<Bookable> places;
  for (const auto& hall : city_.halls) {
    for (Date date = today();; date += std::chrono::days{1}) {
      const auto slots = plan_day(city_, hall, lane, date);
      for (const auto& slot : slots) {
        if (slot.start < now_ + place_lead) continue;
        auto place = look_up(slot.key);
        const bool has_room = place.rejection == Rejection::none && place.room.free_minutes() > 0;
        if (has_room) places.push_back(place);
      }
      if (date > today() + std::chrono::days{config::horizon_days_max}) break;
    }
  }
  return places;
}

/// Whoever was displaced had a place: no suspension since then takes that away.
Rejection Decider::check_instead(Place displaced, const SlotSpan& visit) const {
  const Appointment& booking = state_.appointment(displaced);
  if (has_closed_service(booking, visit)) return Rejection::slot_closed;
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    const MemberService service = booking.services[i];
    if (service.is_companion()) continue;
    const Citizen& citizen = state_.citizen(booking.citizens[i]);
    if ((citizen.active_services & service.active_bit()) != 0) {
      return already(open_booking(booking.citizens[i], booking.citizens[i], service.code()));
    }
    if (is_elsewhere(booking.citizens[i], visit, displaced)) return Rejection::overlapping_visit;
  }
  return Rejection::none;
}

bool Decider::may_come_instead(Place displaced, const SlotPlan& slot, const SlotSpan& span) const {
  const Appointment& booking = state_.appointment(displaced);
  return check_party(city_, slot, party_of(state_, booking)) == Rejection::none &&
         check_instead(displaced, span) == Rejection::none;
}

bool Decider::offer_instead_of(Place displaced, const std::vector<Bookable>& places,
                               PendingOffers& pending) {
  const Appointment& booking = state_.appointment(displaced);
  const auto* old_hall = city_.find(booking.slot.hall());
  const Bookable* best = nullptr;
  std::optional<SlotSpan> best_span;
  double best_worse = 0;
  for (const auto& place : places) {
    Room room = place.room;
    room.taken_minutes += pending.minutes_of(place.plan.key);
    if (room.free_minutes() == 0) continue;
    const double distance_m = old_hall == nullptr
                                  ? 0
                                  : config::distance_m(config::position_of(*old_hall),
                                                       config::position_of(*place.plan.hall));
    const double worse = worse_minutes(booking, place.plan, room, distance_m);
    if (best != nullptr && worse >= best_worse) continue;
    if (was_offered(state_, booking, place.plan.key)) continue;
    const auto span = span_with(place, booking.minutes, pending);
    if (!span || !may_come_instead(displaced, place.plan, *span)) continue;
    best = &place;
    best_span = span;
    best_worse = worse;
  }
  if (best == nullptr) return false;
  emit(PlaceOffered{.id = booking.id,
                    .offer_id = displaced_offer_id(booking, booking.until_ms),
                    .kind = PlaceOfferKind::displaced,
                    .claim = claim_of(*best, *best_span),
                    .expires_at = offer_end(now_, displaced_offer_kept, best->plan.start)});
  pending.offer_instead(displaced, *best_span);
  return true;
}

namespace {

/// Where there are more than one command looks at, the search begins with others so often.
constexpr std::chrono::minutes displaced_turn{10};

/// Who has found no place so long after the visit has gone another way.
constexpr std::chrono::days asked_after_visit_max{14};

/// The last day on which a place is offered instead of one of that day: an answer may come on the
/// next one, and nothing is open when the day's records are dropped.
Date last_asked(Date visit, const config::Retention& retention) {
  return visit + std::min(asked_after_visit_max, std::chrono::days{retention.visit_days - 1});
}

/// Where the search for places begins: with who booked first, and where they are more than one
/// command looks at, further on with each look, so that those who find no place keep nobody from
/// one.
std::set<Place>::const_iterator first_to_ask(const std::set<Place>& unsettled, Instant now) {
  if (unsettled.size() <= displaced_tried_max) return unsettled.begin();
  const auto look = static_cast<std::uint64_t>(now.time_since_epoch() / displaced_turn);
  const std::uint64_t first = look * displaced_tried_max % unsettled.size();
  return std::next(unsettled.begin(), static_cast<std::ptrdiff_t>(first));
}

}  // namespace

/// A few at a time, so that nobody else waits for long: the timer comes again while there are more.
Receipt Decider::operator()(const OfferDisplaced&) {
  if (!people_answer(now_)) return {};
  std::array<std::optional<std::vector<Bookable>>, config::lanes_max + 1> places;
  PendingOffers pending;
  const auto& unsettled = state_.unsettled();
  const std::size_t tries = std::min(unsettled.size(), displaced_tried_max);
  auto next = first_to_ask(unsettled, now_);
  for (std::size_t tried = 0; tried < tries; ++tried) {
    if (state_.is_full() || pending.places() >= place_offers_max) break;
    const Place place = *next;
    if (++next == unsettled.end()) next = unsettled.begin();
    const Appointment& booking = state_.appointment(place);
    if (today() > last_asked(booking.slot.date(), city_.retention)) continue;
    if (pending.has_applicant_of(state_, booking)) continue;
    auto& of_lane = places[static_cast<std::size_t>(booking.slot.lane())];
    if (!of_lane) of_lane = places_of_lane(booking.slot.lane());
    offer_instead_of(place, *of_lane, pending);
  }
  return {};
}

Receipt Decider::operator()(const ForgetClosure& command) {
  const Closure* closure = state_.closures().get(command.id);
  if (closure == nullptr || now_ < closure_forgotten_at(*closure, city_.retention)) return {};
  emit(ClosureEnded{.id = command.id, .how = ClosureEnd::forgotten});
  return {};
}

}  // namespace offpeak::scheduler
