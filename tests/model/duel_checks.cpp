#include <rapidcheck.h>

#include <algorithm>
#include <sstream>

#include "scheduler/reports/closure_preview.hpp"
#include "tests/model/duel.hpp"

namespace offpeak::model {
namespace {

using scheduler::AppointmentView;
using scheduler::ReceiptKind;
using scheduler::Reply;
using scheduler::WaitlistView;

template <class Bits>
std::string hex(const Bits& bits) {
  std::ostringstream out;
  out << std::hex << bits.words[0] << '-' << bits.words[1];
  return out.str();
}

template <class View>
void write_services(std::ostream& out, const View& view) {
  out << " size " << int{view.size} << " services";
  for (const auto service : view.services) out << ' ' << static_cast<int>(service);
}

void write(std::ostream& out, const Receipt& receipt) {
  out << "receipt " << static_cast<int>(receipt.rejection) << " kind "
      << static_cast<int>(receipt.kind) << " status " << int{receipt.status} << " position "
      << receipt.position << " subject " << hex(receipt.subject) << " expires "
      << receipt.expires_at.time_since_epoch().count();
}

void write(std::ostream& out, const scheduler::TicketView& view) {
  out << "\nticket " << hex(view.id) << " hall " << static_cast<std::uint32_t>(view.hall)
      << " number " << view.number << " status " << static_cast<int>(view.status) << " ahead "
      << view.ahead << " wait " << view.wait.p50_s << ' ' << view.wait.p90_s << " counter "
      << static_cast<int>(view.counter) << " recalls " << int{view.recalls};
}

void write(std::ostream& out, const AppointmentView& view) {
  out << "\nappointment " << hex(view.id) << " slot " << view.slot.packed() << " minutes "
      << view.minutes << " status " << static_cast<int>(view.status) << " expires "
      << view.expires_at.time_since_epoch().count() << " code " << view.has_code << ' '
      << static_cast<std::uint32_t>(view.code) << " earlier " << hex(view.earlier) << " later "
      << hex(view.later) << " tail " << view.tail << " companions " << int{view.companions};
  write_services(out, view);
}

void write(std::ostream& out, const WaitlistView& view) {
  out << "\nwaitlist " << hex(view.id) << " slot " << view.slot.packed() << " status "
      << static_cast<int>(view.status) << " position " << view.position << " offer "
      << hex(view.offer) << " expires " << view.offer_expires_at.time_since_epoch().count();
  write_services(out, view);
}

std::string text_of(const Receipt& receipt) {
  std::ostringstream out;
  write(out, receipt);
  return out.str();
}

template <class View>
void check_services(const View& view, const Members& members) {
  RC_ASSERT(view.size == members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    RC_ASSERT(view.services.at(i) == members[i].service);
  }
}

const scheduler::Claim* claim_of(const scheduler::Fact& fact) {
  return std::visit(
      [](const auto& one) -> const scheduler::Claim* {
        if constexpr (requires { one.claim; }) return &one.claim;
        return nullptr;
      },
      fact);
}

/// Where a ticket stands is another model's business (queue_model.hpp): here only that there is
/// one.
Receipt without_standing(Receipt receipt) {
  if (receipt.kind != ReceiptKind::ticket) return receipt;
  return {.kind = receipt.kind, .subject = receipt.subject};
}

}  // namespace

std::string text_of(const Reply& reply) {
  std::ostringstream out;
  write(out, reply.receipt);
  write(out, reply.appointment);
  write(out, reply.waitlist);
  write(out, reply.ticket);
  if (reply.list) {
    for (const auto& view : *reply.list) write(out, view);
  }
  return out.str();
}

void Duel::check_reply(const Command& command, const Outcome& expected, const Receipt& receipt) {
  RC_ASSERT(text_of(without_standing(receipt)) == text_of(without_standing(expected.receipt)));
  ++coverage_.rejections[receipt.rejection];
  const Reply reply = scheduler::answer(*state_, receipt);
  const auto& key = command.idempotency.key;
  if (expected.remembered) {  // I6
    ++coverage_.remembered;
    const auto given = std::ranges::find(given_.rbegin(), given_.rend(), key, [](const auto& one) {
      return one.command.idempotency.key;
    });
    RC_ASSERT(given != given_.rend());
    RC_ASSERT(text_of(reply) == given->text);
    return;
  }
  const bool is_kept = !key.is_zero() && !scheduler::is_question(command.body) &&
                       receipt.rejection != Rejection::idempotency_mismatch &&
                       !scheduler::depends_on_request_alone(receipt.rejection);
  if (is_kept) {
    given_.push_back({command, text_of(reply), now_});
  }
  RC_ASSERT(text_of(reply.receipt) == text_of(receipt));
  const bool is_done = receipt.rejection == Rejection::none;
  if (is_done && receipt.kind == ReceiptKind::appointment) check_appointment(reply.appointment);
  if (is_done && receipt.is_asked) {
    check_prospects(reply.appointment);
    check_ticket(reply.appointment);
  }
  if (receipt.kind == ReceiptKind::waitlist) check_waitlist(reply.waitlist);
  if (receipt.kind == ReceiptKind::closure) check_preview(*reply.closure);
  if (receipt.kind == ReceiptKind::list) check_list(reply, CitizenKey{receipt.subject.words});
}

void Duel::check_appointment(const AppointmentView& view) const {
  const Booking* booking = model_.find(view.id);
  RC_ASSERT(booking != nullptr);
  RC_ASSERT(view.slot == booking->slot);
  RC_ASSERT(view.minutes == booking->slots * hall_of(city_, view.slot.hall())->rules.slot_minutes);
  RC_ASSERT(view.status == booking->status);
  const bool is_held = booking->status == AppointmentStatus::held;
  RC_ASSERT(view.expires_at == (is_held ? booking->expires_at : Instant{}));
  RC_ASSERT(view.has_code == booking->code.has_value());
  RC_ASSERT(view.code == booking->code.value_or(KioskCode{}));
  RC_ASSERT(view.earlier == booking->earlier);
  RC_ASSERT(view.later == booking->later);
  RC_ASSERT(view.tail == booking->tail);
  check_services(view, booking->members);
}

/// By which it is followed through the hall.
void Duel::check_ticket(const AppointmentView& view) const {
  const Booking& booking = *model_.find(view.id);
  const bool is_in_hall = booking.status == AppointmentStatus::checked_in;
  RC_ASSERT(view.ticket == (is_in_hall ? booking.ticket : scheduler::TicketId{}));
}

/// What is offered instead of it, and watched for.
void Duel::check_prospects(const AppointmentView& view) const {
  const Booking& booking = *model_.find(view.id);
  const bool is_displaced = booking.status == AppointmentStatus::displaced;
  // Of several closures that may have displaced it, one after the other, the newest is named.
  const bool is_closed_by = !booking.closed_by.is_zero() && is_displaced;
  RC_ASSERT(!is_closed_by || !view.closed_by.is_zero());
  if (!view.closed_by.is_zero()) {
    const auto closure = std::ranges::find(model_.closures(), view.closed_by, &Closure::id);
    RC_ASSERT(closure != model_.closures().end());
    RC_ASSERT(is_displaced && closure->displaced > 0);
    RC_ASSERT(model_.is_touched(closure->closed, booking));
  }
  const Booking* offer = model_.offer_instead_of(view.id);
  RC_ASSERT(view.offer.has_value() == (offer != nullptr));
  if (offer != nullptr) {
    using scheduler::PlaceOfferKind;
    RC_ASSERT(view.offer->id == offer->id);
    RC_ASSERT(view.offer->slot == offer->slot);
    RC_ASSERT(view.offer->expires_at == offer->expires_at);
    RC_ASSERT(view.offer->kind == (is_displaced     ? PlaceOfferKind::displaced
                                   : offer->is_swap ? PlaceOfferKind::swap
                                                    : PlaceOfferKind::earlier));
  }
  const Watch* watch = model_.watch_of(view.id);
  RC_ASSERT(view.watch.has_value() == (watch != nullptr));
  if (watch == nullptr) return;
  const auto& places = view.watch->places;
  RC_ASSERT((std::vector<HallCode>{places.begin(), places.end()} == watch->halls));
  RC_ASSERT(places.from == watch->from);
  RC_ASSERT(places.to == watch->to);
  RC_ASSERT(places.from_minute.count() == watch->from_minute);
  RC_ASSERT(places.to_minute.count() == watch->to_minute);
  RC_ASSERT(view.watch->ends_at == watch->ends_at);
}

/// A place is taken as one fact: nothing else is decided with it but that the reply is kept and who
/// acted for others.
void Duel::check_move(std::size_t first_event) const {
  std::size_t facts = 0;
  std::size_t moves = 0;
  for (std::size_t i = first_event; i < journal_.size(); ++i) {
    const auto& fact = journal_[i].fact;
    const bool is_about_it = std::holds_alternative<scheduler::Remembered>(fact) ||
                             std::holds_alternative<scheduler::Acted>(fact);
    if (!is_about_it) ++facts;
    if (std::holds_alternative<scheduler::PlaceTaken>(fact)) ++moves;
  }
  RC_ASSERT(moves == 0 || facts == 1);
}

void Duel::check_waitlist(const WaitlistView& view) const {
  const Waiter* waiter = model_.find(view.id);
  RC_ASSERT(waiter != nullptr);
  RC_ASSERT(view.slot == waiter->slot);
  RC_ASSERT(view.status == waiter->status);
  RC_ASSERT(view.position == model_.position(*waiter));
  const bool is_offered = waiter->status == WaitlistStatus::offered;
  RC_ASSERT(view.offer == (is_offered ? waiter->offer_id : AppointmentId{}));
  RC_ASSERT(view.offer_expires_at ==
            (is_offered ? model_.find(waiter->offer_id)->expires_at : Instant{}));
  check_services(view, waiter->members);
}

/// Newest first, each once, the oldest left out when there are too many.
void Duel::check_list(const Reply& reply, CitizenKey whose) const {
  std::vector<AppointmentId> expected;
  for (const auto& booking : model_.bookings()) {
    const auto in_it = people(booking.members);
    if (booking.forgotten) continue;
    if (std::ranges::find(in_it, whose) != in_it.end()) expected.push_back(booking.id);
  }
  std::ranges::reverse(expected);
  // What others have booked is listed as long as it can be confirmed, the newest of it.
  std::size_t as_companion = 0;
  std::erase_if(expected, [&](AppointmentId id) {
    const Booking& booking = *model_.find(id);
    const auto own = applicants(booking.members);
    if (std::ranges::find(own, whose) != own.end()) return false;
    const bool is_to_come = booking.status == AppointmentStatus::booked ||
                            booking.status == AppointmentStatus::checked_in;
    return !is_to_come || ++as_companion > scheduler::listed_as_companion_max;
  });
  if (expected.size() > scheduler::listed_appointments_max) {
    expected.resize(scheduler::listed_appointments_max);
  }
  RC_ASSERT(reply.list != nullptr);
  RC_ASSERT(reply.list->size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& view = reply.list->at(i);
    RC_ASSERT(view.id == expected[i]);
    check_appointment(view);
    check_prospects(view);
    RC_ASSERT(view.ticket.is_zero());  // told to who asks for this one
  }
}

/// I6 (docs/architecture.md): asked again within 24 hours, the reply is the first one, whatever has
/// happened since.
void Duel::check_remembered(const Given& given) const {
  if (now_ >= given.at + std::chrono::hours{24}) return;
  scheduler::Events none;
  const Receipt receipt = scheduler::decide(*state_, city_, given.command, now_, none);
  RC_ASSERT(none.empty());
  RC_ASSERT(text_of(scheduler::answer(*state_, receipt)) == given.text);
}

void Duel::check_all_remembered() const {
  for (const auto& given : given_) check_remembered(given);
}

/// I1, at the time of each booking.
void Duel::check_claim(const scheduler::Event& event) const {
  const auto* claim = claim_of(event.fact);
  if (claim == nullptr) return;
  const auto released_in = [&](SlotKey slot, int slots) {
    return static_cast<std::uint32_t>(model_.released_of(slot, slots, event.at));
  };
  RC_ASSERT(claim->capacity_minutes == released_in(claim->slot, claim->further_slots + 1));
  for (int i = 0; i <= claim->further_slots; ++i) {
    const SlotKey slot = model_.slot_after(claim->slot, i);
    RC_ASSERT(state_->taken_minutes(slot) <= released_in(slot, 1));
  }
}

void Duel::check_state() const {
  RC_ASSERT(state_->hash() == state_->compute_hash());
  const auto is_known = [](const Booking& booking) { return !booking.forgotten; };
  RC_ASSERT(state_->appointment_count() ==
            static_cast<std::size_t>(std::ranges::count_if(model_.bookings(), is_known)));
  RC_ASSERT(state_->waitlist_count() == static_cast<std::size_t>(std::ranges::count(
                                            model_.waiters(), false, &Waiter::forgotten)));
  for (const auto& booking : model_.bookings()) {
    if (is_known(booking)) check_booking(booking);
  }
  for (const auto& waiter : model_.waiters()) {
    if (!waiter.forgotten) check_waiter(waiter);
  }
  check_watches();
  check_closures();
  check_citizens();
  check_slots();
}

void Duel::check_booking(const Booking& booking) const {
  const auto place = state_->find(booking.id);
  RC_ASSERT(place != scheduler::nowhere);
  const auto& record = state_->appointment(place);
  RC_ASSERT(record.status == booking.status);
  RC_ASSERT(record.slot == booking.slot);
  RC_ASSERT(record.minutes == booking.minutes);
  RC_ASSERT(1 + record.further_slots == booking.slots);
  RC_ASSERT((record.capacity_held != 0) == booking.takes_capacity);
  RC_ASSERT(record.size == booking.members.size());  // a party is booked as a whole
  for (std::size_t i = 0; i < booking.members.size(); ++i) {
    RC_ASSERT(state_->citizen(record.citizens.at(i)).key == booking.members[i].citizen);
    RC_ASSERT(record.services.at(i).code() == booking.members[i].service);
    RC_ASSERT(record.services.at(i).is_companion() == booking.members[i].is_companion);
  }
  if (booking.status == AppointmentStatus::held) {
    RC_ASSERT(record.until_ms == booking.expires_at.time_since_epoch().count());
  }
  const bool has_ended =
      booking.status == AppointmentStatus::expired || booking.status == AppointmentStatus::released;
  if (has_ended) {
    RC_ASSERT(record.until_ms == booking.ended_at.time_since_epoch().count());
  }
  if (booking.status == AppointmentStatus::displaced) {
    RC_ASSERT(record.until_ms == booking.places_offered);
  }
}

void Duel::check_waiter(const Waiter& waiter) const {
  const auto place = state_->find(waiter.id);
  RC_ASSERT(place != scheduler::nowhere);
  const auto& record = state_->waitlist_entry(place);
  RC_ASSERT(record.status == waiter.status);
  RC_ASSERT(record.minutes == waiter.minutes);
  if (waiter.status != WaitlistStatus::waiting) return;
  scheduler::Events none;
  const Command question{.body = scheduler::GetWaitlist{.id = waiter.id}};
  const Receipt receipt = scheduler::decide(*state_, city_, question, now_, none);
  RC_ASSERT(receipt.position == model_.position(waiter));
  RC_ASSERT(none.empty());
}

/// Which there are, what was offered for them and went unanswered, and why others have ended.
void Duel::check_watches() const {
  RC_ASSERT(state_->watches().live() == model_.watches().size());
  for (const auto& watch : model_.watches()) {
    const auto place = state_->find_watch(watch.booking);
    RC_ASSERT(place != scheduler::nowhere);
    const auto& record = state_->watch(place);
    const auto* const offered_end = record.offered.begin() + record.offers;
    RC_ASSERT((std::vector<SlotKey>{record.offered.begin(), offered_end} == watch.offered));
    RC_ASSERT(record.lapses == watch.lapses);
    RC_ASSERT(record.ends_at_ms == watch.ends_at.time_since_epoch().count());
  }
  RC_ASSERT(ended_watches_ == model_.ended_watches());
}

/// Which there are, and how many each has displaced.
void Duel::check_closures() const {
  RC_ASSERT(state_->closures().live() == model_.closures().size());
  for (const auto& closure : model_.closures()) {
    const auto* record = state_->closures().get(closure.id);
    RC_ASSERT(record != nullptr);
    RC_ASSERT(record->displaced == closure.displaced);
    RC_ASSERT(record->ended_ms == closure.ended.value_or(Instant{}).time_since_epoch().count());
  }
}

void Duel::check_preview(const scheduler::ClosurePreview& preview) const {
  const auto expected = model_.preview(preview.closed);
  RC_ASSERT(preview.bookings == expected.bookings);
  RC_ASSERT(preview.people == expected.people);
  RC_ASSERT(preview.holds == expected.holds);
  RC_ASSERT(preview.waiting == expected.waiting);
}

/// What the core keeps of a ledger: the newest days first, as many as it has room for.
void check_ledger(const scheduler::LedgerDays& kept, const std::vector<Date>& days) {
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const Date day = i < days.size() ? days[days.size() - 1 - i] : Date{};
    RC_ASSERT(scheduler::long_date(kept.at(i)) == day);
  }
}

