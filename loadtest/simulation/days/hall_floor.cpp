#include "loadtest/simulation/days/hall_floor.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "demand/day_demand.hpp"
#include "loadtest/simulation/days/citizens.hpp"
#include "loadtest/simulation/random/variates.hpp"
#include "scheduler/booking/check_in_window.hpp"
#include "scheduler/queueing/lanes.hpp"
#include "scheduler/queueing/wait.hpp"

namespace offpeak::loadtest {

using namespace scheduler;  // NOLINT: the core is what this drives

namespace {

/// The way from the seat to the counter: uniform from 6/13 to 20/13 of its mean, which is 12 s to
/// 40 s where the mean is 26 s [D].
DayTime walk_ms(const config::Rules& rules, double draw) {
  const double mean = rules.walk_seconds;
  const double least = mean * 6 / 13;
  const double range = mean * 14 / 13;
  return std::llround((least + range * draw) * 1000);
}

constexpr DayTime second_ms = 1000;

/// The server assesses a hall's level every minute and changes it when it has settled for five.
/// Assessing it every five minutes gives the same levels, a few minutes later at most.
constexpr DayTime assess_every = 5 * minute_ms;

/// The id contains the guest's number, so that a call says whom it is for.
TicketId ticket_of(const Guest& guest, std::uint32_t number) {
  return {{(guest.visitor->number + 1) * 0x9E3779B97F4A7C15ULL, std::uint64_t{number} + 1}};
}

std::uint32_t guest_of(const Receipt& receipt) {
  return static_cast<std::uint32_t>(receipt.subject.words[1] - 1);
}

/// Of who comes when the doors are closed.
Outcome absence_of(const Guest& guest) {
  return guest.has_appointment ? Outcome::no_show : Outcome::shut_out;
}

}  // namespace

void HallFloor::begin(const demand::DemandModel& demand, const Conditions& conditions,
                      ToldWaits* told, bool assess_lanes) {
  demand_ = &demand;
  told_ = told;
  assess_lanes_ = assess_lanes;
  set_conditions(conditions);
  level_ = Level::grey;
  clerks_.clear();
  for (const auto& counter : day_.hall().counters) {
    clerks_.push_back({.counter = CounterNumber{static_cast<std::uint16_t>(counter.number)},
                       .lanes = lanes_of(counter),
                       .configured = &counter});
  }
  std::uint32_t number = 0;
  for (const Span& span : day_.spans()) {
    agenda_.put(span.from, Rank::open, number);
    agenda_.put(span.to, Rank::rest, number);
    ++number;
  }
  if (!day_.is_open()) return;
  agenda_.put(day_.opens_at(), Rank::assess, 0);
  plan_sweeps();
}

void HallFloor::set_conditions(const Conditions& conditions) {
  without_number_.clear();
  outages_.begin(conditions.outages);
  outages_.for_each_end([this](DayTime at) { agenda_.put(at, Rank::resume, 0); });
  service_factors_.clear();
  if (conditions.service_factors.empty()) return;
  for (const auto& service : world_.city().services) {
    const auto found = conditions.service_factors.find(service.code);
    service_factors_.push_back(found == conditions.service_factors.end() ? 1 : found->second);
  }
}

void HallFloor::plan_sweeps() {
  std::uint32_t number = 0;
  for (const SlotKey slot : day_.all_slots()) {
    const Instant due = no_show_from(day_.hall().rules, slot.start());
    agenda_.put(world_.day_time(due), Rank::sweep, number++);
  }
}

// ---- coming in ----------------------------------------------------------------------------------

void HallFloor::arrive(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  if (at != guest.comes_at) return;  // has moved to another time
  if (!day_.is_open() || at >= day_.closes_at()) {
    guest.outcome = absence_of(guest);
    return;
  }
  if (!guest.has_appointment && turns_round(guest)) {
    guest.outcome = Outcome::balked;
    return;
  }
  guest.came_at = at;
  if (outages_.is_down(at)) {
    without_number_.push_back(number);
    measures_.arrive(guest, at);
  } else {
    let_in(number, at);
  }
}

/// A guest in the hall goes to the machine that gives numbers.
void HallFloor::let_in(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  const bool has_ticket =
      (guest.has_appointment && check_in(guest, number, at)) || take_ticket(guest, number, at);
  if (has_ticket) return begin_waiting(guest, number, at);
  guest.outcome = Outcome::shut_out;
  if (guest.came_at < at) measures_.give_up(guest, at);
}

/// The level tells of the counters: whoever uses a machine walks past it.
bool HallFloor::turns_round(const Guest& guest) const {
  return !guest.at_machine && level_ == Level::red &&
         guest.visitor->balking_draw < demand_->balking_share;
}

/// False for a guest who has come too late for the appointment, and takes a number like anybody
/// else.
bool HallFloor::check_in(Guest& guest, std::uint32_t number, DayTime at) {
  const auto receipt = world_.run(CheckIn{.hall = day_.hall().code,
                                          .code = guest.code,
                                          .ticket = ticket_of(guest, number),
                                          .ground = guest.visitor->ground},
                                  at);
  if (receipt.rejection != Rejection::none) return false;
  guest.has_checked_in = true;
  const auto arrival =
      judge_arrival(day_.hall().rules, world_.instant(guest.slot_at), world_.instant(at));
  const bool in_time = arrival == Arrival::in_time;
  guest.kind = in_time ? Kind::booked : Kind::walk_in;
  guest.since = in_time ? std::max(guest.came_at, guest.slot_at) : guest.came_at;
  return true;
}

bool HallFloor::take_ticket(Guest& guest, std::uint32_t number, DayTime at) {
  const Visitor& visitor = *guest.visitor;
  TakeTicket command{
      .ticket = ticket_of(guest, number), .hall = day_.hall().code, .ground = visitor.ground};
  command.services.size = guest.people;
  for (std::uint8_t i = 0; i < command.services.size; ++i) {
    command.services.codes[i] = visitor.service;
  }
  guest.kind = Kind::walk_in;
  guest.since = guest.came_at;
  return world_.run(command, at).rejection == Rejection::none;
}

void HallFloor::begin_waiting(Guest& guest, std::uint32_t number, DayTime at) {
  const Visitor& visitor = *guest.visitor;
  guest.outcome = Outcome::waiting;
  guest.arrived_at = at;
  if (visitor.ground != PriorityGround::none) guest.kind = Kind::priority;
  if (guest.came_at == at) measures_.arrive(guest, at);  // else it was when the guest came
  for (std::uint32_t clerk = 0; clerk < clerks_.size(); ++clerk) {
    const Clerk& one = clerks_[clerk];
    if (!one.works || one.busy || (one.lanes & lane_bit(guest.lane)) == 0) continue;
    if (call(clerk, at)) break;
  }
  if (guest.outcome != Outcome::waiting) return;
  const double patience_ms = visitor.patience_minutes * minute_ms;
  if (patience_ms < static_cast<double>(day_end)) {
    const DayTime until = guest.since + std::llround(patience_ms);
    agenda_.put(std::max(until, at), Rank::leave, number);
  }
}

void HallFloor::leave(std::uint32_t number, DayTime at) {
  Guest& guest = day_.guest(number);
  if (guest.outcome != Outcome::waiting) return;
  const auto receipt = world_.run(Leave{.ticket = ticket_of(guest, number)}, at);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  guest.outcome = Outcome::abandoned;
  measures_.give_up(guest, at);
}

void HallFloor::resume(DayTime at) {
  for (const std::uint32_t number : without_number_) let_in(number, at);
  without_number_.clear();
  for (std::uint32_t number = 0; number < clerks_.size(); ++number) {
    Clerk& clerk = clerks_[number];
    if (!clerk.works || clerk.busy) continue;
    if (!call(number, at) && clerk.stays) close(clerk, at);
  }
}

// ---- at the counters ----------------------------------------------------------------------------

void HallFloor::open(std::uint32_t number, DayTime at) {
  const std::uint32_t clerk = day_.spans()[number].clerk;
  Clerk& one = clerks_[clerk];
  const auto receipt =
      world_.run(OpenCounter{.hall = day_.hall().code, .counter = one.counter, .lanes = 0}, at);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  one.works = true;
  if (!one.is_open) one.open_since = at;
  one.is_open = true;
  if (!one.busy) call(clerk, at);
}

/// A clerk rests for lunch or goes for the day. When the hall closes, the clerks who are there stay
/// until nobody waits.
void HallFloor::rest(std::uint32_t number, DayTime at) {
  const Span& span = day_.spans()[number];
  Clerk& clerk = clerks_[span.clerk];
  if (at >= day_.closes_at()) {
    clerk.stays = true;
    if (!clerk.busy && !outages_.is_down(at)) close(clerk, at);
    return;
  }
  clerk.works = false;
  if (span.last_of_clerk) {
    world_.run(CloseCounter{.hall = day_.hall().code, .counter = clerk.counter}, at);
  } else {
    world_.run(PauseCounter{.hall = day_.hall().code, .counter = clerk.counter}, at);
  }
  if (!clerk.busy) count_open(clerk, at);
}

void HallFloor::count_open(Clerk& clerk, DayTime at) {
  measures_.open(*clerk.configured, clerk.open_since, at);
  clerk.is_open = false;
}

void HallFloor::close(Clerk& clerk, DayTime at) {
  world_.run(CloseCounter{.hall = day_.hall().code, .counter = clerk.counter}, at);
  clerk.works = false;
  count_open(clerk, at);
}

/// False when nobody waits for this counter, or the system is down.
bool HallFloor::call(std::uint32_t number, DayTime at) {
  if (outages_.is_down(at)) return false;
  Clerk& clerk = clerks_[number];
  const auto receipt =
      world_.run(CallNext{.hall = day_.hall().code, .counter = clerk.counter, .parked = {}}, at);
  if (receipt.kind != ReceiptKind::ticket) return false;
  clerk.busy = true;
  clerk.guest = guest_of(receipt);
  clerk.called_at = at;
  Guest& guest = day_.guest(clerk.guest);
  OFFPEAK_ASSERT(guest.outcome == Outcome::waiting);
  guest.outcome = Outcome::called;
  guest.called_at = at;
  measures_.call(guest, at);
  if (told_ != nullptr && !guest.at_machine) told_->call(at, at - guest.since);
  const DayTime walk = walk_ms(day_.hall().rules, guest.visitor->walk_draw);
  agenda_.put(at + walk, Rank::serve, number);
  return true;
}

DayTime HallFloor::service_ms(const Guest& guest) const {
  const Visitor& visitor = *guest.visitor;
  const auto& service = *world_.city().find(visitor.service);
  const double factor = service_factors_.empty() ? 1 : service_factors_[guest.service_place];
  const double mean = service.mean_minutes * factor * guest.people;
  const double variation = demand::party_variation(*demand_, service.variation, guest.people);
  return std::llround(lognormal(visitor.service_draw, mean, variation) * minute_ms);
}

void HallFloor::serve(std::uint32_t number, DayTime at) {
  const Clerk& clerk = clerks_[number];
  const auto receipt = world_.run(Serve{.hall = day_.hall().code, .counter = clerk.counter}, at);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  agenda_.put(at + service_ms(day_.guest(clerk.guest)), Rank::finish, number);
}

void HallFloor::finish(std::uint32_t number, DayTime at) {
  Clerk& clerk = clerks_[number];
  const auto& guest = day_.guest(clerk.guest);
  const auto receipt = world_.run(Finish{.hall = day_.hall().code,
                                         .counter = clerk.counter,
                                         .done = {},
                                         .documents = guest.people},
                                  at);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  clerk.busy = false;
  measures_.busy(guest, clerk.called_at, at);
  if (!clerk.works) return count_open(clerk, at);
  if (!call(number, at) && clerk.stays && !outages_.is_down(at)) close(clerk, at);
}

// ---- what is due --------------------------------------------------------------------------------

void HallFloor::assess(DayTime at) {
  if (at < day_.closes_at()) agenda_.put(at + assess_every, Rank::assess, 0);
  const AssessLevel command{.hall = day_.hall().code};
  assess_lanes_ ? world_.tick(command, at) : world_.run(command, at);
  if (told_ != nullptr) tell(at);
  const auto* known = world_.state().floor().level(day_.hall().code);
  const Level level = known == nullptr ? Level::grey : known->level;
  if (level == level_) return;
  level_ = level;
  measures_.level(level, at);
}

/// What a board says of each lane.
void HallFloor::tell(DayTime at) {
  const auto& lanes = world_.city().lanes;
  for (std::size_t place = 0; place < lanes.size(); ++place) {
    if (day_.slots(lanes[place].code).empty()) continue;
    const Wait wait = predict_arrival(world_.state(), world_.city(), day_.hall().code,
                                      lanes[place].code, world_.instant(at))
                          .wait;
    told_->predict(place, at, wait.is_known() ? wait.p50_s * second_ms : day_end);
  }
}

void HallFloor::sweep(std::uint32_t slot, DayTime at) {
  world_.run(SweepNoShows{.slot = day_.all_slots()[slot]}, at);
}

/// No visit goes on into the next day: whoever was called is finished now, however long the service
/// would still last.
void HallFloor::finish_at_midnight(Clerk& clerk) {
  const auto hall = day_.hall().code;
  const Guest& guest = day_.guest(clerk.guest);
  world_.run(Serve{.hall = hall, .counter = clerk.counter},
             day_end);  // rejected when the service has begun
  const auto receipt = world_.run(
      Finish{.hall = hall, .counter = clerk.counter, .done = {}, .documents = guest.people},
      day_end);
  OFFPEAK_ASSERT(receipt.rejection == Rejection::none);
  clerk.busy = false;
  measures_.busy(guest, clerk.called_at, day_end);
}

void HallFloor::end() {
  bool is_cut = false;
  for (const std::uint32_t number : without_number_) {
    day_.guest(number).outcome = Outcome::shut_out;
    measures_.give_up(day_.guest(number), day_end);
  }
  for (Guest& guest : day_.guests()) {
    const bool is_after_midnight = guest.outcome == Outcome::coming && day_.closes_at() >= day_end;
    if (is_after_midnight) guest.outcome = absence_of(guest);
    if (guest.outcome != Outcome::waiting) continue;
    guest.outcome = Outcome::unserved;
    measures_.give_up(guest, day_end);
    is_cut = true;
  }
  for (Clerk& clerk : clerks_) {
    is_cut = is_cut || clerk.busy;
    if (clerk.busy) finish_at_midnight(clerk);
    if (clerk.is_open) count_open(clerk, day_end);
  }
  measures_.result().midnight_days = is_cut ? 1 : 0;
  world_.run(EndDay{.hall = day_.hall().code, .date = world_.date()}, day_end);
  measures_.end(day_end);
}

}  // namespace offpeak::loadtest
