// The model's own calendar: which slots there are, how large they are, and what is released of
// them. Written from the rules of the domain, sharing no code with the core, and slow on purpose.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "config/city.hpp"
#include "scheduler/messages/keys.hpp"

namespace offpeak::model {

using config::City;
using config::Date;
using config::Hall;
using config::HallCode;
using config::Instant;
using config::LaneCode;
using config::Rules;
using config::ServiceCode;
using scheduler::SlotKey;

/// A slot that the configuration makes.
struct SlotFacts {
  const Hall* hall = nullptr;
  Instant start{};
  int longest_minutes = 0;   // mean of the longest service of the lane
  int counter_percent = 0;   // counters of the lane × 100
  int reserve_percent = 0;   // of them for walk-ins
  int capacity_minutes = 0;  // counter-minutes that booking may ever take
};

/// The civil day at a moment; civil time is eight hours ahead of UTC.
Date day_at(Instant now);
/// The moment at which the civil clock shows `minute` of the day.
Instant instant(Date date, int minute);

/// Each returns nullptr when the city has none.
const Hall* hall_of(const City& city, HallCode code);
const config::Service* service_of(const City& city, ServiceCode code);

/// Start minutes of the hall's slots on that day, none when it is closed.
std::vector<int> start_minutes(const City& city, const Hall& hall, Date date);
/// Nothing when the hall, the lane or the start does not exist on that day. `reserve_percent`: of
/// the configuration where nothing else is given.
std::optional<SlotFacts> slot_facts(const City& city, SlotKey slot,
                                    std::optional<int> reserve_percent = std::nullopt);
/// Counter-minutes that booking may ever take, beside such a reserve.
int capacity_beside(const SlotFacts& slot, int reserve_percent);

int horizon_days(const Rules& rules, Date visit);
/// Moments at which a part of the slot becomes bookable, each with its share in percent.
struct Wave {
  Instant at{};
  int share_percent = 0;
};
std::vector<Wave> waves(const Rules& rules, Date visit);
/// Counter-minutes of the slot that are bookable at `now`, taken or not.
int released_minutes(const SlotFacts& slot, Date visit, Instant now);

/// Nobody is asked to answer from nine in the evening until seven.
Instant awake_from(Instant now);
/// Once they have had so long.
Instant awake_after(Instant now, std::chrono::milliseconds length);

}  // namespace offpeak::model
