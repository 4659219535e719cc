// Daily totals: what remains of a day when its tickets are forgotten. Plain records without
// padding.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "scheduler/messages/day_forecast.hpp"
#include "scheduler/messages/keys.hpp"
#include "scheduler/table/record_traits.hpp"
#include "scheduler/table/section.hpp"
#include "scheduler/table/slab.hpp"

namespace offpeak::scheduler {

/// Waits are counted by the minute up to an hour, then by five minutes, the last bucket for all
/// longer ones.
inline constexpr std::size_t wait_buckets = 96;

constexpr std::size_t wait_bucket(std::uint32_t wait_ms) {
  const std::size_t minutes = wait_ms / 60'000;
  const std::size_t bucket = minutes < 60 ? minutes : 60 + (minutes - 60) / 5;
  return bucket < wait_buckets ? bucket : wait_buckets - 1;
}
/// Minutes at which a bucket begins.
constexpr std::uint32_t wait_bucket_minutes(std::size_t bucket) {
  return static_cast<std::uint32_t>(bucket < 60 ? bucket : 60 + (bucket - 60) * 5);
}

/// A lane on a day. People and documents are two counts. A visitor counts in the lane whose number
/// the ticket has, also after a transfer: people are those served, left, missed, and still there.
struct LaneTotals {
  LaneDayKey key{};
  std::uint32_t tickets = 0;          // given out
  std::uint32_t booked_people = 0;    // who checked in with an appointment
  std::uint32_t walk_in_people = 0;   // who came without
  std::uint32_t priority_people = 0;  // of both
  std::uint32_t served_people = 0;
  std::uint32_t documents = 0;
  std::uint32_t left_people = 0;             // went away unserved, or at the end of the day
  std::uint32_t missed_people = 0;           // called in vain, and not back in the queue
  std::uint32_t no_show_people = 0;          // with an appointment, never came
  std::uint32_t calls = 0;                   // recalls left out
  std::array<std::uint16_t, 24> arrivals{};  // people by hour of the day
  /// Tickets by minutes from check-in to first call.
  std::array<std::uint16_t, wait_buckets> waits{};
};

/// A service in a hall on a day. Who comes for two of them counts in both.
struct ServiceTotals {
  ServiceDayKey key{};
  std::uint32_t arrived_people = 0;
  std::uint16_t served_people = 0;
  std::uint16_t assumed_ends = 0;  // of the people served: nobody said when their visit ended
  std::uint64_t served_ms = 0;     // counter time of the others
};

/// A counter on a day.
struct CounterTotals {
  CounterDayKey key{};
  std::uint32_t open_ms = 0;  // open, or serving a visitor to the end after a pause or the closing
  std::uint32_t busy_ms = 0;  // from a call until the visitor is gone
  std::uint16_t served_tickets = 0;
  std::uint16_t assumed_ends = 0;  // 1 when nobody closed it or ended its last visit
  std::uint32_t served_people = 0;
};

/// What was expected of a lane's day before its hall opened.
struct KeptForecast {
  LaneDayKey key{};
  std::int64_t made_at_ms = 0;
  DayForecast forecast{};
};

// A dropped record is as one that was never filled in.
constexpr bool is_dropped(const LaneTotals& record) { return record.key == LaneDayKey{}; }
constexpr bool is_dropped(const ServiceTotals& record) { return record.key == ServiceDayKey{}; }
constexpr bool is_dropped(const CounterTotals& record) { return record.key == CounterDayKey{}; }
constexpr bool is_dropped(const KeptForecast& record) { return record.key == LaneDayKey{}; }

static_assert(std::has_unique_object_representations_v<LaneTotals>);
static_assert(std::has_unique_object_representations_v<ServiceTotals>);
static_assert(std::has_unique_object_representations_v<CounterTotals>);
static_assert(std::has_unique_object_representations_v<KeptForecast>);

template <>
struct RecordTraits<LaneTotals> : TableTraits<Section::lane_totals, KeyHash> {
  static constexpr const char* name = "lane totals";
  static LaneDayKey key_of(const LaneTotals& record) { return record.key; }
};
template <>
struct RecordTraits<ServiceTotals> : TableTraits<Section::service_totals, KeyHash> {
  static constexpr const char* name = "service totals";
  static ServiceDayKey key_of(const ServiceTotals& record) { return record.key; }
};
template <>
struct RecordTraits<CounterTotals> : TableTraits<Section::counter_totals, KeyHash> {
  static constexpr const char* name = "counter totals";
  static CounterDayKey key_of(const CounterTotals& record) { return record.key; }
};
template <>
struct RecordTraits<KeptForecast> : TableTraits<Section::day_forecasts, KeyHash> {
  static constexpr const char* name = "forecast";
  static LaneDayKey key_of(const KeptForecast& record) { return record.key; }
};

}  // namespace offpeak::scheduler
