// The most level day of one hall, by somebody who knows beforehand everybody who will come: what
// any guidance is measured by.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>

#include "loadtest/simulation/days/hall_day.hpp"

namespace offpeak::loadtest {

/// Walk-ins stay where they are; each party that will book and come is in one half-hour within
/// three hours of its wished time (`guide::same_day_shift_minutes_max`), so that the loads are
/// those of `scheduler::levelled_profile`, but for the parties' size: whole parties fill the
/// half-hours in order of time, the most urgent first (Yao, Demers & Shenker 1995). Loads are mean
/// counter times of staffed counters.
class LevelPlaces {
 public:
  /// The day's guests are those of the hall itself.
  void begin(const HallDay& day);

  /// Nothing for who does not come in the end: it can be anywhere.
  std::optional<scheduler::SlotKey> place_of(const Visitor& visitor) const;

 private:
  boost::unordered_flat_map<std::uint64_t, scheduler::SlotKey> places_;  // by number of the visitor
};

}  // namespace offpeak::loadtest
