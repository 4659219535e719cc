#include "tests/crash/every_byte/trace.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "scheduler/decide.hpp"
#include "store/event_codec.hpp"
#include "tests/model/duel.hpp"
#include "tests/model/generate.hpp"

namespace offpeak::crash {
namespace {

/// Commands that one commit may take together.
constexpr std::size_t commands_max = 64;
/// The largest scenarios that the generator draws.
constexpr int scenario_size = 100;

Truth truth_of(const model::Duel& duel) {
  Truth truth;
  truth.hash = duel.state().hash();
  truth.sequence = duel.state().sequence();
  truth.bookings = duel.model().bookings();
  truth.waiters = duel.model().waiters();
  for (const auto& waiter : truth.waiters) {
    truth.positions.push_back(duel.model().position(waiter));
  }
  for (const auto& booking : truth.bookings) {
    truth.taken_minutes[booking.slot] = duel.model().taken_minutes(booking.slot);
  }
  return truth;
}

Trace::Batch batch_of(const scheduler::Events& events, std::size_t first, std::size_t commands) {
  Trace::Batch batch;
  batch.first_sequence = first + 1;
  batch.events = static_cast<std::uint32_t>(events.size() - first);
  batch.commands = commands;
  for (auto i = first; i < events.size(); ++i) store::encode_event(events[i], batch.payload);
  return batch;
}

bool is_same(const scheduler::State& state, const model::Booking& expected) {
  const auto place = state.find(expected.id);
  if (place == scheduler::nowhere) return expected.forgotten;
  const auto& record = state.appointment(place);
  bool same = record.status == expected.status && record.slot == expected.slot &&
              record.minutes == expected.minutes &&
              (record.capacity_held != 0) == expected.takes_capacity &&
              record.size == expected.members.size();
  for (std::size_t i = 0; same && i < expected.members.size(); ++i) {
    same = state.citizen(record.citizens.at(i)).key == expected.members[i].citizen &&
           record.services.at(i).code() == expected.members[i].service;
  }
  if (!same || expected.status != scheduler::AppointmentStatus::held) return same;
  return record.until_ms == expected.expires_at.time_since_epoch().count();
}

bool is_same(const scheduler::State& state, const model::Waiter& expected, std::uint32_t position,
             const config::City& city) {
  const auto place = state.find(expected.id);
  if (place == scheduler::nowhere) return expected.forgotten;
  const auto& record = state.waitlist_entry(place);
  if (record.status != expected.status || record.minutes != expected.minutes) return false;
  if (position == 0) return true;
  scheduler::Events none;
  const scheduler::Command question{.body = scheduler::GetWaitlist{.id = expected.id}};
  return scheduler::decide(state, city, question, state.last_at(), none).position == position;
}

}  // namespace

Trace make_trace(std::uint64_t seed, std::size_t bytes_min) {
  std::mt19937_64 random{seed};
  const auto draw = [&] { return model::scenarios()(rc::Random{random()}, scenario_size).value(); };
  const auto city = draw().city;
  Trace trace{.city = model::make_city(city), .batches = {}, .after = {}};
  model::Coverage coverage;
  model::Duel duel{city, coverage};
  trace.after.push_back(truth_of(duel));
  std::size_t bytes = 0;
  std::size_t first = 0;     // event that no batch has yet
  std::size_t commands = 0;  // since the last batch
  std::size_t due = 1;
  while (bytes < bytes_min) {
    for (const auto& step : draw().steps) {
      duel.run(step);
      if (++commands < due || duel.journal().size() == first) continue;
      trace.batches.push_back(batch_of(duel.journal(), first, commands));
      trace.after.push_back(truth_of(duel));
      bytes += trace.batches.back().payload.size();
      first = duel.journal().size();
      commands = 0;
      due = 1 + random() % commands_max;
    }
  }
  return trace;
}

store::Result<void> apply_batch(scheduler::State& state, const store::Batch& batch) {
  auto bytes = batch.payload;
  for (std::uint32_t i = 0; i < batch.events; ++i) {
    const auto event = store::decode_event(bytes);
    if (!event) return event.error();
    state.apply(*event);
  }
  if (!bytes.empty()) return store::Error{"a batch has bytes behind its last event"};
  return {};
}

std::string difference(const scheduler::State& state, const Truth& truth,
                       const config::City& city) {
  if (state.sequence() != truth.sequence) return "sequence";
  if (state.hash() != truth.hash) return "hash";
  const auto is_known = [](const auto& one) { return !one.forgotten; };
  if (state.appointment_count() !=
      static_cast<std::size_t>(std::ranges::count_if(truth.bookings, is_known))) {
    return "number of appointments";
  }
  if (state.waitlist_count() !=
      static_cast<std::size_t>(std::ranges::count_if(truth.waiters, is_known))) {
    return "number of places in line";
  }
  for (const auto& booking : truth.bookings) {
    if (!is_same(state, booking)) return "an appointment";
  }
  for (std::size_t i = 0; i < truth.waiters.size(); ++i) {
    if (!is_same(state, truth.waiters[i], truth.positions[i], city)) return "a place in line";
  }
  for (const auto& [slot, minutes] : truth.taken_minutes) {
    if (static_cast<int>(state.taken_minutes(slot)) != minutes) return "a slot's taken minutes";
  }
  return {};
}

}  // namespace offpeak::crash
