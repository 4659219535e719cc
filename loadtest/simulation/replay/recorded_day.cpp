#include "loadtest/simulation/replay/recorded_day.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "scheduler/engine/recovery.hpp"
#include "store/store.hpp"

namespace offpeak::loadtest {
namespace {

using scheduler::AppointmentId;
using scheduler::AppointmentStatus;
using scheduler::nowhere;
using scheduler::Place;
using scheduler::SlotKey;
using scheduler::State;
using scheduler::Ticket;
using scheduler::TicketStatus;

struct Span {
  config::Date first{};
  config::Date last{};

  bool contains(config::Date date) const { return first <= date && date <= last; }
};

/// What the state itself does not keep: when the places of the days' slots were taken, and which
/// visits only ended because their day did.
class Notes {
 public:
  explicit Notes(Span days) : days_{days} {}

  void take(const scheduler::Event& event) {
    if (const auto* held = std::get_if<scheduler::Held>(&event.fact)) {
      note(held->id, held->claim, event.at);
    } else if (const auto* booked = std::get_if<scheduler::Booked>(&event.fact)) {
      note(booked->id, booked->claim, event.at);
    } else if (const auto* moved = std::get_if<scheduler::Rescheduled>(&event.fact)) {
      note(moved->new_id, moved->claim, event.at);
    } else if (const auto* offered = std::get_if<scheduler::PlaceOffered>(&event.fact)) {
      note(offered->offer_id, offered->claim, event.at);
    } else if (const auto* joined = std::get_if<scheduler::WaitlistJoined>(&event.fact)) {
      if (days_.contains(joined->slot.date())) offers_[joined->id] = joined->offer_id;
    } else if (const auto* offer = std::get_if<scheduler::OfferMade>(&event.fact)) {
      const auto found = offers_.find(offer->id);
      if (found != offers_.end()) note(found->second, offer->claim, event.at);
    } else if (const auto* left = std::get_if<scheduler::TicketLeft>(&event.fact)) {
      if (left->reason == scheduler::LeaveReason::end_of_day) ended_with_day_.insert(left->id);
    } else if (const auto* finished = std::get_if<scheduler::Finished>(&event.fact)) {
      if (finished->by_end_of_day) ended_with_day_.insert(finished->id);
    }
  }
  std::optional<std::int64_t> booked_ms(const AppointmentId& id) const {
    const auto found = times_.find(id);
    return found == times_.end() ? std::nullopt : std::optional{found->second};
  }
  /// No visitor left and no clerk finished: the hall's day was over.
  bool ended_with_day(const scheduler::TicketId& id) const { return ended_with_day_.contains(id); }

 private:
  void note(const AppointmentId& id, const scheduler::Claim& claim, config::Instant at) {
    const auto date = claim.slot.date();
    if (!days_.contains(date)) return;
    times_[id] = (at - config::instant_at(date, config::MinuteOfDay{0})).count();
  }

  Span days_;
  std::unordered_map<AppointmentId, std::int64_t, scheduler::Bits128Hash> times_;
  /// Of each who waits for a place, the id that an offer has: it is the appointment's, when taken.
  std::unordered_map<scheduler::WaitlistId, AppointmentId, scheduler::Bits128Hash> offers_;
  std::unordered_set<scheduler::TicketId, scheduler::Bits128Hash> ended_with_day_;
};

/// What the facts of a store have made.
struct Known {
  const State& state;
  const Notes& notes;
};

/// A state with the whole journal applied.
class History {
 public:
  explicit History(Span days) : notes_{days} {}

  store::Result<void> read(const std::string& uri, const std::string& city_key) {
    auto opened = store::open_store_to_read(
        uri, {.city = city_key, .durability = store::Durability::relaxed});
    if (!opened) return opened.error();
    store_ = std::move(*opened);
    const auto whole = replay_from({});
    if (whole || whole.error().cause != store::Cause::begins_later) return whole;
    return replay_from_snapshot();
  }
  Known known() const { return {*state_, notes_}; }

