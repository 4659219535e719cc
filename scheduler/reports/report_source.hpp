// What a report is made of: the daily totals of its days, copied, so that the writer only copies
// and whoever asked does the arithmetic (scheduler/reports/report.hpp).
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "scheduler/messages/keys.hpp"
#include "scheduler/messages/receipt.hpp"
#include "scheduler/state/queue_records.hpp"
#include "scheduler/state/totals_records.hpp"

namespace offpeak::scheduler {

/// Days that one report covers.
inline constexpr int report_days_max = 92;

/// A year before is 52 weeks before: a Saturday is compared with a Saturday, because the day of the
/// week matters more than the date.
inline constexpr std::chrono::days year_before{364};

struct ReportRange {
  Date from{};
  Date to{};        // included
  HallCode hall{};  // 0: all

  friend bool operator==(const ReportRange&, const ReportRange&) = default;
};

/// A counter that is open, or has a visitor: its totals get the time from here on only when it
/// changes its status or the visitor goes.
struct RunningCounter {
  CounterDayKey key{};
  DayMs since_ms = 0;              // open, or with the visitor alone
  std::optional<DayMs> called_ms;  // the visitor, if there is one
  DayMs last_sign_ms = 0;          // scheduler/queueing/assumed_end.hpp
  DayMs now_ms = 0;
};

struct ReportSource {
  ReportRange range{};
  std::vector<LaneTotals> lanes;  // of the range, and of the same days a year before
  std::vector<ServiceTotals> services;
  std::vector<CounterTotals> counters;
  std::vector<RunningCounter> running;
  std::vector<KeptForecast> forecasts;
};

class State;

/// Now is the time of the state's last event. Reads the keys of all totals: about a
/// millisecond for the 400 days of a city.
std::unique_ptr<ReportSource> collect_report(const State& state, const ReportRange& range);

/// A range as the subject of a receipt, and back.
Bits128<struct SubjectTag> subject_of(const ReportRange& range);
ReportRange range_of(const Bits128<struct SubjectTag>& subject);

}  // namespace offpeak::scheduler
