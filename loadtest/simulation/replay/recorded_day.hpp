// What a store still knows of a day: who came when, and how long they were served.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/event.hpp"
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
  std::optional<std::int64_t> since_ms;    // from when its wait counts
  std::optional<std::int64_t> called_ms;   // for the last time
  // Durations.
  std::optional<std::int64_t> served_ms;    // at the counter; nothing: not known, or only assumed
  std::optional<std::int64_t> patience_ms;  // left the queue so long after the wait began
  bool one_service = true;                  // all of the party come for the same one
  bool went_by_itself = true;               // with `patience_ms`: before the hall's day was over
};

/// An appointment that was given up before its time, and what did not become of it.
struct RecordedCancellation {
  scheduler::HallCode hall{};
  scheduler::ServiceCode service{};
  std::uint8_t size = 1;
  std::int64_t slot_ms = 0;
  std::optional<std::int64_t> booked_ms;  // as of RecordedVisit
};

struct RecordedDay {
  config::Date date{};
  std::vector<RecordedVisit> visits;  // in the order in which the store has them
  std::vector<RecordedCancellation> cancellations;
  std::uint64_t expected_parties = 0;  // with an appointment that may still be kept
  std::set<config::Date> dates;        // on which anybody came, as far as the store knows

  std::uint64_t people() const;
};

/// For people: what of a day a store does not know any more because its journal was trimmed.
/// Nothing when it knows all.
std::optional<std::string> what_was_trimmed(const RecordedDay& day);

/// Reads a store as store::open_store_to_read does, beside a server too, and changes nothing. Days
/// whose visits were forgotten (the city's `retention`) are empty. Appointments without a check-in
/// count as not kept, even while the day goes on.
store::Result<RecordedDay> read_recorded_day(const std::string& store_uri,
                                             const std::string& city_key, config::Date date);

/// The same for each day from `first` to `last`, in order, with one reading of the store. Where its
/// beginning was trimmed away, visits that ended before the snapshot are taken to have ended as
/// their clerks or visitors ended them.
store::Result<std::vector<RecordedDay>> read_recorded_days(const std::string& store_uri,
                                                           const std::string& city_key,
                                                           config::Date first, config::Date last);

/// The same from facts that are at hand, the first of which happened when there was nothing yet.
RecordedDay recorded_day_of(std::span<const scheduler::Event> facts, config::Date date);

}  // namespace offpeak::loadtest
