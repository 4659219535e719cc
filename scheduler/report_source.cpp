#include "scheduler/report_source.hpp"

#include <algorithm>

#include "scheduler/state.hpp"

namespace offpeak::scheduler {
namespace {

CounterTotals& totals_of(std::vector<CounterTotals>& counters, std::uint64_t key) {
  const auto found = std::ranges::find(counters, key, &CounterTotals::key);
  if (found != counters.end()) return *found;
  counters.push_back({.key = key});
  return counters.back();
}

/// What the totals get only when the counter changes its status, or its visitor goes.
void add_running(const State& state, const CounterDesk& desk, ReportSource& source) {
  const Instant since{config::milliseconds{desk.since_ms}};
  const Date date = config::date_of(since);
  const auto& range = source.range;
  const HallCode hall{desk.hall};
  if (date < range.from || date > range.to) return;
  if (range.hall != HallCode{} && range.hall != hall) return;
  if (desk.status != CounterStatus::open && desk.ticket == nowhere) return;
  auto& counter = totals_of(source.counters,
                            SlotKey{hall, LaneCode{}, date, MinuteOfDay{desk.number}}.packed());
  const DayMs now_ms = day_ms(state.last_at(), date);
  counter.open_ms += now_ms - day_ms(since, date);
  if (desk.ticket != nowhere)
    counter.busy_ms += now_ms - state.floor().ticket(desk.ticket).called_ms;
}

}  // namespace

std::unique_ptr<ReportSource> collect_report(const State& state, const ReportRange& range) {
  auto source = std::make_unique<ReportSource>();
  source->range = range;
  state.totals().copy(*source);
  for (Place place = 0; place < state.floor().counter_count(); ++place) {
    add_running(state, state.floor().counter(place), *source);
  }
  return source;
}

Bits128<struct SubjectTag> subject_of(const ReportRange& range) {
  const auto day = [](Date date) {
    return std::uint64_t{static_cast<std::uint32_t>(date.time_since_epoch().count())};
  };
  return {{static_cast<std::uint64_t>(range.hall), day(range.from) << 32 | day(range.to)}};
}

ReportRange range_of(const Bits128<struct SubjectTag>& subject) {
  const auto date = [](std::uint64_t days) {
    return Date{std::chrono::days{static_cast<std::int32_t>(days)}};
  };
  return {.from = date(subject.words[1] >> 32),
          .to = date(subject.words[1] & 0xFFFFFFFF),
          .hall = HallCode{static_cast<std::uint32_t>(subject.words[0])}};
}

}  // namespace offpeak::scheduler
