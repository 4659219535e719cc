// What the state of the halls is made of. Plain records without padding, so that their bytes can be
// hashed. Times of a day are in milliseconds since its midnight, in city time.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/command.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/messages/words.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// Milliseconds of a day that is not over; what comes later counts as its end.
using DayMs = std::uint32_t;
inline constexpr DayMs day_ms_max = 24 * 60 * 60 * 1000;
/// The same in the lines of a lane, where the run of a model may last longer than a day.
using QueueMs = std::uint64_t;

/// Numbers that a lane gives out on a day.
inline constexpr std::uint16_t ticket_numbers_max = 9999;

/// In no line: of those who were called when they were parked.
inline constexpr std::uint64_t rank_of_parked = ~std::uint64_t{0};

/// A place in a day's queue, for one to four people with adjacent numbers.
struct Ticket {
  TicketId id{};
  LaneDayKey lane_day{};        // where it waits now
  std::uint64_t rank = 0;       // in its line
  DayMs issued_ms = 0;          // check-in
  DayMs since_ms = 0;           // the wait counts from here: the slot's start for early ones
  DayMs called_ms = 0;          // last call
  DayMs served_ms = 0;          // begin of service
  DayMs ended_ms = 0;           // done, left or no-show
  Wait told{};                  // at check-in
  Place appointment = nowhere;  // nowhere: without one
  std::uint16_t told_ahead = 0;
  std::uint16_t number = 0;      // the first one
  std::uint16_t counter = 0;     // last called to
  std::uint16_t expected_s = 0;  // counter time
  std::array<std::uint8_t, config::party_max> services{};
  std::uint8_t size = 0;
  TicketStatus status = TicketStatus::waiting;
  Line line = Line::walk_in;        // where it stands, or stood when it was called
  Line first_line = Line::walk_in;  // where it stood first
  PriorityGround ground = PriorityGround::none;
  std::uint8_t number_lane = 0;  // the lane whose numbers it has
  std::uint8_t recalls = 0;      // since the last call
  std::uint8_t misses = 0;
  std::uint8_t documents = 0;
  std::uint8_t reserved = 0;
  std::uint16_t recalled_after_s = 0;  // from the last call to its last recall, rounded up
};

/// A time of the ticket's day as a moment.
inline Instant moment_of(const Ticket& ticket, DayMs time_ms) {
  return config::instant_at(ticket.lane_day.date(), MinuteOfDay{0}) + config::milliseconds{time_ms};
}

/// A lane on a day: its numbers and where the call rule stands.
struct LaneDay {
  LaneDayKey key{};
  std::uint32_t calls = 0;
  std::uint16_t numbers = 0;       // given out
  std::uint16_t tickets = 0;       // that have ever waited here: breaks ties in ranks
  std::uint16_t priority_run = 0;  // priority calls since the last other one
  std::uint16_t booked_run = 0;    // booked calls since the last walk-in
  std::uint32_t reserved = 0;
};

/// A counter that has ever been opened.
struct CounterDesk {
  std::uint32_t hall = 0;
  std::uint16_t number = 0;
  CounterStatus status = CounterStatus::closed;
  PauseReason paused_for = PauseReason::none;  // while paused
  LaneSet lanes = 0;                           // that it serves while open
  Place ticket = nowhere;                      // called or being served
  std::int64_t since_ms = 0;                   // epoch: of the last change of status or reason
};

/// Counter time that a service takes in a hall, learned from finished tickets.
struct ServiceTime {
  std::uint32_t hall = 0;
  std::uint8_t service = 0;
  std::array<std::uint8_t, 3> reserved{};
  std::uint32_t mean_ms = 0;
  std::uint32_t samples = 0;
};

/// How predicted waits of a lane came true, by the line in which visitors began: factors on the
/// prediction that make its p50 and p90 hold, in units of 1/65536 (scheduler/queueing/wait.hpp).
struct WaitFit {
  std::uint32_t hall = 0;
  std::uint8_t lane = 0;
  std::array<std::uint8_t, 3> reserved{};
  std::array<std::uint32_t, lines_count> p50{};
  std::array<std::uint32_t, lines_count> p90{};
  std::array<std::uint32_t, lines_count> samples{};
};

/// In place of a lane: the hall as a whole.
inline constexpr LaneCode whole_hall{0};

/// The level of a hall, or of one of its lanes.
struct KeptLevel {
  std::uint32_t hall = 0;
  Level level = Level::grey;
  LevelReason reason = LevelReason::no_data;
  Level leaning = Level::grey;        // same as `level`: none
  std::uint8_t lane = 0;              // or `whole_hall`, as in records of before lanes had levels
  std::int64_t leaning_since_ms = 0;  // epoch
  std::int64_t since_ms = 0;          // epoch: of the last change
};

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const Ticket& record) { return record.size == 0; }
constexpr bool is_dropped(const LaneDay& record) { return record.key == LaneDayKey{}; }

static_assert(std::has_unique_object_representations_v<Ticket>);
static_assert(std::has_unique_object_representations_v<LaneDay>);
static_assert(std::has_unique_object_representations_v<CounterDesk>);
static_assert(std::has_unique_object_representations_v<ServiceTime>);
static_assert(std::has_unique_object_representations_v<WaitFit>);
static_assert(std::has_unique_object_representations_v<KeptLevel>);

template <>
struct RecordTraits<Ticket> : TableTraits<Section::tickets, Bits128Hash, Reuse::never> {
  static constexpr const char* name = "ticket";
  static TicketId key_of(const Ticket& record) { return record.id; }
};
template <>
struct RecordTraits<LaneDay> : TableTraits<Section::lane_days, KeyHash> {
  static constexpr const char* name = "lane day";
  static LaneDayKey key_of(const LaneDay& record) { return record.key; }
};
template <>
struct RecordTraits<CounterDesk> : TableTraits<Section::counters, KeyHash> {
  static constexpr const char* name = "counter";
  static HallKey<CounterNumber> key_of(const CounterDesk& record) {
    return {HallCode{record.hall}, CounterNumber{record.number}};
  }
};
template <>
struct RecordTraits<ServiceTime> : TableTraits<Section::service_times, KeyHash> {
  static constexpr const char* name = "service time";
  static HallKey<ServiceCode> key_of(const ServiceTime& record) {
    return {HallCode{record.hall}, ServiceCode{record.service}};
  }
};
template <>
struct RecordTraits<WaitFit> : TableTraits<Section::wait_fits, KeyHash> {
  static constexpr const char* name = "wait fit";
  static HallKey<LaneCode> key_of(const WaitFit& record) {
    return {HallCode{record.hall}, LaneCode{record.lane}};
  }
};
template <>
struct RecordTraits<KeptLevel> : TableTraits<Section::levels, KeyHash> {
  static constexpr const char* name = "level";
  static HallKey<LaneCode> key_of(const KeptLevel& record) {
    return {HallCode{record.hall}, LaneCode{record.lane}};
  }
};

}  // namespace offpeak::scheduler
