#include "scheduler/answer.hpp"

#include "scheduler/booking/closed_times.hpp"

namespace offpeak::scheduler {
namespace {

std::array<ServiceCode, config::party_max> services_of(
    const std::array<std::uint8_t, config::party_max>& codes) {
  std::array<ServiceCode, config::party_max> services{};
  for (std::size_t i = 0; i < codes.size(); ++i) services[i] = ServiceCode{codes[i]};
  return services;
}

std::array<ServiceCode, config::party_max> services_of(const MemberServices& members) {
  std::array<ServiceCode, config::party_max> services{};
  for (std::size_t i = 0; i < members.size(); ++i) services[i] = members[i].code();
  return services;
}

int minutes_of(const Appointment& record) {
  return record.slot_minutes * (1 + record.further_slots);
}

AppointmentView view_appointment(const State& state, Place place, AppointmentStatus status,
                                 Instant expires_at, MemberSet companions) {
  const Appointment& record = state.appointment(place);
  AppointmentView view;
  view.id = record.id;
  view.slot = record.slot;
  view.minutes = minutes_of(record);
  view.status = status;
  view.expires_at = expires_at;
  view.has_code = has_code(status);
  if (view.has_code) view.code = KioskCode{record.code};
  if (record.earlier != nowhere) view.earlier = state.appointment(record.earlier).id;
  // The appointment that replaced it may have been forgotten.
  if (status == AppointmentStatus::rescheduled && record.later != nowhere) {
    view.later = state.appointment(record.later).id;
  }
  view.tail = (record.marks & tail_mark) != 0 &&
              (status == AppointmentStatus::checked_in || status == AppointmentStatus::done ||
               status == AppointmentStatus::left);
  view.services = services_of(record.services);
  view.companions = companions;
  view.size = record.size;
  return view;
}

/// What may come of it, as that stands now.
void add_prospects(const State& state, AppointmentView& view) {
  const Appointment& record = state.appointment(state.find(view.id));
  if (has_place_offer(record)) {
    const Appointment& offer = state.appointment(record.later);
    const bool is_swap = (offer.marks & swap_mark) != 0;
    const bool is_displaced = record.status == AppointmentStatus::displaced;
    view.offer = {.id = offer.id,
                  .slot = offer.slot,
                  .minutes = minutes_of(offer),
                  .expires_at = config::instant_of(offer.until_ms),
                  .kind = is_displaced ? PlaceOfferKind::displaced
                          : is_swap    ? PlaceOfferKind::swap
                                       : PlaceOfferKind::earlier};
  }
  if (record.status == AppointmentStatus::displaced) {
    if (const auto* closure = closure_behind(state, record)) view.closed_by = closure->id;
  }
  if (const Place place = state.find_watch(view.id); place != nowhere) {
    const Watch& watch = state.watch(place);
    view.watch = {.places = {.halls = watch.halls,
                             .halls_size = watch.halls_size,
                             .from = long_date(watch.from),
                             .to = long_date(watch.to),
                             .from_minute = MinuteOfDay{watch.from_minute},
                             .to_minute = MinuteOfDay{watch.to_minute}},
                  .ends_at = config::instant_of(watch.ends_at_ms)};
  }
}

/// By which the place in the queue is followed until the visit has ended.
TicketId ticket_of(const State& state, AppointmentId id) {
  const Place place = state.find(id);
  const Appointment& record = state.appointment(place);
  if (record.status != AppointmentStatus::checked_in) return {};
  const Place ticket = state.floor().ticket_of(place, record.slot);
  return ticket == nowhere ? TicketId{} : state.floor().ticket(ticket).id;
}

WaitlistView view_waitlist(const State& state, Place place, const Receipt& receipt) {
  const WaitlistEntry& record = state.waitlist_entry(place);
  WaitlistView view;
  view.id = record.id;
  view.slot = record.slot;
  view.status = WaitlistStatus{receipt.status};
  view.position = receipt.position;
  if (view.status == WaitlistStatus::offered) view.offer = record.offer_id;
  view.offer_expires_at = receipt.expires_at;
  view.services = services_of(record.services);
  view.size = record.size;
  return view;
}

TicketView view_ticket(const State& state, const Receipt& receipt) {
  const Ticket& record = state.floor().ticket(state.floor().find(TicketId{receipt.subject.words}));
  const LaneDayKey day = record.lane_day;
  TicketView view;
  view.id = record.id;
  view.hall = day.hall();
  view.lane = receipt.lane;
  view.number_lane = LaneCode{record.number_lane};
  view.date = day.date();
  view.number = record.number;
  view.services.codes = services_of(record.services);
  view.services.size = record.size;
  view.ground = record.ground;
  view.status = TicketStatus{receipt.status};
  if (record.appointment != nowhere) {
    const Appointment& booking = state.appointment(record.appointment);
    view.appointment = booking.id;
    view.slot = booking.slot;
  }
  view.issued_at = moment_of(record, record.issued_ms);
  view.ahead = receipt.position;
  view.wait = receipt.wait == Wait{} ? record.told : receipt.wait;
  view.counter = receipt.counter;
  view.called_at = receipt.called_at;
  view.recalls = receipt.recalls;
  return view;
}

/// What others have booked with this citizen as a companion is listed while it can be confirmed,
/// and only so much of it that it never hides the citizen's own.
std::unique_ptr<std::vector<AppointmentView>> view_list(const State& state, CitizenKey key,
                                                        std::size_t listed_max) {
  auto list = std::make_unique<std::vector<AppointmentView>>();
  const Place citizen = state.find(key);
  if (citizen == nowhere) return list;
  std::size_t as_companion = 0;
  Place at = state.citizen(citizen).newest;
  while (at != nowhere && list->size() < listed_max) {
    const Appointment& record = state.appointment(at);
    const std::uint8_t member = member_of(record, citizen);
    const Place listed = at;
    at = record.older[member];
    const bool is_companion = record.services[member].is_companion();
    if (is_companion) {
      if (!may_confirm_companion(record.status)) continue;
      if (++as_companion > listed_as_companion_max) continue;
    }
    const bool held = record.status == AppointmentStatus::held;
    const Instant until{config::milliseconds{held ? record.until_ms : 0}};
    auto view =
        view_appointment(state, listed, record.status, until, companions_of(record.services));
    view.as_companion = is_companion;
    add_prospects(state, view);
    list->push_back(view);
  }
  return list;
}

}  // namespace

Reply answer(const State& state, const Receipt& receipt) {
  Reply reply;
  reply.receipt = receipt;
  switch (receipt.kind) {
    case ReceiptKind::nothing:
      break;
    case ReceiptKind::appointment:
      reply.appointment = view_appointment(state, state.find(AppointmentId{receipt.subject.words}),
                                           AppointmentStatus{receipt.status}, receipt.expires_at,
                                           static_cast<MemberSet>(receipt.position));
      if (receipt.is_asked) {
        add_prospects(state, reply.appointment);
        reply.appointment.ticket = ticket_of(state, reply.appointment.id);
      }
      break;
    case ReceiptKind::waitlist:
      reply.waitlist = view_waitlist(state, state.find(WaitlistId{receipt.subject.words}), receipt);
      break;
    case ReceiptKind::ticket:
      reply.ticket = view_ticket(state, receipt);
      break;
    case ReceiptKind::audit:
      reply.audit = collect_audit(state, audit_question_of(receipt));
      break;
    case ReceiptKind::dead_letters:
      reply.dead_letters = collect_dead_letters(state, dead_letters_question_of(receipt));
      break;
    case ReceiptKind::revocations:
      reply.revocations = collect_revocations(state, revocations_question_of(receipt));
      break;
    case ReceiptKind::waiting:
      reply.waiting = collect_waiting(state, receipt);
      break;
    case ReceiptKind::report:
      reply.report = collect_report(state, range_of(receipt.subject));
      break;
    case ReceiptKind::list:
      reply.list = view_list(state, CitizenKey{receipt.subject.words}, listed_appointments_max);
      break;
    case ReceiptKind::closure:
      reply.closure = preview_closure(state, receipt);
      break;
    case ReceiptKind::bookings:
      reply.bookings = collect_bookings(state, bookings_question_of(receipt));
      break;
    case ReceiptKind::citizen:
      reply.list = view_list(state, CitizenKey{receipt.subject.words}, described_appointments_max);
      reply.citizen = describe_citizen(state, CitizenKey{receipt.subject.words});
      break;
  }
  return reply;
}

}  // namespace offpeak::scheduler
