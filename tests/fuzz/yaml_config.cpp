// Input: a city's file; behind a line "=====", if there is one, its calendar's. What loads keeps
// what config/city.hpp promises, and the core can run the city.
#include <algorithm>
#include <ranges>
#include <set>

#include "scheduler/booking/release.hpp"
#include "tests/config/sample.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/rush.hpp"

namespace offpeak::fuzz {
namespace {

namespace s = scheduler;
using config::City;
using config::Hall;
using std::chrono::days;

constexpr std::string_view separator = "\n=====\n";

config::LoadResult load(std::string_view text) {
  static const config::Folder folder;  // in memory, or it is what the fuzzer waits for
  const std::size_t at = text.find(separator);
  const bool split = at != std::string_view::npos;
  folder.write("calendars/sample.yaml",
               split ? text.substr(at + separator.size()) : config::sample_calendar);
  return config::load_city(folder.write("sample.yaml", text.substr(0, at)));
}

// ---- what the checked form promises -------------------------------------------------------------

template <class Thing>
void check_codes(const std::vector<Thing>& things, std::uint32_t first, std::uint32_t last) {
  OFFPEAK_ASSERT(std::ranges::is_sorted(things, std::ranges::less_equal{}, &Thing::code));
  for (const Thing& thing : things) {
    const auto code = static_cast<std::uint32_t>(thing.code);
    OFFPEAK_ASSERT(first <= code && code <= last);
  }
}

void check_rules(const config::Rules& rules) {
  OFFPEAK_ASSERT(rules.slot_minutes >= config::slot_minutes_min);
  OFFPEAK_ASSERT(rules.party_max >= 1 && rules.party_max <= config::party_max);
  OFFPEAK_ASSERT(rules.horizon_days >= 0 && rules.horizon_days <= config::horizon_days_max);
  OFFPEAK_ASSERT(rules.walk_in_reserve_percent >= 0 && rules.walk_in_reserve_percent <= 100);
  OFFPEAK_ASSERT(rules.return_delay_min <= rules.return_delay_max);
  OFFPEAK_ASSERT(rules.check_in_late <= rules.check_in_tail);
  int released_percent = 0;
  for (const auto& wave : rules.release) released_percent += wave.share_percent;
  OFFPEAK_ASSERT(released_percent == 100);
}

void check_seasons(const Hall& hall) {
  const config::Date leap_year = config::make_date(2028, 1, 1);
  for (config::Date day = leap_year; day < leap_year + days{366}; day += days{1}) {
    const auto covers = [&](const config::Season& season) {
      return s::in_season(season.first, season.last, day);
    };
    OFFPEAK_ASSERT(std::ranges::count_if(hall.seasons, covers) == 1);
  }
  for (const auto& season : hall.seasons) {
    config::MinuteOfDay free_from{0};
    for (const auto& period : season.periods) {
      OFFPEAK_ASSERT(free_from <= period.from && period.from < period.to);
      free_from = period.to;
    }
    OFFPEAK_ASSERT(free_from <= config::MinuteOfDay{24 * 60});
  }
}

void check_counters(const Hall& hall, const City& city) {
  auto lane_percent = hall.lane_percent;
  std::set<int> numbers;
  for (const auto& counter : hall.counters) {
    OFFPEAK_ASSERT(numbers.insert(counter.number).second);
    int percent = 0;
    for (const auto& [lane, share] : counter.share_percent) {
      OFFPEAK_ASSERT(city.find(lane) != nullptr);
      percent += share;
      lane_percent[static_cast<std::size_t>(lane)] -= share;
    }
    OFFPEAK_ASSERT(percent == 100);
  }
  OFFPEAK_ASSERT(std::ranges::count(lane_percent, 0) == std::ssize(lane_percent));
  OFFPEAK_ASSERT(hall.lane_percent[static_cast<std::size_t>(hall.level_lane)] > 0);
  OFFPEAK_ASSERT(!city.find(hall.level_lane)->machines);
}

void check_city(const City& city) {
  check_codes(city.lanes, 1, config::lanes_max);
  check_codes(city.services, 1, config::services_max);
  check_codes(city.halls, 100'000, 999'999);
  OFFPEAK_ASSERT(city.halls.size() <= config::halls_max);
  for (const auto& service : city.services) {
    OFFPEAK_ASSERT(city.find(service.lane) != nullptr);
    OFFPEAK_ASSERT(service.mean_minutes >= 1);
  }
  int share_permille = 0;
  for (const Hall& hall : city.halls) {
    share_permille += hall.share_permille;
    check_rules(hall.rules);
    check_seasons(hall);
    check_counters(hall, city);
  }
  OFFPEAK_ASSERT(share_permille == 1000);
}

// ---- the core runs it ---------------------------------------------------------------------------

void check_plan(const City& city, const s::SlotPlan& plan) {
  const auto same = s::plan_slot(city, plan.key);
  OFFPEAK_ASSERT(same.has_value());
  OFFPEAK_ASSERT(same->capacity_minutes == plan.capacity_minutes);
  OFFPEAK_ASSERT(plan.capacity_minutes >= 0);
  OFFPEAK_ASSERT(s::is_open_at(city, *plan.hall, plan.start));
  int released_minutes = 0;
  int waves = 0;
  const s::Instant begin = plan.start - days{config::horizon_days_max + 2};
  for (auto at = s::next_release(plan, begin); at; at = s::next_release(plan, *at)) {
    ++waves;
    OFFPEAK_ASSERT(*at <= plan.start);
    const int now_released_minutes = s::released_minutes(plan, *at);
    OFFPEAK_ASSERT(now_released_minutes >= released_minutes);
    released_minutes = now_released_minutes;
  }
  OFFPEAK_ASSERT(waves == std::ssize(plan.rules().release));
  OFFPEAK_ASSERT(released_minutes == plan.capacity_minutes);
}

/// Every lane of the first halls, on the days around a long holiday.
void check_days(const City& city) {
  constexpr std::size_t halls_looked_at_max = 3;
  const config::Date first = config::make_date(2026, 9, 29);
  bool played = false;
  for (const Hall& hall : city.halls | std::views::take(halls_looked_at_max)) {
    for (const auto& lane : city.lanes) {
      for (config::Date day = first; day < first + days{8}; day += days{1}) {
        const auto plans = s::plan_day(city, hall, lane.code, day);
        for (const auto& plan : plans) check_plan(city, plan);
        if (plans.empty() || played) continue;
        played = true;
        Rush{city, plans.back()}.play();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const config::LoadResult result = load(text_of(data, size));
  const bool faulty = std::ranges::count(result.diagnostics, config::Severity::error,
                                         &config::Diagnostic::severity) > 0;
  OFFPEAK_ASSERT(result.city.has_value() == !faulty);
  OFFPEAK_ASSERT(result.diagnostics.size() <= config::diagnostics_max + 1);
  for (const auto& diagnostic : result.diagnostics) OFFPEAK_ASSERT(!format(diagnostic).empty());
  if (!result.city) return 0;
  check_city(*result.city);
  check_days(*result.city);
  return 0;
}

}  // namespace offpeak::fuzz
