#include "guide/day_forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "scheduler/booking/opening.hpp"

namespace offpeak::guide {
namespace {

namespace s = scheduler;

/// Far above any day, and far below what the number holds.
constexpr double kept_max = 1e9;

std::uint32_t whole(double value) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0, kept_max)));
}

/// Who comes before the doors open, or in a break, waits like those who come when they have opened.
s::Wait mean_wait(const s::LaneForecast& forecast) {
  constexpr double minute_s = 60;
  double outside = 0;
  double parties = 0;
  double p50_minutes = 0;
  double p90_minutes = 0;
  bool some_are_not_called = false;
  for (const auto& cell : forecast.half_hours) {
    const double coming = cell.parties + outside;
    const bool is_closed = cell.level == s::Level::grey;
    outside = is_closed ? coming : 0;
    if (is_closed || coming <= 0) continue;
    if (!std::isfinite(cell.wait_p50_minutes) || !std::isfinite(cell.wait_p90_minutes)) {
      some_are_not_called = true;
      continue;
    }
    parties += coming;
    p50_minutes += coming * cell.wait_p50_minutes;
    p90_minutes += coming * cell.wait_p90_minutes;
  }
  if (parties <= 0) return some_are_not_called ? s::Wait::not_today() : s::Wait{};
  return {whole(p50_minutes / parties * minute_s), whole(p90_minutes / parties * minute_s)};
}

}  // namespace

std::optional<s::DayForecast> day_forecast(const LaneOutlook& lane) {
  constexpr double tenths = 10;
  double parties = 0;
  double people = 0;
  for (const auto& cell : lane.forecast.half_hours) {
    parties += cell.parties;
    people += cell.people;
  }
  if (parties <= 0) return std::nullopt;
  const double party_people = people / parties;
  const double booked = std::accumulate(lane.booked.begin(), lane.booked.end(), 0.0);
  return s::DayForecast{.booked_tenths = whole(std::min(booked, parties) * party_people * tenths),
                        .walk_in_tenths = whole((parties - booked) * party_people * tenths),
                        .wait = mean_wait(lane.forecast)};
}

std::vector<s::NoteForecast> forecasts_to_note(const Known& known, const Outlook& outlook) {
  std::vector<s::NoteForecast> found;
  const config::Date today = config::date_of(known.now);
  for (const auto& day : outlook.days()) {
    if (day->date != today) continue;
    for (const LaneOutlook& lane : day->lanes) {
      const auto periods = s::periods_on(known.city, *known.city.find(lane.hall), today);
      if (periods.empty() || known.now >= config::instant_at(today, periods.front().from)) continue;
      if (const auto forecast = day_forecast(lane)) {
        found.push_back(
            {.hall = lane.hall, .lane = lane.lane, .date = today, .forecast = *forecast});
      }
    }
  }
  return found;
}

}  // namespace offpeak::guide
