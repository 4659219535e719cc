#include "tests/model/scenario.hpp"

#include <ostream>

namespace offpeak::model {
namespace {

using config::Hall;
using config::HallCode;
using config::LaneCode;
using config::MinuteOfDay;
using config::Period;
using config::ReleaseWave;
using config::Rules;
using config::ServiceCode;
using std::chrono::days;
using std::chrono::December;
using std::chrono::January;
using std::chrono::minutes;
using std::chrono::month_day;

constexpr LaneCode documents{1};
constexpr LaneCode business{2};
constexpr LaneCode collection{3};  // not bookable

MinuteOfDay at(int hour, int minute = 0) { return MinuteOfDay{hour * 60 + minute}; }
month_day on(std::chrono::month month, unsigned day) { return month / std::chrono::day{day}; }

template <std::size_t n>
auto pick(const auto(&choices)[n], std::uint8_t index) {
  return choices[index % n];
}

std::vector<ReleaseWave> release_of(std::uint8_t index) {
  switch (index % 5) {
    case 0:
      return {{std::nullopt, at(0), 100}};
    case 1:
      return {{std::nullopt, at(9), 60}, {1, at(9), 25}, {1, at(17), 15}};
    case 2:
      return {{std::nullopt, at(9), 50}, {0, at(8), 50}};
    case 3:
      return {{2, at(9), 40}, {1, at(17), 60}};
    default:
      return {{std::nullopt, at(8, 30), 3}, {2, at(12), 47}, {1, at(17), 50}};
  }
}

void set_limits(Rules& rules, const HallPlan& plan) {
  rules.hold = minutes{pick({10, 1, 30}, plan.hold)};
  rules.offer = minutes{pick({30, 5, 120}, plan.hold)};
  rules.party_max = pick({4, 3, 2, 1}, plan.party);
  rules.minor_minutes = pick({3, 0, 7}, plan.party);
  rules.waitlist_max = pick({3, 1, 2, 50}, plan.waitlist);
  rules.waitlists_max = pick({3, 1, 2}, plan.waitlist);
  rules.holds_max = pick({2, 1, 3}, plan.limits);
  rules.holds_per_day_max = pick({20, 5, 9}, plan.limits);
  rules.cancellations_max = pick({5, 2, 1, 8}, plan.limits);
  rules.cancellation_window_days = pick({30, 1, 2, 3}, plan.limits);
  rules.no_shows_max = pick({3, 1, 2}, plan.no_shows);
  rules.no_show_window_days = pick({180, 1, 3, 4}, plan.no_shows);
  rules.suspension_days = pick({30, 1, 2}, plan.no_shows);
  rules.return_delay_min = minutes{pick({5, 0, 1}, plan.delay)};
  rules.return_delay_max = minutes{pick({60, 0, 10}, plan.delay)};
  rules.free_cancel_days_before = pick({1, 0, 2}, plan.delay);
  rules.free_cancel_until = pick({at(17), at(9), at(0)}, plan.delay);
  rules.check_in_early = minutes{pick({30, 0, 60}, plan.window)};
  rules.check_in_late = minutes{pick({15, 0, 5}, plan.window)};
  rules.check_in_tail = minutes{pick({30, 0, 20}, plan.window)};
}

Rules rules_of(const HallPlan& plan) {
  Rules rules;
  rules.slot_minutes = pick({30, 20, 25}, plan.slots);
  rules.walk_in_reserve_percent = pick({30, 0, 20, 33}, plan.counters);
  rules.walk_in_reserve =
      plan.reserve % 2 == 0 ? config::ReserveKind::flat : config::ReserveKind::forecast;
  rules.horizon_days = pick({3, 1, 2, 5}, plan.horizon);
  if (plan.horizon % 3 == 1) {
    rules.horizon_seasons = {{on(December, 30), on(January, 1), 4},
                             {on(January, 2), on(January, 9), 1}};
  }
  rules.release = release_of(plan.release);
  set_limits(rules, plan);
  return rules;
}

std::vector<config::Season> seasons_of(std::uint8_t index) {
  const std::vector<Period> short_day{{at(9), at(10)}, {at(13, 30), at(14, 15)}};
  const std::vector<Period> long_day{{at(8, 30), at(10)}, {at(23, 15), at(24)}};
  if (index % 2 == 0) return {{on(January, 1), on(December, 31), short_day}};
  return {{on(December, 31), on(January, 3), long_day},
          {on(January, 4), on(December, 30), short_day}};
}

void set_counters(Hall& hall, std::uint8_t index) {
  hall.counters = {{.number = 1, .share_percent = {{documents, 100}}, .hours = {}}};
  if (index % 3 > 0) {
    hall.counters.push_back(
        {.number = 2, .share_percent = {{documents, 40}, {business, 60}}, .hours = {}});
  }
  if (index % 4 == 3)
    hall.counters.push_back({.number = 7, .share_percent = {{collection, 100}}, .hours = {}});
  for (const auto& counter : hall.counters) {
    for (const auto& [lane, percent] : counter.share_percent) {
      hall.lane_percent.at(static_cast<std::size_t>(lane)) += percent;
    }
  }
}

/// In a row from south to north: the second is near to both of the others, which are not near to
/// each other.
constexpr std::array latitudes{30.20, 30.25, 30.31};

Hall make_hall(const HallPlan& plan, std::size_t index) {
  Hall hall;
  hall.code = HallCode{static_cast<std::uint32_t>(100'000 + index)};
  hall.lat = latitudes.at(index % latitudes.size());
  hall.lon = 120.1;
  hall.rules = rules_of(plan);
  hall.seasons = seasons_of(plan.slots);
  set_counters(hall, plan.counters);
  hall.level_lane = documents;
  hall.open_weekdays.fill(true);
  if (plan.days % 2 == 1) hall.open_weekdays[3] = hall.open_weekdays[0] = false;
  if (plan.days % 3 == 1) hall.opened.insert(first_day + days{4});
  if (plan.days % 5 == 4) hall.closed = {first_day + days{1}, first_day + days{6}};
  return hall;
}

void add_service(config::City& city, LaneCode lane, int mean_minutes) {
  const auto code = ServiceCode{static_cast<std::uint8_t>(city.services.size() + 1)};
  config::Service service;
  service.code = code;
  service.lane = lane;
  service.mean_minutes = mean_minutes;
  city.services.push_back(service);
}

}  // namespace

config::City make_city(const CityPlan& plan) {
  config::City city;
  city.key = "model";
  city.retention.visit_days =
      3650;  // nothing is forgotten here: tests/scheduler/keeping/test_forget.cpp
  for (const auto code : {documents, business, collection}) {
    config::Lane lane;
    lane.code = code;
    lane.bookable = code != collection;
    city.lanes.push_back(lane);
  }
  add_service(city, documents, 6);
  add_service(city, documents, 8);
  add_service(city, documents, 4);
  add_service(city, business, 15);
  add_service(city, collection, 2);
  for (std::size_t i = 0; i < plan.halls.size(); ++i) {
    city.halls.push_back(make_hall(plan.halls[i], i));
  }
  if (plan.calendar % 2 == 1) {
    city.calendar.years[2026].off = {first_day + days{2}};
    city.calendar.years[2026].make_up = {first_day + days{3}};
    city.calendar.years[2027].off = {first_day + days{4}, first_day + days{5}};
    city.calendar.years[2027].make_up = {first_day + days{6}};
  }
  return city;
}

namespace {

std::ostream& operator<<(std::ostream& out, const HallPlan& hall) {
  for (const int choice :
       {hall.counters, hall.slots, hall.release, hall.horizon, hall.hold, hall.party, hall.waitlist,
        hall.limits, hall.no_shows, hall.delay, hall.window, hall.days, hall.reserve}) {
    out << ' ' << choice;
  }
  return out;
}

std::string_view name_of(Action action) {
  static constexpr std::string_view names[] = {
      "look",  "hold",      "book",       "confirm",  "release",       "cancel", "reschedule",
      "join",  "leave",     "come_along", "check_in", "look_at_place", "list",   "reserves",
      "watch", "end_watch", "take",       "level",    "excuse",        "lift",   "outage",
      "close", "reopen",    "preview",    "displace", "restart"};
  return names[static_cast<std::size_t>(action)];
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Step& step) {
  static constexpr std::string_view waits[] = {"",      "ms",   "seconds", "minutes",
                                               "hours", "days", "moment"};
  out << name_of(step.action);
  if (step.wait != Wait::none) {
    out << " after " << int{step.amount} << ' ' << waits[static_cast<std::size_t>(step.wait)];
  }
  if (step.nudge_ms != 0) out << (step.nudge_ms > 0 ? "+1ms" : "-1ms");
  out << " timers=" << static_cast<int>(step.timers) << " as=" << static_cast<int>(step.as)
      << " key=" << static_cast<int>(step.key) << '/' << int{step.earlier_key}
      << " target=" << int{step.target} << " slot=" << int{step.hall} << '/' << int{step.lane}
      << '/' << int{step.day} << '/' << int{step.start} << '/' << static_cast<int>(step.name)
      << " random=" << int{step.random} << " party=";
  for (std::size_t i = 0; i <= step.party; ++i) {
    out << (i == 0 ? "" : ",") << int{step.citizens.at(i)} << ':' << int{step.services.at(i)}
        << (step.minors.at(i) != 0 ? "m" : "");
  }
  return out;
}

std::ostream& operator<<(std::ostream& out, const Scenario& scenario) {
  out << "calendar " << int{scenario.city.calendar} << '\n';
  for (const auto& hall : scenario.city.halls) out << "hall" << hall << '\n';
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    out << i << ": " << scenario.steps[i] << '\n';
  }
  return out;
}

}  // namespace offpeak::model