/// I3 as the core's records have it; I9: what is held against people.
void Duel::check_citizens() const {
  std::map<std::pair<CitizenKey, ServiceCode>, int> active;
  for (const scheduler::Place place : state_->appointments()) {
    const auto& record = state_->appointment(place);
    // What is offered instead of a booking is no second one.
    if (!is_active(record.status) || scheduler::is_place_offer(record)) continue;
    for (std::size_t i = 0; i < record.size; ++i) {
      const auto service = record.services.at(i);
      if (service.is_companion()) continue;
      const auto& key = state_->citizen(record.citizens.at(i)).key;
      const int count = ++active[{key, service.code()}];
      RC_ASSERT(count == 1);
    }
  }
  for (const scheduler::Place place : state_->citizens()) {
    const auto& record = state_->citizen(place);
    const auto until = model_.suspended_until(record.key);
    RC_ASSERT(scheduler::long_date(record.suspended_until) == until.value_or(Date{}));
    check_ledger(record.cancellations, model_.cancellations(record.key));
    check_ledger(record.no_shows, model_.no_shows(record.key));
    RC_ASSERT(static_cast<int>(record.open_holds) == model_.open_holds(record.key));
  }
}

void Duel::check_slots() const {
  std::set<SlotKey> touched;
  for (const auto& booking : model_.bookings()) {
    for (int i = 0; i < booking.slots; ++i) touched.insert(model_.slot_after(booking.slot, i));
  }
  for (const auto& slot : touched) {
    RC_ASSERT(static_cast<int>(state_->taken_minutes(slot)) == model_.taken_minutes(slot));
  }
}

}  // namespace offpeak::model
