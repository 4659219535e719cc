#include "guide/learned.hpp"

#include <algorithm>
#include <numeric>

#include "demand/expected_arrivals.hpp"
#include "guide/outlook.hpp"
#include "scheduler/booking/opening.hpp"

namespace offpeak::guide {
namespace {

using scheduler::ObservedDay;

struct HallDays {
  std::vector<ObservedDay> staffed;
  std::vector<ObservedDay> machines;
};

void add_expected(const demand::LaneArrivals& lane, double numbers_end, ObservedDay& day) {
  for (std::size_t at = 0; at < lane.walk_ins.size(); ++at) {
    const auto from = static_cast<double>(at * scheduler::half_hour_minutes);
    const double open = std::clamp((numbers_end - from) / scheduler::half_hour_minutes, 0.0, 1.0);
    day.expected_walk_ins[at / 2] += lane.walk_ins[at] * open * lane.meant.people;
  }
}

void add_counted(const LaneCounts& counts, ObservedDay& day) {
  for (std::size_t hour = 0; hour < counts.walk_ins.size(); ++hour) {
    day.walk_ins[hour] += counts.walk_ins[hour];
  }
  day.walk_in_people += std::accumulate(counts.walk_ins.begin(), counts.walk_ins.end(), 0U);
  day.booked_people += counts.booked;
  day.no_show_people += counts.no_shows;
}

bool has_counted(const ObservedDay& day) {
  return day.walk_in_people + day.booked_people + day.no_show_people > 0;
}

void add_day(const Known& known, const demand::HallArrivals& hall, config::Date date,
             HallDays& days) {
  const double closes =
      static_cast<double>(scheduler::periods_on(known.city, *hall.hall, date).back().to.count());
  const double numbers_end = closes - static_cast<double>(hall.hall->rules.last_tickets.count());
  ObservedDay staffed{.date = date};
  ObservedDay machines{.date = date};
  for (const demand::LaneArrivals& lane : hall.lanes) {
    const bool at_machine = known.city.find(lane.meant.lane)->machines;
    ObservedDay& day = at_machine ? machines : staffed;
    add_expected(lane, at_machine ? closes : numbers_end, day);
    add_counted(known.counts(hall.hall->code, lane.meant.lane, date), day);
  }
  if (has_counted(staffed)) days.staffed.push_back(staffed);
  if (has_counted(machines)) days.machines.push_back(machines);
}

}  // namespace

std::vector<LearnedHall> learn(const Known& known) {
  const auto& halls = known.city.halls;
  const config::Date today = config::date_of(known.now);
  std::vector<HallDays> observed(halls.size());
  for (int back = 1; known.counts && back <= learned_days; ++back) {
    const config::Date date = today - std::chrono::days{back};
    const double meant = meant_people(known, date);
    for (const auto& hall :
         demand::expected_arrivals(known.model, known.city, date, meant, nullptr)) {
      add_day(known, hall, date, observed[static_cast<std::size_t>(hall.hall - halls.data())]);
    }
  }
  std::vector<LearnedHall> learned;
  for (std::size_t at = 0; at < halls.size(); ++at) {
    const HallDays& days = observed[at];
    learned.push_back(
        {.hall = halls[at].code,
         .staffed = {days.staffed, today},
         .machines = {days.machines, today},
         .show_rate = scheduler::show_rate(days.staffed, today, 1 - known.model.no_show_share)});
  }
  return learned;
}

}  // namespace offpeak::guide
