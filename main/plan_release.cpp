#include "main/plan_release.hpp"

#include <algorithm>
#include <chrono>

#include "base/json_writer.hpp"
#include "base/line_of.hpp"
#include "demand/expected_arrivals.hpp"
#include "guide/release_plan.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak {
namespace {

namespace s = scheduler;
using base::line_of;

/// Steps that bring each slot from its configured reserve to any other one.
constexpr int steps_max = 100 / s::reserve_step_percent_max + 1;

/// The moment at which the whole day is still ahead.
config::Instant before_the_day(config::Date date) { return config::instant_at(date, {}); }

config::City following(config::City city) {
  for (auto& hall : city.halls) hall.rules.walk_in_reserve = config::ReserveKind::forecast;
  return city;
}

/// The reserves at which the forecast lets them rest, step by step as in a server.
std::vector<int> levelled(const guide::Known& known, const guide::LaneOutlook& lane,
                          config::Date date, const std::vector<s::SlotPlan>& slots) {
  std::vector<int> percents;
  for (const auto& slot : slots) percents.push_back(slot.rules().walk_in_reserve_percent);
  guide::Known now = known;
  now.reserve_percent = [&](s::SlotKey key) -> std::optional<int> {
    const auto found = std::ranges::find(slots, key, &s::SlotPlan::key);
    if (found == slots.end()) return std::nullopt;
    return percents[static_cast<std::size_t>(found - slots.begin())];
  };
  for (int step = 0; step < steps_max; ++step) {
    const auto commands = guide::release_plan(now, lane, date);
    if (commands.empty()) break;
    for (const auto& command : commands) {
      for (std::uint8_t i = 0; i < command.size; ++i) {
        const auto at = std::ranges::find_if(slots, [&](const s::SlotPlan& slot) {
          return slot.key.start_minute().count() == command.slots[i].start_minute;
        });
        percents[static_cast<std::size_t>(at - slots.begin())] = command.slots[i].percent;
      }
    }
  }
  return percents;
}

ReleasedSlot released_slot(const guide::LaneOutlook& lane, const s::SlotPlan& slot, int percent) {
  const auto& hall = *slot.hall;
  const auto minutes_beside = [&](int reserve) {
    return s::booking_capacity_minutes(hall, lane.lane, reserve);
  };
  ReleasedSlot released{.start = slot.key.start_minute(),
                        .walk_in_minutes = guide::walk_in_minutes(slot, lane),
                        .flat_percent = hall.rules.walk_in_reserve_percent,
                        .levelled_percent = percent};
  released.flat_minutes = minutes_beside(released.flat_percent);
  released.levelled_minutes = minutes_beside(percent);
  const double whole = minutes_beside(0);
  const auto load = [&](int bookable) {
    return whole == 0 ? 0 : (released.walk_in_minutes + bookable * lane.show_rate) / whole;
  };
  released.flat_load = load(released.flat_minutes);
  released.levelled_load = load(released.levelled_minutes);
  return released;
}

double highest(const ReleasedLane& lane, double ReleasedSlot::*load) {
  double most = 0;
  for (const auto& slot : lane.slots) most = std::max(most, slot.*load);
  return most;
}

}  // namespace

ReleasedDay plan_release(const config::City& city, const demand::DemandModel& model,
                         config::Date date, std::optional<double> people,
                         std::optional<config::HallCode> only) {
  const config::City levelling = following(city);
  const guide::Known known{.city = levelling, .model = model, .now = before_the_day(date)};
  const double meant = people ? demand::meant_for(model, levelling, date, *people)
                              : guide::meant_people(known, date);
  guide::Forecaster forecaster;
  const auto ahead = forecaster.day(known, {}, date, meant);
  ReleasedDay day{.date = date};
  for (const auto& lane : ahead.lanes) {
    if (only && lane.hall != *only) continue;
    const auto slots = s::plan_day(levelling, *levelling.find(lane.hall), lane.lane, date);
    if (slots.empty()) continue;
    const auto percents = levelled(known, lane, date, slots);
    const auto& rules = city.find(lane.hall)->rules;
    ReleasedLane released{.hall = lane.hall,
                          .lane = lane.lane,
                          .follows = rules.walk_in_reserve == config::ReserveKind::forecast};
    for (std::size_t i = 0; i < slots.size(); ++i) {
      released.slots.push_back(released_slot(lane, slots[i], percents[i]));
    }
    day.lanes.push_back(std::move(released));
  }
  return day;
}

std::string release_text(const config::City& city, const ReleasedDay& day) {
  std::string text = "release of " + config::format_date(day.date) +
                     ": the walk-in reserve of each slot as configured, and as the forecast of "
                     "walk-ins would level it\n";
  for (const auto& lane : day.lanes) {
    const auto& hall = *city.find(lane.hall);
    text += line_of("\n%s %s, %s (the hall's rule is %s); highest load %.2f, then %.2f\n",
                    s::format_hall(lane.hall).c_str(), hall.name.en.c_str(),
                    city.find(lane.lane)->key.c_str(), lane.follows ? "forecast" : "flat",
                    highest(lane, &ReleasedSlot::flat_load),
                    highest(lane, &ReleasedSlot::levelled_load));
    text += "  slot   walk-ins  reserve  bookable  load   reserve  bookable  load\n";
    for (const auto& slot : lane.slots) {
      text += line_of("  %s %7.0f min %6d %% %5d min  %.2f  %6d %% %5d min  %.2f\n",
                      config::format_minute(slot.start).c_str(), slot.walk_in_minutes,
                      slot.flat_percent, slot.flat_minutes, slot.flat_load, slot.levelled_percent,
                      slot.levelled_minutes, slot.levelled_load);
    }
  }
  return text;
}

std::string release_json(const config::City& city, const ReleasedDay& day) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  json.key("date").plain(config::format_date(day.date));
  json.key("lanes").begin_array();
  for (const auto& lane : day.lanes) {
    json.begin_object();
    json.key("hall").plain(s::format_hall(lane.hall));
    json.key("lane").plain(city.find(lane.lane)->key);
    json.key("rule").plain(lane.follows ? "forecast" : "flat");
    json.key("slots").begin_array();
    for (const auto& slot : lane.slots) {
      json.begin_object();
      json.key("start").plain(config::format_minute(slot.start));
      json.key("walk_in_minutes").real(slot.walk_in_minutes, 6);
      json.key("flat").begin_object();
      json.key("reserve_percent").number(slot.flat_percent);
      json.key("bookable_minutes").number(slot.flat_minutes);
      json.key("load").real(slot.flat_load, 6);
      json.end_object();
      json.key("levelled").begin_object();
      json.key("reserve_percent").number(slot.levelled_percent);
      json.key("bookable_minutes").number(slot.levelled_minutes);
      json.key("load").real(slot.levelled_load, 6);
      json.end_object();
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return body + "\n";
}

}  // namespace offpeak
