#include "tests/model/commands.hpp"

#include <algorithm>
#include <array>

namespace offpeak::model {
namespace {

using scheduler::CommandBody;
using scheduler::Role;
using std::chrono::days;

constexpr std::uint64_t spread = 0x9E3779B97F4A7C15ULL;  // ids are to look random
constexpr int wrong_state_every = 16;

/// Counted from the end, modulo; an item that names nothing when there is none.
template <class Item>
Item from_end(const std::vector<Item>& items, std::uint8_t back) {
  if (items.empty() || back == unknown_target) return {};
  return items[items.size() - 1 - back % items.size()];
}

scheduler::Party party_of(const Step& step) {
  scheduler::Party party;
  party.size = static_cast<std::uint8_t>(step.party + 1);
  for (std::size_t i = 0; i < party.size; ++i) {
    const auto service = static_cast<std::uint8_t>(step.services.at(i) + 1);
    party.applicants.at(i) = {.citizen = citizen(step.citizens.at(i)),
                              .service = ServiceCode{service},
                              .minor = step.minors.at(i) != 0};
  }
  return party;
}

scheduler::RandomBits random_of(const Step& step) {
  return {{spread * (step.random + 1U), spread ^ (spread << (step.random % 32))}};
}

bool is_question(Action action) {
  return action == Action::get_appointment || action == Action::get_waitlist ||
         action == Action::list_appointments;
}

}  // namespace

CitizenKey citizen(int index) {
  constexpr std::uint64_t citizens = 1;
  return {{citizens, spread * static_cast<std::uint64_t>(index + 1)}};
}

template <class Id>
Id Commands::fresh() {
  ++ids_;
  return Id{{spread * ids_, ids_}};
}

Command Commands::make(const Step& step, Instant now) {
  Command command;
  if (step.key == KeyUse::again && !keyed_.empty()) {
    command = from_end(keyed_, step.earlier_key);
    // The same request makes a command with new ids each time it arrives.
    std::visit(
        [this](auto& body) {
          if constexpr (requires { body.party; }) body.id = fresh<decltype(body.id)>();
          if constexpr (requires { body.offer_id; }) body.offer_id = fresh<AppointmentId>();
          if constexpr (requires { body.new_id; }) body.new_id = fresh<AppointmentId>();
          if constexpr (requires {
                          body.closed;
                          body.words;
                        })
            body.id = fresh<scheduler::ClosureId>();
          if constexpr (requires { body.ticket; }) body.ticket = fresh<scheduler::TicketId>();
        },
        command.body);
    return command;
  }
  command.body = body_of(step, now);
  command.caller = caller_of(step, command.body);
  // Of somebody whom nobody suspends any more the model does not say whether anything is known.
  const bool is_lift = std::holds_alternative<scheduler::LiftSuspension>(command.body);
  if (step.key == KeyUse::none || is_lift) return command;
  command.idempotency = {.key = fresh<scheduler::IdempotencyKey>(),
                         .request = fresh<scheduler::RequestDigest>()};
  if (step.key == KeyUse::other && !keyed_.empty()) {
    command.idempotency.key = from_end(keyed_, step.earlier_key).idempotency.key;
  } else if (!is_question(step.action)) {
    keyed_.push_back(command);
  }
  return command;
}

CommandBody Commands::body_of(const Step& step, Instant now) {
  using enum AppointmentStatus;
  switch (step.action) {
    case Action::hold:
      return scheduler::HoldSlot{
          .id = fresh<AppointmentId>(), .slot = slot_of(step, now), .party = party_of(step)};
    case Action::book:
      return scheduler::BookSlot{
          .id = fresh<AppointmentId>(), .slot = slot_of(step, now), .party = party_of(step)};
    case Action::confirm:
      return scheduler::ConfirmHold{.id = booking_of(step, {held}), .random = random_of(step)};
    case Action::release:
      return scheduler::ReleaseHold{.id = booking_of(step, {held})};
    case Action::cancel:
      return scheduler::Cancel{.id = booking_of(step, {booked}), .random = random_of(step)};
    case Action::reschedule:
      return scheduler::Reschedule{.id = booking_of(step, {booked, displaced}),
                                   .new_id = fresh<AppointmentId>(),
                                   .slot = slot_of(step, now),
                                   .random = random_of(step)};
    case Action::join_waitlist:
      return scheduler::JoinWaitlist{.id = fresh<WaitlistId>(),
                                     .offer_id = fresh<AppointmentId>(),
                                     .slot = slot_of(step, now),
                                     .party = party_of(step)};
    case Action::leave_waitlist:
      return scheduler::LeaveWaitlist{.id = waiter_of(step)};
    case Action::watch:
      return scheduler::WatchPlaces{.id = booking_of(step, {booked}),
                                    .offer_id = fresh<AppointmentId>(),
                                    .places = places_of(step, now)};
    case Action::end_watch:
      return scheduler::EndWatch{.id = watched_of(step)};
    case Action::take_offer:
      return scheduler::ConfirmHold{.id = place_offer_of(step), .random = random_of(step)};
    case Action::confirm_companion: {
      const auto id = booking_of(step, {booked, checked_in});
      return scheduler::ConfirmCompanion{.id = id, .citizen = companion_of(step, id)};
    }
    case Action::check_in: {
      auto check_in = check_in_of(step, now);
      check_in.ticket = fresh<scheduler::TicketId>();
      return check_in;
    }
    case Action::set_reserves:
      return reserves_of(step, now);
    case Action::excuse:
      return scheduler::ExcuseNoShow{booking_of(step, {no_show})};
    case Action::lift_suspension:
      if (const auto who = suspended_of(step, now)) return scheduler::LiftSuspension{*who};
      return scheduler::ListAppointments{.citizen = citizen(step.citizens.front())};
    case Action::note_outage: {
      constexpr std::array<std::chrono::seconds, 4> lengths{
          std::chrono::seconds{59}, std::chrono::minutes{1}, std::chrono::minutes{40},
          std::chrono::hours{20}};
      return scheduler::NoteOutage{now - lengths.at(step.random % lengths.size())};
    }
    case Action::close_halls:
      return scheduler::CloseHalls{.id = fresh<scheduler::ClosureId>(),
                                   .closed = closed_of(step, now)};
    case Action::reopen_halls:
      return scheduler::ReopenHalls{closure_of(step)};
    case Action::preview_closure:
      return scheduler::PreviewClosure{closed_of(step, now)};
    case Action::displace:
      return scheduler::DisplaceBooking{booking_of(step, {booked})};
    case Action::get_appointment:
      return scheduler::GetAppointment{.id =
                                           booking_of(step, {held, booked, checked_in, displaced})};
    case Action::get_waitlist:
      return scheduler::GetWaitlist{.id = waiter_of(step)};
    default:
      return scheduler::ListAppointments{.citizen = citizen(step.citizens.front())};
  }
}

SlotKey Commands::slot_of(const Step& step, Instant now) const {
  const Hall& hall = city_.halls[step.hall % city_.halls.size()];
  const Date date = day_at(now) + days{step.day};
  const auto starts = start_minutes(city_, hall, date);
  constexpr int usual_start = 9 * 60;
  int start = starts.empty() ? usual_start : starts[step.start % starts.size()];
  HallCode code = hall.code;
  LaneCode lane = city_.lanes[step.lane % city_.lanes.size()].code;
  if (step.name == SlotName::off_grid) ++start;
  if (step.name == SlotName::wrong_hall) code = HallCode{999'999};
  if (step.name == SlotName::wrong_lane) lane = LaneCode{config::lanes_max};
  return {code, lane, date, config::MinuteOfDay{start}};
}

/// Mostly a slot in which somebody is booked; or a part of it, or hours and days around it, from
/// now on, of the whole city, or of one service alone.
scheduler::ClosedTimes Commands::closed_of(const Step& step, Instant now) const {
  SlotKey slot = slot_of(step, now);
  const Booking* booked = model_.find(booking_of(step, {AppointmentStatus::booked}));
  if (booked != nullptr && step.start % 3 != 1) slot = booked->slot;
  const int length = city_.halls[step.hall % city_.halls.size()].rules.slot_minutes;
  const Instant start = slot.start();
  const std::array<Instant, 6> from{start, start, start + std::chrono::minutes{length / 2},
                                    now,   start, start - std::chrono::minutes{10}};
  scheduler::ClosedTimes closed{.hall = slot.hall(), .from = from.at(step.random % from.size())};
  const std::array<std::chrono::minutes, 7> lengths{
      std::chrono::minutes{length}, std::chrono::minutes{length}, std::chrono::minutes{length / 2},
      std::chrono::hours{2},        std::chrono::hours{24},       std::chrono::minutes{1},
      std::chrono::minutes{0}};
  const std::size_t choice = step.random / from.size() % (lengths.size() + 1);
  if (choice < lengths.size()) closed.to = closed.from + lengths.at(choice);
  if (step.target % 8 == 7) closed.hall = {};
  if (step.minors.front() != 0) {
    closed.service = ServiceCode{static_cast<std::uint8_t>(step.services.front() + 1)};
  }
  return closed;
}

/// Mostly one that is not reopened.
scheduler::ClosureId Commands::closure_of(const Step& step) const {
  std::vector<scheduler::ClosureId> all;
  std::vector<scheduler::ClosureId> lasting;
  for (const auto& closure : model_.closures()) {
    all.push_back(closure.id);
    if (!closure.ended) lasting.push_back(closure.id);
  }
  const bool is_any = lasting.empty() || step.random % wrong_state_every == 1;
  return from_end(is_any ? all : lasting, step.target);
}

/// Of the step's slot and the next two of the day, the last of them perhaps no slot.
scheduler::SetReserves Commands::reserves_of(const Step& step, Instant now) const {
  const SlotKey slot = slot_of(step, now);
  scheduler::SetReserves command{
      .hall = slot.hall(), .lane = slot.lane(), .date = slot.date(), .size = 3};
  const int length = city_.halls[step.hall % city_.halls.size()].rules.slot_minutes;
  for (int i = 0; i < command.size; ++i) {
    command.slots.at(static_cast<std::size_t>(i)) = {
        .start_minute = static_cast<std::uint16_t>(slot.start_minute().count() + i * length),
        .percent = static_cast<std::uint8_t>((step.random + 37 * i) % 101)};
  }
  return command;
}

/// Mostly all that is earlier; or hours, days and halls that leave something out, or everything.
scheduler::WatchedPlaces Commands::places_of(const Step& step, Instant now) const {
  struct Hours {
    int from;
    int to;
  };
  constexpr int midnight = 24 * 60;
  constexpr std::array hours{Hours{0, midnight},
                             Hours{0, midnight},
                             Hours{9 * 60, 9 * 60 + 20},
                             Hours{8 * 60, 13 * 60 + 30},
                             Hours{13 * 60 + 30, midnight},
                             Hours{10 * 60, 10 * 60}};
  const auto [from, to] = hours.at(step.start % hours.size());
  const days first{step.random % 8 == 0 ? step.day : 0};
  const days last{step.random % 8 == 1 ? step.day : 40};
  scheduler::WatchedPlaces places{.from = day_at(now) + first,
                                  .to = day_at(now) + last,
                                  .from_minute = config::MinuteOfDay{from},
                                  .to_minute = config::MinuteOfDay{to}};
  // What is behind those that are named says nothing.
  places.halls.fill(city_.halls.front().code);
  const std::size_t named = step.random / 8 % (city_.halls.size() + 1);
  for (std::size_t i = 0; i < named; ++i) {
    places.halls.at(i) = city_.halls[(step.hall + i) % city_.halls.size()].code;
  }
  places.halls_size = static_cast<std::uint8_t>(named);
  if (step.name == SlotName::wrong_hall) {
    places.halls.front() = HallCode{999'999};
    places.halls_size = 1;
  }
  if (step.name == SlotName::off_grid) places.halls_size = 2;  // perhaps the same one twice
  return places;
}

/// Booking is closed to them at present.
std::optional<CitizenKey> Commands::suspended_of(const Step& step, Instant now) const {
  std::vector<CitizenKey> suspended;
  for (int i = 0; i < citizens_max; ++i) {
    const auto until = model_.suspended_until(citizen(i));
    if (until && day_at(now) < *until) suspended.push_back(citizen(i));
  }
  if (suspended.empty()) return std::nullopt;
  return suspended[step.target % suspended.size()];
}

/// Mostly one that is watched for.
AppointmentId Commands::watched_of(const Step& step) const {
  std::vector<AppointmentId> watched;
  for (const auto& watch : model_.watches()) watched.push_back(watch.booking);
  const bool is_any = watched.empty() || step.random % wrong_state_every == 1;
  return is_any ? booking_of(step, {AppointmentStatus::booked}) : from_end(watched, step.target);
}

/// Mostly one that is held.
AppointmentId Commands::place_offer_of(const Step& step) const {
  std::vector<AppointmentId> offers;
  for (const auto& booking : model_.bookings()) {
    const bool is_held = booking.status == AppointmentStatus::held;
    if (is_held && booking.earlier != AppointmentId{}) offers.push_back(booking.id);
  }
  const bool is_any = offers.empty() || step.random % wrong_state_every == 1;
  return is_any ? booking_of(step, {AppointmentStatus::held}) : from_end(offers, step.target);
}

AppointmentId Commands::booking_of(const Step& step,
                                   std::initializer_list<AppointmentStatus> wanted) const {
  std::vector<AppointmentId> all;
  std::vector<AppointmentId> fitting;
  for (const auto& booking : model_.bookings()) {
    all.push_back(booking.id);
    if (std::ranges::find(wanted, booking.status) != wanted.end()) fitting.push_back(booking.id);
  }
  const bool is_any = fitting.empty() || step.random % wrong_state_every == 1;
  return from_end(is_any ? all : fitting, step.target);
}

/// Mostly a companion of that booking.
CitizenKey Commands::companion_of(const Step& step, AppointmentId id) const {
  const Booking* booking = model_.find(id);
  if (booking != nullptr && step.random % wrong_state_every != 1) {
    for (const auto& member : booking->members) {
      if (member.is_companion) return member.citizen;
    }
  }
  return citizen(step.citizens.front());
}

WaitlistId Commands::waiter_of(const Step& step) const {
  std::vector<WaitlistId> all;
  for (const auto& waiter : model_.waiters()) all.push_back(waiter.id);
  return from_end(all, step.target);
}

/// Mostly a code of today, at its hall.
scheduler::CheckIn Commands::check_in_of(const Step& step, Instant now) const {
  std::vector<Booking> today;
  std::vector<Booking> all;
  for (const auto& booking : model_.bookings()) {
    if (!booking.code) continue;
    all.push_back(booking);
    if (booking.slot.date() == day_at(now)) today.push_back(booking);
  }
  const bool is_any = today.empty() || step.random % wrong_state_every == 1;
  const Booking booking = from_end(is_any ? all : today, step.target);
  scheduler::CheckIn check_in{};
  check_in.hall = city_.halls.front().code;
  if (!booking.code) return check_in;
  const bool elsewhere = step.name == SlotName::wrong_hall;
  check_in.hall = elsewhere ? city_.halls.back().code : booking.slot.hall();
  check_in.code = *booking.code;
  return check_in;
}

/// The people a command is about.
Members Commands::people_of(const CommandBody& body) const {
  return std::visit(
      [this](const auto& one) -> Members {
        if constexpr (requires { one.party; }) {
          return members_of(one.party);
        } else if constexpr (requires { model_.find(one.id)->members; }) {
          const auto* found = model_.find(one.id);
          return found == nullptr ? Members{} : found->members;
        } else {
          return {};
        }
      },
      body);
}

Caller Commands::caller_of(const Step& step, const CommandBody& body) const {
  // The process itself.
  if (std::holds_alternative<scheduler::SetReserves>(body)) return {};
  if (std::holds_alternative<scheduler::NoteOutage>(body)) return {};
  if (std::holds_alternative<scheduler::DisplaceBooking>(body)) return {};
  const bool is_closing = std::holds_alternative<scheduler::CloseHalls>(body) ||
                          std::holds_alternative<scheduler::ReopenHalls>(body) ||
                          std::holds_alternative<scheduler::PreviewClosure>(body);
  if (is_closing && (step.as == As::member || step.as == As::hotline)) {  // mostly who may
    return {.role = Role::admin};
  }
  HallCode hall = city_.halls[step.hall % city_.halls.size()].code;
  const auto* check_in = std::get_if<scheduler::CheckIn>(&body);
  if (const auto* excuse = std::get_if<scheduler::ExcuseNoShow>(&body)) {
    const auto* missed = model_.find(excuse->id);
    if (missed != nullptr && step.lane != 1) hall = missed->slot.hall();
    if (step.as == As::member || step.as == As::hotline) {  // mostly those who may
      return {.role = Role::staff, .hall = hall};
    }
  }
  if (std::holds_alternative<scheduler::LiftSuspension>(body) && step.as == As::member) {
    return {.role = Role::staff, .hall = hall};
  }
  if (check_in != nullptr && step.lane != 1) hall = check_in->hall;  // lane 1: perhaps of another
  switch (step.as) {
    case As::member: {
      const auto* confirm = std::get_if<scheduler::ConfirmCompanion>(&body);
      if (confirm != nullptr && step.random % wrong_state_every != 2) {
        return {.role = Role::citizen, .citizen = confirm->citizen};
      }
      const Members people = people_of(body);
      const auto who = people.empty() ? citizen(0) : people[step.random % people.size()].citizen;
      return {.role = Role::citizen, .citizen = who};
    }
    case As::stranger:
      return {.role = Role::citizen, .citizen = citizen(citizens_max + 1)};
    case As::staff:
      return {.role = Role::staff, .hall = hall};
    case As::hotline:
      return {.role = Role::hotline};
    case As::admin:
      return {.role = Role::admin};
    case As::kiosk:
      return {.role = Role::kiosk, .hall = hall};
    case As::display:
      return {.role = Role::display, .hall = hall};
    case As::planner:
      return {.role = Role::planner};
    case As::anyone:
      return {};
  }
  return {};
}

}  // namespace offpeak::model
