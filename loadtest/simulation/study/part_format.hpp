// The form of a part, for writing and for reading: which numbers of a record it has, in which
// order.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "loadtest/simulation/study/frame.hpp"
#include "loadtest/simulation/study/headline.hpp"

namespace offpeak::loadtest {

inline constexpr std::string_view part_format = "offpeak-simulation-part";
inline constexpr int part_version = 5;

/// Jobs j below scenarios × replications with j % shards == shard - 1.
constexpr std::uint64_t jobs_of_shard(std::uint64_t scenarios, std::uint64_t replications,
                                      std::uint32_t shard, std::uint32_t shards) {
  const std::uint64_t jobs = scenarios * replications;
  return jobs / shards + (jobs % shards >= shard ? 1 : 0);
}

// Each calls `visit` with every number of the record; the record may be constant.

template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, Balance>
void each_number(Record& balance, Visit& visit) {
  visit(balance.meant.parties);
  visit(balance.meant.people);
  for (auto& heads : balance.by_fate) {
    visit(heads.parties);
    visit(heads.people);
  }
}

template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, Headline>
void each_number(Record& headline, Visit& visit) {
  for (const auto& field : headline_fields) visit(headline.*field.member);
  each_number(headline.balance, visit);
}

/// Without the bins, which follow in the same text.
template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, Waits>
void each_number(Record& waits, Visit& visit) {
  visit(waits.parties);
  visit(waits.people);
  visit(waits.wait_ms);
  visit(waits.over_15);
  visit(waits.over_30);
}

template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, Cell>
void each_number(Record& cell, Visit& visit) {
  visit(cell.arrivals);
  visit(cell.brought_ms);
  visit(cell.wait_ms);
  visit(cell.called);
  visit(cell.queue_ms);
  visit(cell.queue_most);
  visit(cell.busy_ms);
  visit(cell.open_ms);
  visit(cell.hours_ms);
  for (auto& level_ms : cell.level_ms) visit(level_ms);
}

/// Without waits.
template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, LaneResult>
void each_number(Record& lane, Visit& visit) {
  visit(lane.busy_ms);
  visit(lane.open_ms);
  visit(lane.overtime_ms);
}

/// Without waits.
template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, ServiceResult>
void each_number(Record& service, Visit& visit) { visit(service.busy_ms); }

template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, BookedPlaces>
void each_number(Record& bookings, Visit& visit) {
  visit(bookings.placed);
  visit(bookings.shift_ms);
  visit(bookings.followed);
  visit(bookings.travel_m);
  for (auto* groups : {&bookings.booked_groups, &bookings.priority_groups}) {
    for (auto& group : *groups) {
      visit(group.parties);
      visit(group.wait_ms);
    }
  }
}

/// Without waits, lanes, services and cells.
template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, HallResult>
void each_number(Record& hall, Visit& visit) {
  each_number(hall.balance, visit);
  each_number(hall.bookings, visit);
  visit(hall.found_none);
  visit(hall.balked);
  visit(hall.midnight_days);
  visit(hall.overtime_ms);
  visit(hall.busy_ms);
  visit(hall.open_ms);
  visit(hall.after_closing_ms);
}

template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, FrameMoves>
void each_number(Record& moves, Visit& visit) {
  visit(moves.from_other_days);
  visit(moves.to_other_days);
  visit(moves.stay_away);
}

/// Without halls.
template <class Record, class Visit>
requires std::same_as<std::remove_const_t<Record>, DayResult>
void each_number(Record& day, Visit& visit) { visit(day.commands); }

}  // namespace offpeak::loadtest
