#include "api/citizen/slots.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "api/citizen/slot_room.hpp"
#include "api/exchange.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "api/words.hpp"
#include "base/json_writer.hpp"
#include "guide/live/guide.hpp"
#include "scheduler/booking/span.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

struct RawQuery {
  VisitText visit;
  std::string hall, from, to;
};

Checked<RawQuery> split_query(std::string_view query) {
  RawQuery raw;
  const std::array<QueryField, 7> fields{{{"service", &raw.visit.service},
                                          {"services", &raw.visit.services},
                                          {"hall", &raw.hall},
                                          {"from", &raw.from},
                                          {"to", &raw.to},
                                          {"party", &raw.visit.party},
                                          {"minors", &raw.visit.minors}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  return raw;
}

/// What a cache has to know of a list that may be old already. An age is rounded up: nobody shall
/// take it for newer than it is.
std::string ageing_headers(config::milliseconds age) {
  return "Cache-Control: max-age=" + std::to_string(city_list_age_max.count()) +
         "\r\nAge: " + std::to_string(std::chrono::ceil<std::chrono::seconds>(age).count()) +
         "\r\n";
}

}  // namespace

void list_slots(Exchange& exchange, Resources& resources) {
  const auto list = resources.slots.get(exchange.request.query, exchange.now, exchange.real_now);
  if (!list) return exchange.reply(list.error());
  PageHead head;
  std::string ageing;
  if (list->age) head.headers = ageing = ageing_headers(*list->age);
  const std::size_t made_bytes = list->was_made ? list->page->body().size() : 0;
  reply_page(exchange, resources, *list->page, head, made_bytes);
}

Checked<SlotsQuery> read_slots_query(const config::City& city, std::string_view query) {
  const auto raw = split_query(query);
  if (!raw) return raw.error();
  const auto visit = read_visit(city, raw->visit);
  if (!visit) return visit.error();
  const auto hall = read_hall(city, raw->hall);
  if (!hall) return hall.error();
  const auto from = read_day("from", raw->from);
  if (!from) return from.error();
  const auto to = read_day("to", raw->to);
  if (!to) return to.error();
  const int days_max = *hall != nullptr ? days_with_hall_max : days_without_hall_max;
  if (*to < *from) return invalid_field("to", "must not be before from");
  if ((*to - *from).count() >= days_max) {
    return invalid_field("to", "must be at most " + std::to_string(days_max - 1) +
                                   " days after from (31 days at one hall, 7 at all)");
  }
  return SlotsQuery{.visit = *visit, .hall = *hall, .from = *from, .to = *to};
}

/// When a list is made, and with which forecast.
struct SlotsPage::Now {
  config::Instant at{};
  std::shared_ptr<const guide::Ahead> ahead;

  /// What the slot's lane is expected to be like then; nothing when that is not known.
  std::optional<scheduler::Level> level_of(scheduler::SlotKey slot) const {
    const auto* half_hour = ahead ? ahead->outlook.at(slot) : nullptr;
    return half_hour == nullptr ? std::nullopt : std::optional{half_hour->level};
  }
};

SlotsPage::SlotsPage(const config::City& city, const engine::Availability& availability,
                     const guide::Guide* guide)
    : city_{city},
      availability_{availability},
      guide_{guide},
      entries_(entries_max),
      city_entries_(city_entries_max) {}

bool SlotsPage::is_current(const Entry& entry, config::Instant now) {
  return now >= entry.made_at && now < entry.good_until;
}

bool SlotsPage::is_unchanged(const Entry& entry) const {
  if (guide_ != nullptr && guide_->looks() != entry.looks) return false;
  return std::ranges::all_of(entry.sources, [this](const Source& source) {
    return availability_.version(source.hall, source.lane, source.date) == source.version;
  });
}

Checked<SlotList> SlotsPage::get(std::string_view query, config::Instant now,
                                 config::Instant real_now) {
  auto& entry = entries_[std::hash<std::string_view>{}(query) & (entries_max - 1)];
  if (entry.query == query && is_current(entry, now) && is_unchanged(entry)) {
    return SlotList{.page = &entry.page};
  }
  const auto checked = read_slots_query(city_, query);
  if (!checked) return checked.error();
  if (checked->hall == nullptr) return of_city(*checked, now, real_now);
  render(entry, *checked, now);
  entry.query = entry.page.body().size() <= body_bytes_max ? query : std::string_view{};
  return SlotList{.page = &entry.page, .was_made = true};
}

SlotList SlotsPage::of_city(const SlotsQuery& query, config::Instant now,
                            config::Instant real_now) {
  auto& entry = city_entry(query);
  entry.last_use = ++uses_;
  const bool is_kept = entry.query == query && is_current(entry, now);
  const auto age = real_now - entry.right_at;
  if (is_kept && age >= age.zero() && age < city_list_age_max) {
    return {.page = &entry.page, .age = age};
  }
  const bool is_right = is_kept && is_unchanged(entry);
  if (!is_right) render(entry, query, now);
  entry.query = query;
  entry.right_at = real_now;
  return {.page = &entry.page, .was_made = !is_right, .age = age.zero()};
}

SlotsPage::CityEntry& SlotsPage::city_entry(const SlotsQuery& query) {
  const auto found = std::ranges::find(city_entries_, query, &CityEntry::query);
  if (found != city_entries_.end()) return *found;
  return *std::ranges::min_element(city_entries_, {}, &CityEntry::last_use);
}

void SlotsPage::render(Entry& entry, const SlotsQuery& query, config::Instant now) const {
  entry.sources.clear();
  entry.made_at = now;
  entry.looks = guide_ == nullptr ? 0 : guide_->looks();
  const Now made{.at = now, .ahead = guide_ == nullptr ? nullptr : guide_->ahead()};
  // The horizon moves at midnight, so no list is good for longer.
  entry.good_until = config::instant_at(config::date_of(now) + std::chrono::days{1}, {});
  std::string body = R"({"slots":[)";
  for (const auto& hall : city_.halls) {
    if (query.hall != nullptr && query.hall != &hall) continue;
    for (auto date = query.from; date <= query.to; date += std::chrono::days{1}) {
      render_day(body, entry, query, hall, date, made);
    }
  }
  if (body.back() == ',') body.pop_back();
  body += "]}";
  entry.page.set(std::move(body));
}

void SlotsPage::render_day(std::string& body, Entry& entry, const SlotsQuery& query,
                           const config::Hall& hall, config::Date date, const Now& now) const {
  const auto lane = query.visit.lane();
  entry.sources.push_back({hall.code, lane, date, availability_.version(hall.code, lane, date)});
  const int minutes = query.visit.minutes(hall.rules);
  const auto room_at = [&](const scheduler::SlotPlan& plan) {
    return availability_.room_of(plan, now.at);
  };
  const bool is_provisional = scheduler::is_provisional(city_, hall, date);
  for (const auto& configured : scheduler::plan_day(city_, hall, lane, date)) {
    const auto plan = availability_.as_it_stands(configured);
    const bool closed = is_closed(availability_, query.visit, plan);
    const int released = room_at(plan).released_minutes;
    const auto span =
        scheduler::plan_span(city_, plan, released > 0 ? released : plan.capacity_minutes, minutes);
    if (plan.start > now.at) entry.good_until = std::min(entry.good_until, plan.start);
    if (const auto next = scheduler::next_release(plan, now.at)) {
      entry.good_until = std::min(entry.good_until, *next);
    }
    base::JsonWriter json{body};
    json.begin_object();
    json.key("id").plain(scheduler::format_slot(city_, plan.key));
    json.key("hall").plain(scheduler::format_hall(hall.code));
    json.key("start").plain(config::format_instant(plan.start));
    json.key("end").plain(config::format_instant(span ? span->end() : plan.end()));
    json.key("remaining")
        .number(span && !closed ? scheduler::parties_that_fit(city_, *span, plan, room_at) : 0);
    json.key("capacity")
        .number(span ? plan.capacity_minutes / static_cast<int>(span->share(0)) : 0);
    if (const auto level = now.level_of(plan.key)) json.key("level").plain(level_name(*level));
    if (is_provisional) json.key("provisional").boolean(true);
    if (closed) json.key("closed").boolean(true);
    json.end_object();
    body += ',';
  }
}

}  // namespace offpeak::api
