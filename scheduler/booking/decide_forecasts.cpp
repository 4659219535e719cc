#include "scheduler/booking/decider.hpp"

namespace offpeak::scheduler {

/// A forecast that is compared with its day has to be from before the day: the first of today that
/// comes before the doors open is kept, and nothing else is.
Receipt Decider::operator()(const NoteForecast& command) {
  const auto* hall = city_.find(command.hall);
  if (hall == nullptr || city_.find(command.lane) == nullptr) return {};
  const bool is_staffed = hall->lane_percent[static_cast<std::size_t>(command.lane)] > 0;
  if (!is_staffed || command.date != today()) return {};
  const auto periods = periods_on(city_, *hall, command.date);
  if (periods.empty() || now_ >= config::instant_at(command.date, periods.front().from)) return {};
  if (state_.totals().forecast(command.hall, command.lane, command.date) != nullptr) return {};
  emit(ForecastNoted{.hall = command.hall,
                     .lane = command.lane,
                     .date = command.date,
                     .forecast = command.forecast});
  return {};
}

}  // namespace offpeak::scheduler
