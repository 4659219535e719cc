#include "api/citizen/slots.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "api/exchange.hpp"
#include "api/query.hpp"
#include "api/resources.hpp"
#include "base/json_writer.hpp"
#include "scheduler/booking/release.hpp"
#include "scheduler/messages/slot_id.hpp"

namespace offpeak::api {
namespace {

struct RawQuery {
  std::string service, hall, from, to, party;
};

Checked<RawQuery> split_query(std::string_view query) {
  RawQuery raw;
  const std::array<QueryField, 5> fields{{{"service", &raw.service},
                                          {"hall", &raw.hall},
                                          {"from", &raw.from},
                                          {"to", &raw.to},
                                          {"party", &raw.party}}};
  if (const auto read = read_query(query, fields); !read) return read.error();
  return raw;
}

std::optional<config::Date> read_day(std::string_view text) {
  const auto date = config::parse_date(text);
  return date && scheduler::has_slot_names(*date) ? date : std::nullopt;
}

}  // namespace

void list_slots(Exchange& exchange, Resources& resources) {
  const auto body = resources.slots.get(exchange.request.query, exchange.now);
  if (!body) return exchange.reply(body.error());
  exchange.reply_json(*body);
}

Checked<SlotsQuery> read_slots_query(const config::City& city, std::string_view query) {
  const auto raw = split_query(query);
  if (!raw) return raw.error();
  SlotsQuery result;

  result.service = city.find_service(raw->service);
  if (result.service == nullptr) {
    return invalid_field(
        "service", raw->service.empty() ? "is missing" : "is not a service: see GET /v1/services");
  }
  if (!raw->hall.empty()) {
    const auto code = scheduler::parse_hall(raw->hall);
    result.hall = code ? city.find(*code) : nullptr;
    if (result.hall == nullptr) return invalid_field("hall", "is not a hall: see GET /v1/halls");
  }
  const auto from = read_day(raw->from);
  if (raw->from.empty()) return invalid_field("from", "is missing");
  if (!from) return invalid_field("from", "must be a date such as 2026-06-13");
  const auto to = read_day(raw->to);
  if (raw->to.empty()) return invalid_field("to", "is missing");
  if (!to) return invalid_field("to", "must be a date such as 2026-06-13");
  const int days_max = result.hall != nullptr ? days_with_hall_max : days_without_hall_max;
  if (*to < *from) return invalid_field("to", "must not be before from");
  if ((*to - *from).count() >= days_max) {
    return invalid_field("to", "must be at most " + std::to_string(days_max - 1) +
                                   " days after from (31 days at one hall, 7 at all)");
  }
  result.from = *from;
  result.to = *to;
  if (!raw->party.empty()) {
    const bool fits =
        raw->party.size() == 1 && raw->party[0] >= '1' && raw->party[0] <= '0' + config::party_max;
    if (!fits) {
      return invalid_field("party", "must be 1 to " + std::to_string(config::party_max));
    }
    result.party = raw->party[0] - '0';
  }
  return result;
}

SlotsPage::SlotsPage(const config::City& city, const engine::Availability& availability)
    : city_{city}, availability_{availability}, entries_(entries_max) {}

bool SlotsPage::is_good(const Entry& entry, std::string_view query, config::Instant now) const {
  if (entry.query != query || now < entry.made_at || now >= entry.good_until) return false;
  return std::ranges::all_of(entry.sources, [this](const Source& source) {
    return availability_.version(source.hall, source.lane, source.date) == source.version;
  });
}

Checked<std::string_view> SlotsPage::get(std::string_view query, config::Instant now) {
  Entry& entry = entries_[std::hash<std::string_view>{}(query) & (entries_max - 1)];
  if (is_good(entry, query, now)) return std::string_view{entry.body};
  const auto checked = read_slots_query(city_, query);
  if (!checked) return checked.error();
  render(entry, *checked, now);
  entry.query = entry.body.size() <= body_bytes_max ? query : std::string_view{};
  return std::string_view{entry.body};
}

void SlotsPage::render(Entry& entry, const SlotsQuery& query, config::Instant now) const {
  entry.body.clear();
  entry.sources.clear();
  entry.made_at = now;
  // The horizon moves at midnight, so no list is good for longer.
  entry.good_until = config::instant_at(config::date_of(now) + std::chrono::days{1}, {});
  entry.body += R"({"slots":[)";
  for (const auto& hall : city_.halls) {
    if (query.hall != nullptr && query.hall != &hall) continue;
    for (auto date = query.from; date <= query.to; date += std::chrono::days{1}) {
      render_day(entry, query, hall, date, now);
    }
  }
  if (entry.body.back() == ',') entry.body.pop_back();
  entry.body += "]}";
}

void SlotsPage::render_day(Entry& entry, const SlotsQuery& query, const config::Hall& hall,
                           config::Date date, config::Instant now) const {
  const auto lane = query.service->lane;
  entry.sources.push_back({hall.code, lane, date, availability_.version(hall.code, lane, date)});
  const int minutes = query.service->mean_minutes * query.party;
  for (const auto& plan : scheduler::plan_day(city_, hall, lane, date)) {
    const auto room = scheduler::room_of(plan, availability_.taken_minutes(plan.key), now);
    if (plan.start > now) entry.good_until = std::min(entry.good_until, plan.start);
    if (const auto next = scheduler::next_release(plan, now)) {
      entry.good_until = std::min(entry.good_until, *next);
    }
    base::JsonWriter json{entry.body};
    json.begin_object();
    json.key("id").plain(scheduler::format_slot(city_, plan.key));
    json.key("hall").plain(scheduler::format_hall(hall.code));
    json.key("start").plain(config::format_instant(plan.start));
    json.key("end").plain(config::format_instant(plan.end()));
    json.key("remaining").number(room.free_minutes() / minutes);
    json.key("capacity").number(plan.capacity_minutes / minutes);
    json.end_object();
    entry.body += ',';
  }
}

}  // namespace offpeak::api
