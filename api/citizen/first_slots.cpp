#include "api/citizen/first_slots.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "api/citizen/slot_room.hpp"
#include "api/exchange.hpp"
#include "api/public_page.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "base/json_writer.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

namespace s = scheduler;

struct FoundSlot {
  SlotRoom room;
  config::Instant start{};
};

/// The halls that are asked about, the nearest first where the query says from where.
std::vector<const config::Hall*> halls_for(const config::City& city, const FirstSlotsQuery& query) {
  std::vector<const config::Hall*> halls;
  for (const auto& hall : city.halls) {
    if (query.hall == nullptr || query.hall == &hall) halls.push_back(&hall);
  }
  if (const auto& position = query.near.position) {
    std::ranges::stable_sort(halls, {}, [&](const config::Hall* hall) {
      return config::distance_m(*position, config::position_of(*hall));
    });
  }
  return halls;
}

/// How many slots it looked at.
std::size_t add_slots(const config::City& city, const engine::Availability& availability,
                      const Visit& visit, const config::Hall& hall, config::Date date,
                      config::Instant now, std::vector<FoundSlot>& found) {
  const auto days_ahead = (date - config::date_of(now)).count();
  if (days_ahead > s::horizon_days(hall.rules, date)) return 0;
  const auto plans = s::plan_day(city, hall, visit.lane(), date);
  for (const auto& plan : plans) {
    if (const auto room = room_for(city, availability, visit, plan, now)) {
      found.push_back({*room, plan.start});
    }
  }
  return plans.size();
}

void write_slot(base::JsonWriter& json, const config::City& city, const FirstSlotsQuery& query,
                const FoundSlot& slot) {
  const s::SlotKey key = slot.room.span.first;
  const config::Hall& hall = *city.find(key.hall());
  json.begin_object();
  json.key("id").plain(s::format_slot(city, key));
  json.key("hall").plain(s::format_hall(hall.code));
  json.key("start").plain(config::format_instant(slot.start));
  json.key("end").plain(config::format_instant(slot.room.span.end()));
  json.key("remaining").number(slot.room.parties);
  if (const auto& position = query.near.position) {
    const double metres = config::distance_m(*position, config::position_of(hall));
    json.key("distance_km").real(std::round(metres / 100) / 10);
  }
  if (s::is_provisional(city, hall, key.date())) json.key("provisional").boolean(true);
  json.end_object();
}

}  // namespace

void list_first_slots(Exchange& exchange, Resources& resources) {
  const auto query = read_first_slots_query(resources.city, exchange.request.query);
  if (!query) return exchange.reply(query.error());
  // A slot that is looked at costs a third of one that is rendered into a list.
  constexpr std::size_t bytes_per_slot = 64;
  auto first = find_first_slots(resources.city, resources.shared.engine.availability(), *query,
                                exchange.now);
  const PublicPage page{std::move(first.body)};
  reply_page(exchange, resources, page, {}, first.slots_seen * bytes_per_slot);
}

Checked<FirstSlotsQuery> read_first_slots_query(const config::City& city, std::string_view text) {
  VisitText text_of_visit;
  std::string hall, near, from;
  const std::array<QueryField, 7> fields{{{"service", &text_of_visit.service},
                                          {"services", &text_of_visit.services},
                                          {"hall", &hall},
                                          {"party", &text_of_visit.party},
                                          {"minors", &text_of_visit.minors},
                                          {"near", &near},
                                          {"from", &from}}};
  if (const auto read = read_query(text, fields); !read) return read.error();
  FirstSlotsQuery query;
  const auto visit = read_visit(city, text_of_visit);
  if (!visit) return visit.error();
  query.visit = *visit;
  const auto asked = read_hall(city, hall);
  if (!asked) return asked.error();
  query.hall = *asked;
  const auto position = read_near(city, near);
  if (!position) return position.error();
  query.near = *position;
  if (!from.empty()) {
    const auto day = read_day("from", from);
    if (!day) return day.error();
    query.from = *day;
  }
  return query;
}

FirstSlots find_first_slots(const config::City& city, const engine::Availability& availability,
                            const FirstSlotsQuery& query, config::Instant now) {
  FirstSlots result;
  const config::Date today = config::date_of(now);
  const config::Date last = today + std::chrono::days{config::horizon_days_max};
  const auto halls = halls_for(city, query);
  std::vector<FoundSlot> found;
  config::Date date = std::max(query.from.value_or(today), today);
  for (; date <= last; date += std::chrono::days{1}) {
    for (const auto* hall : halls) {
      result.slots_seen += add_slots(city, availability, query.visit, *hall, date, now, found);
    }
    if (!found.empty()) break;
  }
  base::JsonWriter json{result.body};
  json.begin_object();
  if (found.empty()) {
    json.key("date").null();
  } else {
    json.key("date").plain(config::format_date(date));
  }
  write_notice(json, query.near);
  json.key("slots").begin_array();
  for (const auto& slot : found) write_slot(json, city, query, slot);
  json.end_array();
  json.end_object();
  return result;
}

}  // namespace offpeak::api
