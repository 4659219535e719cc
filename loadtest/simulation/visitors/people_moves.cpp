#include "loadtest/simulation/visitors/people_moves.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "demand/day_demand.hpp"

namespace offpeak::loadtest {
namespace {

constexpr int days_per_week = 7;

/// The people of one day by hall, with both opening days; 0 where closed.
struct DayPeople {
  std::vector<demand::HallDemand> usual;
  std::vector<demand::HallDemand> changed;
};
using Week = std::array<DayPeople, days_per_week>;

config::Date monday_of(config::Date date) {
  const auto days_since = std::chrono::weekday{date}.iso_encoding() - 1;
  return date - std::chrono::days{days_since};
}

/// Of one hall in a week.
struct HallWeek {
  double closed = 0;  // people of the days that are not open any more
  double opened = 0;  // of those that are newly open
  double kept = 0;    // of the days that are open both ways
};

HallWeek hall_week(const Week& week, std::size_t hall) {
  HallWeek sum;
  for (const DayPeople& day : week) {
    const double usual = day.usual[hall].people;
    const double changed = day.changed[hall].people;
    if (usual > 0 && changed > 0) {
      sum.kept += usual;
    } else {
      sum.closed += usual;
      sum.opened += changed;
    }
  }
  return sum;
}

void add_hall(DayMoves& moves, const DayPeople& day, const HallWeek& week, std::size_t hall,
              double share) {
  const double usual = day.usual[hall].people;
  const double changed = day.changed[hall].people;
  const double moving = week.kept > 0 ? share : 0;
  if (usual > 0 && changed > 0) {
    const double more = moving * (week.closed - week.opened) / week.kept;
    const double factor = std::max(0.0, 1 + more);
    moves.hall_factors.push_back(factor);
    moves.from_other_days += std::max(0.0, usual * (factor - 1));
    moves.to_other_days += std::max(0.0, usual * (1 - factor));
    return;
  }
  moves.hall_factors.push_back(1);
  moves.from_other_days += moving * changed;
  moves.to_other_days += moving * usual;
  moves.stay_away += (1 - moving) * usual;
}

DayMoves moves_of(const Week& week, const DayPeople& day, double share) {
  DayMoves moves;
  double people = 0;
  for (std::size_t hall = 0; hall < day.usual.size(); ++hall) {
    add_hall(moves, day, hall_week(week, hall), hall, share);
    moves.usual_people += day.usual[hall].people;
    people += day.changed[hall].people * moves.hall_factors.back();
  }
  if (moves.usual_people > 0) moves.city_factor = people / moves.usual_people;
  return moves;
}

}  // namespace

std::map<config::Date, DayMoves> moves_between_days(const demand::DemandModel& model,
                                                    const config::City& usual,
                                                    const config::City& changed, config::Date first,
                                                    int days, double share) {
  std::map<config::Date, DayMoves> all;
  const config::Date end = first + std::chrono::days{days};
  for (config::Date monday = monday_of(first); monday < end;
       monday += std::chrono::days{days_per_week}) {
    Week week;
    for (int at = 0; at < days_per_week; ++at) {
      const config::Date date = monday + std::chrono::days{at};
      week[static_cast<std::size_t>(at)] = {demand::halls_on(model, usual, date),
                                            demand::halls_on(model, changed, date)};
    }
    for (int at = 0; at < days_per_week; ++at) {
      const config::Date date = monday + std::chrono::days{at};
      if (date < first || date >= end) continue;
      all[date] = moves_of(week, week[static_cast<std::size_t>(at)], share);
    }
  }
  return all;
}

}  // namespace offpeak::loadtest
