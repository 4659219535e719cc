// A realistic history: what the core decides on random commands, batch by batch, and after each
// batch what the independent model of the rules says that there must be.
#pragma once

#include <string>
#include <vector>

#include "scheduler/state/state.hpp"
#include "store/journal.hpp"
#include "tests/crash/every_byte/disk.hpp"
#include "tests/model/model.hpp"
#include "tests/model/scenario.hpp"

namespace offpeak::crash {

/// What there must be after a number of batches: the model's word, and the core's hash.
struct Truth {
  std::uint64_t hash = 0;
  std::uint64_t sequence = 0;
  std::vector<model::Booking> bookings;
  std::vector<model::Waiter> waiters;
  std::vector<std::uint32_t> positions;             // of the waiters, 0 when not waiting
  std::map<scheduler::SlotKey, int> taken_minutes;  // of every slot that was ever booked
};

struct Trace {
  struct Batch {
    std::uint64_t first_sequence = 0;
    std::uint32_t events = 0;
    Bytes payload;
    std::size_t commands = 0;  // that are acknowledged when it is durable

    store::Batch as_stored() const { return {first_sequence, events, payload}; }
  };

  config::City city;
  std::vector<Batch> batches;
  std::vector<Truth> after;  // [n]: after n batches
};

/// Plays random commands until their events fill `bytes_min` of payload. The core and the model are
/// held against each other after every command; a difference throws.
Trace make_trace(std::uint64_t seed, std::size_t bytes_min);

/// Applies the events of a batch as a start of the server does.
store::Result<void> apply_batch(scheduler::State& state, const store::Batch& batch);

/// The first difference between a state and what there must be; "" when there is none.
std::string difference(const scheduler::State& state, const Truth& truth, const config::City& city);

}  // namespace offpeak::crash
