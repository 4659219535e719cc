#include "guide/outlook.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/assert.hpp"
#include "demand/day_demand.hpp"
#include "demand/expected_arrivals.hpp"

namespace offpeak::guide {
namespace {

using scheduler::HalfHours;
using scheduler::SlotKey;

constexpr double seconds_per_minute = 60;

/// One hall on one day.
struct HallDay {
  const Known& known;
  const config::Hall& hall;
  config::Date date;
  const LearnedHall* learned;  // null: nothing

  double show_rate() const {
    return learned == nullptr ? 1 - known.model.no_show_share : learned->show_rate.factor;
  }
  const scheduler::DemandCorrection* correction(config::LaneCode lane) const {
    if (learned == nullptr) return nullptr;
    return known.city.find(lane)->machines ? &learned->machines : &learned->staffed;
  }
  double factor(config::LaneCode lane, std::size_t half_hour) const {
    const auto* corrected = correction(lane);
    return corrected == nullptr ? 1 : corrected->factor(date, static_cast<int>(half_hour / 2));
  }
};

scheduler::VisitHabits habits_of(const HallDay& day) {
  const demand::DemandModel& model = day.known.model;
  return {.show_rate = day.show_rate(),
          .compliance = day.known.compliance,
          .turning_share = model.balking_share,
          .day_variation = std::hypot(model.city_variation, model.hall_variation),
          .early_minutes_mean = model.early_minutes_mean,
          .early_minutes_deviation = model.early_minutes_deviation};
}

HalfHours suggested_minutes(const HallDay& day, const demand::LaneArrivals& lane) {
  HalfHours minutes{};
  if (!day.known.suggested_minutes) return minutes;
  for (const auto& slot : lane.booked) {
    const config::MinuteOfDay start{static_cast<int>(slot.start_minute)};
    minutes[scheduler::half_hour_of(slot.start_minute)] +=
        day.known.suggested_minutes(SlotKey{day.hall.code, lane.meant.lane, day.date, start});
  }
  return minutes;
}

scheduler::ExpectedLane expected_lane(const HallDay& day, const demand::LaneArrivals& lane) {
  return {.lane = lane.meant.lane,
          .walk_ins = lane.walk_ins,
          .correction = day.correction(lane.meant.lane),
          .booked = lane.booked,
          .suggested_minutes = suggested_minutes(day, lane),
          .people = lane.meant.people,
          .counter_minutes = lane.meant.counter_minutes,
          .deviation_minutes = lane.meant.deviation_minutes};
}

LaneOutlook lane_outlook(const HallDay& day, const demand::LaneArrivals& lane) {
  LaneOutlook outlook{.hall = day.hall.code,
                      .lane = lane.meant.lane,
                      .forecast = {.lane = lane.meant.lane},
                      .party_minutes = lane.meant.counter_minutes,
                      .way_minutes = day.hall.rules.walk_seconds / seconds_per_minute,
                      .show_rate = day.show_rate()};
  const double kept = (1 - day.known.model.cancellation_share) * outlook.show_rate;
  for (std::size_t at = 0; at < outlook.walk_ins.size(); ++at) {
    const double factor = day.factor(lane.meant.lane, at);
    outlook.walk_ins[at] = lane.walk_ins[at] * factor;
    outlook.walk_ins_unplaced[at] = lane.unplaced_to_come[at] * factor;
    outlook.standing[at] = lane.standing[at] * outlook.show_rate;
    outlook.wished[at] = lane.bookers_to_come[at] * kept;
  }
  for (const auto& slot : lane.booked) {
    outlook.booked[scheduler::half_hour_of(slot.start_minute)] += slot.parties * outlook.show_rate;
  }
  return outlook;
}

}  // namespace

const LaneOutlook* DayOutlook::find(config::HallCode hall, config::LaneCode lane) const {
  const auto name = [](const LaneOutlook& each) { return std::tuple{each.hall, each.lane}; };
  const auto found = std::ranges::lower_bound(lanes, std::tuple{hall, lane}, {}, name);
  return found != lanes.end() && name(*found) == std::tuple{hall, lane} ? &*found : nullptr;
}

const LaneOutlook* Outlook::find(config::HallCode hall, config::LaneCode lane,
                                 config::Date date) const {
  if (days_.empty() || date < days_.front()->date || date > days_.back()->date) return nullptr;
  return days_[static_cast<std::size_t>((date - days_.front()->date).count())]->find(hall, lane);
}

const LaneOutlook* Outlook::find(SlotKey slot) const {
  return find(slot.hall(), slot.lane(), slot.date());
}

const scheduler::LaneHalfHour* Outlook::at(config::HallCode hall, config::LaneCode lane,
                                           config::Date date, config::MinuteOfDay minute) const {
  const LaneOutlook* day = find(hall, lane, date);
  if (day == nullptr) return nullptr;
  const auto& cell =
      day->forecast.half_hours[scheduler::half_hour_of(static_cast<double>(minute.count()))];
  return cell.level == scheduler::Level::grey ? nullptr : &cell;
}

const scheduler::LaneHalfHour* Outlook::at(SlotKey slot) const {
  return at(slot.hall(), slot.lane(), slot.date(), slot.start_minute());
}

Outlook Outlook::of_day(DayOutlook day, config::Instant made_at) {
  Outlook outlook;
  outlook.made_at_ = made_at;
  outlook.days_.push_back(std::make_shared<const DayOutlook>(std::move(day)));
  return outlook;
}

std::vector<LaneOutlook> expected_lanes(const Known& known, const LearnedHall* learned,
                                        const demand::HallArrivals& arrivals, config::Date date) {
  const HallDay day{known, *arrivals.hall, date, learned};
  std::vector<LaneOutlook> lanes;
  for (const auto& lane : arrivals.lanes) lanes.push_back(lane_outlook(day, lane));
  return lanes;
}

std::optional<demand::BookedSoFar> booked_so_far(const Known& known) {
  if (!known.taken_minutes) return std::nullopt;
  return demand::BookedSoFar{known.now, known.taken_minutes, known.reserve_percent};
}

double meant_people(const Known& known, config::Date date) {
  const double received = demand::expected_people(known.model, known.city, date);
  return demand::meant_for(known.model, known.city, date, received);
}

DayOutlook Forecaster::day(const Known& known, std::span<const LearnedHall> learned,
                           config::Date date, double meant_people) {
  const auto& halls = known.city.halls;
  OFFPEAK_ASSERT(learned.empty() || learned.size() == halls.size());
  DayOutlook outlook{.date = date, .meant_people = meant_people, .lanes = {}};
  const auto so_far = booked_so_far(known);
  for (const demand::HallArrivals& arrivals : demand::expected_arrivals(
           known.model, known.city, date, meant_people, so_far ? &*so_far : nullptr)) {
    const auto number = static_cast<std::size_t>(arrivals.hall - halls.data());
    const HallDay day{known, *arrivals.hall, date, learned.empty() ? nullptr : &learned[number]};
    std::vector<scheduler::ExpectedLane> expected;
    for (const auto& lane : arrivals.lanes) expected.push_back(expected_lane(day, lane));
    std::vector<scheduler::LaneForecast> forecasts(expected.size());
    // A day whose numbers the queue refuses has no forecast of waits: its levels stay grey.
    const auto done =
        halls_.forecast(known.city, day.hall, date, expected, habits_of(day), forecasts);
    for (std::size_t at = 0; at < forecasts.size(); ++at) {
      LaneOutlook& lane = outlook.lanes.emplace_back(lane_outlook(day, arrivals.lanes[at]));
      if (done) lane.forecast = forecasts[at];
    }
  }
  return outlook;
}

Outlook Forecaster::outlook(const Known& known, std::span<const LearnedHall> learned,
                            const Outlook& last, int days, int fresh_days) {
  OFFPEAK_ASSERT(days >= 1);
  OFFPEAK_ASSERT(days <= outlook_days_max);
  const config::Date today = config::date_of(known.now);
  Outlook outlook;
  outlook.made_at_ = known.now;
  for (int ahead = 0; ahead < days; ++ahead) {
    const config::Date date = today + std::chrono::days{ahead};
    std::shared_ptr<const DayOutlook> before;
    for (const auto& each : last.days_) {
      if (each->date == date) before = each;
    }
    if (before != nullptr && ahead >= fresh_days) {
      outlook.days_.push_back(before);
      continue;
    }
    const double meant = before != nullptr ? before->meant_people : meant_people(known, date);
    outlook.days_.push_back(std::make_shared<const DayOutlook>(day(known, learned, date, meant)));
  }
  return outlook;
}

}  // namespace offpeak::guide
