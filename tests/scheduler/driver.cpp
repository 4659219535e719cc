#include "tests/scheduler/fixture.hpp"
#include "tests/scheduler/image_copy.hpp"

namespace offpeak::scheduler::tests {

Driver::Driver(std::string_view start, const config::City& rules)
    : city_{&rules}, timers_{std::in_place, rules}, now_{instant(start)} {}

Driver::~Driver() { check_replay(); }

void Driver::restart(const config::City& rules) {
  const std::uint64_t hash = state_.hash();
  state_.clear();
  for (const auto& event : events_) state_.apply(event);
  CHECK_MESSAGE(state_.hash() == hash, "I5");
  city_ = &rules;
  earlier_ = events_.size();
  timers_.emplace(rules);
  timers_->rebuild(state_);
  to(now_);
}

void Driver::to(Instant time) {
  while (timers_->next() && *timers_->next() <= time) {
    const Instant due = std::max(*timers_->next(), now_);
    const auto command = timers_->pop_due(due);
    step(*command, due);
  }
  now_ = time;
}

Driver& Driver::as(const Caller& caller) {
  caller_ = caller;
  return *this;
}

Driver& Driver::keyed(std::uint64_t key, std::uint64_t request) {
  idempotency_ = {.key = {{key, 1}}, .request = {{request, 2}}};
  return *this;
}

Outcome Driver::step(const Command& command, Instant time) {
  const std::size_t first = events_.size();
  Outcome outcome;
  outcome.receipt = execute(state_, *city_, command, time, events_);
  for (std::size_t i = first; i < events_.size(); ++i) timers_->observe(state_, events_[i]);
  check_invariants(state_, events_, *city_, earlier_);
  return outcome;
}

Outcome Driver::run(const CommandBody& body) {
  const Command command{.caller = caller_, .idempotency = idempotency_, .body = body};
  idempotency_ = {};
  to(now_);
  return step(command, now_);
}

template <class Id>
Id Driver::fresh() {
  ++names_;
  return Id{{names_ * 0x9E3779B97F4A7C15ULL, names_}};
}

Outcome Driver::hold(std::string_view slot_name, const Group& group) {
  const auto id = fresh<AppointmentId>();
  Outcome outcome = run(HoldSlot{.id = id, .slot = slot(slot_name), .party = group});
  outcome.id = id;
  return outcome;
}

Outcome Driver::book(std::string_view slot_name, const Group& group) {
  const auto id = fresh<AppointmentId>();
  Outcome outcome = run(BookSlot{.id = id, .slot = slot(slot_name), .party = group});
  outcome.id = id;
  return outcome;
}

Outcome Driver::confirm(const Outcome& hold) {
  Outcome outcome = run(ConfirmHold{hold.id});
  outcome.id = hold.id;
  return outcome;
}

Outcome Driver::release(const Outcome& hold) {
  Outcome outcome = run(ReleaseHold{hold.id});
  outcome.id = hold.id;
  return outcome;
}

Outcome Driver::cancel(const Outcome& booking, std::uint64_t random) {
  Outcome outcome = run(Cancel{.id = booking.id, .random = {{random, 0}}});
  outcome.id = booking.id;
  return outcome;
}

Outcome Driver::reschedule(const Outcome& booking, std::string_view slot_name,
                           std::uint64_t random) {
  const auto id = fresh<AppointmentId>();
  Outcome outcome = run(
      Reschedule{.id = booking.id, .new_id = id, .slot = slot(slot_name), .random = {{random, 0}}});
  outcome.id = id;
  return outcome;
}

Outcome Driver::join(std::string_view slot_name, const Group& group) {
  const auto waitlist = fresh<WaitlistId>();
  const auto offer = fresh<AppointmentId>();
  Outcome outcome =
      run(JoinWaitlist{.id = waitlist, .offer_id = offer, .slot = slot(slot_name), .party = group});
  outcome.waitlist = waitlist;
  outcome.id = offer;
  return outcome;
}

Outcome Driver::leave(const Outcome& entry) {
  Outcome outcome = run(LeaveWaitlist{entry.waitlist});
  outcome.waitlist = entry.waitlist;
  return outcome;
}

Outcome Driver::watch(const Outcome& booking, const WatchedPlaces& places) {
  Outcome outcome =
      run(WatchPlaces{.id = booking.id, .offer_id = fresh<AppointmentId>(), .places = places});
  outcome.id = booking.id;
  to(now_);  // what is free already is offered at once
  return outcome;
}

Outcome Driver::end_watch(const Outcome& booking) {
  Outcome outcome = run(EndWatch{booking.id});
  outcome.id = booking.id;
  return outcome;
}

Outcome Driver::check_in(HallCode at_hall, const Outcome& booking) {
  const auto ticket = fresh<TicketId>();
  Outcome outcome =
      run(CheckIn{.hall = at_hall, .code = KioskCode{record(booking).code}, .ticket = ticket});
  outcome.id = booking.id;
  outcome.ticket = ticket;
  return outcome;
}

Outcome Driver::take_ticket(HallCode at_hall, std::initializer_list<ServiceCode> services,
                            PriorityGround ground) {
  TakeTicket command{.ticket = fresh<TicketId>(), .hall = at_hall, .ground = ground};
  for (const auto service : services) command.services.codes[command.services.size++] = service;
  Outcome outcome = run(command);
  outcome.ticket = command.ticket;
  return outcome;
}

Outcome Driver::open(HallCode at_hall, int counter, LaneSet lanes) {
  const CounterNumber number{static_cast<std::uint16_t>(counter)};
  return run(OpenCounter{.hall = at_hall, .counter = number, .lanes = lanes});
}

Outcome Driver::call_next(HallCode at_hall, int counter) {
  Outcome outcome = at<CallNext>(at_hall, counter);
  outcome.ticket = TicketId{outcome.receipt.subject.words};
  return outcome;
}

const Appointment& Driver::record(const Outcome& booking) const {
  const Place place = state_.find(booking.id);
  REQUIRE(place != nowhere);
  return state_.appointment(place);
}

Outcome Driver::offered(const Outcome& booking) const {
  Outcome outcome;
  const Appointment& place = record(booking);
  if (has_place_offer(place)) outcome.id = state_.appointment(place.later).id;
  return outcome;
}

const WaitlistEntry& Driver::entry(const Outcome& joined) const {
  const Place place = state_.find(joined.waitlist);
  REQUIRE(place != nowhere);
  return state_.waitlist_entry(place);
}

const Ticket& Driver::ticket(const Outcome& issued) const {
  const Place place = state_.floor().find(issued.ticket);
  REQUIRE(place != nowhere);
  return state_.floor().ticket(place);
}

std::uint32_t Driver::position(const Outcome& joined) {
  return run(GetWaitlist{joined.waitlist}).receipt.position;
}

std::uint32_t Driver::taken(std::string_view slot_name) const {
  return state_.taken_minutes(slot(slot_name));
}

void run_out(State& state, Timers& timers, const config::City& rules, Instant now, Events& events) {
  while (timers.next()) {
    now = std::max(*timers.next(), now);
    const auto command = timers.pop_due(now);
    const std::size_t first = events.size();
    execute(state, rules, *command, now, events);
    for (std::size_t i = first; i < events.size(); ++i) timers.observe(state, events[i]);
  }
}

void Driver::check_replay() {
  State replayed;
  for (const auto& event : events_) replayed.apply(event);
  CHECK(replayed.hash() == state_.hash());
  CHECK(replayed.counts().appointments == state_.counts().appointments);
  CHECK(replayed.counts().citizens == state_.counts().citizens);
  CHECK(replayed.counts().slots == state_.counts().slots);
  CHECK(replayed.counts().waitlist_entries == state_.counts().waitlist_entries);
  CHECK(replayed.counts().memories == state_.counts().memories);
  CHECK(replayed.counts().tickets == state_.counts().tickets);

  const auto loaded = through_image(state_);
  CHECK(loaded->hash() == state_.hash());

  Timers rebuilt{*city_};
  rebuilt.rebuild(replayed);
  Events rest;
  run_out(replayed, rebuilt, *city_, now_, rest);
  rebuilt.rebuild(*loaded);
  run_out(*loaded, rebuilt, *city_, now_, rest);
  run_out(state_, *timers_, *city_, now_, events_);
  check_invariants(state_, events_, *city_, earlier_);
  CHECK_MESSAGE(replayed.hash() == state_.hash(), "timers after a replay act as the live ones");
  CHECK_MESSAGE(loaded->hash() == state_.hash(), "and so do those of an image");
}

}  // namespace offpeak::scheduler::tests
