// What recorded days say, counted: nothing is estimated yet.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "demand/demand_model.hpp"
#include "loadtest/simulation/fit/censored_normal.hpp"
#include "loadtest/simulation/replay/recorded_day.hpp"

namespace offpeak::loadtest {

/// How many of how many.
struct Counted {
  std::uint64_t count = 0;
  std::uint64_t of = 0;

  void add(bool is_one) {
    count += is_one ? 1 : 0;
    ++of;
  }
};

struct DaySeen {
  config::Date date{};
  std::uint64_t people = 0;  // received
};

/// Parties of 1, 2, … people, by the kind of day.
struct SizesSeen {
  std::array<std::uint64_t, config::party_max> workday{};
  std::array<std::uint64_t, config::party_max> day_off{};
};

/// A visit whose end a clerk gave.
struct TimedVisit {
  double minutes_each = 0;  // at the counter, by person
  std::uint8_t size = 1;

  friend bool operator==(const TimedVisit&, const TimedVisit&) = default;
};

/// Parties are those that the store knows to have meant to come: with an appointment, kept, missed
/// or cancelled, or with a number.
struct Observations {
  std::uint64_t parties = 0;
  std::vector<DaySeen> days;
  std::vector<config::Period> half_hours;        // of the base model's opening time
  std::vector<std::uint64_t> half_hour_parties;  // by the wished time: of the slot or the arrival
  std::map<config::ServiceCode, std::uint64_t> services;
  std::map<config::ServiceCode, SizesSeen> sizes;
  Counted booked;                // of those whose lane has slots, in halls of the mode `both`
  Counted booked_walk_in_first;  // in the others
  Counted cancelled;             // of those with an appointment
  Counted no_shows;              // of those that were not cancelled
  Counted priority;              // of those with a number
  std::vector<std::uint64_t> lead_days;  // appointments booked 0, 1, 2, … days before
  std::uint64_t lead_unknown = 0;        // whose booking the store has forgotten
  std::vector<Reading> early_minutes;    // before the slot, of those who booked on a day before
  double waited_minutes = 0;             // of all, until the call or until they left
  std::uint64_t left = 0;                // of their own accord, before they were served
  std::map<config::ServiceCode, std::vector<TimedVisit>> timed_visits;
};

/// Each half-hour of the parts of the day, the last one of a period perhaps shorter.
std::vector<config::Period> half_hours_of(const std::vector<demand::DayPart>& parts);

/// The minute of the model's day that DayProfile carries to `minute` of a hall with these periods;
/// a minute in which the hall is closed is that of the nearest opening or closing.
double model_minute(double minute, std::span<const config::Period> hall,
                    std::span<const config::Period> model);

/// The days must be those of the city (check_replay), and over.
Observations observe(std::span<const RecordedDay> days, const config::City& city,
                     const demand::DemandModel& base);

}  // namespace offpeak::loadtest