 private:
  store::Result<void> replay_from(const store::ChainPosition& from) {
    const auto journal = store_->open_journal();
    if (!journal) return journal.error();
    const auto replayed = (*journal)->replay(from, [this](const store::Batch& batch) {
      return engine::apply_batch(*state_, batch,
                                 [this](const scheduler::Event& event) { notes_.take(event); });
    });
    if (!replayed) return replayed.error();
    return {};
  }

  /// For a journal whose beginning was trimmed away.
  store::Result<void> replay_from_snapshot() {
    const auto snapshots = store_->open_snapshots();
    if (!snapshots) return snapshots.error();
    auto restored = engine::restore_snapshot(snapshots->get(), 0);
    if (!restored) return restored.error();
    state_ = std::move(restored->state);
    return replay_from(restored->position);
  }

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<State> state_ = std::make_unique<State>();
  Notes notes_;
};

/// The appointment's part of a visit.
void add_booking(const Known& known, Place place, RecordedVisit& visit) {
  const auto& booking = known.state.appointment(place);
  const SlotKey slot = booking.slot;
  visit.slot_ms = config::milliseconds{slot.start_minute()}.count();
  visit.booked_ms = known.notes.booked_ms(booking.id);
}

/// The time is meaningful only when a clerk ended the visit.
std::optional<std::int64_t> served_ms(const Known& known, const Ticket& ticket) {
  const bool is_known = ticket.status == TicketStatus::done && ticket.served_ms > 0 &&
                        ticket.ended_ms > ticket.served_ms &&
                        !known.notes.ended_with_day(ticket.id);
  return is_known ? std::optional<std::int64_t>{ticket.ended_ms - ticket.served_ms} : std::nullopt;
}

/// For those who left, or were called and did not come.
std::optional<std::int64_t> patience_ms(const Ticket& ticket) {
  const bool gone = ticket.status == TicketStatus::left || ticket.status == TicketStatus::no_show;
  if (!gone || ticket.served_ms > 0) return std::nullopt;
  return std::max<std::int64_t>(0, std::int64_t{ticket.ended_ms} - ticket.since_ms);
}

bool has_one_service(const Ticket& ticket) {
  const auto others = std::span{ticket.services}.first(ticket.size);
  return std::ranges::all_of(others,
                             [&](std::uint8_t service) { return service == ticket.services[0]; });
}

RecordedVisit visit_of(const Known& known, const Ticket& ticket) {
  RecordedVisit visit{.hall = ticket.lane_day.hall(),
                      .service = scheduler::ServiceCode{ticket.services[0]},
                      .size = ticket.size,
                      .ground = ticket.ground,
                      .slot_ms = {},
                      .booked_ms = {},
                      .arrived_ms = ticket.issued_ms,
                      .since_ms = ticket.since_ms,
                      .called_ms = {},
                      .served_ms = served_ms(known, ticket),
                      .patience_ms = patience_ms(ticket),
                      .one_service = has_one_service(ticket),
                      .went_by_itself = !known.notes.ended_with_day(ticket.id)};
  if (ticket.called_ms > 0) visit.called_ms = ticket.called_ms;
  if (ticket.appointment != nowhere) add_booking(known, ticket.appointment, visit);
  return visit;
}

/// The days of a span, found by their date.
class Days {
 public:
  explicit Days(Span span) : first_{span.first} {
    for (auto date = span.first; date <= span.last; date += std::chrono::days{1}) {
      days_.emplace_back().date = date;
    }
  }
  /// Nothing for a day outside the span.
  RecordedDay* find(config::Date date) {
    const auto at = (date - first_).count();
    const bool is_inside = at >= 0 && at < static_cast<std::ptrdiff_t>(days_.size());
    return is_inside ? &days_[static_cast<std::size_t>(at)] : nullptr;
  }
  std::vector<RecordedDay> take(const std::set<config::Date>& dates) {
    for (RecordedDay& day : days_) day.dates = dates;
    return std::move(days_);
  }

