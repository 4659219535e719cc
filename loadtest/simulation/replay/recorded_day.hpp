// What a store still knows of a day: who came when, and how long they were served.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/command.hpp"
#include "store/journal.hpp"

namespace offpeak::loadtest {

/// A party of the day; nothing in it tells who they were.
struct RecordedVisit {
  scheduler::HallCode hall{};
  scheduler::ServiceCode service{};  // the first one of the party's
  std::uint8_t size = 1;
  scheduler::PriorityGround ground{};
  // Each in milliseconds of the day.
  std::optional<std::int64_t> slot_ms;     // of its appointment
  std::optional<std::int64_t> booked_ms;   // negative: on a day before; nothing: not known
  std::optional<std::int64_t> arrived_ms;  // nothing: never came
  // Durations.
  std::optional<std::int64_t> served_ms;    // at the counter; nothing: not known
  std::optional<std::int64_t> patience_ms;  // left the queue so long after the wait began
};

struct RecordedDay {
  config::Date date{};
  std::vector<RecordedVisit> visits;  // in the order in which the store has them
  std::set<config::Date> dates;       // on which anybody came, as far as the store knows

  std::uint64_t people() const;
};

/// Reads a store as store::open_store does and changes nothing; a SQLite file must not be open in a
/// server. Days whose visits were forgotten (the city's `retention`) are empty. Appointments
/// without a check-in count as not kept, even while the day goes on.
store::Result<RecordedDay> read_recorded_day(const std::string& store_uri,
                                             const std::string& city_key, config::Date date);

}  // namespace offpeak::loadtest
