#include "api/citizen/catalog.hpp"

#include "api/citizen/hall_rules.hpp"
#include "api/exchange.hpp"
#include "api/hall_in_path.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "config/weekdays.hpp"
#include "scheduler/booking/opening.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

void write_name(base::JsonWriter& json, const config::Name& name) {
  json.key("name").begin_object();
  json.key("zh").text(name.zh);
  json.key("en").text(name.en);
  json.end_object();
}

bool serves(const config::Hall& hall, config::LaneCode lane) {
  return hall.lane_percent[static_cast<std::size_t>(lane)] > 0;
}

void write_base(base::JsonWriter& json, const config::City& city, const config::Hall& hall,
                config::Instant now, const engine::News& news) {
  json.key("code").plain(scheduler::format_hall(hall.code));
  write_name(json, hall.name);
  json.key("district").text(hall.district);
  json.key("address").text(hall.address);
  json.key("location").begin_object();
  json.key("lat").real(hall.lat);
  json.key("lon").real(hall.lon);
  json.end_object();
  json.key("services").begin_array();
  for (const auto& service : city.services) {
    if (serves(hall, service.lane)) json.plain(service.key);
  }
  json.end_array();
  write_hours(json, scheduler::periods_on(city, hall, config::date_of(now)));
  const bool is_open =
      scheduler::is_open_at(city, hall, now) && closure_now(news, hall.code, now) == nullptr;
  json.key("open_now").boolean(is_open);
  if (const auto at = next_opening(news, city, hall, now); at && !is_open) {
    json.key("next_opening").plain(config::format_instant(*at));
  }
  write_closures_of(json, city, news, hall.code, now);
  write_notices_of(json, news, hall.code, scheduler::to_everybody, now);
  json.key("mode").plain(hall.mode == config::HallMode::both ? "both" : "walk_in_first");
}

/// With the time at which it was so.
void write_level(base::JsonWriter& json, const scheduler::Board* board) {
  if (board == nullptr) return;
  json.key("level").plain(level_name(board->level.level));
  json.key("level_as_of").plain(config::format_instant(board->as_of));
}

void write_lanes(base::JsonWriter& json, const config::City& city, const config::Hall& hall) {
  json.key("lanes").begin_array();
  for (const auto& lane : city.lanes) {
    int counters = 0;
    for (const auto& counter : hall.counters) counters += counter.share_percent.contains(lane.code);
    if (counters == 0) continue;
    json.begin_object();
    json.key("lane").plain(lane.key);
    write_name(json, lane.name);
    json.key("counters").number(counters);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void list_halls(Exchange& exchange, Resources& resources) {
  reply_page(exchange, resources, resources.catalog.halls(exchange.now, resources.newest_board));
}

void get_hall(Exchange& exchange, Resources& resources) {
  const auto* hall = hall_in_path(exchange, resources);
  if (hall == nullptr) return exchange.reply(unknown_hall());
  reply_page(exchange, resources,
             resources.catalog.hall(*hall, exchange.now, resources.newest_board));
}

void list_services(Exchange& exchange, Resources& resources) {
  reply_page(exchange, resources, resources.catalog.services());
}

CatalogPages::CatalogPages(const config::City& city, const engine::Bulletin& bulletin)
    : city_{city},
      news_{bulletin},
      services_{render_services(city)},
      hall_pages_(city.halls.size()) {}

PublicPage& CatalogPages::halls(config::Instant now, const BoardOf& board_of) {
  return current(halls_, now, [&] { return render_halls(city_, now, board_of, news_.get()); });
}

PublicPage& CatalogPages::hall(const config::Hall& hall, config::Instant now,
                               const BoardOf& board_of) {
  const auto place = static_cast<std::size_t>(&hall - city_.halls.data());
  return current(hall_pages_[place], now,
                 [&] { return render_hall(city_, hall, now, board_of, news_.get()); });
}

template <class Render>
PublicPage& CatalogPages::current(OfMinute& kept, config::Instant now, const Render& render) const {
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  const auto news = news_.generation();
  if (kept.minute != minute || kept.news != news) {
    kept.page.set(render());
    kept.minute = minute;
    kept.news = news;
  }
  return kept.page;
}

std::string render_halls(const config::City& city, config::Instant now, const BoardOf& board_of,
                         const engine::News& news) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("halls").begin_array();
  for (const auto& hall : city.halls) {
    json.begin_object();
    write_base(json, city, hall, now, news);
    write_level(json, board_of(hall));
    json.end_object();
  }
  json.end_array().end_object();
  return body;
}

std::string render_hall(const config::City& city, const config::Hall& hall, config::Instant now,
                        const BoardOf& board_of, const engine::News& news) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object();
  write_base(json, city, hall, now, news);
  write_level(json, board_of(hall));
  json.key("seasons").begin_array();
  for (const auto& season : hall.seasons) {
    json.begin_object();
    write_days(json, season.first, season.last);
    write_hours(json, season.periods);
    json.end_object();
  }
  json.end_array();
  json.key("open_weekdays").begin_array();
  for (std::size_t i = 0; i < config::weekday_words.size(); ++i) {
    const std::size_t day = (i + 1) % config::weekday_words.size();  // Monday first
    if (hall.open_weekdays[day]) json.plain(config::weekday_words[day]);
  }
  json.end_array();
  write_lanes(json, city, hall);
  write_rules(json, hall.rules);
  write_counters(json, city, hall);
  json.end_object();
  return body;
}

std::string render_services(const config::City& city) {
  std::string body;
  base::JsonWriter json{body};
  json.begin_object().key("services").begin_array();
  for (const auto& service : city.services) {
    json.begin_object();
    json.key("key").plain(service.key);
    json.key("code").number(static_cast<int>(service.code));
    write_name(json, service.name);
    json.key("lane").plain(city.find(service.lane)->key);
    json.key("mean_minutes").number(service.mean_minutes);
    json.key("fee_yuan");
    if (service.fee_yuan) {
      json.number(*service.fee_yuan);
    } else {
      json.null();
    }
    json.key("bookable").boolean(city.find(service.lane)->bookable);
    json.key("requires_resident_number").boolean(service.requires_resident_number);
    json.end_object();
  }
  json.end_array().end_object();
  return body;
}

}  // namespace offpeak::api
