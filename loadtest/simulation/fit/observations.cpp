#include "loadtest/simulation/fit/observations.hpp"

#include <algorithm>

#include "demand/day_profile.hpp"
#include "demand/has_slots.hpp"

namespace offpeak::loadtest {
namespace {

constexpr double ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 24 * 60 * 60 * 1000;
constexpr std::int32_t half_hour_minutes = 30;

double minutes(std::int64_t ms) { return static_cast<double>(ms) / ms_per_minute; }

double length_of(const config::Period& period) {
  return static_cast<double>((period.to - period.from).count());
}

double from_of(const config::Period& period) { return static_cast<double>(period.from.count()); }

/// Minutes of open time before `minute`.
double open_minutes_before(double minute, std::span<const config::Period> periods) {
  double sum = 0;
  for (const auto& period : periods) {
    sum += std::clamp(minute - from_of(period), 0.0, length_of(period));
  }
  return sum;
}

double minute_after_open(double open, std::span<const config::Period> periods) {
  for (const auto& period : periods) {
    // The end of a period is the beginning of the next one.
    if (open < length_of(period)) return from_of(period) + open;
    open -= length_of(period);
  }
  return from_of(periods.back()) + length_of(periods.back());
}

/// The period in which `minute` lies, or before which it lies.
std::size_t period_at(double minute, std::span<const config::Period> periods) {
  std::size_t at = 0;
  while (at + 1 < periods.size() && minute >= from_of(periods[at]) + length_of(periods[at])) ++at;
  return at;
}

/// How many days before the day a moment of it, or before it, lies.
std::size_t days_before(std::int64_t at_ms) {
  return at_ms >= 0 ? 0 : static_cast<std::size_t>((-at_ms + ms_per_day - 1) / ms_per_day);
}

class Observer {
 public:
  Observer(const config::City& city, const demand::DemandModel& base)
      : city_{city}, model_periods_{demand::periods_of(base.day_parts)} {
    seen_.half_hours = half_hours_of(base.day_parts);
    seen_.half_hour_parties.resize(seen_.half_hours.size());
    for (const auto& service : city.services) seen_.services[service.code] = 0;
  }

  void see(const RecordedDay& day) {
    date_ = day.date;
    seen_.days.push_back({.date = day.date, .people = day.people()});
    for (const auto& visit : day.visits) see(visit);
    for (const auto& cancellation : day.cancellations) see(cancellation);
  }
  Observations take() { return std::move(seen_); }

 private:
  void see(const RecordedVisit& visit) {
    const auto& hall = *city_.find(visit.hall);
    count(hall, visit.service, visit.size, visit.slot_ms.value_or(visit.arrived_ms.value_or(0)),
          visit.slot_ms.has_value());
    if (visit.slot_ms) {
      seen_.cancelled.add(false);
      seen_.no_shows.add(!visit.arrived_ms);
      count_lead(visit.booked_ms);
    }
    if (!visit.arrived_ms) return;
    seen_.priority.add(visit.ground != scheduler::PriorityGround::none);
    if (visit.slot_ms) see_punctuality(hall, visit);
    see_patience(visit);
    if (visit.served_ms && visit.one_service) {
      seen_.timed_visits[visit.service].push_back(
          {.minutes_each = minutes(*visit.served_ms) / visit.size, .size = visit.size});
    }
  }

  void see(const RecordedCancellation& cancellation) {
    count(*city_.find(cancellation.hall), cancellation.service, cancellation.size,
          cancellation.slot_ms, true);
    seen_.cancelled.add(true);
    count_lead(cancellation.booked_ms);
  }

  void count(const config::Hall& hall, config::ServiceCode code, std::uint8_t size,
             std::int64_t wished_ms, bool is_booked) {
    ++seen_.parties;
    ++seen_.services[code];
    auto& sizes = seen_.sizes[code];
    const bool is_workday = scheduler::is_working_day(city_.calendar, date_);
    ++(is_workday ? sizes.workday : sizes.day_off)[size - 1U];
    const auto periods = scheduler::periods_on(city_, hall, date_);
    if (!periods.empty()) {
      ++seen_.half_hour_parties[half_hour_at(
          model_minute(minutes(wished_ms), periods, model_periods_))];
    }
    if (!demand::has_slots(city_, hall, *city_.find(code))) return;
    auto& counted = hall.mode == config::HallMode::both ? seen_.booked : seen_.booked_walk_in_first;
    counted.add(is_booked);
  }

  std::size_t half_hour_at(double minute) const { return period_at(minute, seen_.half_hours); }

  void count_lead(const std::optional<std::int64_t>& booked_ms) {
    if (!booked_ms) {
      ++seen_.lead_unknown;
      return;
    }
    const std::size_t days = days_before(*booked_ms);
    if (days >= seen_.lead_days.size()) seen_.lead_days.resize(days + 1);
    ++seen_.lead_days[days];
  }

  /// Whoever books on the day itself may have no time to be early. Whoever is there before the
  /// check-in opens is only known to have been.
  void see_punctuality(const config::Hall& hall, const RecordedVisit& visit) {
    if (!visit.booked_ms || *visit.booked_ms >= 0) return;
    const auto early_max = static_cast<double>(hall.rules.check_in_early.count());
    const double early = minutes(*visit.slot_ms - *visit.arrived_ms);
    seen_.early_minutes.push_back(
        {.value = std::min(early, early_max), .is_least = early >= early_max});
  }

  /// Whoever was called and did not come has left by then.
  void see_patience(const RecordedVisit& visit) {
    const auto since = visit.since_ms.value_or(*visit.arrived_ms);
    if (visit.patience_ms) {
      seen_.waited_minutes += minutes(*visit.patience_ms);
      if (visit.went_by_itself) ++seen_.left;
    } else if (visit.called_ms) {
      seen_.waited_minutes += minutes(std::max<std::int64_t>(0, *visit.called_ms - since));
    }
  }

  const config::City& city_;
  std::vector<config::Period> model_periods_;
  config::Date date_{};
  Observations seen_;
};

}  // namespace

std::vector<config::Period> half_hours_of(const std::vector<demand::DayPart>& parts) {
  std::vector<config::Period> half_hours;
  for (const auto& period : demand::periods_of(parts)) {
    for (auto from = period.from; from < period.to;
         from += config::MinuteOfDay{half_hour_minutes}) {
      half_hours.push_back(
          {from, std::min(period.to, from + config::MinuteOfDay{half_hour_minutes})});
    }
  }
  return half_hours;
}

double model_minute(double minute, std::span<const config::Period> hall,
                    std::span<const config::Period> model) {
  if (hall.size() == model.size()) {
    const auto at = period_at(minute, hall);
    const double into = std::clamp(minute - from_of(hall[at]), 0.0, length_of(hall[at]));
    return from_of(model[at]) + into * length_of(model[at]) / length_of(hall[at]);
  }
  double hall_open = 0, model_open = 0;
  for (const auto& period : hall) hall_open += length_of(period);
  for (const auto& period : model) model_open += length_of(period);
  return minute_after_open(open_minutes_before(minute, hall) * model_open / hall_open, model);
}

Observations observe(std::span<const RecordedDay> days, const config::City& city,
                     const demand::DemandModel& base) {
  Observer observer{city, base};
  for (const auto& day : days) observer.see(day);
  return observer.take();
}

}  // namespace offpeak::loadtest