 private:
  config::Date first_;
  std::vector<RecordedDay> days_;
};

std::set<config::Date> add_arrivals(const Known& known, Days& days) {
  std::set<config::Date> dates;
  const auto& floor = known.state.floor();
  for (const Place place : floor.tickets()) {
    const Ticket& ticket = floor.ticket(place);
    const auto date = ticket.lane_day.date();
    dates.insert(date);
    if (auto* day = days.find(date)) day->visits.push_back(visit_of(known, ticket));
  }
  return dates;
}

void add_absence(const Known& known, Place place, RecordedDay& day) {
  const auto& booking = known.state.appointment(place);
  RecordedVisit visit;
  visit.hall = booking.slot.hall();
  visit.service = booking.services[0].code();
  visit.size = booking.size;
  add_booking(known, place, visit);
  day.visits.push_back(visit);
}

void add_cancellation(const Known& known, Place place, RecordedDay& day) {
  const auto& booking = known.state.appointment(place);
  const SlotKey slot = booking.slot;
  day.cancellations.push_back({.hall = slot.hall(),
                               .service = booking.services[0].code(),
                               .size = booking.size,
                               .slot_ms = config::milliseconds{slot.start_minute()}.count(),
                               .booked_ms = known.notes.booked_ms(booking.id)});
}

void add_appointments(const Known& known, Days& days) {
  const State& state = known.state;
  for (const Place place : state.appointments()) {
    const auto& booking = state.appointment(place);
    auto* day = days.find(booking.slot.date());
    if (day == nullptr) continue;
    switch (booking.status) {
      case AppointmentStatus::booked:
        ++day->expected_parties;
        add_absence(known, place, *day);
        break;
      case AppointmentStatus::no_show:
        add_absence(known, place, *day);
        break;
      case AppointmentStatus::cancelled:
      case AppointmentStatus::late_cancelled:
        add_cancellation(known, place, *day);
        break;
      default:  // came, was never confirmed, or is known by its new time
        break;
    }
  }
}

std::vector<RecordedDay> days_in(const Known& known, Span span) {
  Days days{span};
  const auto dates = add_arrivals(known, days);
  add_appointments(known, days);
  return days.take(dates);
}

}  // namespace

std::uint64_t RecordedDay::people() const {
  std::uint64_t sum = 0;
  for (const auto& visit : visits) {
    const bool is_received = visit.arrived_ms && !visit.patience_ms;
    if (is_received) sum += visit.size;
  }
  return sum;
}

std::optional<std::string> what_was_trimmed(const RecordedDay& day) {
  std::uint64_t bookings = 0;
  std::uint64_t unknown = 0;
  const auto count = [&](const auto& booking) {
    ++bookings;
    if (!booking.booked_ms) ++unknown;
  };
  for (const auto& visit : day.visits) {
    if (visit.slot_ms) count(visit);
  }
  std::ranges::for_each(day.cancellations, count);
  if (unknown == 0) return std::nullopt;
  return "the store's journal was trimmed: when " + std::to_string(unknown) + " of " +
         std::to_string(bookings) + " bookings were made is not known any more";
}

store::Result<RecordedDay> read_recorded_day(const std::string& store_uri,
                                             const std::string& city_key, config::Date date) {
  auto days = read_recorded_days(store_uri, city_key, date, date);
  if (!days) return days.error();
  return std::move(days->front());
}

store::Result<std::vector<RecordedDay>> read_recorded_days(const std::string& store_uri,
                                                           const std::string& city_key,
                                                           config::Date first, config::Date last) {
  const Span span{first, last};
  History history{span};
  if (const auto read = history.read(store_uri, city_key); !read) return read.error();
  return days_in(history.known(), span);
}

RecordedDay recorded_day_of(std::span<const scheduler::Event> facts, config::Date date) {
  State state{{.is_hashed = false, .index_shards = 1}};
  Notes notes{{date, date}};
  for (const auto& fact : facts) {
    state.apply(fact);
    notes.take(fact);
  }
  return std::move(days_in({state, notes}, {date, date}).front());
}

}  // namespace offpeak::loadtest
