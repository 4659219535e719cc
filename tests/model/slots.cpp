#include "tests/model/slots.hpp"

namespace offpeak::model {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month_day;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr hours ahead_of_utc{8};

bool lies_in_season(month_day first, month_day last, Date date) {
  const year_month_day day{date};
  const month_day at{day.month(), day.day()};
  if (first <= last) return first <= at && at <= last;
  return first <= at || at <= last;
}

bool in_calendar(const City& city, Date date, std::set<Date> config::CalendarYear::*days_of) {
  for (const auto& [year, calendar] : city.calendar.years) {
    if ((calendar.*days_of).contains(date)) return true;
  }
  return false;
}

bool is_open_on(const City& city, const Hall& hall, Date date) {
  if (hall.closed.contains(date)) return false;
  if (hall.opened.contains(date)) return true;
  if (in_calendar(city, date, &config::CalendarYear::make_up)) return true;
  if (in_calendar(city, date, &config::CalendarYear::off)) return false;
  return hall.open_weekdays.at(weekday{date}.c_encoding());
}

bool is_bookable_lane(const City& city, LaneCode code) {
  for (const auto& lane : city.lanes) {
    if (lane.code == code) return lane.bookable;
  }
  return false;
}

}  // namespace

Date day_at(Instant now) {
  const auto civil = now.time_since_epoch() + ahead_of_utc;
  return Date{std::chrono::floor<days>(civil)};
}

Instant instant(Date date, int minute) {
  return Instant{date.time_since_epoch() + minutes{minute} - ahead_of_utc};
}

const Hall* hall_of(const City& city, HallCode code) {
  for (const auto& hall : city.halls) {
    if (hall.code == code) return &hall;
  }
  return nullptr;
}

const config::Service* service_of(const City& city, ServiceCode code) {
  for (const auto& service : city.services) {
    if (service.code == code) return &service;
  }
  return nullptr;
}

std::vector<int> start_minutes(const City& city, const Hall& hall, Date date) {
  std::vector<int> starts;
  if (!is_open_on(city, hall, date)) return starts;
  for (const auto& season : hall.seasons) {
    if (!lies_in_season(season.first, season.last, date)) continue;
    for (const auto& period : season.periods) {
      int start = period.from.count();
      while (start + hall.rules.slot_minutes <= period.to.count()) {
        starts.push_back(start);
        start += hall.rules.slot_minutes;
      }
    }
  }
  return starts;
}

int capacity_beside(const SlotFacts& slot, int reserve_percent) {
  const int for_booking_percent = 100 - reserve_percent;
  return slot.counter_percent * slot.hall->rules.slot_minutes * for_booking_percent / (100 * 100);
}

std::optional<SlotFacts> slot_facts(const City& city, SlotKey slot,
                                    std::optional<int> reserve_percent) {
  const Hall* hall = hall_of(city, slot.hall());
  if (hall == nullptr || !is_bookable_lane(city, slot.lane())) return std::nullopt;
  int lane_percent = 0;
  for (const auto& counter : hall->counters) {
    const auto share = counter.share_percent.find(slot.lane());
    if (share != counter.share_percent.end()) lane_percent += share->second;
  }
  if (lane_percent == 0) return std::nullopt;
  for (const int start : start_minutes(city, *hall, slot.date())) {
    if (start != slot.start_minute().count()) continue;
    int longest = 0;
    for (const auto& service : city.services) {
      if (service.lane == slot.lane() && service.mean_minutes > longest) {
        longest = service.mean_minutes;
      }
    }
    SlotFacts facts{
        .hall = hall,
        .start = instant(slot.date(), start),
        .longest_minutes = longest,
        .counter_percent = lane_percent,
        .reserve_percent = reserve_percent.value_or(hall->rules.walk_in_reserve_percent)};
    facts.capacity_minutes = capacity_beside(facts, facts.reserve_percent);
    return facts;
  }
  return std::nullopt;
}

int horizon_days(const Rules& rules, Date visit) {
  for (const auto& season : rules.horizon_seasons) {
    if (lies_in_season(season.first, season.last, visit)) return season.days;
  }
  return rules.horizon_days;
}

std::vector<Wave> waves(const Rules& rules, Date visit) {
  std::vector<Wave> result;
  for (const auto& wave : rules.release) {
    const int days_before = wave.days_before ? *wave.days_before : horizon_days(rules, visit);
    result.push_back({.at = instant(visit - days{days_before}, wave.at.count()),
                      .share_percent = wave.share_percent});
  }
  return result;
}

int released_minutes(const SlotFacts& slot, Date visit, Instant now) {
  int percent = 0;
  for (const auto& wave : waves(slot.hall->rules, visit)) {
    if (wave.at <= now) percent += wave.share_percent;
  }
  if (percent == 0) return 0;
  int released = slot.capacity_minutes * percent / 100;
  if (released < slot.longest_minutes) released = slot.longest_minutes;
  return released < slot.capacity_minutes ? released : slot.capacity_minutes;
}

Instant awake_from(Instant now) {
  const Instant seven = instant(day_at(now), 7 * 60);
  const Instant nine = instant(day_at(now), 21 * 60);
  if (now < seven) return seven;
  return now < nine ? now : seven + days{1};
}

/// On a clock that stands still from nine until seven.
Instant awake_after(Instant now, std::chrono::milliseconds length) {
  constexpr std::chrono::milliseconds awake_a_day = hours{14};
  const Instant since = awake_from(now);
  const auto that_day = since - instant(day_at(since), 7 * 60);
  const auto until = that_day + length;
  const auto nights = (until - std::chrono::milliseconds{1}) / awake_a_day;
  return instant(day_at(since) + days{nights}, 7 * 60) + (until - nights * awake_a_day);
}

}  // namespace offpeak::model
