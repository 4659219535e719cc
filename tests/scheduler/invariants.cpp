// Each rule is stated once more from the records and the facts alone, without the core's own flags,
// counters and indexes: those are what is checked.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "scheduler/booking/release.hpp"
#include "scheduler/messages/slot_span.hpp"
#include "tests/scheduler/fixture.hpp"

namespace offpeak::scheduler::tests {
namespace {

/// Walks the facts and keeps what every slot has taken (I1 of docs/architecture.md, which names all
/// of these invariants).
class Ledger {
 public:
  /// `rules`: null when another configuration decided the fact.
  void read(const Event& event, const config::City* rules) {
    at_ = event.at;
    rules_ = rules;
    if (const auto* held = std::get_if<Held>(&event.fact)) take(held->id, held->claim);
    if (const auto* booked = std::get_if<Booked>(&event.fact)) take(booked->id, booked->claim);
    if (const auto* moved = std::get_if<Rescheduled>(&event.fact)) {
      take(moved->new_id, moved->claim);
    }
    if (const auto* joined = std::get_if<WaitlistJoined>(&event.fact)) {
      offers_[joined->id] = joined->offer_id;
    }
    if (const auto* offer = std::get_if<OfferMade>(&event.fact)) {
      take(offers_[offer->id], offer->claim);
    }
    if (const auto* offer = std::get_if<PlaceOffered>(&event.fact)) {
      take(offer->offer_id, offer->claim);
    }
    if (const auto* ended = std::get_if<HoldEnded>(&event.fact)) give_back(ended->id);
    if (const auto* set = std::get_if<ReserveSet>(&event.fact)) reserves_[set->slot] = *set;
    if (const auto* back = std::get_if<CapacityReturned>(&event.fact)) give_back(back->id);
    if (const auto* gone = std::get_if<Displaced>(&event.fact)) give_back(gone->id);
    if (const auto* carried = std::get_if<CarriedOver>(&event.fact)) {
      carried_[carried->slot] = carried->minutes;
    }
  }

  std::uint32_t taken(SlotKey key) const {
    const auto found = taken_.find(key);
    return found == taken_.end() ? 0 : found->second;
  }
  /// By bookings of slots that are no more.
  std::uint32_t carried(SlotKey key) const {
    const auto found = carried_.find(key);
    return found == carried_.end() ? 0 : found->second;
  }

 private:
  void take(AppointmentId id, const Claim& claim) {
    claims_[id] = claim;
    CHECK(claim.minutes > 0);
    for_each_share(span_of(claim), [&](SlotKey key, std::uint32_t minutes) {
      taken_[key] += minutes;
      CHECK_MESSAGE(taken_[key] + carried(key) <= claim.capacity_minutes, "I1");
    });
    if (rules_ == nullptr) return;
    const auto plan = plan_slot(*rules_, claim.slot);
    CHECK(plan.has_value());
    if (!plan) return;
    CHECK(claim.capacity_minutes == most_released(span_of(claim)));
    CHECK(claim.slot_minutes == plan->slot_minutes);
  }
  /// Of the span's slots, in that which has the most released.
  std::uint32_t most_released(const SlotSpan& span) const {
    int most = 0;
    for (int i = 0; i < span.slots; ++i) {
      const auto plan = *plan_slot(*rules_, span.key(i));
      const auto slot = with_reserve(plan, reserve_of(plan));
      most = std::max(most, released_minutes(slot, at_));
    }
    return static_cast<std::uint32_t>(most);
  }
  /// That was set for the share that is configured.
  std::optional<int> reserve_of(const SlotPlan& plan) const {
    const auto set = reserves_.find(plan.key);
    if (set == reserves_.end()) return std::nullopt;
    const int configured = plan.rules().walk_in_reserve_percent;
    if (set->second.configured_percent.value_or(configured) != configured) return std::nullopt;
    return set->second.percent;
  }
  void give_back(AppointmentId id) {
    const auto claim = claims_.find(id);
    CHECK_MESSAGE(claim != claims_.end(), "capacity comes back once");
    if (claim == claims_.end()) return;
    for_each_share(span_of(claim->second),
                   [&](SlotKey key, std::uint32_t minutes) { taken_[key] -= minutes; });
    claims_.erase(claim);
  }

