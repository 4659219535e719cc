#include "loadtest/simulation/replay/recorded_day.hpp"

#include <memory>
#include <unordered_map>

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

/// When the places of the day's slots were taken, which the state itself does not keep.
class BookingTimes {
 public:
  explicit BookingTimes(config::Date date) : date_{date} {}

  void take(const scheduler::Event& event) {
    if (const auto* held = std::get_if<scheduler::Held>(&event.fact)) {
      note(held->id, held->claim, event.at);
    } else if (const auto* booked = std::get_if<scheduler::Booked>(&event.fact)) {
      note(booked->id, booked->claim, event.at);
    } else if (const auto* moved = std::get_if<scheduler::Rescheduled>(&event.fact)) {
      note(moved->new_id, moved->claim, event.at);
    }
  }
  std::optional<std::int64_t> of(const AppointmentId& id) const {
    const auto found = times_.find(id);
    return found == times_.end() ? std::nullopt : std::optional{found->second};
  }

 private:
  void note(const AppointmentId& id, const scheduler::Claim& claim, config::Instant at) {
    if (claim.slot.date() != date_) return;
    times_[id] = (at - config::instant_at(date_, config::MinuteOfDay{0})).count();
  }

  config::Date date_;
  std::unordered_map<AppointmentId, std::int64_t, scheduler::Bits128Hash> times_;
};

/// A state with the whole journal applied.
class History {
 public:
  explicit History(config::Date date) : bookings_{date} {}

  store::Result<void> read(const std::string& uri, const std::string& city_key) {
    auto opened = store::open_store_to_read(
        uri, {.city = city_key, .durability = store::Durability::relaxed});
    if (!opened) return opened.error();
    store_ = std::move(*opened);
    const auto whole = replay_from({});
    if (whole || whole.error().cause != store::Cause::begins_later) return whole;
    return replay_from_snapshot();
  }
  const State& state() const { return *state_; }
  const BookingTimes& bookings() const { return bookings_; }

 private:
  store::Result<void> replay_from(const store::ChainPosition& from) {
    const auto journal = store_->open_journal();
    if (!journal) return journal.error();
    const auto replayed = (*journal)->replay(from, [this](const store::Batch& batch) {
      return engine::apply_batch(*state_, batch,
                                 [this](const scheduler::Event& event) { bookings_.take(event); });
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
  BookingTimes bookings_;
};

/// The appointment's part of a visit.
void add_booking(const History& history, Place place, RecordedVisit& visit) {
  const auto& booking = history.state().appointment(place);
  const SlotKey slot = booking.slot;
  visit.slot_ms = config::milliseconds{slot.start_minute()}.count();
  visit.booked_ms = history.bookings().of(booking.id);
}

/// The time is meaningful only when a clerk ended the visit.
std::optional<std::int64_t> served_ms(const Ticket& ticket) {
  const bool known = ticket.status == TicketStatus::done && ticket.served_ms > 0 &&
                     ticket.ended_ms > ticket.served_ms;
  return known ? std::optional<std::int64_t>{ticket.ended_ms - ticket.served_ms} : std::nullopt;
}

/// For those who left, or were called and did not come.
std::optional<std::int64_t> patience_ms(const Ticket& ticket) {
  const bool gone = ticket.status == TicketStatus::left || ticket.status == TicketStatus::no_show;
  if (!gone || ticket.served_ms > 0) return std::nullopt;
  return std::max<std::int64_t>(0, std::int64_t{ticket.ended_ms} - ticket.since_ms);
}

RecordedVisit visit_of(const History& history, const Ticket& ticket) {
  RecordedVisit visit{.hall = ticket.lane_day.hall(),
                      .service = scheduler::ServiceCode{ticket.services[0]},
                      .size = ticket.size,
                      .ground = ticket.ground,
                      .slot_ms = {},
                      .booked_ms = {},
                      .arrived_ms = ticket.issued_ms,
                      .served_ms = served_ms(ticket),
                      .patience_ms = patience_ms(ticket)};
  if (ticket.appointment != nowhere) add_booking(history, ticket.appointment, visit);
  return visit;
}

void add_arrivals(const History& history, RecordedDay& day) {
  const auto& floor = history.state().floor();
  for (const Place place : floor.tickets()) {
    const Ticket& ticket = floor.ticket(place);
    const auto date = ticket.lane_day.date();
    day.dates.insert(date);
    if (date == day.date) day.visits.push_back(visit_of(history, ticket));
  }
}

void add_absences(const History& history, RecordedDay& day) {
  const State& state = history.state();
  for (const Place place : state.appointments()) {
    const auto& booking = state.appointment(place);
    const SlotKey slot = booking.slot;
    const bool is_absence =
        booking.status == AppointmentStatus::booked || booking.status == AppointmentStatus::no_show;
    if (slot.date() != day.date || !is_absence) continue;
    RecordedVisit visit{.hall = slot.hall(),
                        .service = booking.services[0].code(),
                        .size = booking.size,
                        .ground = {},
                        .slot_ms = {},
                        .booked_ms = {},
                        .arrived_ms = {},
                        .served_ms = {},
                        .patience_ms = {}};
    add_booking(history, place, visit);
    day.visits.push_back(visit);
  }
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

store::Result<RecordedDay> read_recorded_day(const std::string& store_uri,
                                             const std::string& city_key, config::Date date) {
  History history{date};
  if (const auto read = history.read(store_uri, city_key); !read) return read.error();
  RecordedDay day;
  day.date = date;
  add_arrivals(history, day);
  add_absences(history, day);
  return day;
}

}  // namespace offpeak::loadtest
