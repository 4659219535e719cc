#include "scheduler/reports/report_source.hpp"

#include "scheduler/queueing/assumed_end.hpp"
#include "scheduler/state/state.hpp"

namespace offpeak::scheduler {
namespace {

constexpr std::chrono::days same_days{0};

/// Whether the range asks for this hall on the day that lies `later` after this one.
template <class Key>
bool is_wanted(const ReportRange& range, const DayKey<Key>& key, std::chrono::days later) {
  const Date date = key.date() + later;
  const bool of_hall = range.hall == HallCode{} || range.hall == key.hall();
  return of_hall && date >= range.from && date <= range.to;
}

template <class Record, class Wanted>
void copy_if(const Table<Record>& totals, std::vector<Record>& out, const Wanted& wanted) {
  for (const Place place : totals.places()) {
    if (wanted(totals[place].key)) out.push_back(totals[place]);
  }
}

void add_running(const State& state, const CounterDesk& desk, ReportSource& source) {
  const Instant since = config::instant_of(desk.since_ms);
  const CounterDayKey key{HallCode{desk.hall}, CounterNumber{desk.number}, config::date_of(since)};
  if (!is_wanted(source.range, key, same_days)) return;
  if (desk.status != CounterStatus::open && desk.ticket == nowhere) return;
  const Floor& floor = state.floor();
  RunningCounter counter{.key = key,
                         .since_ms = day_ms(since, key.date()),
                         .called_ms = std::nullopt,
                         .last_sign_ms = last_sign_ms(floor, key.hall(), key.counter(), key.date()),
                         .now_ms = day_ms(state.last_at(), key.date())};
  if (desk.ticket != nowhere) counter.called_ms = floor.ticket(desk.ticket).called_ms;
  source.running.push_back(counter);
}

}  // namespace

std::unique_ptr<ReportSource> collect_report(const State& state, const ReportRange& range) {
  auto source = std::make_unique<ReportSource>();
  source->range = range;
  const auto in_range = [&range](const auto& key) { return is_wanted(range, key, same_days); };
  copy_if(state.totals().lanes(), source->lanes, [&range](LaneDayKey key) {
    return is_wanted(range, key, same_days) || is_wanted(range, key, year_before);
  });
  copy_if(state.totals().services(), source->services, in_range);
  copy_if(state.totals().counters(), source->counters, in_range);
  copy_if(state.totals().forecasts(), source->forecasts, in_range);
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