  const config::City* rules_ = nullptr;
  Instant at_{};
  std::map<AppointmentId, Claim> claims_;
  std::map<SlotKey, std::uint32_t> taken_;
  std::map<SlotKey, std::uint32_t> carried_;
  std::map<WaitlistId, AppointmentId> offers_;
  std::map<SlotKey, ReserveSet> reserves_;
};

void check_slots(const State& state, const Events& events, const config::City& rules,
                 std::size_t earlier) {
  Ledger ledger;
  for (std::size_t i = 0; i < events.size(); ++i) {
    ledger.read(events[i], i < earlier ? nullptr : &rules);
  }
  for (const Place place : state.slots()) {
    const Slot& record = state.slot(place);
    const auto key = record.key;
    CHECK(record.taken_minutes == ledger.taken(key));
    CHECK(record.carried_minutes == ledger.carried(key));

    std::set<Place> listed;
    for (Place at = record.newest; at != nowhere; at = state.appointment(at).next_in_slot) {
      CHECK(listed.insert(at).second);
    }
    std::set<Place> expected;
    for (const Place at : state.appointments()) {
      if (state.appointment(at).slot == record.key) expected.insert(at);
    }
    CHECK(listed == expected);

    std::vector<Place> line;
    for (Place at = record.first_waiting; at != nowhere; at = state.waitlist_entry(at).next) {
      line.push_back(at);
    }
    std::vector<Place> expected_line;  // places are given in the order of joining
    for (const Place at : state.waitlist()) {
      const auto& entry = state.waitlist_entry(at);
      if (entry.slot == record.key && entry.status == WaitlistStatus::waiting) {
        expected_line.push_back(at);
      }
    }
    CHECK(line == expected_line);
    CHECK(record.waiting == line.size());
    CHECK(record.last_waiting == (line.empty() ? nowhere : line.back()));
  }
}

struct Obligations {
  std::map<ServiceCode, int> active;
  int open_holds = 0;
  int waiting = 0;
};

/// The different citizens of a booking who are no companions.
template <class Booking>
std::set<Place> own_people(const Booking& booking) {
  std::set<Place> people;
  for (std::uint8_t i = 0; i < booking.size; ++i) {
    if (!booking.services[i].is_companion()) people.insert(booking.citizens[i]);
  }
  return people;
}

/// Whether the hold is offered instead of a booking of the same people, and is the only one: then
/// it is no second appointment.
bool is_instead_of_another(const State& state, Place place) {
  const Appointment& offer = state.appointment(place);
  if (offer.status != AppointmentStatus::held || offer.earlier == nowhere) return false;
  const Appointment& booking = state.appointment(offer.earlier);
  CHECK((booking.status == AppointmentStatus::booked ||
         booking.status == AppointmentStatus::displaced));
  CHECK(booking.later == place);
  CHECK(booking.citizens == offer.citizens);
  CHECK(booking.minutes == offer.minutes);
  return true;
}

/// Each is of a booked appointment, and stands in the line of each day that it names.
void check_watches(const State& state) {
  std::map<LaneDayKey, std::map<std::uint64_t, Place>> lines;
  for (const Place place : state.watches().places()) {
    const Watch& watch = state.watch(place);
    const Place booking = state.find(watch.booking);
    CHECK(booking != nowhere);
    if (booking == nowhere) continue;
    CHECK(state.appointment(booking).status == AppointmentStatus::booked);
    CHECK(watch.offers <= watch_offers_max);
    CHECK(watch.lapses < watch_lapses_max);
    for_each_watched_day(watch, [&](LaneDayKey day) { lines[day].emplace(watch.number, place); });
  }
  for (const auto& [day, line] : lines) {
    CHECK(std::ranges::equal(state.watchers(day), line, {}, {},
                             &std::pair<const std::uint64_t, Place>::second));
  }
}

/// Who was displaced, has no offer and was not offered all that one is, is to be offered another.
void check_displaced(const State& state) {
  std::set<Place> expected;
  for (const Place place : state.appointments()) {
    const Appointment& record = state.appointment(place);
    if (record.status != AppointmentStatus::displaced) continue;
    CHECK(record.capacity_held == 0);
    CHECK(record.until_ms <= displaced_offers_max);
    const bool is_asked = record.later != nowhere;
    if (!is_asked && record.until_ms < displaced_offers_max) expected.insert(place);
  }
  CHECK(state.unsettled() == expected);
}

/// No words are kept of what is forgotten.
void check_words(const State& state) {
  for (const Place place : state.closures().places()) CHECK(state.closures()[place].from_ms > 0);
  for (const Place place : state.notices().places()) {
    CHECK(state.wording({state.notices()[place].id.words}) != nullptr);
  }
  CHECK(state.outages().live() <= outages_max);
}

void check_citizens(const State& state) {
  std::map<Place, Obligations> all;
  for (const Place place : state.appointments()) {
    const Appointment& record = state.appointment(place);
    CHECK(record.size >= 1);
    CHECK(record.size <= config::party_max);
    if (!is_active(record.status) || is_instead_of_another(state, place)) continue;
    for (std::uint8_t i = 0; i < record.size; ++i) {
      if (record.services[i].is_companion()) continue;
      ++all[record.citizens[i]].active[record.services[i].code()];
    }
    if (record.status != AppointmentStatus::held || record.offer_of != nowhere) continue;
    for (const Place who : own_people(record)) ++all[who].open_holds;
  }
  for (const Place place : state.waitlist()) {
    const WaitlistEntry& entry = state.waitlist_entry(place);
    const bool is_open =
        entry.status == WaitlistStatus::waiting || entry.status == WaitlistStatus::offered;
    if (!is_open) continue;
    for (const Place who : own_people(entry)) ++all[who].waiting;
  }
  for (const Place place : state.citizens()) {
    std::uint32_t bits = 0;
    for (const auto& [service, count] : all[place].active) {
      CHECK_MESSAGE(count == 1, "I3");
      bits |= 1U << static_cast<unsigned>(service);
    }
    CHECK_MESSAGE(state.citizen(place).active_services == bits, "I3");
    CHECK(state.citizen(place).open_holds == all[place].open_holds);
    CHECK(state.citizen(place).waiting == all[place].waiting);
  }
}

void check_codes(const State& state) {
  std::set<std::tuple<HallCode, Date, std::uint32_t>> codes;
  for (const Place place : state.appointments()) {
    const Appointment& record = state.appointment(place);
    if (!has_code(record.status)) continue;
    const SlotKey key = record.slot;
    CHECK_MESSAGE(codes.emplace(key.hall(), key.date(), record.code).second, "codes are unique");
    CHECK(state.find(key.hall(), key.date(), KioskCode{record.code}) == place);
  }
}

/// I4: numbers of a hall, lane and day without gap or duplicate, in the order of the journal; each
/// line holds those who wait in it, by rank; a ticket is at one counter, a counter has one ticket.
void check_floor(const State& state, const Events& events) {
  const Floor& floor = state.floor();
  std::map<LaneDayKey, std::uint32_t> next;
  for (const auto& event : events) {
    const auto* issued = std::get_if<TicketIssued>(&event.fact);
    if (issued == nullptr) continue;
    const LaneDayKey key{issued->hall, issued->lane, issued->date};
    auto& number = next.try_emplace(key, 1).first->second;
    CHECK_MESSAGE(issued->number == number, "I4");
    number += issued->services.size;
  }
  std::map<LaneDayKey, std::array<std::set<std::pair<std::uint64_t, Place>>, lines_count>> lines;
  std::map<Place, int> at_counters;
  for (const Place place : floor.tickets()) {
    const Ticket& ticket = floor.ticket(place);
    if (ticket.status == TicketStatus::waiting) {
      lines[ticket.lane_day][static_cast<std::size_t>(ticket.line)].emplace(ticket.rank, place);
    }
    const bool at_counter =
        ticket.status == TicketStatus::called || ticket.status == TicketStatus::serving;
    if (at_counter) at_counters[place] = ticket.counter;
  }
  for (const Place lane : floor.lane_days()) {
    for (std::size_t line = 0; line < lines_count; ++line) {
      const auto& expected = lines[floor.lane_day(lane).key][line];
      const auto all = floor.line(lane, Line{static_cast<std::uint8_t>(line)}).all();
      CHECK(std::ranges::equal(all, expected, {}, &RankedLine::Waiting::ticket,
                               &std::pair<std::uint64_t, Place>::second));
    }
  }
  for (Place place = 0; place < floor.counter_count(); ++place) {
    const CounterDesk& counter = floor.counter(place);
    if (counter.ticket == nowhere) continue;
    CHECK_MESSAGE(at_counters[counter.ticket] == counter.number, "I4");
    at_counters.erase(counter.ticket);
  }
  CHECK_MESSAGE(at_counters.empty(), "I4");
}

}  // namespace

void check_invariants(const State& state, const Events& events, const config::City& rules,
                      std::size_t earlier) {
  CHECK(state.hash() == state.compute_hash());
  CHECK(state.sequence() == events.size());
  check_slots(state, events, rules, earlier);
  check_citizens(state);
  check_watches(state);
  check_displaced(state);
  check_words(state);
  check_codes(state);
  check_floor(state, events);
}

}  // namespace offpeak::scheduler::tests
