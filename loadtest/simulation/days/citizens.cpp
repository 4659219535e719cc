#include "loadtest/simulation/days/citizens.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/assert.hpp"
#include "demand/booking_hours.hpp"
#include "loadtest/simulation/days/own_draws.hpp"
#include "loadtest/simulation/days/shown_places.hpp"
#include "loadtest/simulation/days/walk_in_halls.hpp"
#include "scheduler/booking/party.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/booking/standing_slot.hpp"

namespace offpeak::loadtest {

using namespace scheduler;  // NOLINT: the core is what this drives

namespace {

constexpr DayTime waking_from = demand::booking_from.count() * minute_ms;
constexpr DayTime waking_to = demand::booking_to.count() * minute_ms;

DayTime moment_of(double minutes) { return std::llround(minutes * minute_ms); }

/// Names that are the same in every scenario and differ in many bits.
std::uint64_t name_of(const Visitor& visitor) {
  return (visitor.number + 1) * 0x9E3779B97F4A7C15ULL;
}

/// When an appointment is given up, and how long its capacity then stays taken.
std::array<double, 2> draws_of_cancelling(const Draws& draws, config::Date date,
                                          const Visitor& visitor) {
  return own_draws(draws, Purpose::cancellation, date, visitor);
}

CitizenKey citizen_of(const Visitor& visitor, std::uint8_t member) {
  return {{name_of(visitor), visitor.number * config::party_max + member}};
}

Party party_of(const Visitor& visitor, std::uint8_t size) {
  Party party;
  party.size = size;
  for (std::uint8_t i = 0; i < size; ++i) {
    party.applicants[i] = {.citizen = citizen_of(visitor, i), .service = visitor.service};
  }
  return party;
}

}  // namespace

/// On the day of the visit people book before they would set out.
static DayTime booking_until(const Visitor& visitor) {
  if (visitor.lead_days > 0) return waking_to;
  return std::clamp(moment_of(visitor.wished_minute), waking_from, waking_to);
}

double lead_time_at(const Visitor& visitor, DayTime at) {
  const DayTime until = booking_until(visitor);
  if (until <= waking_from) return 0;
  return static_cast<double>(std::clamp(at, waking_from, until) - waking_from) /
         static_cast<double>(until - waking_from);
}

std::uint32_t guest_of(AppointmentId id) { return static_cast<std::uint32_t>(id.words[1] - 1); }

void Citizens::begin(const Draws& draws, ShownPlaces* places, const WalkInHalls* halls) {
  draws_ = draws;
  places_ = places;
  halls_ = halls;
  const auto guests = static_cast<std::uint32_t>(day_.guests().size());
  for (std::uint32_t number = 0; number < guests; ++number) {
    const Visitor& visitor = *day_.guest(number).visitor;
    if (visitor.goes_online) {
      day_.guest(number).outcome = Outcome::online;
    } else if (visitor.wants_appointment) {
      day_.guest(number).follow_group = follow_group(visitor);
      agenda_.put(booking_time(visitor), Rank::book, number);
    } else if (halls_ != nullptr && halls_->looks(day_.guest(number))) {
      agenda_.put(moment_of(visitor.wished_minute) - looks_before, Rank::set_out, number);
    } else {
      come(number, moment_of(visitor.wished_minute));
    }
  }
}

DayTime Citizens::booking_time(const Visitor& visitor) const {
  const DayTime day = visitor.lead_days * -day_end;
  const auto hours = static_cast<double>(booking_until(visitor) - waking_from);
  return day + waking_from + std::llround(visitor.lead_moment * hours);
}

void Citizens::book(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  const Visitor& visitor = *guest.visitor;
  if (places_ != nullptr && places_->follows(visitor) && follow(number, at)) return;
  const SlotPlan* slot = nearest_free(guest, minutes_of(visitor), at);
  if (slot != nullptr && take(number, slot->key, at)) return keep(number, at);
  ++measures_.result().found_none;
  if (visitor.comes_anyway) {
    return come(number, std::max(at, moment_of(visitor.wished_minute)));
  }
  guest.outcome = Outcome::unplaced;
}

/// A walk-in who looks first, where nothing better is shown, comes as meant.
void Citizens::set_out(std::uint32_t number, DayTime at) {
  if (halls_->follow_plan()) {
    if (places_ == nullptr || !follow(number, at)) come(number, at + looks_before);
    return;
  }
  Guest& guest = day_.guest(number);
  const config::HallCode to = halls_->hall_for(guest, day_.hall().code, at);
  if (to == day_.hall().code) return come(number, at + looks_before);
  guest.outcome = Outcome::elsewhere;
  halls_->send(*guest.visitor, to, at);
}

void Citizens::come_from_elsewhere(const Visitor& visitor, DayTime at) {
  const std::uint32_t number = day_.take_in(visitor);
  Guest& guest = day_.guest(number);
  guest.follows = true;
  measures_.follow(guest);
  come(number, at);
}

std::uint8_t Citizens::follow_group(const Visitor& visitor) const {
  const double draw = follow_draw(draws_, world_.date(), visitor);
  return static_cast<std::uint8_t>(std::ranges::upper_bound(follow_shares, draw) -
                                   follow_shares.begin());
}

/// False for those who do not, whose place is taken or refused, or where they would go anyway.
bool Citizens::follow(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  const auto place = places_->place_for(guest, day_.hall().code, at);
  if (!place) return false;
  const SlotPlan* own = nearest_free(guest, minutes_of(*guest.visitor), at);
  if (own != nullptr && own->key == *place) return false;
  if (place->hall() != day_.hall().code) {
    if (!places_->book_elsewhere(*guest.visitor, *place, at)) return false;
    guest.outcome = Outcome::elsewhere;
    return true;
  }
  if (!take(number, *place, at)) return false;
  guest.follows = true;
  keep(number, at);
  return true;
}

bool Citizens::book_from_elsewhere(const Visitor& visitor, SlotKey slot, DayTime at) {
  const std::uint32_t number = day_.take_in(visitor);
  if (!take(number, slot, at)) {
    day_.leave_out();
    return false;
  }
  day_.guest(number).follows = true;
  if (visitor.wants_appointment) day_.guest(number).follow_group = follow_group(visitor);
  keep(number, at);
  return true;
}

int Citizens::minutes_of(const Visitor& visitor) const {
  const auto& rules = day_.hall().rules;
  const auto people = static_cast<std::uint8_t>(std::min<int>(visitor.size, rules.party_max));
  return party_minutes(world_.city(), rules, party_of(visitor, people));
}

bool Citizens::has_room(SlotKey slot, const Visitor& visitor, DayTime at) const {
  const auto& slots = day_.slots(slot.lane());
  const auto found = std::ranges::lower_bound(slots, slot, {}, &SlotPlan::key);
  return found != slots.end() && found->key == slot &&
         has_room(*found, minutes_of(visitor), world_.instant(at));
}

/// Books; false when the core refuses.
bool Citizens::take(std::uint32_t number, SlotKey slot, DayTime at) {
  Guest& guest = day_.guest(number);
  const BookSlot command{.id = {{name_of(*guest.visitor), number + 1}},
                         .slot = slot,
                         .party = party_of(*guest.visitor, guest.people)};
  const auto receipt = world_.ask(command, command.party.applicants[0].citizen, at);
  if (receipt.rejection != Rejection::none) return false;
  guest.has_appointment = true;
  guest.appointment = command.id;
  guest.code = std::get<Booked>(world_.facts().back().fact).code;
  guest.slot_at = world_.day_time(slot.start());
  return true;
}

/// What becomes of an appointment that was just made.
void Citizens::keep(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  const Visitor& visitor = *guest.visitor;
  measures_.book(guest);
  if (visitor.cancels) return plan_cancelling(number, at);
  if (!visitor.shows_up) {
    guest.outcome = Outcome::no_show;
    return;
  }
  come_to_slot(number, at);
}

bool Citizens::has_room(const SlotPlan& slot, int minutes, Instant now) const {
  const auto room_at = [&](const SlotPlan& plan) {
    const State& state = world_.state();
    return room_of(as_it_stands(plan, state), state.taken_minutes(plan.key), now);
  };
  const auto span = plan_span(world_.city(), slot, room_at(slot).released_minutes, minutes);
  return span && parties_that_fit(world_.city(), *span, slot, room_at) > 0;
}

/// The slot of the wished minute or, outwards from it, the nearest one with room, as the list of
/// slots shows it.
const SlotPlan* Citizens::nearest_free(const Guest& guest, int minutes, DayTime at) const {
  const auto& slots = day_.slots(guest.lane);
  const Instant now = world_.instant(at);
  const Instant wished = world_.instant(moment_of(guest.visitor->wished_minute));
  auto after = std::ranges::upper_bound(slots, wished, {}, &SlotPlan::start);
  if (after != slots.begin()) --after;
  auto before = after;
  while (before != slots.begin() || after != slots.end()) {
    const bool take_later =
        before == slots.begin() ||
        (after != slots.end() && after->start - wished <= wished - std::prev(before)->start);
    const SlotPlan& slot = take_later ? *after++ : *--before;
    if (has_room(slot, minutes, now)) return &slot;
  }
  return nullptr;
}

/// Whoever was to come at another time does not come then.
void Citizens::come(std::uint32_t number, DayTime at) {
  day_.guest(number).comes_at = at;
  agenda_.put(at, Rank::arrive, number);
}

/// A visitor who is there before the check-in window waits outside until it begins.
void Citizens::come_to_slot(std::uint32_t number, DayTime booked_at) {
  const Guest& guest = day_.guest(number);
  const DayTime early = moment_of(guest.visitor->early_minutes);
  const DayTime early_max = config::milliseconds{day_.hall().rules.check_in_early}.count();
  come(number, std::max(booked_at, guest.slot_at - std::min(early, early_max)));
}

/// At any time between the booking and the slot.
void Citizens::plan_cancelling(std::uint32_t number, DayTime at) {
  const Guest& guest = day_.guest(number);
  const double part = draws_of_cancelling(draws_, world_.date(), *guest.visitor)[0];
  const auto later = static_cast<DayTime>(part * static_cast<double>(guest.slot_at - at));
  agenda_.put(std::min(at + later, guest.slot_at - 1), Rank::cancel, number);
}

bool Citizens::move(std::uint32_t number, SlotKey slot, DayTime at) {
  Guest& guest = day_.guest(number);
  const auto receipt =
      world_.ask(ConfirmHold{.id = guest.offer, .random = {}}, citizen_of(*guest.visitor, 0), at);
  if (receipt.rejection != Rejection::none) return false;
  const auto& fact = std::get<PlaceTaken>(world_.facts().front().fact);
  guest.given_up = fact.id;
  agenda_.put(world_.day_time(fact.capacity_returns_at), Rank::give_back, number);
  guest.appointment = guest.offer;
  guest.code = fact.code;
  const DayTime before = std::exchange(guest.slot_at, world_.day_time(slot.start()));
  if (!guest.follows) measures_.move(guest, before);
  guest.follows = true;
  come_to_slot(number, at);
  return true;
}

void Citizens::cancel(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  const Visitor& visitor = *guest.visitor;
  const double draw = draws_of_cancelling(draws_, world_.date(), visitor)[1];
  const Cancel command{.id = guest.appointment,
                       .random = {{static_cast<std::uint64_t>(draw * 0x1p52), 0}}};
  const auto receipt = world_.ask(command, citizen_of(visitor, 0), at);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  guest.outcome = Outcome::cancelled;
  guest.given_up = guest.appointment;
  const auto& fact = std::get<Cancelled>(world_.facts().back().fact);
  agenda_.put(world_.day_time(fact.capacity_returns_at), Rank::give_back, number);
}

void Citizens::give_back(std::uint32_t number, DayTime at) {
  world_.run(ReturnCapacity{.id = day_.guest(number).given_up}, at);
}

}  // namespace offpeak::loadtest
