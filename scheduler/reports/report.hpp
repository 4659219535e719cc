// Daily reports: rows by hall and day, made of daily totals alone. Pure; runs where it is asked
// for, not in the writer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/city.hpp"
#include "scheduler/reports/report_source.hpp"

namespace offpeak::scheduler {

/// Tickets by wait, as in LaneTotals, added up.
using WaitCounts = std::array<std::uint32_t, wait_buckets>;

/// The wait in minutes that `share` of the tickets do not exceed: linear within its bucket, as if
/// the waits in it were spread evenly. In the last bucket, which has no end, its beginning. Nothing
/// when nobody was called.
std::optional<double> wait_quantile(const WaitCounts& waits, double share);

/// What happened in a lane, or in a hall, on a day. People and documents are two counts.
struct Figures {
  std::uint32_t tickets = 0;
  std::uint32_t booked_people = 0;
  std::uint32_t walk_in_people = 0;
  std::uint32_t priority_people = 0;
  std::uint32_t served_people = 0;
  std::uint32_t left_people = 0;
  std::uint32_t missed_people = 0;
  std::uint32_t no_show_people = 0;
  std::uint32_t documents = 0;
  std::uint32_t calls = 0;
  WaitCounts waits{};
  std::array<std::uint32_t, 24> arrivals{};

  /// Intakes: people who came.
  std::uint32_t people() const { return booked_people + walk_in_people; }
  Figures& operator+=(const LaneTotals& totals);
};

/// What was expected before the hall opened, counted as `Figures` are: expected people, which need
/// not be whole.
struct ExpectedFigures {
  double booked_people = 0;
  double walk_in_people = 0;
  /// Of who comes; of a hall the mean over its lanes, weighed by the people expected. Nothing when
  /// nobody is expected, or nobody of them to be called that day.
  std::optional<double> wait_p50_minutes;
  std::optional<double> wait_p90_minutes;
  Instant made_at{};  // of the last lane

  double people() const { return booked_people + walk_in_people; }
};

struct LaneReport {
  LaneCode lane{};
  Figures figures{};
  std::optional<ExpectedFigures> expected{};  // nothing: no forecast was kept
};
struct ServiceReport {
  ServiceCode service{};
  std::uint32_t arrived_people = 0;
  std::uint32_t served_people = 0;
  std::uint32_t assumed_ends = 0;  // of the people served: nobody said when their visit ended
  /// Counter time of the others; nothing when there are none.
  std::optional<double> mean_minutes;
};
struct CounterReport {
  CounterNumber counter{};
  std::uint32_t open_ms = 0;
  std::uint32_t busy_ms = 0;
  std::uint32_t served_tickets = 0;
  std::uint32_t served_people = 0;
  /// Nobody closed it or ended its last visit: `open_ms` and `busy_ms` run until the hall's closing
  /// or its last sign of life (scheduler/queueing/assumed_end.hpp).
  bool has_assumed_end = false;
};

/// The hour of the day in which most people came; the first of them.
struct HighestHour {
  int hour = 0;
  std::uint32_t people = 0;
};

/// A hall on a day on which anything happened in it.
struct DayReport {
  HallCode hall{};
  Date date{};
  Figures figures{};                    // of all lanes
  std::vector<LaneReport> lanes;        // by code; those too in which people were only expected
  std::vector<ServiceReport> services;  // by code
  std::vector<CounterReport> counters;  // by number
  std::optional<HighestHour> highest_hour;
  std::optional<ExpectedFigures> expected{};  // of all lanes; nothing: no forecast was kept
  /// People who came on the same day of the week 52 weeks before; nothing when no totals of that
  /// day are kept.
  std::optional<std::uint32_t> people_year_before;

  /// Share of the counters' open time that was spent with a visitor. Nothing when no counter was
  /// open.
  std::optional<double> use_percent() const;
  /// Change in people on the year before; nothing when no people are known for then.
  std::optional<double> change_percent() const;
  /// Counters with an end that nobody noted.
  int assumed_ends() const;
};

std::optional<double> use_percent(std::uint64_t busy_ms, std::uint64_t open_ms);

/// By hall, then by day. The city says when its halls close.
std::vector<DayReport> make_report(const ReportSource& source, const config::City& city);

}  // namespace offpeak::scheduler
